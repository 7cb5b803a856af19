import { expect } from 'chai';
import { describe, it } from 'mocha';

import {
  connectSCTP,
  createSCTPEndpoint,
  createSCTPServer,
  type SCTPEngine,
  type SCTPOptionName,
  type SCTPOptions,
  type SCTPOptionSettings,
} from '../../lib/index';
import { forEachEngine } from '../helpers/engines';
import { event, message } from '../helpers/events';
import { opened } from '../helpers/opened';
import { connectedPair, connecting, listeningEndpoint, listeningServer } from '../helpers/pair';
import { refusal } from '../helpers/refusal';
import { until } from '../helpers/until';

type Values = { [Name in SCTPOptionName]?: readonly [SCTPOptions[Name], SCTPOptions[Name]] };

/** Two values of each option that one endpoint, or one association, can be given. */
const ofBoth: Values = {
  linger: [
    { enabled: true, seconds: 7 },
    { enabled: true, seconds: 3 },
  ],
  rtoInfo: [
    { initial: 1200, max: 3000, min: 600 },
    { initial: 500, max: 5000, min: 300 },
  ],
  noDelay: [true, false],
  autoClose: [5, 0],
  adaptationIndication: [0xffffffff, 1],
  disableFragments: [true, false],
  maxSegmentSize: [1200, 600],
  delayedSack: [
    { delay: 100, frequency: 3 },
    { delay: 300, frequency: 5 },
  ],
  fragmentInterleave: [1, 0],
  partialDeliveryPoint: [4096, 1024],
  maxBurst: [2, 8],
  context: [0xffffffff, 7],
  receiveNextInfo: [true, false],
  defaultSendOptions: [
    { stream: 3, ppid: 0x01020304, unordered: true, sackImmediately: false, context: 9 },
    { stream: 2, ppid: 46, unordered: false, sackImmediately: false, context: 0 },
  ],
  defaultPartialReliability: [
    { policy: 'rtx', value: 3 },
    { policy: 'ttl', value: 500 },
  ],
  streamResetEnabled: [
    { streams: true, association: false, addStreams: true },
    { streams: false, association: true, addStreams: false },
  ],
};

/** Of an endpoint, for associations to come. */
const ofEndpoint: Values = {
  initOptions: [
    { outboundStreams: 5, maxInboundStreams: 6, maxAttempts: 7, maxTimeout: 800 },
    { outboundStreams: 1, maxInboundStreams: 65535, maxAttempts: 1, maxTimeout: 100 },
  ],
  reconfigSupported: [true, false],
  partialReliabilitySupported: [false, true],
  ecnSupported: [false, true],
  asconfSupported: [true, false],
  authSupported: [true, false],
  remoteUdpEncapsulationPort: [9900, 0],
};

/** Of records, one member after another. */
const ofParts = {
  rtoInfo: [{ initial: 1200 }, { min: 600 }, { max: 3000 }],
  associationParameters: [{ maxRetransmits: 4 }, { cookieLifetime: 30_000 }],
  delayedSack: [{ delay: 150 }, { frequency: 3 }],
  defaultSendOptions: [{ stream: 3 }, { unordered: true }, { ppid: 46 }, { context: 9 }],
  peerAddressParameters: [
    { heartbeatInterval: 2000 },
    { pathMaxRetransmits: 7 },
    { heartbeat: 'disabled' },
    { dscp: 184 },
  ],
} satisfies { [Name in SCTPOptionName]?: SCTPOptionSettings[Name][] };

/** Which of them an endpoint has by association, so that others keep theirs. */
const apart = [
  ...['rtoInfo', 'maxSegmentSize', 'delayedSack', 'maxBurst', 'context'],
  ...['defaultSendOptions', 'defaultPartialReliability', 'streamResetEnabled'],
] as SCTPOptionName[];

interface Configurable {
  getOption<Name extends SCTPOptionName>(name: Name): SCTPOptions[Name];
  setOption<Name extends SCTPOptionName>(name: Name, value: SCTPOptionSettings[Name]): void;
}

function expectToKeep(one: Configurable, name: SCTPOptionName, values: readonly unknown[]): void {
  for (const value of values) {
    one.setOption(name, value as never);
    expect(one.getOption(name), name).to.deep.equal(value);
  }
}

async function bound(engine: SCTPEngine) {
  const endpoint = opened(createSCTPEndpoint({ engine }));
  endpoint.bind({ address: '127.0.0.1' });
  await event(endpoint, 'listening');
  return endpoint;
}

async function twoAssociations(engine: SCTPEngine) {
  const [endpoint, peer] = [await listeningEndpoint(engine), await listeningEndpoint(engine)];
  const { port } = peer.address();
  const other = await listeningEndpoint(engine);
  const first = await endpoint.connect('127.0.0.1', port);
  const second = await endpoint.connect('127.0.0.1', other.address().port);
  return { endpoint, first, second };
}

forEachEngine('an option', (engine) => {
  describe('reads as it was set', () => {
    for (const [name, values] of Object.entries({ ...ofBoth, ...ofEndpoint })) {
      it(`at an endpoint: ${name}`, async () => {
        expectToKeep(await bound(engine), name as SCTPOptionName, values);
      });
    }

    for (const [name, values] of Object.entries(ofBoth)) {
      it(`at both sides of an association: ${name}`, async () => {
        const { a, z } = await connectedPair(engine);
        expectToKeep(a, name as SCTPOptionName, values);
        expectToKeep(z, name as SCTPOptionName, values);
      });
    }

    for (const name of apart) {
      it(`at one association, and no other, of an endpoint: ${name}`, async () => {
        const { endpoint, first, second } = await twoAssociations(engine);
        const [one, other] = ofBoth[name] as readonly [never, never];
        endpoint.setOption(name, one, { associationId: first });
        endpoint.setOption(name, other, { associationId: second });
        expect(endpoint.getOption(name, { associationId: first })).to.deep.equal(one);
        expect(endpoint.getOption(name, { associationId: second })).to.deep.equal(other);
      });
    }

    for (const [name, parts] of Object.entries(ofParts)) {
      it(`where it was left out when it was set: ${name}`, async () => {
        const { a } = await connectedPair(engine);
        const endpoint = await bound(engine);
        for (const one of [endpoint, a] as Configurable[]) {
          const expected = { ...(one.getOption(name as SCTPOptionName) as object) };
          for (const part of parts) {
            one.setOption(name as SCTPOptionName, part);
            Object.assign(expected, part);
            expect(one.getOption(name as SCTPOptionName)).to.deep.equal(expected);
          }
        }
      });
    }

    for (const name of ['sendBufferSize', 'receiveBufferSize'] as const) {
      it(`or larger, as the system accounts for it: ${name}`, async () => {
        const { a } = await connectedPair(engine);
        for (const size of [50_000, 100_000]) {
          a.setOption(name, size);
          expect(a.getOption(name)).to.be.within(size, 2 * size);
        }
        a.setSendBufferSize(60_000);
        a.setRecvBufferSize(70_000);
        expect(a.getOption('sendBufferSize')).to.be.within(60_000, 120_000);
        expect(a.getOption('receiveBufferSize')).to.be.within(70_000, 140_000);
      });
    }

    it('where it can be set: associationParameters', async () => {
      const { a } = await connectedPair(engine);
      for (const value of [
        { maxRetransmits: 3, cookieLifetime: 30_000 },
        { maxRetransmits: 5, cookieLifetime: 45_000 },
      ]) {
        a.setOption('associationParameters', value);
        const { localReceiverWindow, peerReceiverWindow, ...rest } =
          a.getOption('associationParameters');
        expect(rest).to.deep.equal({ ...value, peerDestinations: 1 });
        expect(localReceiverWindow).to.be.greaterThan(0);
        expect(peerReceiverWindow).to.be.greaterThan(0);
      }
    });

    it('as an address: primaryAddress', async () => {
      const { server, a } = await connectedPair(engine, {
        listen: { localAddresses: ['127.0.0.1', '127.0.0.2'] },
      });
      const { port } = server.address()!;
      await until(() => a.getPeerAddressInfo('127.0.0.2').state === 'active');
      for (const address of ['127.0.0.2', '127.0.0.1']) {
        const value = { address, port, family: 'IPv4' as const };
        a.setOption('primaryAddress', value);
        expect(a.getOption('primaryAddress')).to.deep.equal(value);
      }
    });
  });

  describe('says how things are', () => {
    it('status', async () => {
      const { a, z } = await connectedPair(engine);
      const { primary, ...status } = a.getStatus();
      expect(status).to.include({ state: 'established', unackedData: 0, pendingData: 0 });
      expect(status).to.include({ inboundStreams: 10, outboundStreams: 10 });
      expect(status.receiverWindow).to.be.greaterThan(1000);
      expect(status.fragmentationPoint).to.be.greaterThan(500);
      expect(primary.address).to.deep.equal({
        ...{ address: '127.0.0.1', port: z.localPort, family: 'IPv4' },
      });
      expect(primary).to.include({ state: 'active' });
      expect(a.getOption('status')).to.deep.equal(a.getStatus());
    });

    it('peerAddressInfo, of the path that the target names', async () => {
      const { a } = await connectedPair(engine);
      const info = a.getOption('peerAddressInfo', { address: '127.0.0.1' });
      expect(info.state).to.equal('active');
      for (const name of ['congestionWindow', 'rto', 'mtu'] as const) {
        expect(info[name], name).to.be.greaterThan(0);
      }
      expect(a.getPeerAddressInfo('127.0.0.1')).to.deep.equal(info);
      expect(refusal(() => a.getPeerAddressInfo('127.0.0.9'))).to.include({
        syscall: 'getsockopt',
      });
    });

    it('associationIds and associationCount, of an endpoint', async () => {
      const { endpoint, first, second } = await twoAssociations(engine);
      expect(endpoint.getOption('associationIds')).to.have.members([first, second]);
      expect(endpoint.getOption('associationCount')).to.equal(2);
    });
  });

  describe('that has no such access', () => {
    for (const name of [
      'status',
      'peerAddressInfo',
      'associationIds',
      'associationCount',
    ] as const) {
      it(`cannot be written: ${name}`, async () => {
        const { a } = await connectedPair(engine);
        const value = {} as never;
        expect(() => a.setOption(name, value))
          .to.throw(TypeError, 'cannot be written')
          .with.property('code', 'ERR_INVALID_ARG_VALUE');
      });
    }

    for (const name of ['events', 'peerPrimaryAddress', 'resetStreams', 'addStreams'] as const) {
      it(`cannot be read: ${name}`, async () => {
        const { a } = await connectedPair(engine);
        expect(() => a.getOption(name))
          .to.throw(TypeError, 'cannot be read')
          .with.property('code', 'ERR_INVALID_ARG_VALUE');
      });
    }
  });

  describe('that is wrong', () => {
    it('in its name is refused, with the names that there are', async () => {
      const { a } = await connectedPair(engine);
      for (const name of ['noSuchOption', 'toString', '__proto__'] as unknown as 'noDelay'[]) {
        expect(() => a.getOption(name))
          .to.throw(TypeError, 'rtoInfo')
          .with.property('code', 'ERR_INVALID_ARG_VALUE');
        expect(() => a.setOption(name, true))
          .to.throw(TypeError, 'rtoInfo')
          .with.property('code', 'ERR_INVALID_ARG_VALUE');
      }
    });

    const rto = { initial: 1000, max: 2000, min: 500 };
    const wrong: [name: SCTPOptionName, value: unknown, code: string, argument: string][] = [
      ['noDelay', 1, 'ERR_INVALID_ARG_TYPE', '"value"'],
      ['autoClose', '5', 'ERR_INVALID_ARG_TYPE', '"value"'],
      ['autoClose', -1, 'ERR_OUT_OF_RANGE', '"value"'],
      ['maxBurst', 1.5, 'ERR_OUT_OF_RANGE', '"value"'],
      ['context', 2 ** 32, 'ERR_OUT_OF_RANGE', '"value"'],
      ['fragmentInterleave', 3, 'ERR_OUT_OF_RANGE', '"value"'],
      ['sendBufferSize', 0, 'ERR_OUT_OF_RANGE', '"value"'],
      ['rtoInfo', null, 'ERR_INVALID_ARG_TYPE', '"value"'],
      ['rtoInfo', { ...rto, min: null }, 'ERR_INVALID_ARG_TYPE', '"value.min"'],
      ['rtoInfo', { ...rto, max: NaN }, 'ERR_OUT_OF_RANGE', '"value.max"'],
      ['linger', null, 'ERR_INVALID_ARG_TYPE', '"value"'],
      ['linger', { enabled: 1, seconds: 0 }, 'ERR_INVALID_ARG_TYPE', '"value.enabled"'],
      ['linger', { enabled: true }, 'ERR_INVALID_ARG_TYPE', '"value.seconds"'],
      ['primaryAddress', '127.0.0.1', 'ERR_INVALID_ARG_TYPE', '"value"'],
      ['primaryAddress', { address: 'localhost', port: 1 }, 'ERR_INVALID_ARG_VALUE', "'host'"],
      ['primaryAddress', { address: '::1', port: 70000 }, 'ERR_SOCKET_BAD_PORT', 'port'],
      ['defaultPartialReliability', null, 'ERR_INVALID_ARG_TYPE', '"value"'],
      [
        'defaultPartialReliability',
        { policy: 'often', value: 1 },
        'ERR_INVALID_ARG_VALUE',
        "'value.policy'",
      ],
      ['streamResetEnabled', null, 'ERR_INVALID_ARG_TYPE', '"value"'],
      ['streamResetEnabled', { streams: true }, 'ERR_INVALID_ARG_TYPE', '"value.association"'],
      ['resetStreams', undefined, 'ERR_INVALID_ARG_TYPE', '"value"'],
      ['resetStreams', { incoming: true }, 'ERR_INVALID_ARG_TYPE', '"value.outgoing"'],
      [
        'resetStreams',
        { incoming: true, outgoing: false, streams: 1 },
        'ERR_INVALID_ARG_TYPE',
        '"streams"',
      ],
      ['addStreams', { inbound: 65536, outbound: 0 }, 'ERR_OUT_OF_RANGE', '"value.inbound"'],
      ['events', 'all', 'ERR_INVALID_ARG_TYPE', '"events"'],
    ];
    for (const [name, value, code, argument] of wrong) {
      const text = value === undefined ? 'undefined' : JSON.stringify(value);
      it(`in its value is refused by the name of the argument: ${name} ${text}`, async () => {
        const { a } = await connectedPair(engine);
        const error = refusal(() => a.setOption(name, value as never));
        expect(error).to.include({ code });
        expect(error.message).to.include(argument);
      });
    }

    it('in its target is refused', async () => {
      const endpoint = await bound(engine);
      const by = (target: object) => refusal(() => endpoint.getOption('rtoInfo', target));
      expect(by({ associationId: '3' })).to.include({ code: 'ERR_INVALID_ARG_TYPE' });
      expect(by({ associationId: 9999 })).to.include({ code: 'ERR_SCTP_NO_ASSOCIATION' });
      expect(by({ address: 'name.test' })).to.include({ code: 'ERR_INVALID_ARG_VALUE' });
    });

    it('for the stack is told by its error', async () => {
      const { a } = await connectedPair(engine);
      const value = { initial: 100, max: 50, min: 200 };
      expect(refusal(() => a.setOption('rtoInfo', value))).to.include({
        name: 'SCTPError',
        code: 'EINVAL',
        syscall: 'setsockopt',
      });
    });
  });

  describe('that the stack does not support as it is set up', () => {
    const unsupported: [name: SCTPOptionName, value: unknown, hint: string][] = [
      ['resetStreams', { incoming: false, outgoing: true, streams: [1] }, 'reconfigSupported'],
      ['addStreams', { inbound: 1, outbound: 0 }, 'reconfigSupported'],
      ['peerPrimaryAddress', { address: '127.0.0.1', port: 0 }, 'addip_enable'],
    ];
    for (const [name, value, hint] of unsupported) {
      it(`names itself, the system's error and the remedy: ${name}`, async () => {
        const { a } = await connectedPair(engine);
        const given =
          name === 'peerPrimaryAddress' ? { ...(value as object), port: a.localPort } : value;
        const error = refusal(() => a.setOption(name, given as never));
        expect(error).to.include({
          code: 'ERR_SCTP_FEATURE_UNSUPPORTED',
          feature: name,
          syscall: 'setsockopt',
        });
        expect(error.errno).to.be.lessThan(0);
        expect(error.hint).to.include(hint);
        expect(error.message).to.include(name).and.to.include(hint);
        expect(error.cause).to.include({ errno: error.errno });
      });
    }

    it('is no default where the stack takes it of single messages only: sackImmediately', async () => {
      const { a } = await connectedPair(engine);
      const set = (): void => a.setOption('defaultSendOptions', { sackImmediately: true });
      if (engine === 'userspace') {
        set();
        expect(a.getOption('defaultSendOptions')).to.include({ sackImmediately: true });
        return;
      }
      const error = refusal(set);
      expect(error).to.include({ code: 'ERR_SCTP_FEATURE_UNSUPPORTED' });
      expect(error.hint).to.include('sackImmediately');
    });

    it('is told by the methods that are made of options', async () => {
      const { a } = await connectedPair(engine);
      const code = 'ERR_SCTP_FEATURE_UNSUPPORTED';
      for (const call of [
        () => a.resetStreams({ outgoing: true, streams: [1] }),
        () => a.addStreams({ outbound: 1 }),
        () => a.requestPeerPrimaryAddress('127.0.0.1'),
      ]) {
        expect(refusal(call)).to.include({ code });
      }
    });
  });

  describe('at creation', () => {
    const options = { maxBurst: 3, context: 11, rtoInfo: { initial: 700, max: 900, min: 600 } };

    it('is that of the association, at either side', async () => {
      const { a, z } = await connectedPair(engine, { server: { options }, client: { options } });
      for (const socket of [a, z]) {
        expect(socket.getOption('maxBurst')).to.equal(3);
        expect(socket.getOption('rtoInfo')).to.deep.equal(options.rtoInfo);
      }
      void a.send('x');
      expect((await message(z)).context).to.equal(11);
    });

    it('is that of an endpoint', async () => {
      const endpoint = opened(createSCTPEndpoint({ engine, options }));
      endpoint.bind();
      await event(endpoint, 'listening');
      expect(endpoint.getOption('maxBurst')).to.equal(3);
    });

    it('has a name of its own where net has one', async () => {
      const settings = { noDelay: true, sendBufferSize: 50_000, receiveBufferSize: 60_000 };
      const { a } = await connectedPair(engine, { client: settings });
      expect(a.getOption('noDelay')).to.equal(true);
      expect(a.getOption('sendBufferSize')).to.be.within(50_000, 100_000);
      expect(a.getOption('receiveBufferSize')).to.be.within(60_000, 120_000);
      expect(a.setNoDelay(false).getOption('noDelay')).to.equal(false);
      expect(a.setNoDelay().getOption('noDelay')).to.equal(true);
    });

    it('is refused at once where it is wrong', () => {
      for (const [wrong, code] of [
        [{ noSuchOption: 1 }, 'ERR_INVALID_ARG_VALUE'],
        [{ status: {} }, 'ERR_INVALID_ARG_VALUE'],
        [{ noDelay: 1 }, 'ERR_INVALID_ARG_TYPE'],
        [7, 'ERR_INVALID_ARG_TYPE'],
      ] as [never, string][]) {
        for (const make of [
          () => connectSCTP({ engine, port: 9, options: wrong }),
          () => createSCTPServer({ engine, options: wrong }),
          () => createSCTPEndpoint({ engine, options: wrong }),
        ]) {
          expect(refusal(make)).to.include({ code });
        }
      }
      const events = { senderWet: true } as object;
      expect(refusal(() => createSCTPServer({ engine, events }))).to.include({
        code: 'ERR_INVALID_ARG_VALUE',
      });
    });
  });

  it('of a server is that of associations to come', async () => {
    const server = await listeningServer(engine);
    server.setOption('maxBurst', 5);
    expect(server.getOption('maxBurst')).to.equal(5);
    const accepted = event(server, 'connection');
    await event(connecting(server), 'connect');
    expect((await accepted).getOption('maxBurst')).to.equal(5);
  });

  it('needs an association that is up, or an endpoint that is bound', async () => {
    const server = await listeningServer(engine);
    const a = connecting(server);
    expect(refusal(() => a.getOption('noDelay'))).to.include({ code: 'ERR_SCTP_NOT_CONNECTED' });
    const z = opened(await event(server, 'connection'));
    z.resume();
    await a.shutdown();
    expect(refusal(() => a.getOption('noDelay'))).to.include({ code: 'ERR_SCTP_CLOSED' });
    const endpoint = opened(createSCTPEndpoint({ engine }));
    expect(refusal(() => endpoint.getOption('noDelay'))).to.include({
      code: 'ERR_SCTP_NOT_BOUND',
    });
  });
});
