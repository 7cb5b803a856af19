import { expect } from 'chai';
import { describe } from 'mocha';

import type { SCTPEngine, SCTPOptions } from '../../lib/index';
import {
  type ContractId,
  contractingPair,
  expectNext,
  expectToPass,
  itKeeps,
  send,
} from '../helpers/contracts';
import { forEachEngine } from '../helpers/engines';
import { collect, event } from '../helpers/events';
import type { Pair, PairOptions } from '../helpers/pair';
import { withSysctls } from '../helpers/sysctl';
import { skipBecause } from '../helpers/tally';
import { until } from '../helpers/until';
import { watchful } from '../helpers/watchful';

const [one, two, three] = ['127.0.0.1', '127.0.0.2', '127.0.0.3'] as const;

const dynamicAddresses = { asconfSupported: true, authSupported: true };

/** As the system is set up on the kernel, by options in userspace. */
function extendedPair(
  engine: SCTPEngine,
  options: Partial<SCTPOptions>,
  { server, client }: PairOptions = {},
): Promise<Pair> {
  const asked = { options: engine === 'kernel' ? watchful : { ...watchful, ...options } };
  return contractingPair(engine, {
    server: { ...server, ...asked },
    client: { ...client, ...asked },
  });
}

/** Waits for what net-sctp has no means for yet. */
const awaited: Readonly<Partial<Record<ContractId, string>>> = {
  auth_required_chunks: 'net-sctp has no options for the chunks and keys of RFC 4895 yet',
  auth_key_rotation: 'net-sctp has no options for the chunks and keys of RFC 4895 yet',
  stream_scheduler_policy: 'net-sctp has no option for stream schedulers yet',
  stream_scheduler_value: 'net-sctp has no option for stream schedulers yet',
  idata_interleaving: 'net-sctp has no option for interleaving yet',
};

forEachEngine('the feature contract', (engine) => {
  describe('of reconfiguration', () => {
    withSysctls(engine, { reconf_enable: 1 });
    const streamResetEnabled = { streams: true, association: false, addStreams: true };
    const options = { reconfigSupported: true, streamResetEnabled };
    // What is allowed to the peer has no variable of the system.
    const allow = ({ a, z }: Pair): void => {
      for (const side of [a, z]) side.setOption('streamResetEnabled', streamResetEnabled);
    };

    itKeeps('stream_reconfig_reset', async (probe) => {
      const pair = await extendedPair(engine, options);
      allow(pair);
      const { a, z } = pair;
      await expectToPass(a, z, { payload: 'stream-reset-ready', stream: 16, ppid: 0 });
      await until(() => a.getStatus().unackedData === 0);
      const told = Promise.all([event(a, 'streamReset'), event(z, 'streamReset')]);
      a.resetStreams({ outgoing: true, streams: [16] });
      for (const reset of await told) {
        expect(reset).to.deep.include({ streams: [16], denied: false, failed: false });
      }
      await expectToPass(z, a, probe);
    });

    itKeeps('stream_reconfig_add_streams', async (probe) => {
      const pair = await extendedPair(engine, options, { server: { maxInboundStreams: 64 } });
      allow(pair);
      const { a, z } = pair;
      await expectToPass(a, z, { payload: 'stream-add-ready', stream: 0, ppid: 0 });
      const told = event(a, 'streamChange');
      a.addStreams({ outbound: 1 });
      expect(await told).to.include({ denied: false, failed: false });
      expect(a.outboundStreams).to.equal(33);
      await expectToPass(z, a, probe);
    });
  });

  describe('of dynamic addresses', () => {
    withSysctls(engine, { addip_enable: 1, auth_enable: 1 });

    itKeeps('peer_primary_addr_request', async (probe) => {
      const { a, z } = await extendedPair(engine, dynamicAddresses, {
        client: { localAddresses: [one, three] },
      });
      await until(() => z.getPeerAddressInfo(three).state === 'active');
      a.requestPeerPrimaryAddress(three);
      await until(() => z.getStatus().primary.address.address === three);
      await expectToPass(a, z, probe);
    });

    itKeeps('asconf_add_remove', async (probe) => {
      const { a, z } = await extendedPair(engine, dynamicAddresses, {
        client: { localAddresses: [one] },
      });
      const told = collect(z, 'peerAddressChange');
      const has = (address: string): boolean =>
        z.remoteAddresses.some((remote) => remote.address === address);
      a.bindAddresses([two]);
      await until(() => has(two));
      await until(() => a.localAddresses.length === 2); // once it is acknowledged
      void send(a, probe);
      await expectNext(z, probe);
      a.unbindAddresses([two]);
      await until(() => !has(two));
      expect(told.map(({ address }) => address.address)).to.include(two);
    });
  });

  for (const [id, reason] of Object.entries(awaited) as [ContractId, string][]) {
    itKeeps(id, async function () {
      return Promise.resolve(skipBecause(this, reason));
    });
  }
});
