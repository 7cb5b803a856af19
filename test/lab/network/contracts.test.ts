import { readFileSync, writeFileSync } from 'node:fs';

import { after, before, describe } from 'mocha';

import type { SCTPPartialReliability } from '../../../lib/index';
import { type ContractId, itKeeps } from '../../helpers/contracts';
import { engines, forEachEngine } from '../../helpers/engines';
import { onePath, twoPaths } from './networks';
import { hasty, onStage, type Stage } from './stage';

const givenUp: readonly [ContractId, SCTPPartialReliability][] = [
  ['pr_sctp_ttl', { policy: 'ttl', value: 250 }],
  ['pr_sctp_rtx', { policy: 'rtx', value: 1 }],
];

/** A path is unreachable when four attempts have failed, in 400 ms: then either was given up. */
const patient = {
  ...hasty,
  peerAddressParameters: { ...hasty.peerAddressParameters, pathMaxRetransmits: 3 },
  associationParameters: {
    ...{ maxRetransmits: 100, peerDestinations: 0, peerReceiverWindow: 0 },
    ...{ localReceiverWindow: 0, cookieLifetime: 0 },
  },
};

const streams = { outboundStreams: 32 };

/** Nothing gets through, until what was under way has been given up. */
async function interrupt({ a, links, addresses }: Stage): Promise<void> {
  links[0]!.silence();
  await a.hears('peerAddressChange', 'unreachable', addresses.z[0]);
  links[0]!.mend();
}

/** The message of a mebibyte has to fit in. */
const room = { sendBufferSize: 2_097_152 };
const rtoInfo = { initial: 300, min: 300, max: 300 };
const sysctl = '/proc/sys/net/core/wmem_max';

forEachEngine('the feature contract', (engine) => {
  onStage({ a: engine, z: engine }, onePath, (stage) => {
    for (const [id, partialReliability] of givenUp) {
      itKeeps(id, async (first, second) => {
        const { a, z, links } = stage;
        await stage.associate({ server: streams, client: streams, options: patient });
        links[0]!.silence();
        await a.say(first, { partialReliability });
        await interrupt(stage);
        await a.say(second);
        await z.takes(second);
      });
    }

    describe('with a large send buffer', () => {
      let usual: string | undefined;
      before(() => {
        if (!engines.includes('kernel')) return;
        usual = readFileSync(sysctl, 'latin1');
        writeFileSync(sysctl, String(room.sendBufferSize));
      });
      after(() => {
        if (usual !== undefined) writeFileSync(sysctl, usual);
      });

      itKeeps('partial_delivery_event', async (probe) => {
        const { a, z, links } = stage;
        const options = { ...patient, partialDeliveryPoint: 4096, rtoInfo };
        const server = { ...streams, options, partialDelivery: 'fragments' } as const;
        await stage.associate({ server, client: { ...streams, ...room, options } });
        // Something is lost, but not before the window is larger than this.
        links[0]!.impair('rate 4mbit limit 20');
        await a.say(probe, { partialReliability: { policy: 'rtx', value: 0 } });
        await z.takes(probe);
        await z.ignoreOthers();
        await z.hears('partialDeliveryAborted');
      });
    });
  });

  onStage({ a: engine, z: engine }, twoPaths, (stage) => {
    itKeeps('peer_addr_change_notifications', async (probe) => {
      const { a, z, links, addresses } = stage;
      await stage.associate({ server: streams, client: streams });
      links[0]!.silence();
      await a.hears('peerAddressChange', 'unreachable', addresses.z[0]);
      await a.say(probe);
      await z.takes(probe);
      links[0]!.mend();
      await a.hears('peerAddressChange', 'available', addresses.z[0]);
    });
  });
});
