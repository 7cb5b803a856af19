import { expect } from 'chai';
import { it } from 'mocha';

import type { SCTPPeerAddressChange, SCTPSocket } from '../../lib/index';
import { brisk } from '../helpers/brisk';
import { forEachEngine } from '../helpers/engines';
import { collect, message } from '../helpers/events';
import { connectedPair, type Pair } from '../helpers/pair';
import { until } from '../helpers/until';

const [first, second] = ['127.0.0.3', '127.0.0.5'] as const;

forEachEngine('an address of a live association', (engine) => {
  /** The client has one address. */
  function pair(asconfSupported = true): Promise<Pair> {
    const options = { ...brisk, asconfSupported, authSupported: asconfSupported };
    return connectedPair(engine, {
      server: { options },
      client: { options, localAddresses: [first] },
    });
  }

  const told = (changes: SCTPPeerAddressChange[], state: string, address: string): boolean =>
    changes.some((change) => change.state === state && change.address.address === address);
  const hosts = (socket: SCTPSocket, side: 'localAddresses' | 'remoteAddresses'): string[] =>
    socket[side].map(({ address }) => address);

  it('that is added, preferred and then the only one carries what both ends send', async () => {
    const { a, z } = await pair();
    const changes = collect(z, 'peerAddressChange');
    a.bindAddresses([second]);
    await until(() => told(changes, 'added', second));
    expect(hosts(z, 'remoteAddresses')).to.have.members([first, second]);
    await until(() => hosts(a, 'localAddresses').includes(second)); // once it is acknowledged

    a.requestPeerPrimaryAddress(second);
    await until(() => told(changes, 'madePrimary', second));
    expect(z.getStatus().primary.address.address).to.equal(second);

    a.unbindAddresses([first]);
    await until(() => told(changes, 'removed', first));
    await until(() => !hosts(a, 'localAddresses').includes(first));
    expect(hosts(z, 'remoteAddresses')).to.deep.equal([second]);

    await a.send('by the new one');
    const { data, remoteAddress } = await message(z);
    expect([String(data), remoteAddress.address]).to.deep.equal(['by the new one', second]);
    await z.send('to the new one');
    expect(String((await message(a)).data)).to.equal('to the new one');
  });

  it('that the server adds is seen by the client, and messages flow meanwhile', async () => {
    const { a, z } = await pair();
    const changes = collect(a, 'peerAddressChange');
    const count = 300;
    const sent: Promise<void>[] = [];
    for (let i = 0; i < count; i++) {
      sent.push(a.send(Buffer.alloc(500, i)));
      if (i === count / 2) z.bindAddresses([second]);
    }
    for (let i = 0; i < count; i++) expect((await message(z)).data[0]).to.equal(i % 256);
    await Promise.all(sent);
    await until(() => told(changes, 'added', second));
    await until(() => a.getPeerAddressInfo(second).state === 'active');
    a.setPrimaryAddress(second);
    await a.send('there');
    expect(String((await message(z)).data)).to.equal('there');
  });

  it('is what the peer does not hear of where it cannot', async () => {
    const { a, z } = await pair(false);
    const changes = collect(z, 'peerAddressChange');
    expect(() => a.requestPeerPrimaryAddress(first))
      .to.throw()
      .that.includes({ code: 'ERR_SCTP_FEATURE_UNSUPPORTED', feature: 'peerPrimaryAddress' });
    a.bindAddresses([second]);
    await a.send('x');
    await message(z);
    expect(hosts(z, 'remoteAddresses')).to.deep.equal([first]);
    expect(changes.map(({ state }) => state)).to.not.include('added');
  });
});
