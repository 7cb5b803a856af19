import { expect } from 'chai';
import { describe, it } from 'mocha';

import {
  connectSCTP,
  getSCTPCapabilities,
  type SCTPAddress,
  type SCTPEngine,
  type SCTPOptionSettings,
} from '../../lib/index';
import { forEachEngine, itNeeds } from '../helpers/engines';
import { event, failure, message, messages } from '../helpers/events';
import { fade, fadingAddress, lastingAddress, withFadingNetwork } from '../helpers/fading';
import { opened } from '../helpers/opened';
import {
  connectedPair,
  connecting,
  listeningEndpoint,
  listeningServer,
  type Pair,
} from '../helpers/pair';
import { skipBecause } from '../helpers/tally';
import { until } from '../helpers/until';
import { watchful } from '../helpers/watchful';

const [one, two, three, four, five] = [
  '127.0.0.1',
  '127.0.0.2',
  '127.0.0.3',
  '127.0.0.4',
  '127.0.0.5',
] as const;

const hosts = (list: readonly SCTPAddress[]): string[] => list.map(({ address }) => address);

/** A has two addresses, and so has Z. */
async function twoByTwo(
  engine: SCTPEngine,
  options: Partial<SCTPOptionSettings> = watchful,
): Promise<Pair> {
  return connectedPair(engine, {
    server: { options },
    listen: { localAddresses: [one, two] },
    client: { localAddresses: [three, four], remoteAddresses: [one, two], options },
  });
}

/** A path is sent on only when the peer has answered a heartbeat by it. */
async function confirmed({ a, z }: Pair): Promise<void> {
  const isActive = (socket: typeof a) =>
    hosts(socket.remoteAddresses).every(
      (address) => socket.getPeerAddressInfo(address).state === 'active',
    );
  await until(() => isActive(a) && isActive(z));
}

forEachEngine('multihoming', (engine) => {
  describe('by several addresses', () => {
    it('is known to both sides, with one port each', async () => {
      const { a, z } = await twoByTwo(engine);
      expect(hosts(a.localAddresses)).to.have.members([three, four]);
      expect(hosts(a.remoteAddresses)).to.have.members([one, two]);
      expect(hosts(z.localAddresses)).to.have.members([one, two]);
      expect(hosts(z.remoteAddresses)).to.have.members([three, four]);
      for (const socket of [a, z]) {
        expect(new Set(socket.localAddresses.map(({ port }) => port)).size).to.equal(1);
        expect(new Set(socket.remoteAddresses.map(({ port }) => port)).size).to.equal(1);
      }
      expect(a.remotePort).to.equal(z.localPort);
    });

    it('keeps them when it has ended, as they were', async () => {
      const { a, z } = await twoByTwo(engine);
      const before = { local: hosts(a.localAddresses), remote: hosts(a.remoteAddresses) };
      z.resume();
      await a.shutdown();
      expect(hosts(a.localAddresses)).to.deep.equal(before.local);
      expect(hosts(a.remoteAddresses)).to.deep.equal(before.remote);
    });

    it('is told by a server and by an endpoint of themselves', async () => {
      const server = await listeningServer(engine, {}, { localAddresses: [one, two] });
      expect(hosts(server.addresses())).to.have.members([one, two]);
      expect(server.addresses()[0]).to.deep.equal(server.address());
      const endpoint = await listeningEndpoint(engine);
      endpoint.bindAddresses([two]);
      expect(hosts(endpoint.addresses())).to.have.members([one, two]);
    });

    it('of an endpoint is told for each of its associations', async () => {
      const server = await listeningServer(engine, {}, { localAddresses: [one, two] });
      const endpoint = await listeningEndpoint(engine);
      const { port } = server.address()!;
      const id = await endpoint.connect([one, two], port);
      expect(hosts(endpoint.getPeerAddresses(id))).to.have.members([one, two]);
      expect(hosts(endpoint.getLocalAddresses(id))).to.deep.equal([one]);
      const paths = endpoint.getPeerAddresses(id).map((path) => path.port);
      expect(new Set(paths)).to.deep.equal(new Set([port]));
      expect(endpoint.getStatus(id).primary.address.address).to.equal(one);
      expect(endpoint.getPeerAddressInfo(one, id).state).to.equal('active');
      endpoint.setPrimaryAddress(two, id);
      expect(endpoint.getStatus(id).primary.address.address).to.equal(two);
    });

    it('of which only some serve, finds those', async () => {
      const server = await listeningServer(engine, {}, { localAddresses: [two] });
      const a = connecting(server, { remoteAddresses: [one, two] });
      await event(a, 'connect');
      expect(hosts(a.remoteAddresses)).to.deep.equal([two]);
    });

    it('none of which serves, is refused', async () => {
      const server = await listeningServer(engine);
      const { port } = server.address()!;
      await server.close();
      const a = opened(connectSCTP({ engine, port, remoteAddresses: [one, two] }));
      expect(await event(a, 'error')).to.include({ code: 'ECONNREFUSED', port });
    });
  });

  describe('by IPv6', () => {
    it('works as by IPv4', async () => {
      const { a, z } = await connectedPair(engine, { listen: { host: '::1' } });
      expect([a.remoteFamily, z.remoteFamily]).to.deep.equal(['IPv6', 'IPv6']);
      expect(hosts(a.remoteAddresses)).to.deep.equal(['::1']);
      expect(hosts(a.localAddresses)).to.include('::1');
      expect(a.getPeerAddressInfo('::1').state).to.equal('active');
      void a.send('six', { address: '::1' });
      const { data, remoteAddress } = await message(z);
      expect(data.toString()).to.equal('six');
      expect(remoteAddress).to.deep.equal({
        ...{ address: '::1', port: a.localPort, family: 'IPv6' },
      });
    });

    it('and IPv4 at once reaches a wildcard', async () => {
      const server = await listeningServer(engine, {}, { host: '::' });
      const { port } = server.address()!;
      for (const [host, family] of [
        ['::1', 'IPv6'],
        [one, 'IPv4'],
      ] as const) {
        const accepted = event(server, 'connection');
        await event(connecting(server, { host, port }), 'connect');
        const z = opened(await accepted);
        expect(z).to.include({ remoteAddress: host, remoteFamily: family });
      }
    });
  });

  describe('that changes', () => {
    it('is live at an endpoint, which keeps one address', async () => {
      const endpoint = await listeningEndpoint(engine);
      endpoint.bindAddresses([two, three]);
      expect(hosts(endpoint.addresses())).to.have.members([one, two, three]);
      endpoint.unbindAddresses([one, three]);
      expect(hosts(endpoint.addresses())).to.deep.equal([two]);
      expect(() => endpoint.unbindAddresses([two]))
        .to.throw()
        .that.includes({ code: 'EBUSY', syscall: 'bindx', address: two });
    });

    it('is what associations to come are told', async () => {
      const endpoint = await listeningEndpoint(engine);
      endpoint.bindAddresses([two]);
      const { port } = endpoint.address();
      const a = opened(connectSCTP({ engine, host: one, port }));
      await event(a, 'connect');
      expect(hosts(a.remoteAddresses)).to.have.members([one, two]);
    });

    it('takes only addresses of this host, of one family', async () => {
      const endpoint = await listeningEndpoint(engine);
      for (const [addresses, code] of [
        [['203.0.113.1'], 'EADDRNOTAVAIL'],
        [['name.test'], 'ERR_INVALID_ARG_VALUE'],
        [[], 'ERR_INVALID_ARG_VALUE'],
        [two, 'ERR_INVALID_ARG_TYPE'],
        [[two, '::1'], 'ERR_SCTP_ADDRESS_MISMATCH'],
      ] as [never, string][]) {
        for (const change of ['bindAddresses', 'unbindAddresses'] as const) {
          if (change === 'unbindAddresses' && code === 'EADDRNOTAVAIL') continue;
          expect(() => endpoint[change](addresses))
            .to.throw()
            .with.property('code', code);
        }
      }
      expect(hosts(endpoint.addresses())).to.deep.equal([one]);
    });

    it('is told to the peer where both sides can change addresses', async () => {
      const options = { ...watchful, asconfSupported: true, authSupported: true };
      const { a, z } = await twoByTwo(engine, options);
      const added = event(z, 'peerAddressChange');
      a.bindAddresses([five]);
      await until(() => hosts(z.remoteAddresses).includes(five));
      expect(await added).to.be.an('object');
      await until(() => hosts(a.localAddresses).includes(five)); // once it is acknowledged

      a.unbindAddresses([four]);
      await until(() => !hosts(z.remoteAddresses).includes(four));
      await until(() => !hosts(a.localAddresses).includes(four));
      expect(hosts(a.localAddresses)).to.have.members([three, five]);

      a.requestPeerPrimaryAddress(five);
      await until(() => z.getStatus().primary.address.address === five);
    });
  });

  describe('by its primary path', () => {
    it('begins with the first address', async () => {
      const { a, z } = await twoByTwo(engine);
      expect(a.getStatus().primary.address.address).to.equal(one);
      expect([three, four]).to.include(z.getStatus().primary.address.address);
    });

    it('sends from then on where it is told to', async () => {
      const pair = await twoByTwo(engine);
      const { a, z } = pair;
      await confirmed(pair);
      for (const address of [two, one, two]) {
        a.setPrimaryAddress(address);
        const { primary } = a.getStatus();
        expect(primary.address).to.deep.equal({ address, port: a.remotePort, family: 'IPv4' });
        expect(primary).to.include(a.getPeerAddressInfo(address));
      }
      for (const address of [four, three]) {
        z.setPrimaryAddress(address);
        expect(z.getStatus().primary.address.address).to.equal(address);
      }
    });

    it('takes only an address of the peer', async () => {
      const { a } = await twoByTwo(engine);
      expect(() => a.setPrimaryAddress(five))
        .to.throw()
        .with.property('code', 'EINVAL');
      expect(() => a.setPrimaryAddress('name.test'))
        .to.throw()
        .with.property('code', 'ERR_INVALID_ARG_VALUE');
      expect(a.getStatus().primary.address.address).to.equal(one);
    });
  });

  describe('by the path that a message names', () => {
    it('keeps the order of its stream', async () => {
      const pair = await twoByTwo(engine);
      await confirmed(pair);
      const { a, z } = pair;
      const sent = Array.from({ length: 40 }, (_, index) => `message ${index}`);
      sent.forEach((text, index) => void a.send(text, { address: index % 2 === 0 ? one : two }));
      const received = await messages(z, sent.length);
      expect(received.map(({ data }) => data.toString())).to.deep.equal(sent);
    });

    it('which must be one of the peer', async () => {
      const { a } = await twoByTwo(engine);
      expect(await failure(a.send('x', { address: five }))).to.include({
        code: 'EADDRNOTAVAIL',
        associationId: a.id,
      });
      expect(await failure(a.send('x', { address: '::1' }))).to.include({
        code: 'EADDRNOTAVAIL',
      });
      expect(a.state).to.equal('established');
    });

    it('also from an endpoint', async () => {
      const server = await listeningServer(engine, {}, { localAddresses: [one, two] });
      const accepted = event(server, 'connection');
      const endpoint = await listeningEndpoint(engine);
      const associationId = await endpoint.connect([one, two], server.address()!.port);
      await endpoint.send('x', { associationId }, { address: two });
      expect((await message(opened(await accepted))).data.toString()).to.equal('x');
    });
  });

  describe('by the path that a message names, where the network fails', () => {
    withFadingNetwork();

    it('leaves on that path, and again on another when nobody answers there', async () => {
      const pair = await connectedPair(engine, {
        listen: { localAddresses: [lastingAddress, fadingAddress] },
        // Else the second message waits until the first has been acknowledged.
        client: { localAddress: lastingAddress, options: watchful, noDelay: true },
      });
      await confirmed(pair);
      const { a, z } = pair;
      fade();
      void a.send('the long way', { unordered: true, address: fadingAddress });
      void a.send('the short way', { unordered: true, address: lastingAddress });
      const received = await messages(z, 2);
      const texts = received.map(({ data }) => data.toString());
      expect(texts).to.deep.equal(['the short way', 'the long way']);
    });
  });

  itNeeds(engine, 'pathWhenPeeledOff', 'can be named when peeled off', async () => {
    const { a, z } = await connectedPair(engine, {
      server: { peelOff: 'always' },
      listen: { host: one },
    });
    await z.send('back', { address: one });
    expect((await message(a)).data.toString()).to.equal('back');
  });

  it('cannot be named when peeled off where the stack would not heed it', async function () {
    if (getSCTPCapabilities(engine).features.pathWhenPeeledOff) {
      skipBecause(this, `the engine ${engine} heeds it`);
    }
    const { a, z } = await connectedPair(engine, { server: { peelOff: 'always' } });
    void a.send('to be sure that it has been peeled off');
    await message(z);
    expect(await failure(z.send('back', { address: one }))).to.include({
      ...{ code: 'ERR_SCTP_FEATURE_UNSUPPORTED', feature: 'pathWhenPeeledOff' },
    });
    await z.send('by the primary path');
    expect((await message(a)).data.toString()).to.equal('by the primary path');
  });

  itNeeds(engine, 'peelOff', 'goes along when an association is peeled off', async () => {
    const server = await listeningServer(engine, {}, { localAddresses: [one, two] });
    const accepted = event(server, 'connection');
    const endpoint = await listeningEndpoint(engine);
    const id = await endpoint.connect([one, two], server.address()!.port);
    endpoint.setPrimaryAddress(two, id);
    const socket = opened(endpoint.peelOff(id));
    expect(hosts(socket.remoteAddresses)).to.have.members([one, two]);
    expect(socket.getStatus().primary.address.address).to.equal(two);
    socket.setPrimaryAddress(one);
    await socket.send('peeled');
    expect((await message(opened(await accepted))).data.toString()).to.equal('peeled');
    expect(() => endpoint.getPeerAddresses(id))
      .to.throw()
      .with.property('code', 'ERR_SCTP_NO_ASSOCIATION');
  });
});
