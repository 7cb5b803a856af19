import os from 'node:os';

import { expect } from 'chai';
import { describe, it } from 'mocha';

import {
  connectSCTP,
  createSCTPEndpoint,
  createSCTPServer,
  getSCTPCapabilities,
  isSCTPSupported,
  resolveSCTPAddresses,
  SCTP_ERROR_CODES,
  type SCTPConnectOptions,
  type SCTPEngine,
  SCTPError,
  type SCTPErrorCode,
  type SCTPSocket,
} from '../../lib/index';
import { forEachEngine } from '../helpers/engines';
import { event, failure } from '../helpers/events';
import { fade, fadingAddress, lastingAddress, withFadingNetwork } from '../helpers/fading';
import { opened } from '../helpers/opened';
import { connectedPair, connecting, listeningEndpoint, listeningServer } from '../helpers/pair';
import { refusal } from '../helpers/refusal';
import { skipHereBecause } from '../helpers/tally';

const { errno } = os.constants;

/** What a socket ends with. */
async function endOf(socket: SCTPSocket): Promise<Error> {
  return event(socket, 'error');
}

/** How to come by each code of our own, save those that need another network or another host. */
const provocations: Partial<Record<SCTPErrorCode, (engine: SCTPEngine) => Promise<Error>>> = {
  ERR_SCTP_FEATURE_UNSUPPORTED: async (engine) => {
    const { a } = await connectedPair(engine);
    return refusal(() => a.addStreams({ outbound: 1 }));
  },
  ERR_SCTP_CLOSED: async (engine) => {
    const { a } = await connectedPair(engine);
    a.destroy();
    return refusal(() => a.getStatus());
  },
  ERR_SCTP_ABORTED: async (engine) => {
    const { a, z } = await connectedPair(engine, { server: { pauseOnConnect: true } });
    z.on('error', () => undefined); // at once, where nothing has arrived yet
    const sends = Array.from({ length: 64 }, () => failure(a.send(Buffer.alloc(65536))));
    a.abort();
    return sends.at(-1)!;
  },
  ERR_SCTP_PEER_SHUTDOWN: async (engine) => {
    const { a, z } = await connectedPair(engine);
    const told = new Promise<Error>((resolve) => {
      z.once('peerShutdown', () => void failure(z.send('late')).then(resolve));
    });
    z.resume();
    a.end();
    return told;
  },
  ERR_SCTP_NOT_CONNECTED: async (engine) => {
    const a = connecting(await listeningServer(engine));
    return refusal(() => a.getStatus());
  },
  ERR_SCTP_IS_BOUND: async (engine) => {
    const endpoint = await listeningEndpoint(engine);
    return refusal(() => endpoint.bind());
  },
  ERR_SCTP_NOT_BOUND: (engine) => {
    const endpoint = opened(createSCTPEndpoint({ engine }));
    return Promise.resolve(refusal(() => endpoint.address()));
  },
  ERR_SCTP_NO_ASSOCIATION: async (engine) => {
    const endpoint = await listeningEndpoint(engine);
    return failure(endpoint.send('x', { associationId: 12345 }));
  },
  ERR_SCTP_AMBIGUOUS_ASSOCIATION: async (engine) => {
    const endpoint = await listeningEndpoint(engine);
    for (const peer of [await listeningEndpoint(engine), await listeningEndpoint(engine)]) {
      await endpoint.connect('127.0.0.1', peer.address().port);
    }
    return refusal(() => endpoint.peelOff());
  },
  ERR_SCTP_ADDRESS_MISMATCH: () => failure(resolveSCTPAddresses(['127.0.0.1:1', '127.0.0.1:2'])),
  ERR_SCTP_EMPTY_MESSAGE: async (engine) => {
    const { a } = await connectedPair(engine);
    return refusal(() => a.write(''));
  },
  ERR_SCTP_INVALID_STREAM: async (engine) => {
    const { a } = await connectedPair(engine);
    return refusal(() => a.write({ data: 'x', stream: 10 }));
  },
  ERR_SCTP_MESSAGE_TOO_LARGE: async (engine) => {
    const { a, z } = await connectedPair(engine, { server: { maxMessageSize: 3 } });
    a.on('error', () => undefined);
    z.resume();
    a.write('four');
    return endOf(z);
  },
};

forEachEngine('an error', (engine) => {
  describe('of our own', () => {
    for (const code of SCTP_ERROR_CODES) {
      const provoke = provocations[code];
      if (provoke === undefined) continue;
      it(`is an SCTPError whose code tells it: ${code}`, async () => {
        const error = await provoke(engine);
        expect(error).to.be.instanceOf(SCTPError);
        expect(error).to.include({ name: 'SCTPError', code });
      });
    }

    it('has all that is known of it as properties, and what is not known as none', async () => {
      const { a } = await connectedPair(engine);
      const error = refusal(() => a.write({ data: 'x', stream: 10 }));
      expect(Object.keys(error)).to.have.members(['code', 'associationId']);
      expect(error).to.include({ associationId: a.id });
      expect(error.message).to.include('stream 10 of 10');
    });

    describe('where the network fails', () => {
      withFadingNetwork();

      it('is ERR_SCTP_ASSOCIATION_LOST', async () => {
        const peerAddressParameters = { pathMaxRetransmits: 2 };
        const rtoInfo = { initial: 10, min: 10, max: 10 };
        const { a } = await connectedPair(engine, {
          listen: { host: fadingAddress },
          client: { localAddress: lastingAddress, options: { peerAddressParameters, rtoInfo } },
        });
        fade();
        a.write('into the void');
        expect(await endOf(a)).to.include({
          code: 'ERR_SCTP_ASSOCIATION_LOST',
          errno: -errno.ETIMEDOUT,
          address: fadingAddress,
          associationId: a.id,
        });
      });
    });

    it('says of an engine that is absent what to do about it', function () {
      const absent = (['kernel', 'userspace'] as const).find((name) => !isSCTPSupported(name));
      if (absent === undefined) skipHereBecause(this, 'both engines are available here');
      const { reason, remedy } = getSCTPCapabilities(absent);
      for (const make of [
        () => connectSCTP({ engine: absent, port: 9 }),
        () => createSCTPServer({ engine: absent }),
        () => createSCTPEndpoint({ engine: absent }),
      ]) {
        const error = refusal(make);
        expect(error).to.include({
          ...{ code: 'ERR_SCTP_UNSUPPORTED', engine: absent, hint: remedy },
        });
        expect(error.message).to.include(reason).and.to.include(remedy);
      }
    });
  });

  describe('of an argument is thrown at once, and names the argument:', () => {
    type Case = [call: (options: never) => unknown, code: string, argument: string];
    const connect = (options: object) => () =>
      connectSCTP({ engine, port: 9, ...options } as never);
    const serve = (options: object) => () => createSCTPServer({ engine, ...options } as never);
    const listen = (options: unknown) => () =>
      createSCTPServer({ engine }).listen(options as never);
    const bind = (options: unknown) => () => createSCTPEndpoint({ engine }).bind(options as never);

    const cases: Case[] = [
      [() => connectSCTP({ engine } as never), 'ERR_MISSING_ARGS', '"options.port"'],
      [() => connectSCTP(undefined as never), 'ERR_INVALID_ARG_TYPE', '"options"'],
      [connect({ port: 0 }), 'ERR_SOCKET_BAD_PORT', 'options.port'],
      [connect({ port: 65536 }), 'ERR_SOCKET_BAD_PORT', 'options.port'],
      [connect({ port: 'x' }), 'ERR_SOCKET_BAD_PORT', 'options.port'],
      [connect({ localPort: -1 }), 'ERR_SOCKET_BAD_PORT', 'options.localPort'],
      [connect({ host: 5 }), 'ERR_INVALID_ARG_TYPE', '"options.host"'],
      [connect({ localAddress: 5 }), 'ERR_INVALID_ARG_TYPE', '"options.localAddress"'],
      [connect({ remoteAddresses: 'x' }), 'ERR_INVALID_ARG_TYPE', '"options.remoteAddresses"'],
      [connect({ remoteAddresses: [] }), 'ERR_INVALID_ARG_VALUE', "'options.remoteAddresses'"],
      [connect({ remoteAddresses: [1] }), 'ERR_INVALID_ARG_TYPE', '"options.remoteAddresses"'],
      [connect({ localAddresses: [] }), 'ERR_INVALID_ARG_VALUE', "'options.localAddresses'"],
      [connect({ signal: {} }), 'ERR_INVALID_ARG_TYPE', '"options.signal"'],
      [connect({ family: 5 }), 'ERR_INVALID_ARG_VALUE', "'options.family'"],
      [connect({ lookup: 'dns' }), 'ERR_INVALID_ARG_TYPE', '"options.lookup"'],
      [connect({ engine: 'warp' }), 'ERR_INVALID_ARG_VALUE', "'engine'"],
      [connect({ timeout: -1 }), 'ERR_OUT_OF_RANGE', '"options.timeout"'],
      [connect({ highWaterMark: 'x' }), 'ERR_INVALID_ARG_TYPE', '"options.highWaterMark"'],
      [connect({ defaultSend: { stream: -1 } }), 'ERR_OUT_OF_RANGE', '"options.stream"'],
      [connect({ outboundStreams: 0 }), 'ERR_OUT_OF_RANGE', '"options.outboundStreams"'],
      [connect({ outboundStreams: 65536 }), 'ERR_OUT_OF_RANGE', '"options.outboundStreams"'],
      [connect({ maxInboundStreams: 1.5 }), 'ERR_OUT_OF_RANGE', '"options.maxInboundStreams"'],
      [connect({ maxInitAttempts: 'x' }), 'ERR_INVALID_ARG_TYPE', '"options.maxInitAttempts"'],
      [connect({ maxInitTimeout: -1 }), 'ERR_OUT_OF_RANGE', '"options.maxInitTimeout"'],
      [connect({ noDelay: 1 }), 'ERR_INVALID_ARG_TYPE', '"options.noDelay"'],
      [connect({ ipv6Only: 1 }), 'ERR_INVALID_ARG_TYPE', '"options.ipv6Only"'],
      [connect({ sendBufferSize: 0 }), 'ERR_OUT_OF_RANGE', '"options.sendBufferSize"'],
      [connect({ maxMessageSize: 0 }), 'ERR_OUT_OF_RANGE', '"options.maxMessageSize"'],
      [connect({ ppidByteOrder: 'big' }), 'ERR_INVALID_ARG_VALUE', "'options.ppidByteOrder'"],
      [connect({ partialDelivery: 'x' }), 'ERR_INVALID_ARG_VALUE', "'options.partialDelivery'"],
      [() => connectSCTP(9, 5 as never), 'ERR_INVALID_ARG_TYPE', '"options.host"'],
      [
        () => connectSCTP({ engine, port: 9 }, 'listener' as never),
        'ERR_INVALID_ARG_TYPE',
        '"connectListener"',
      ],
      [serve({ pauseOnConnect: 1 }), 'ERR_INVALID_ARG_TYPE', '"options.pauseOnConnect"'],
      [serve({ maxAssociations: -1 }), 'ERR_OUT_OF_RANGE', '"options.maxAssociations"'],
      [serve({ peelOff: 'often' }), 'ERR_INVALID_ARG_VALUE', "'options.peelOff'"],
      [serve({ highWaterMark: -1 }), 'ERR_OUT_OF_RANGE', '"options.highWaterMark"'],
      [serve({ timeout: 'x' }), 'ERR_INVALID_ARG_TYPE', '"options.timeout"'],
      [serve({ defaultSend: { ppid: -1 } }), 'ERR_OUT_OF_RANGE', '"options.ppid"'],
      [
        () => createSCTPServer({ engine }, 5 as never),
        'ERR_INVALID_ARG_TYPE',
        '"connectionListener"',
      ],
      [listen({ port: 65536 }), 'ERR_SOCKET_BAD_PORT', 'options.port'],
      [listen('x'), 'ERR_SOCKET_BAD_PORT', 'options.port'],
      [listen({ host: 5 }), 'ERR_INVALID_ARG_TYPE', '"options.host"'],
      [listen({ localAddresses: [] }), 'ERR_INVALID_ARG_VALUE', "'options.localAddresses'"],
      [listen({ backlog: 0 }), 'ERR_OUT_OF_RANGE', '"options.backlog"'],
      [listen({ signal: 1 }), 'ERR_INVALID_ARG_TYPE', '"options.signal"'],
      [bind({ port: 65536 }), 'ERR_SOCKET_BAD_PORT', 'options.port'],
      [bind(-1), 'ERR_SOCKET_BAD_PORT', 'port'],
      [bind({ addresses: [] }), 'ERR_INVALID_ARG_VALUE', "'options.addresses'"],
      [bind({ address: 5 }), 'ERR_INVALID_ARG_TYPE', '"options.addresses"'],
      [
        () => createSCTPEndpoint({ engine, highWaterMark: -1 }),
        'ERR_OUT_OF_RANGE',
        '"options.highWaterMark"',
      ],
      [
        () => createSCTPEndpoint({ engine, signal: 1 } as never),
        'ERR_INVALID_ARG_TYPE',
        '"options.signal"',
      ],
      [() => createSCTPEndpoint({ engine }).listen(0), 'ERR_OUT_OF_RANGE', '"backlog"'],
      [
        connect({ host: '127.0.0.1', localAddress: '::1' }),
        'ERR_SCTP_ADDRESS_MISMATCH',
        'one family',
      ],
      [
        connect({ remoteAddresses: ['127.0.0.1', '::1'] }),
        'ERR_SCTP_ADDRESS_MISMATCH',
        'one family',
      ],
      [listen({ localAddresses: ['127.0.0.1', '::1'] }), 'ERR_SCTP_ADDRESS_MISMATCH', 'one family'],
      [bind({ addresses: ['127.0.0.1', '::1'] }), 'ERR_SCTP_ADDRESS_MISMATCH', 'one family'],
    ];
    for (const [index, [call, code, argument]] of cases.entries()) {
      it(`${code} ${argument} (${index + 1})`, () => {
        const error = refusal(call as () => unknown);
        expect(error).to.include({ code });
        expect(error.message).to.include(argument);
      });
    }

    it('of a message', async () => {
      const { a } = await connectedPair(engine);
      for (const [message, code] of [
        [5, 'ERR_INVALID_ARG_TYPE'],
        [null, 'ERR_INVALID_ARG_TYPE'],
        [{ data: 5 }, 'ERR_INVALID_ARG_TYPE'],
        [Buffer.alloc(0), 'ERR_SCTP_EMPTY_MESSAGE'],
        [{ data: '' }, 'ERR_SCTP_EMPTY_MESSAGE'],
        [{ data: 'x', stream: 65536 }, 'ERR_OUT_OF_RANGE'],
        [{ data: 'x', stream: '1' }, 'ERR_INVALID_ARG_TYPE'],
        [{ data: 'x', ppid: 2 ** 32 }, 'ERR_OUT_OF_RANGE'],
        [{ data: 'x', context: -1 }, 'ERR_OUT_OF_RANGE'],
        [{ data: 'x', unordered: 1 }, 'ERR_INVALID_ARG_TYPE'],
        [{ data: 'x', sackImmediately: 'no' }, 'ERR_INVALID_ARG_TYPE'],
        [{ data: 'x', authKeyId: 65536 }, 'ERR_OUT_OF_RANGE'],
        [{ data: 'x', address: 5 }, 'ERR_INVALID_ARG_TYPE'],
        [{ data: 'x', address: 'name.test' }, 'ERR_INVALID_ARG_VALUE'],
        [{ data: 'x', partialReliability: 'ttl' }, 'ERR_INVALID_ARG_TYPE'],
        [{ data: 'x', partialReliability: { policy: 'luck', value: 1 } }, 'ERR_INVALID_ARG_VALUE'],
        [{ data: 'x', partialReliability: { policy: 'ttl', value: -1 } }, 'ERR_OUT_OF_RANGE'],
        [{ data: 'x', signal: 1 }, 'ERR_INVALID_ARG_TYPE'],
      ] as [never, string][]) {
        expect(refusal(() => a.write(message)).code).to.equal(code);
      }
      expect(await failure(a.send(''))).to.include({ code: 'ERR_SCTP_EMPTY_MESSAGE' });
      expect(await failure(a.send('x', { stream: 10 }))).to.include({
        code: 'ERR_SCTP_INVALID_STREAM',
      });
      expect(a.state).to.equal('established');
    });

    it('of a destination', async () => {
      const endpoint = await listeningEndpoint(engine);
      for (const [to, code] of [
        [undefined, 'ERR_INVALID_ARG_TYPE'],
        [{}, 'ERR_MISSING_ARGS'],
        [{ address: '127.0.0.1' }, 'ERR_MISSING_ARGS'],
        [{ address: '127.0.0.1', port: 0 }, 'ERR_SOCKET_BAD_PORT'],
        [{ address: 5, port: 9 }, 'ERR_INVALID_ARG_TYPE'],
        [{ associationId: '3' }, 'ERR_INVALID_ARG_TYPE'],
        [{ associationId: 0 }, 'ERR_OUT_OF_RANGE'],
      ] as [never, string][]) {
        expect(await failure(endpoint.send('x', to))).to.include({ code });
      }
      expect(await failure(endpoint.connect([], 9))).to.include({ code: 'ERR_INVALID_ARG_VALUE' });
      expect(await failure(endpoint.connect('127.0.0.1', 0))).to.include({
        code: 'ERR_SOCKET_BAD_PORT',
      });
    });
  });

  it('of an argument that was looked up comes by the event', async () => {
    const lookup: SCTPConnectOptions['lookup'] = (_name, _options, done) => done(null, '::1', 6);
    const options = { remoteAddresses: ['127.0.0.1', 'name.test'], lookup };
    const a = opened(connectSCTP({ engine, port: 9, ...options }));
    expect(await endOf(a)).to.include({ code: 'ERR_SCTP_ADDRESS_MISMATCH' });
  });

  describe('of what is closed', () => {
    it("is ERR_SCTP_CLOSED where a socket is asked, and Node's own where it is written to", async () => {
      const { a, z } = await connectedPair(engine);
      z.resume();
      await a.shutdown();
      for (const call of [
        () => a.getStatus(),
        () => a.setNoDelay(),
        () => a.setPrimaryAddress('127.0.0.1'),
        () => a.bindAddresses(['127.0.0.2']),
        () => a.resetStreams({ outgoing: true }),
      ]) {
        expect(refusal(call)).to.include({ code: 'ERR_SCTP_CLOSED' });
      }
      expect(await failure(a.send('late'))).to.include({ code: 'ERR_STREAM_WRITE_AFTER_END' });
      expect(a.fd).to.equal(-1);
      a.abort();
      a.destroy();
      a.end();
      a.ref().unref();
    });

    it('is ERR_SCTP_CLOSED or ERR_SERVER_NOT_RUNNING of a server', async () => {
      const server = await listeningServer(engine);
      await server.close();
      expect(refusal(() => server.getOption('noDelay'))).to.include({ code: 'ERR_SCTP_CLOSED' });
      expect(await failure(server.close())).to.include({ code: 'ERR_SERVER_NOT_RUNNING' });
      expect(server.address()).to.equal(null);
      server.ref().unref();
    });
  });
});
