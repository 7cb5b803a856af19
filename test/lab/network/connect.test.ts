import { expect } from 'chai';
import { it } from 'mocha';

import { forEachPairOfEngines } from '../../helpers/engines';
import { failure } from '../../helpers/events';
import type { Link } from '../../helpers/namespaces';
import { skipBecause } from '../../helpers/tally';
import { twoPaths } from './networks';
import { hasty, onStage } from './stage';

forEachPairOfEngines('connecting', (engines) => {
  onStage(engines, twoPaths, (stage) => {
    const initOptions = {
      outboundStreams: 4,
      maxInboundStreams: 4,
      maxAttempts: 3,
      maxTimeout: 100,
    };

    /** usrsctp sends an ABORT when it gives up. */
    const farewells = engines.a === 'userspace' ? 1 : 0;

    /** INIT is one, and nothing else is sent to where nobody answers. */
    const packetsSent = (): number => stage.links[0]!.sightingsOf(stage.hosts.a).own;

    for (const [name, client] of [
      ['initOptions', { options: { ...hasty, initOptions } }],
      ['maxInitAttempts', { maxInitAttempts: 3, maxInitTimeout: 100 }],
    ] as const) {
      it(`to where nobody answers ends with ETIMEDOUT after the attempts of ${name}`, async () => {
        const { a, links, hosts, addresses } = stage;
        const port = await stage.listen();
        const remoteAddresses = [addresses.z[0]!];
        for (const link of links) link.silence();
        // Else A would ask the silent link where that is, and send nothing.
        const [{ name: device }] = links as [Link];
        const somewhere = 'lladdr 02:00:00:00:00:01 nud reachable';
        hosts.a.ip(`neighbour replace ${addresses.z[0]!} dev ${device} ${somewhere}`);
        const before = packetsSent();
        const error = await failure(
          stage.connect(port, { client: { ...client, remoteAddresses } }),
        );
        hosts.a.ip(`neighbour flush dev ${device}`);
        expect(error).to.include({ code: 'ETIMEDOUT', address: remoteAddresses[0], port });
        expect(packetsSent() - before).to.equal(1 + 3 + farewells);
        expect((await a.ends()).endedBy).to.equal('timeout');
      });
    }

    it('to a port where nothing listens ends with ECONNREFUSED', async function () {
      if (engines.a === 'kernel' && engines.z === 'userspace') {
        skipBecause(this, 'Linux does not take a closed UDP port for a refusal');
      }
      const { a, z } = stage;
      const port = await stage.listen();
      await z.close();
      const error = await failure(stage.connect(port));
      expect(error).to.include({ code: 'ECONNREFUSED', port });
      expect((await a.ends()).endedBy).to.equal('refused');
    });

    it('to two addresses succeeds by the second where the first is dead', async () => {
      const { a, z, links, addresses } = stage;
      const port = await stage.listen();
      links[0]!.silence();
      await stage.connect(port);
      const { remoteAddresses } = await a.describe();
      expect(remoteAddresses).to.have.members(addresses.z);
      const traffic = { streams: 2, lengths: [10, 3000] };
      await z.read(traffic);
      await a.send(traffic, 100);
      await z.came(100);
    });

    it('from all addresses names none of its peer, where sockets can be bound to any', async () => {
      const { z, hosts, addresses } = stage;
      hosts.a.set('ipv4.ip_nonlocal_bind', 1);
      try {
        await stage.connect(await stage.listen(), { isBound: false });
        await z.ready();
        const { remoteAddresses } = await z.describe();
        expect(remoteAddresses.filter((one) => addresses.z.includes(one))).to.deep.equal([]);
      } finally {
        hosts.a.set('ipv4.ip_nonlocal_bind', 0);
      }
    });

    // By a program that knows the others: it has connected before. It is the last, for usrsctp goes
    // on to name an address that the host has lost.
    it('from all addresses names one that the host has got since', async () => {
      const { z, links, hosts } = stage;
      const [{ name: device }] = links as [Link];
      const added = '198.51.100.101';
      hosts.a.ip(`address add ${added}/24 dev ${device}`);
      try {
        await stage.connect(await stage.listen(), { isBound: false });
        await z.ready();
        expect((await z.describe()).remoteAddresses).to.include(added);
      } finally {
        hosts.a.ip(`address delete ${added}/24 dev ${device}`);
      }
    });
  });
});
