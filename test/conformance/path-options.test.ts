import { expect } from 'chai';
import { describe, it } from 'mocha';

import {
  createSCTPEndpoint,
  getSCTPCapabilities,
  type SCTPEngine,
  type SCTPOptionName,
  type SCTPOptions,
  type SCTPOptionSettings,
  type SCTPPathSettings,
} from '../../lib/index';
import { forEachEngine, itNeeds } from '../helpers/engines';
import { event } from '../helpers/events';
import { opened } from '../helpers/opened';
import { connectedPair, listeningEndpoint, listeningServer, type Pair } from '../helpers/pair';
import { refusal } from '../helpers/refusal';
import { skipBecause } from '../helpers/tally';
import { until } from '../helpers/until';

const peers = ['127.0.0.1', '127.0.0.2'] as const;

const values = {
  peerAddressThresholds: [
    { pathMaxRetransmits: 7, potentiallyFailed: 3, primarySwitchover: undefined },
    { pathMaxRetransmits: 4, potentiallyFailed: 1, primarySwitchover: undefined },
  ],
  exposePotentiallyFailed: ['enabled', 'disabled'],
  plpmtudProbeInterval: [5000, 0],
} satisfies { [Name in SCTPOptionName]?: [SCTPOptions[Name], SCTPOptions[Name]] };

interface Configurable {
  getOption(name: SCTPOptionName): unknown;
  setOption(name: SCTPOptionName, value: unknown): void;
}

function expectUnsupported(feature: SCTPOptionName, call: () => unknown): void {
  const error = refusal(call);
  expect(error).to.include({ code: 'ERR_SCTP_FEATURE_UNSUPPORTED', feature });
  expect(error.hint).to.include('kernel engine');
}

async function twoPaths(engine: SCTPEngine): Promise<Pair> {
  return connectedPair(engine, { listen: { localAddresses: [...peers] } });
}

forEachEngine('an option of paths', (engine) => {
  const { features } = getSCTPCapabilities(engine);
  const isLinux = engine === 'kernel';

  describe('peerAddressParameters', () => {
    it('reads as it was set, of each path', async () => {
      const { a } = await twoPaths(engine);
      const settings: SCTPPathSettings[] = [
        { heartbeatInterval: 1000, pathMaxRetransmits: 3, dscp: 184 },
        { heartbeatInterval: 2000, pathMaxRetransmits: 4, dscp: 40 },
      ];
      peers.forEach((address, i) =>
        a.setOption('peerAddressParameters', settings[i]!, { address }),
      );
      peers.forEach((address, i) => {
        expect(a.getOption('peerAddressParameters', { address }), address).to.include(settings[i]);
      });
    });

    it('is as it was where it was left out, of one path and no other', async () => {
      const { a } = await twoPaths(engine);
      const [one, other] = peers.map((address) => ({ address }));
      const expected = { ...a.getOption('peerAddressParameters', one) };
      const untouched = a.getOption('peerAddressParameters', other);
      const parts: SCTPPathSettings[] = [
        { dscp: 40 },
        { heartbeatInterval: 1250 },
        { heartbeat: 'disabled' },
        { pathMaxRetransmits: 2 },
        { heartbeat: 'enabled' },
        { heartbeatInterval: 0 },
      ];
      for (const part of parts) {
        a.setOption('peerAddressParameters', part, one);
        Object.assign(expected, part);
        expect(a.getOption('peerAddressParameters', one)).to.deep.equal(expected);
        expect(a.getOption('peerAddressParameters', other)).to.deep.equal(untouched);
      }
    });

    it('reads as it was set, of all paths together', async () => {
      const { a } = await twoPaths(engine);
      const settings = { heartbeatInterval: 1500, pathMaxRetransmits: 6, dscp: 184 };
      a.setOption('peerAddressParameters', settings);
      expect(a.getOption('peerAddressParameters')).to.include(settings);
      for (const address of peers) {
        expect(a.getOption('peerAddressParameters', { address }), address).to.include(settings);
      }
    });

    it('fixes the path MTU', async () => {
      const { a } = await twoPaths(engine);
      const [address] = peers;
      const fixed = { pathMtuDiscovery: false, pathMtu: 1000 };
      a.setOption('peerAddressParameters', fixed, { address });
      expect(a.getOption('peerAddressParameters', { address })).to.include(fixed);
      a.setOption('peerAddressParameters', { pathMtuDiscovery: true }, { address });
      const { pathMtuDiscovery } = a.getOption('peerAddressParameters', { address });
      expect(pathMtuDiscovery).to.equal(true);
    });

    it('is refused where it asks for a path MTU that no path has', async () => {
      const { a } = await twoPaths(engine);
      const set = (value: SCTPPathSettings) => (): void => {
        a.setOption('peerAddressParameters', value);
      };
      const tooSmall = { pathMtuDiscovery: false, pathMtu: 1 };
      expect(refusal(set(tooSmall))).to.include({ code: 'EINVAL', syscall: 'setsockopt' });
      if (!isLinux) expect(refusal(set({ pathMtuDiscovery: false })).code).to.equal('EINVAL');
    });

    it('can be set to what it reads as', async () => {
      const { a } = await twoPaths(engine);
      for (const target of [{}, { address: peers[1] }]) {
        const value = a.getOption('peerAddressParameters', target);
        a.setOption('peerAddressParameters', value, target);
        expect(a.getOption('peerAddressParameters', target)).to.deep.equal(value);
      }
    });

    itNeeds(engine, 'pathSackDelay', 'delays acknowledgements, or does not', async () => {
      const { a } = await twoPaths(engine);
      for (const sackDelay of [150, 0, 250]) {
        a.setOption('peerAddressParameters', { sackDelay });
        expect(a.getOption('peerAddressParameters')).to.include({ sackDelay });
      }
    });

    it('says of acknowledgements nothing that is not so', async () => {
      const { a } = await twoPaths(engine);
      const { sackDelay } = a.getOption('peerAddressParameters');
      if (features.pathSackDelay) {
        expect(sackDelay).to.equal(200);
        return;
      }
      expect(sackDelay).to.equal(undefined);
      for (const delay of [0, 100]) {
        expect(
          refusal(() => a.setOption('peerAddressParameters', { sackDelay: delay })),
        ).to.include({
          code: 'ERR_SCTP_FEATURE_UNSUPPORTED',
          feature: 'peerAddressParameters',
        });
      }
    });
  });

  describe('a heartbeat', () => {
    it('on demand is sent at once, on one path or on each', async () => {
      const { a } = await connectedPair(engine, {
        listen: { localAddresses: [...peers] },
        client: { options: { peerAddressParameters: { heartbeatInterval: 3_600_000 } } },
      });
      await until(() => a.getPeerAddressInfo(peers[1]).state === 'active');
      const sent = () => a.getStatistics().controlChunksSent ?? NaN;
      const before = sent();
      a.requestHeartbeat(peers[1]);
      if (isLinux) expect(sent()).to.be.at.least(before + 1);
      a.requestHeartbeat();
      if (isLinux) expect(sent()).to.be.at.least(before + 1 + peers.length);
    });

    it('on demand is refused where there is no path, and by usrsctp where none is named', async () => {
      const { a, server } = await twoPaths(engine);
      const demand = { heartbeat: 'demand' } as const;
      for (const one of isLinux ? [server] : [server, a]) {
        const error = refusal(() => one.setOption('peerAddressParameters', demand));
        expect(error).to.include({ code: 'EINVAL', syscall: 'setsockopt' });
      }
    });

    it('of an address that the peer has not is refused', async () => {
      const { a } = await twoPaths(engine);
      expect(refusal(() => a.requestHeartbeat('127.0.0.9'))).to.include({ code: 'EINVAL' });
      const error = refusal(() => a.requestHeartbeat('name.test'));
      expect(error).to.include({ code: 'ERR_INVALID_ARG_VALUE' });
    });
  });

  describe('of RFC 7829 and RFC 8899', () => {
    for (const name of Object.keys(values) as (keyof typeof values)[]) {
      it(`reads as it was set: ${name}`, async function () {
        const isThere = isLinux || name === 'peerAddressThresholds';
        const endpoint = await listeningEndpoint(engine);
        const { a } = await twoPaths(engine);
        for (const one of [endpoint, a] as Configurable[]) {
          for (const value of values[name]) {
            if (isThere) {
              one.setOption(name, value);
              expect(one.getOption(name)).to.deep.equal(value);
            } else {
              expectUnsupported(name, () => one.setOption(name, value));
              expectUnsupported(name, () => one.getOption(name));
            }
          }
        }
        if (!isThere) skipBecause(this, 'usrsctp has none, which the error says');
      });
    }

    for (const name of ['peerAddressThresholds', 'plpmtudProbeInterval'] as const) {
      it(`reads as it was set, of each path: ${name}`, async function () {
        const { a } = await twoPaths(engine);
        if (name === 'plpmtudProbeInterval' && !isLinux) {
          expectUnsupported(name, () => a.getOption(name, { address: peers[0] }));
          skipBecause(this, 'usrsctp has none, which the error says');
        }
        const [one, other] = values[name];
        a.setOption(name, one, { address: peers[0] });
        a.setOption(name, other, { address: peers[1] });
        expect(a.getOption(name, { address: peers[0] })).to.deep.equal(one);
        expect(a.getOption(name, { address: peers[1] })).to.deep.equal(other);
      });
    }

    it('is at first as documented', async () => {
      const { a } = await twoPaths(engine);
      expect(a.getOption('peerAddressThresholds')).to.deep.equal({
        pathMaxRetransmits: 5,
        potentiallyFailed: 0,
        primarySwitchover: undefined,
      });
      if (!isLinux) return;
      expect(a.getOption('exposePotentiallyFailed')).to.equal('unset');
      expect(a.getOption('plpmtudProbeInterval')).to.equal(0);
    });

    it('below what the stack can search for is refused: plpmtudProbeInterval', async function () {
      if (!isLinux) skipBecause(this, 'usrsctp has none, which the error says');
      const { a } = await twoPaths(engine);
      expect(refusal(() => a.setOption('plpmtudProbeInterval', 4999)).code).to.equal('EINVAL');
    });

    it('has the primary path switched over: peerAddressThresholds', async function () {
      const { a } = await twoPaths(engine);
      const value = { pathMaxRetransmits: 5, potentiallyFailed: 2, primarySwitchover: 4 };
      const set = (): void => a.setOption('peerAddressThresholds', value);
      if (!isLinux) {
        expectUnsupported('peerAddressThresholds', set);
        skipBecause(this, 'usrsctp does not switch over, which the error says');
      }
      set();
      expect(a.getOption('peerAddressThresholds')).to.deep.equal(value);
      const wrong: SCTPOptionSettings['peerAddressThresholds'] = {
        ...value,
        potentiallyFailed: 5,
      };
      expect(refusal(() => a.setOption('peerAddressThresholds', wrong))).to.include({
        code: 'EINVAL',
      });
    });
  });

  describe('of addresses', () => {
    async function ofAll(family: 4 | 6) {
      const endpoint = opened(createSCTPEndpoint({ engine }));
      endpoint.bind({ address: family === 4 ? '0.0.0.0' : '::' }).listen();
      await event(endpoint, 'listening');
      return endpoint;
    }

    it('follows those of the host: autoAsconf', async function () {
      const endpoint = await ofAll(4);
      if (!isLinux) {
        expectUnsupported('autoAsconf', () => endpoint.setOption('autoAsconf', true));
        skipBecause(this, 'the stack does not hear of them, which the error says');
      }
      expect(endpoint.getOption('autoAsconf')).to.equal(false);
      for (const value of [true, false]) {
        endpoint.setOption('autoAsconf', value);
        expect(endpoint.getOption('autoAsconf')).to.equal(value);
      }
      const narrow = await listeningEndpoint(engine);
      expect(refusal(() => narrow.setOption('autoAsconf', true)).code).to.equal('EINVAL');
    });

    it('tells IPv4 as what it is, or as IPv6: mappedV4', async () => {
      const endpoint = await ofAll(6);
      expect(endpoint.getOption('mappedV4')).to.equal(false);
      const hosts = (id: number) => endpoint.getPeerAddresses(id).map(({ address }) => address);
      const server = await listeningServer(engine);
      const { port } = server.address()!;
      const id = await endpoint.connect('127.0.0.1', port);
      for (const mapped of [true, false]) {
        endpoint.setOption('mappedV4', mapped);
        expect(endpoint.getOption('mappedV4')).to.equal(mapped);
        expect(hosts(id)).to.deep.equal([mapped ? '::ffff:127.0.0.1' : '127.0.0.1']);
        expect(endpoint.getStatus(id).primary.address.address).to.include('127.0.0.1');
        expect(endpoint.getPeerAddressInfo(hosts(id)[0]!, id).state).to.equal('active');
      }
    });

    it('has no IPv6 to tell of an endpoint of IPv4: mappedV4', async () => {
      const endpoint = await listeningEndpoint(engine);
      const set = (): void => endpoint.setOption('mappedV4', true);
      if (isLinux) set();
      else expect(refusal(set)).to.include({ code: 'EINVAL', syscall: 'setsockopt' });
      expect(endpoint.address().address).to.equal('127.0.0.1');
    });

    it('lets two sockets have one port: reusePort', async function () {
      const endpoint = await listeningEndpoint(engine);
      const error = refusal(() => endpoint.setOption('reusePort', true));
      expect(error).to.include({ code: 'ERR_SCTP_FEATURE_UNSUPPORTED', feature: 'reusePort' });
      expect(error.hint).to.include('one-to-one');
      skipBecause(this, 'it is for one-to-one sockets, and ours are none, which the error says');
    });
  });
});
