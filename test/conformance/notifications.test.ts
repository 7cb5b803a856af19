import { setImmediate as turn } from 'node:timers/promises';

import { expect } from 'chai';
import { describe, it } from 'mocha';

import type {
  SCTPEngine,
  SCTPNotification,
  SCTPPeerAddressChange,
  SCTPSocket,
} from '../../lib/index';
import { forEachEngine } from '../helpers/engines';
import { collect, event, message, record } from '../helpers/events';
import {
  fade,
  fadingAddress,
  lastingAddress,
  reappear,
  withFadingNetwork,
} from '../helpers/fading';
import { connectedPair, connecting, listeningEndpoint, listeningServer } from '../helpers/pair';
import { kernelsUdpPort, watchedPair } from '../helpers/relay';
import { withSysctls } from '../helpers/sysctl';
import { until } from '../helpers/until';

/** RFC 9260 section 3.3.10.6. */
const unrecognizedChunkType = 6;

/** Until one of them is what is waited for. */
async function notificationOf<Type extends SCTPNotification['type']>(
  from: SCTPSocket,
  type: Type,
  matches: (notification: Extract<SCTPNotification, { type: Type }>) => boolean = () => true,
): Promise<Extract<SCTPNotification, { type: Type }>> {
  return new Promise((resolve) => {
    from.on('notification', (notification) => {
      const typed = notification as Extract<SCTPNotification, { type: Type }>;
      if (notification.type === type && matches(typed)) resolve(typed);
    });
  });
}

/** What A gets to know while both sides come up and, after a message each way, go down. */
async function wholeLife(
  engine: SCTPEngine,
  options: Parameters<typeof connecting>[1] = {},
): Promise<SCTPNotification[]> {
  const server = await listeningServer(engine);
  server.on('connection', (z) => z.pipe(z));
  const a = connecting(server, options);
  const seen = collect(a, 'notification');
  void a.send('there and back');
  await message(a);
  await a.shutdown();
  return seen;
}

const kinds = (list: SCTPNotification[]): string[] => list.map(({ type }) => type);

forEachEngine('a notification', (engine) => {
  it('comes by the event of its kind, after the one of all kinds, with the same', async () => {
    const { a, z } = await connectedPair(engine);
    const seen: string[] = [];
    // Paths may be confirmed meanwhile.
    z.on('notification', ({ type }) => {
      if (type !== 'peerAddressChange') seen.push('notification');
    });
    for (const name of ['peerShutdown', 'associationChange'] as const) {
      z.on(name, () => seen.push(name));
    }
    const [all, shutdowns] = [collect(z, 'notification'), collect(z, 'peerShutdown')];
    z.resume();
    await a.shutdown();
    if (!z.closed) await event(z, 'close');
    expect(seen).to.deep.equal([
      'notification',
      'peerShutdown',
      'notification',
      'associationChange',
    ]);
    expect(all.find(({ type }) => type === 'peerShutdown')).to.equal(shutdowns[0]);
  });

  it('keeps what the stack wrote, which is its own', async () => {
    const seen = await wholeLife(engine);
    expect(seen).not.to.have.length(0);
    for (const { raw, associationId } of seen) {
      expect(raw.length).to.be.greaterThan(8);
      expect(associationId).to.be.greaterThan(0);
    }
    expect(new Set(seen.map(({ raw }) => raw.toString('hex'))).size).to.equal(seen.length);
  });

  it('keeps its place among the messages', async () => {
    const { a, z } = await connectedPair(engine);
    const seen = record(z, 'data', 'peerShutdown', 'associationChange', 'end');
    for (const text of ['one', 'two', 'three']) a.write(text);
    a.end();
    a.resume();
    await event(z, 'close');
    expect(seen).to.deep.equal([
      ...['data', 'data', 'data'],
      ...['peerShutdown', 'associationChange', 'end'],
    ]);
  });

  it('is told by the server as well, with the association that it is of', async () => {
    const server = await listeningServer(engine);
    const seen = collect(server, 'notification');
    const accepted = event(server, 'connection');
    const a = connecting(server);
    const z = await accepted;
    z.resume();
    await event(a, 'ready');
    await a.shutdown();
    if (!z.closed) await event(z, 'close');
    const states = seen.flatMap((one) => (one.type === 'associationChange' ? [one.state] : []));
    expect(states).to.deep.equal(['communicationUp', 'shutdownComplete']);
    expect(new Set(seen.map(({ associationId }) => associationId))).to.deep.equal(new Set([z.id]));
  });

  it('is told by an endpoint, by kind and in general', async () => {
    const [one, other] = [await listeningEndpoint(engine), await listeningEndpoint(engine)];
    const [all, changes] = [collect(one, 'notification'), collect(one, 'associationChange')];
    const associationId = await one.connect('127.0.0.1', other.address().port);
    expect(changes).to.have.length(1);
    expect(changes[0]).to.include({ associationId, state: 'communicationUp' });
    expect(all).to.include(changes[0]);
  });

  describe('associationChange', () => {
    it('says that the association is up, and with how many streams', async () => {
      const server = await listeningServer(engine, { maxInboundStreams: 6, outboundStreams: 4 });
      const a = connecting(server);
      const [up] = await Promise.all([event(a, 'associationChange'), event(a, 'connect')]);
      expect(up).to.include({
        type: 'associationChange',
        associationId: a.id,
        state: 'communicationUp',
        error: 0,
        inboundStreams: 4,
        outboundStreams: 6,
        aborted: false,
      });
      expect(up).not.to.have.property('abortReason');
    });

    it('says that it was shut down', async () => {
      const { a, z } = await connectedPair(engine);
      const seen = collect(a, 'associationChange');
      z.resume();
      await a.shutdown();
      expect(seen).to.have.length(1);
      expect(seen[0]).to.include({ state: 'shutdownComplete', error: 0, aborted: false });
    });

    it('says that it was lost by an ABORT, with its cause and its reason', async () => {
      const { a, z } = await connectedPair(engine);
      a.on('error', () => undefined);
      z.abort('no more');
      expect(await event(a, 'associationChange')).to.deep.include({
        state: 'communicationLost',
        error: 12,
        aborted: true,
        abortReason: Buffer.from('no more'),
      });
    });

    it('says that it could not be set up', async () => {
      const server = await listeningServer(engine);
      const { port } = server.address()!;
      const a = connecting(server);
      await event(a, 'connect');
      a.destroy();
      await server.close();
      const b = connecting({ engine, address: () => ({ address: '127.0.0.1', port }) } as never);
      b.on('error', () => undefined);
      expect(await event(b, 'associationChange')).to.include({ state: 'cannotStart' });
    });
  });

  describe('peerAddressChange', () => {
    const everyTenMilliseconds = { heartbeatInterval: 10, pathMaxRetransmits: 1 };
    const options = {
      peerAddressParameters: everyTenMilliseconds,
      rtoInfo: { initial: 50, min: 50, max: 50 },
    };

    it('says that a further path has been confirmed', async () => {
      const server = await listeningServer(
        engine,
        {},
        { localAddresses: ['127.0.0.1', '127.0.0.2'] },
      );
      const a = connecting(server, { options, host: '127.0.0.1' });
      const { address } = await notificationOf(
        a,
        'peerAddressChange',
        ({ state }) => state === 'confirmed',
      );
      const { port } = server.address()!;
      expect(address).to.deep.equal({ address: '127.0.0.2', port, family: 'IPv4' });
    });

    it('says which of several becomes the primary', async () => {
      const { a } = await connectedPair(engine, {
        listen: { localAddresses: ['127.0.0.1', '127.0.0.2'] },
      });
      const made = notificationOf(a, 'peerAddressChange', ({ state }) => state === 'madePrimary');
      await until(() => a.getPeerAddressInfo('127.0.0.2').state === 'active');
      a.setPrimaryAddress('127.0.0.2');
      expect((await made).address.address).to.equal('127.0.0.2');
    });

    describe('where the network fails', () => {
      withFadingNetwork();

      it('says that a path does not work, and that it works again', async () => {
        const { a } = await connectedPair(engine, {
          listen: { localAddresses: [lastingAddress, fadingAddress] },
          client: { localAddress: lastingAddress, options },
        });
        const of = (wanted: SCTPPeerAddressChange['state']) =>
          notificationOf(
            a,
            'peerAddressChange',
            ({ state, address }) => state === wanted && address.address === fadingAddress,
          );
        await until(() => a.getPeerAddressInfo(fadingAddress).state === 'active');
        const [gone, back] = [of('unreachable'), of('available')];
        fade();
        await gone;
        expect(a.state).to.equal('established');
        reappear();
        await back;
      });
    });
  });

  it('adaptationIndication says what the peer has been set to', async () => {
    const server = await listeningServer(engine, { options: { adaptationIndication: 0xcafe0001 } });
    const atServer = collect(server, 'notification');
    const a = connecting(server, { options: { adaptationIndication: 7 } });
    const told = await event(a, 'adaptationIndication');
    expect(told).to.include({ type: 'adaptationIndication', value: 0xcafe0001 });
    await turn();
    const values = atServer.flatMap((one) => {
      return one.type === 'adaptationIndication' ? [one.value] : [];
    });
    expect(values).to.deep.equal([7]);
  });

  it('senderDry says that everything sent has been acknowledged', async () => {
    const { a, z } = await connectedPair(engine, { client: { events: { senderDry: true } } });
    z.resume();
    const dry = event(a, 'senderDry');
    await a.send('something');
    expect(await dry).to.include({ type: 'senderDry', associationId: a.id });
    expect(a.getStatus()).to.include({ unackedData: 0 });
  });

  describe('sendFailed', () => {
    it('gives a message back that was given up for its age, with its context', async () => {
      const { a, z } = await connectedPair(engine, {
        server: { pauseOnConnect: true, receiveBufferSize: 8192 },
      });
      const failed = event(a, 'sendFailed');
      const options = { stream: 3, ppid: 46, unordered: true };
      const partialReliability = { policy: 'ttl', value: 50 } as const;
      const body = Buffer.alloc(1000, 'x');
      for (let context = 1; context <= 200; context++) {
        await a.send(body, { ...options, context, partialReliability });
      }
      const { message: given, ...rest } = await failed;
      expect(rest).to.include({ type: 'sendFailed', associationId: a.id });
      expect(given).to.include(options);
      expect(given.context).to.be.within(1, 200);
      expect(given.data.equals(body)).to.equal(true);
      z.resume();
    });
  });

  describe('of a reconfiguration', () => {
    const options = {
      reconfigSupported: true,
      streamResetEnabled: { streams: true, association: true, addStreams: true },
    };

    it('streamReset says which streams start anew, on both sides', async () => {
      const { a, z } = await connectedPair(engine, { server: { options }, client: { options } });
      await a.send('first', { stream: 2 });
      await message(z);
      const [atA, atZ] = [collect(a, 'streamReset'), collect(z, 'streamReset')];
      a.resetStreams({ outgoing: true, streams: [2, 5] });
      // A stream whose last message is not acknowledged yet may come later than the other.
      const streamsOf = (told: typeof atA) => told.flatMap(({ streams }) => streams).sort();
      await until(() => streamsOf(atA).length === 2 && streamsOf(atZ).length === 2);
      expect(streamsOf(atA)).to.deep.equal([2, 5]);
      expect(streamsOf(atZ)).to.deep.equal([2, 5]);
      const done = { type: 'streamReset', denied: false, failed: false };
      for (const told of atA)
        expect(told).to.include({ ...done, associationId: a.id, outgoing: true });
      for (const told of atZ)
        expect(told).to.include({ ...done, associationId: z.id, incoming: true });
      await a.send('anew', { stream: 2 });
      expect((await message(z)).ssn).to.equal(0);
    });

    it('streamReset says that the peer will not have it', async () => {
      const { a } = await connectedPair(engine, {
        server: { options: { reconfigSupported: true } },
        client: { options },
      });
      const told = event(a, 'streamReset');
      a.resetStreams({ incoming: true, streams: [1] });
      expect(await told).to.include({ incoming: true, denied: true });
    });

    it('streamChange says how many there are now, on both sides', async () => {
      const { a, z } = await connectedPair(engine, { server: { options }, client: { options } });
      const before = { inbound: a.inboundStreams, outbound: a.outboundStreams };
      const told = Promise.all([event(a, 'streamChange'), event(z, 'streamChange')]);
      a.addStreams({ outbound: 3 });
      const [atA, atZ] = await told;
      expect(atA).to.include({ type: 'streamChange', denied: false, failed: false });
      expect(atZ).to.include({ type: 'streamChange', denied: false, failed: false });
      expect(a.outboundStreams).to.equal(before.outbound + 3);
      expect(a.inboundStreams).to.equal(before.inbound);
      expect(z.inboundStreams).to.equal(before.outbound + 3);
      await a.send('new', { stream: before.outbound + 2 });
      expect((await message(z)).stream).to.equal(before.outbound + 2);
    });
  });

  it('authentication says that the peer cannot authenticate', async () => {
    const server = await listeningServer(engine, { options: { authSupported: false } });
    const a = connecting(server);
    expect(await event(a, 'authentication')).to.include({
      type: 'authentication',
      indication: 'noAuth',
    });
  });

  describe('of an ERROR chunk,', () => {
    withSysctls(engine, { udp_port: kernelsUdpPort });

    it('remoteError says what the peer could not make out', async () => {
      const { a, z, inject, stop } = await watchedPair(engine);
      const told = Promise.race([event(a, 'remoteError'), event(z, 'remoteError')]);
      const unknownChunk = 'fe010008 0badcafe'; // to be skipped, and to be told of
      inject(unknownChunk);
      const { errorCode, data } = await told;
      expect(errorCode).to.equal(unrecognizedChunkType);
      expect(data.toString('hex')).to.contain(unknownChunk.replace(' ', ''));
      await stop();
    });
  });

  describe('comes or does not,', () => {
    it('by default: all kinds save senderDry', async () => {
      expect(kinds(await wholeLife(engine))).not.to.include('senderDry');
    });

    it('as the option says, save those that the sockets live by', async () => {
      const seen = await wholeLife(engine, { events: { senderDry: true } });
      expect(kinds(seen)).to.include('senderDry').and.not.to.include('authentication');
      expect(kinds(seen)).to.include('associationChange');
    });

    it('as is asked for later', async () => {
      const { a, z } = await connectedPair(engine);
      z.resume();
      a.subscribeEvents({ senderDry: true });
      await event(a, 'senderDry'); // at once, as nothing is under way
      const dry = event(a, 'senderDry');
      await a.send('something');
      await dry;

      const unwanted = collect(a, 'senderDry');
      a.subscribeEvents({ senderDry: false });
      await a.send('something else');
      await a.shutdown();
      expect(unwanted).to.deep.equal([]);
    });

    it('but no kind that there is not', async () => {
      const { a } = await connectedPair(engine);
      const events = { senderWet: true } as object;
      expect(() => a.subscribeEvents(events))
        .to.throw(TypeError, 'senderWet')
        .with.property('code', 'ERR_INVALID_ARG_VALUE');
      const odd = { senderDry: 1 } as object;
      expect(() => a.subscribeEvents(odd))
        .to.throw(TypeError, 'events.senderDry')
        .with.property('code', 'ERR_INVALID_ARG_TYPE');
    });
  });
});
