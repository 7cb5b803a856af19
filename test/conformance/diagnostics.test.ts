import { subscribe, unsubscribe } from 'node:diagnostics_channel';

import { expect } from 'chai';
import { afterEach, beforeEach, it } from 'mocha';

import { connectSCTP, type SCTPDiagnostics } from '../../lib/index';
import { forEachEngine } from '../helpers/engines';
import { collect, event, message, outcome } from '../helpers/events';
import { opened } from '../helpers/opened';
import { connectedPair, connecting, listeningEndpoint, listeningServer } from '../helpers/pair';
import { until } from '../helpers/until';

type Told = { [Name in keyof SCTPDiagnostics]: SCTPDiagnostics[Name][] };

forEachEngine('the diagnostics channels', (engine) => {
  let told: Told;

  const hear = (data: unknown, name: string | symbol): void => {
    (told[name as keyof Told] as unknown[]).push(data);
  };

  beforeEach(() => {
    told = {
      'sctp.association.up': [],
      'sctp.association.down': [],
      'sctp.path.change': [],
      'sctp.send.failed': [],
      'sctp.engine.choice': [],
    };
    for (const name of Object.keys(told)) subscribe(name, hear);
  });

  afterEach(() => {
    for (const name of Object.keys(told)) unsubscribe(name, hear);
  });

  it('tell of an association that is up, before its sockets do', async () => {
    const server = await listeningServer(engine);
    const a = connecting(server);
    const before: number[] = [];
    a.once('connect', () => before.push(told['sctp.association.up'].length));
    const [z] = await Promise.all([event(server, 'connection'), event(a, 'connect')]);
    opened(z);
    expect(before[0]).to.be.at.least(1);

    const ups = told['sctp.association.up'];
    expect(ups.map(({ socket }) => socket)).to.have.members([a, z]);
    for (const up of ups) {
      const { id, inboundStreams, outboundStreams } = up.socket!;
      const streams = { inboundStreams, outboundStreams };
      expect(up).to.deep.include({ engine, associationId: id, restarted: false, ...streams });
      expect(up.remoteAddress?.port).to.equal(up.socket!.remotePort);
    }
  });

  it('tell once how an association ended, on either side', async () => {
    const { a, z } = await connectedPair(engine);
    z.resume();
    await a.shutdown();
    await until(() => z.closed);
    const downs = told['sctp.association.down'];
    expect(downs.map(({ socket, endedBy }) => [socket, endedBy])).to.have.deep.members([
      [a, 'localShutdown'],
      [z, 'peerShutdown'],
    ]);
    expect(downs.map(({ error }) => error)).to.deep.equal([undefined, undefined]);
  });

  it('tell of an abort with the error of the socket', async () => {
    const { a, z } = await connectedPair(engine);
    const ended = outcome(z);
    a.abort('enough');
    const { error } = await ended;
    const [local, peer, ...more] = told['sctp.association.down'];
    expect(local).to.include({ socket: a, endedBy: 'localAbort', error: undefined });
    expect(peer).to.include({ socket: z, endedBy: 'peerAbort', error });
    expect(more).to.deep.equal([]);
  });

  it('tell once of one whose socket was destroyed', async () => {
    const { a, z } = await connectedPair(engine);
    z.resume();
    const closed = event(z, 'close');
    a.destroy();
    await closed;
    const downs = told['sctp.association.down'].filter(({ socket }) => socket === a);
    expect(downs.map(({ endedBy }) => endedBy)).to.deep.equal(['localShutdown']);
  });

  it('tell of an attempt to connect that failed, which was never up', async () => {
    const server = await listeningServer(engine);
    const { address: host, port } = server.address()!;
    await server.close();
    const socket = opened(connectSCTP({ engine, host, port }));
    const { error } = await outcome(socket);
    expect(told['sctp.association.up']).to.deep.equal([]);
    const [down, ...more] = told['sctp.association.down'];
    expect(down).to.include({ socket, endedBy: 'refused', error });
    expect(more).to.deep.equal([]);
  });

  it("tell of an endpoint's associations, also of those that end with it", async () => {
    const endpoint = await listeningEndpoint(engine);
    const sockets = [connecting(endpoint), connecting(endpoint)];
    await Promise.all(sockets.map((socket) => event(socket, 'connect')));
    const ours = (): { endpoint?: unknown; associationId: number }[] =>
      told['sctp.association.up'].filter((up) => up.endpoint === endpoint);
    await until(() => ours().length === 2);
    const ids = ours().map(({ associationId }) => associationId);
    expect(ids).to.have.members(endpoint.getAssociationIds());

    for (const socket of sockets) socket.resume();
    await endpoint.close();
    const downs = told['sctp.association.down'].filter((down) => down.endpoint === endpoint);
    expect(downs.map(({ associationId }) => associationId)).to.have.members(ids);
    expect(new Set(downs.map(({ endedBy }) => endedBy))).to.deep.equal(new Set(['localShutdown']));
  });

  it('tell of paths what the sockets tell of them', async () => {
    const paths = { localAddresses: ['127.0.0.1', '127.0.0.2'] };
    const { a } = await connectedPair(engine, {
      listen: paths,
      client: { remoteAddresses: ['127.0.0.1'] },
    });
    const seen = collect(a, 'peerAddressChange');
    const earlier = told['sctp.path.change'].filter(({ socket }) => socket === a).length;
    const made = (): boolean => seen.some(({ state }) => state === 'madePrimary');
    await until(() => a.getPeerAddressInfo('127.0.0.2').state === 'active');
    a.setPrimaryAddress('127.0.0.2');
    await until(made);
    const changes = told['sctp.path.change'].filter(({ socket }) => socket === a).slice(earlier);
    expect(changes.map(({ state, address, error }) => ({ state, address, error }))).to.deep.equal(
      seen.map(({ state, address, error }) => ({ state, address, error })),
    );
  });

  it('tell of a message that the stack has given up', async () => {
    const { a, z } = await connectedPair(engine, {
      server: { pauseOnConnect: true, receiveBufferSize: 8192 },
    });
    const failed = event(a, 'sendFailed');
    const partialReliability = { policy: 'ttl', value: 50 } as const;
    for (let context = 1; context <= 200; context++) {
      await a.send(Buffer.alloc(1000, 'x'), { stream: 3, context, partialReliability });
    }
    const { reason, error, message: given } = await failed;
    const [first] = told['sctp.send.failed'];
    expect(first).to.deep.include({ engine, socket: a, reason, error, message: given });
    expect(first).to.not.have.property('cause');
    z.destroy();
  });

  it('tell of a message that the stack never took, though its callback was told', async () => {
    const { a } = await connectedPair(engine);
    const given = new Promise<Error | null>((resolve) => {
      a.end();
      const stream = a.openStream(2);
      stream.write({ data: 'too late', ppid: 7, context: 9 }, resolve);
    });
    const cause = await given;
    expect(cause).to.have.property('code', 'ERR_SCTP_CLOSED');
    const [failed, ...more] = told['sctp.send.failed'];
    const lost = { data: Buffer.from('too late'), stream: 2, ppid: 7, context: 9 };
    expect(failed).to.include({ socket: a, reason: 'unsent', cause });
    expect(failed?.message).to.deep.equal({ ...lost, unordered: false });
    expect(more).to.deep.equal([]);
  });

  it('do not tell of a message that its signal has withdrawn', async () => {
    const { a, z } = await connectedPair(engine);
    const abort = new AbortController();
    a.write('first');
    const withdrawn = a.send('second', { signal: abort.signal });
    abort.abort();
    await withdrawn.catch(() => undefined);
    expect(String((await message(z)).data)).to.equal('first');
    expect(told['sctp.send.failed']).to.deep.equal([]);
  });
});
