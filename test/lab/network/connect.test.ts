import { expect } from 'chai';
import { it } from 'mocha';

import { forEachEngine } from '../../helpers/engines';
import { failure } from '../../helpers/events';
import type { Host } from '../../helpers/namespaces';
import { twoPaths } from './networks';
import { hasty, onStage } from './stage';

forEachEngine('connecting', (engine) => {
  onStage(engine, twoPaths, (stage) => {
    const initOptions = {
      outboundStreams: 4,
      maxInboundStreams: 4,
      maxAttempts: 3,
      maxTimeout: 100,
    };

    for (const [name, client] of [
      ['initOptions', { options: { ...hasty, initOptions } }],
      ['maxInitAttempts', { maxInitAttempts: 3, maxInitTimeout: 100 }],
    ] as const) {
      it(`to where nobody answers ends with ETIMEDOUT after the attempts of ${name}`, async () => {
        const { a, links, hosts, addresses } = stage;
        const port = await stage.listen();
        for (const link of links) link.silence();
        const before = controlChunksSent(hosts.a);
        const remoteAddresses = [addresses.z[0]!];
        const error = await failure(
          stage.connect(port, { client: { ...client, remoteAddresses } }),
        );
        expect(error).to.include({ code: 'ETIMEDOUT', address: remoteAddresses[0], port });
        expect(controlChunksSent(hosts.a) - before).to.equal(1 + 3);
        expect((await a.ends()).endedBy).to.equal('timeout');
      });
    }

    it('to a port where nothing listens ends with ECONNREFUSED', async () => {
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
  });
});

/** INIT is one, and nothing else is sent to where nobody answers. */
function controlChunksSent(host: Host): number {
  const counters = host.run('cat', '/proc/net/sctp/snmp');
  return Number(/^SctpOutCtrlChunks\s+(\d+)$/m.exec(counters)![1]);
}
