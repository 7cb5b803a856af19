import { expect } from 'chai';
import { describe, it } from 'mocha';
import sinon from 'sinon';

import { connectSCTP, type SCTPLookupFunction, type SCTPSocket } from '../../lib/index';
import { forEachEngine } from '../helpers/engines';
import { collect, event, failure, message, record } from '../helpers/events';
import { opened } from '../helpers/opened';
import { connectedPair, connecting, listeningServer } from '../helpers/pair';
import { chunksOf, kernelsUdpPort } from '../helpers/relay';
import { addressBesideSilence, silentAddress, withSilentNetwork } from '../helpers/silence';
import { withSysctls } from '../helpers/sysctl';
import { closeUdp, udpSocket } from '../helpers/udp';
import { until } from '../helpers/until';

const addressesOf = (list: { address: string }[]): string[] => list.map(({ address }) => address);

/** Gives up after one more attempt, 100 ms each. */
const impatient = {
  maxInitAttempts: 1,
  options: { rtoInfo: { initial: 100, min: 100, max: 100 } },
};

forEachEngine('connectSCTP', (engine) => {
  it('takes a port and a host, and calls its listener when the association is up', async () => {
    const { port } = (await listeningServer(engine)).address()!;
    process.env['SCTP_ENGINE'] = engine;
    try {
      const listener = sinon.spy();
      const socket = opened(connectSCTP(port, '127.0.0.1', listener));
      await event(socket, 'ready');
      sinon.assert.calledOnceWithExactly(listener);
      expect(socket.engine).to.equal(engine);
    } finally {
      delete process.env['SCTP_ENGINE'];
    }
  });

  it('connects to localhost where no host is named', async () => {
    const server = await listeningServer(engine);
    const lookup = sinon.fake(toLoopback);
    const { port } = server.address()!;
    const a = opened(connectSCTP({ engine, port, lookup }));
    await event(a, 'connect');
    sinon.assert.calledOnceWithMatch(lookup, 'localhost');
    expect(a.remoteAddress).to.equal('127.0.0.1');
  });

  it('tells of connect and ready, and of its state before and after', async () => {
    const server = await listeningServer(engine);
    const a = connecting(server);
    const seen = record(a, 'connect', 'ready', 'error', 'close');
    expect(a).to.include({ state: 'connecting', connecting: true, pending: true, id: 0 });
    expect(a.address()).to.deep.equal({});
    await event(a, 'ready');
    expect(seen).to.deep.equal(['connect', 'ready']);
    expect(a).to.include({ state: 'established', connecting: false, pending: false });
    expect(a.id).to.be.greaterThan(0);
    expect(a.endedBy).to.equal(undefined);
  });

  it('says where it is connected from and to, and the other side the same', async () => {
    const { server, a, z } = await connectedPair(engine);
    const { port } = server.address()!;
    expect(a).to.include({
      remoteAddress: '127.0.0.1',
      remotePort: port,
      remoteFamily: 'IPv4',
      localAddress: '127.0.0.1',
      localFamily: 'IPv4',
    });
    expect(z).to.include({ localPort: port, remotePort: a.localPort });
    expect(a.address()).to.deep.equal({ address: '127.0.0.1', port: a.localPort, family: 'IPv4' });
  });

  it('connects from the address and port that are asked for', async () => {
    const first = await connectedPair(engine, { client: { localAddress: '127.0.0.2' } });
    expect(first.a.localAddress).to.equal('127.0.0.2');
    expect(first.z.remoteAddress).to.equal('127.0.0.2');

    const { localPort } = first.a;
    const shut = Promise.all([event(first.a, 'close'), event(first.z, 'close')]);
    first.z.resume();
    await Promise.all([first.a.shutdown(), shut]);
    const options = { localAddress: '127.0.0.2', localPort: localPort! };
    const second = await connectedPair(engine, { client: options });
    expect(second.z.remotePort).to.equal(localPort);
  });

  it('connects several addresses of one host to several of another', async () => {
    const { a, z } = await connectedPair(engine, {
      listen: { localAddresses: ['127.0.0.1', '127.0.0.2'] },
      client: {
        localAddresses: ['127.0.0.3', '127.0.0.4'],
        remoteAddresses: ['127.0.0.1', '127.0.0.2'],
      },
    });
    expect(addressesOf(a.remoteAddresses)).to.have.members(['127.0.0.1', '127.0.0.2']);
    expect(addressesOf(z.remoteAddresses)).to.have.members(['127.0.0.3', '127.0.0.4']);
    expect(addressesOf(a.localAddresses)).to.have.members(['127.0.0.3', '127.0.0.4']);
  });

  it('connects over IPv6', async () => {
    const { a, z } = await connectedPair(engine, { listen: { host: '::1' } });
    expect(a).to.include({ remoteAddress: '::1', remoteFamily: 'IPv6' });
    expect(z).to.include({ remoteAddress: '::1', remoteFamily: 'IPv6' });
  });

  it('looks names up, every one of several', async () => {
    const lookup = sinon.fake((...[name, , callback]: Parameters<SCTPLookupFunction>) => {
      callback(null, name === 'one.test' ? '127.0.0.1' : '127.0.0.2', 4);
    });
    const { a } = await connectedPair(engine, {
      listen: { localAddresses: ['127.0.0.1', '127.0.0.2'] },
      client: { remoteAddresses: ['one.test', 'two.test'], lookup },
    });
    expect(lookup.args.map(([name]) => name)).to.deep.equal(['one.test', 'two.test']);
    expect(addressesOf(a.remoteAddresses)).to.have.members(['127.0.0.1', '127.0.0.2']);
  });

  it('tells of a name that has no address by the error of the look-up', async () => {
    const error = Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
    const lookup: SCTPLookupFunction = (_name, _options, callback) => callback(error, '', 4);
    const a = opened(connectSCTP({ engine, port: 9, host: 'nowhere.test', lookup }));
    expect(await event(a, 'error')).to.equal(error);
    expect(a.endedBy).to.equal('failure');
  });

  it('tells of a host where nothing listens by ECONNREFUSED, then closes', async () => {
    const server = await listeningServer(engine);
    const { port } = server.address()!;
    await server.close();
    const a = opened(connectSCTP({ engine, host: '127.0.0.1', port }));
    const seen = record(a, 'connect', 'end', 'error', 'close');
    const closed = event(a, 'close').catch(() => undefined);
    expect(await event(a, 'error')).to.include({
      code: 'ECONNREFUSED',
      syscall: 'connect',
      address: '127.0.0.1',
      port,
    });
    await closed;
    expect(seen).to.deep.equal(['error', 'close']);
    expect(a).to.include({ endedBy: 'refused', state: 'closed', destroyed: true });
  });

  it('keeps what is written while it connects, and sends it in order', async () => {
    const server = await listeningServer(engine);
    const a = connecting(server);
    a.write('first');
    a.write('second');
    a.end('third');
    const z = opened(await event(server, 'connection'));
    expect(await texts(z)).to.deep.equal(['first', 'second', 'third']);
  });

  it("tells 'drain' where all that was written while it connects has been withdrawn", async () => {
    const a = connecting(await listeningServer(engine), { highWaterMark: 1 });
    const controller = new AbortController();
    const withdrawn = failure(a.send('taken back', { signal: controller.signal }));
    controller.abort();
    expect(a.writableNeedDrain).to.equal(true);
    await event(a, 'drain');
    expect(await withdrawn).to.include({ code: 'ABORT_ERR' });
  });

  it('makes as many associations at once as are asked for', async () => {
    const server = await listeningServer(engine);
    const accepted = collect(server, 'connection');
    const sockets = Array.from({ length: 20 }, () => connecting(server));
    await Promise.all(sockets.map((socket) => event(socket, 'connect')));
    await until(() => accepted.length === sockets.length);
    expect(new Set(accepted.map(({ id }) => id)).size).to.equal(20);
    expect(new Set(sockets.map(({ localPort }) => localPort)).size).to.equal(20);
  });

  it('grants each side the streams that the other can take', async () => {
    const { a, z } = await connectedPair(engine, {
      server: { outboundStreams: 7, maxInboundStreams: 5 },
      client: { outboundStreams: 12, maxInboundStreams: 3 },
    });
    expect(a).to.include({ outboundStreams: 5, inboundStreams: 3 });
    expect(z).to.include({ outboundStreams: 3, inboundStreams: 5 });
  });

  describe('where nobody answers', () => {
    withSilentNetwork();

    it('gives up with ETIMEDOUT after the attempts that are asked for', async () => {
      const a = opened(connectSCTP({ engine, host: silentAddress, port: 9, ...impatient }));
      expect(await event(a, 'error')).to.include({
        code: 'ETIMEDOUT',
        syscall: 'connect',
        address: silentAddress,
        port: 9,
      });
      expect(a.endedBy).to.equal('timeout');
    });

    it('connects by the second address where the first is silent', async () => {
      const { a } = await connectedPair(engine, {
        listen: { host: addressBesideSilence },
        // Attempts go to both in turn; the peer may be slow to answer one.
        client: {
          ...impatient,
          maxInitAttempts: 20,
          remoteAddresses: [silentAddress, addressBesideSilence],
        },
      });
      expect(addressesOf(a.remoteAddresses)).to.include(addressBesideSilence);
    });

    it('fails what was written while it connected, once', async () => {
      const a = opened(connectSCTP({ engine, host: silentAddress, port: 9, ...impatient }));
      const written = sinon.spy();
      a.write('lost', written);
      const [error] = await Promise.all([event(a, 'error'), failure(a.send('lost too'))]);
      sinon.assert.calledOnceWithExactly(written, error);
    });

    it('ends the attempt when its signal aborts', async () => {
      const controller = new AbortController();
      const { signal } = controller;
      const a = opened(connectSCTP({ engine, host: silentAddress, port: 9, signal }));
      setImmediate(() => controller.abort());
      expect(await event(a, 'error')).to.include({ name: 'AbortError', code: 'ABORT_ERR' });
    });

    it('ends the attempt when it is destroyed, without an error', async () => {
      const a = opened(connectSCTP({ engine, host: silentAddress, port: 9 }));
      const seen = record(a, 'error', 'end', 'close');
      setImmediate(() => a.destroy());
      await event(a, 'close');
      expect(seen).to.deep.equal(['close']);
    });
  });

  describe('of which every packet is seen', () => {
    withSysctls(engine, { udp_port: kernelsUdpPort });

    it('sends an INIT for each attempt, and nothing else but its farewell', async () => {
      const [init, abort] = [1, 6];
      const silent = await udpSocket();
      const types: number[] = [];
      silent.on('message', (packet) => types.push(...chunksOf(packet).map(({ type }) => type)));
      const a = connectSCTP({
        ...{ engine, host: '127.0.0.1', port: 9, maxInitAttempts: 3, maxInitTimeout: 50 },
        options: { rtoInfo: { initial: 50, min: 50, max: 50 } },
        udpEncapsulation: { remotePort: silent.address().port },
      });
      expect(await event(opened(a), 'error')).to.include({ code: 'ETIMEDOUT' });
      const inits = [init, init, init, init];
      const all = engine === 'userspace' ? [...inits, abort] : inits;
      await until(() => types.length >= all.length);
      expect(types).to.deep.equal(all);
      await closeUdp(silent);
    });
  });

  describe('with a signal', () => {
    it('that has aborted already, connects nowhere', async () => {
      const server = await listeningServer(engine);
      const accepted = collect(server, 'connection');
      const reason = new Error('changed my mind');
      const a = connecting(server, { signal: AbortSignal.abort(reason) });
      const error = await event(a, 'error');
      expect(error).to.include({ name: 'AbortError', code: 'ABORT_ERR', cause: reason });
      expect(accepted).to.deep.equal([]);
    });

    it('that aborts during the look-up, does not wait for it', async () => {
      const controller = new AbortController();
      const lookup: SCTPLookupFunction = () => controller.abort();
      const { signal } = controller;
      const a = opened(connectSCTP({ engine, port: 9, host: 'name.test', lookup, signal }));
      expect(await event(a, 'error')).to.include({ name: 'AbortError' });
    });

    it('that aborts later, aborts the association', async () => {
      const controller = new AbortController();
      const { a, z } = await connectedPair(engine, { client: { signal: controller.signal } });
      const peerError = event(z, 'error');
      controller.abort();
      expect(await event(a, 'error')).to.include({ name: 'AbortError' });
      expect(await peerError).to.include({ code: 'ECONNRESET' });
    });

    it('that aborts after the end, does nothing', async () => {
      const controller = new AbortController();
      const { a, z } = await connectedPair(engine, { client: { signal: controller.signal } });
      z.resume();
      await a.shutdown();
      controller.abort();
      expect(a.errored).to.equal(null);
    });
  });

  it('hears of the end, whichever notifications it has asked for', async () => {
    const { a, z } = await connectedPair(engine, { client: { events: {} } });
    a.subscribeEvents({ senderDry: true });
    z.end();
    a.resume();
    await event(a, 'close');
    expect(a.endedBy).to.equal('peerShutdown');
  });

  it('knows its addresses even if it was ended before it was up', async () => {
    const server = await listeningServer(engine);
    const a = connecting(server);
    a.end();
    const z = opened(await event(server, 'connection'));
    z.resume();
    await event(a, 'close');
    expect(a).to.include({ localPort: z.remotePort, remotePort: z.localPort });
  });

  it('emits no error for a message that was sent before the end', async () => {
    const { a, z } = await connectedPair(engine);
    void a.send('last words');
    a.end();
    expect((await message(z)).data.toString()).to.equal('last words');
  });
});

function toLoopback(...[, , callback]: Parameters<SCTPLookupFunction>): void {
  callback(null, '127.0.0.1', 4);
}

async function texts(socket: SCTPSocket): Promise<string[]> {
  const seen: string[] = [];
  for await (const { data } of socket) seen.push(data.toString());
  return seen;
}
