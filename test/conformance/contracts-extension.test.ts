import { expect } from 'chai';
import { describe } from 'mocha';

import type { SCTPEngine, SCTPOptionSettings } from '../../lib/index';
import { brisk } from '../helpers/brisk';
import { contractingPair, expectNext, expectToPass, itKeeps, send } from '../helpers/contracts';
import { forEachEngine } from '../helpers/engines';
import { collect, event } from '../helpers/events';
import type { Pair, PairOptions } from '../helpers/pair';
import { withSysctls } from '../helpers/sysctl';
import { until } from '../helpers/until';
import { watchful } from '../helpers/watchful';

const [one, two, three] = ['127.0.0.1', '127.0.0.2', '127.0.0.3'] as const;

const dynamicAddresses = { asconfSupported: true, authSupported: true };

/** As the system is set up on the kernel, by options in userspace. */
function extendedPair(
  engine: SCTPEngine,
  options: Partial<SCTPOptionSettings>,
  { server, client }: PairOptions = {},
): Promise<Pair> {
  const asked = { options: engine === 'kernel' ? watchful : { ...watchful, ...options } };
  return contractingPair(engine, {
    server: { ...server, ...asked },
    client: { ...client, ...asked },
  });
}

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

  describe('of authentication', () => {
    withSysctls(engine, { addip_enable: 1, auth_enable: 1 });
    const first = { keyId: 7, secret: 'feature-auth-key-7' };
    const second = { keyId: 8, secret: 'feature-auth-key-8' };
    const required = ['ASCONF', 'ASCONF-ACK'] as const;
    const options: Partial<SCTPOptionSettings> = {
      ...dynamicAddresses,
      authChunks: ['DATA', ...required],
      authKey: first,
      authActiveKey: first.keyId,
    };
    const asked = { server: { options }, client: { options } };

    itKeeps('auth_required_chunks', async (probe) => {
      const { a, z } = await contractingPair(engine, asked);
      for (const side of [a, z]) {
        expect(side.getOption('localAuthChunks')).to.include.members([...required]);
        expect(side.getOption('peerAuthChunks')).to.include.members([...required]);
      }
      await expectToPass(a, z, probe);
    });

    itKeeps('auth_key_rotation', async (probe) => {
      const { a, z } = await contractingPair(engine, asked);
      await expectToPass(a, z, { payload: 'auth-key-ready', stream: 22, ppid: 0 });
      for (const side of [a, z]) side.setAuthKey(second);
      for (const side of [a, z]) side.activateAuthKey(second.keyId);
      expect(a.getOption('authActiveKey')).to.equal(second.keyId);
      await expectToPass(a, z, probe);
      await expectToPass(z, a, probe);
    });
  });

  describe('of schedulers', () => {
    const client = { options: { streamScheduler: 'priority' as const } };

    itKeeps('stream_scheduler_policy', async (probe) => {
      const { a, z } = await contractingPair(engine, { client });
      expect(a.getOption('streamScheduler')).to.equal('priority');
      await expectToPass(a, z, probe);
    });

    itKeeps('stream_scheduler_value', async (probe) => {
      const { a, z } = await contractingPair(engine, { client });
      const values = { 20: 64, 21: 4 };
      for (const [stream, value] of Object.entries(values)) {
        a.setOption('streamSchedulerValue', { stream: Number(stream), value });
      }
      for (const [number, value] of Object.entries(values)) {
        const stream = Number(number);
        const read = a.getOption('streamSchedulerValue', { stream });
        expect(read).to.deep.equal({ stream, value });
      }
      await expectToPass(a, z, probe);
    });
  });

  describe('of interleaving', () => {
    withSysctls(engine, { intl_enable: 1 });
    const options: Partial<SCTPOptionSettings> = {
      ...brisk,
      fragmentInterleave: 2,
      interleavingSupported: true,
      partialDeliveryPoint: 4096,
      streamScheduler: 'roundRobin',
    };

    // Nobody reads at first: most of the large one has to wait for the receiver.
    itKeeps('idata_interleaving', async (large, ...small) => {
      const slow = { options, pauseOnConnect: true, receiveBufferSize: 16_384 };
      const { a, z } = await contractingPair(engine, { server: slow, client: { options } });
      for (const probe of [large, ...small]) void send(a, probe);
      for (const probe of [...small, large]) await expectNext(z, probe);
    });
  });
});
