import { expect } from 'chai';
import { describe, it } from 'mocha';
import sinon from 'sinon';

import { createSCTPServer, type SCTPServer, type SCTPSocket } from '../../lib/index';
import { forEachEngine, itNeeds } from '../helpers/engines';
import { collect, event, failure, message, messages, record } from '../helpers/events';
import { opened } from '../helpers/opened';
import { connectedPair, connecting, listeningServer } from '../helpers/pair';

forEachEngine('SCTPServer', (engine) => {
  const idle = (): SCTPServer => opened(createSCTPServer({ engine }));

  describe('listens', () => {
    it('on a port and a host, with a listener', async () => {
      const listener = sinon.spy();
      const server = idle().listen(0, '127.0.0.1', listener);
      expect(server.listening).to.equal(false);
      await event(server, 'listening');
      sinon.assert.calledOnceWithExactly(listener);
      expect(server.listening).to.equal(true);
      expect(server.address()).to.deep.include({ address: '127.0.0.1', family: 'IPv4' });
      expect(server.address()!.port).to.be.greaterThan(0);
    });

    it('with a backlog', async () => {
      const server = idle().listen(0, '127.0.0.1', 5);
      await event(server, 'listening');
      await event(connecting(server), 'connect');
    });

    it('on several addresses with one port', async () => {
      const localAddresses = ['127.0.0.1', '127.0.0.2'];
      const server = await listeningServer(engine, {}, { localAddresses });
      const { port } = server.address()!;
      expect(server.addresses()).to.have.deep.members(
        localAddresses.map((address) => ({ address, port, family: 'IPv4' })),
      );
      for (const host of localAddresses) await event(connecting(server, { host }), 'connect');
    });

    it('on IPv6', async () => {
      const server = await listeningServer(engine, {}, { host: '::1' });
      expect(server.address()).to.include({ address: '::1', family: 'IPv6' });
      await event(connecting(server), 'connect');
    });

    it('on all addresses where none is named, and reports IPv4 peers as IPv4', async () => {
      const server = idle().listen();
      await event(server, 'listening');
      const [z] = await Promise.all([
        event(server, 'connection'),
        event(connecting(server, { host: '127.0.0.1' }), 'connect'),
      ]);
      expect(z).to.include({ remoteAddress: '127.0.0.1', remoteFamily: 'IPv4' });
      expect(z.localAddresses.map(({ address }) => address)).to.include('127.0.0.1');
    });

    it('on IPv4 only where that is asked for', async () => {
      const server = opened(createSCTPServer({ engine, family: 4 })).listen();
      await event(server, 'listening');
      const families = new Set(server.addresses().map(({ family }) => family));
      expect([...families]).to.deep.equal(['IPv4']);
    });

    it('once: a second time is an error', async () => {
      const server = await listeningServer(engine);
      expect(() => server.listen())
        .to.throw()
        .with.property('code', 'ERR_SERVER_ALREADY_LISTEN');
    });

    it('on no port that another has', async () => {
      const { port } = (await listeningServer(engine)).address()!;
      const server = idle().listen({ port, host: '127.0.0.1' });
      expect(await event(server, 'error')).to.include({
        code: 'EADDRINUSE',
        syscall: 'bind',
        address: '127.0.0.1',
        port,
      });
      expect(server.listening).to.equal(false);
    });

    it('on no address that the host has not', async () => {
      const server = idle().listen({ host: '192.0.2.77' });
      expect(await event(server, 'error')).to.include({ code: 'EADDRNOTAVAIL', syscall: 'bind' });
    });

    it('again after an error', async () => {
      const server = idle().listen({ host: '192.0.2.77' });
      await event(server, 'error');
      server.listen({ host: '127.0.0.1' });
      await event(server, 'listening');
    });
  });

  describe('tells', () => {
    it('of each association by its socket', async () => {
      const { server, a, z } = await connectedPair(engine);
      expect(z).to.include({ state: 'established', engine, remotePort: a.localPort });
      expect([...server.associations]).to.deep.equal([[z.id, z]]);
    });

    it('how many sockets are open', async () => {
      const { server, a, z } = await connectedPair(engine);
      const count = (): Promise<number> =>
        new Promise((resolve) => void server.getConnections((_, number) => resolve(number)));
      expect(await count()).to.equal(1);
      z.resume();
      await Promise.all([a.shutdown(), event(z, 'close')]);
      expect(await count()).to.equal(0);
      expect(server.associations.size).to.equal(0);
    });

    it('of every notification of its associations', async () => {
      const server = await listeningServer(engine);
      const told = collect(server, 'notification');
      const a = connecting(server);
      const z = await event(server, 'connection');
      a.end();
      z.resume();
      await event(z, 'close');
      const changes = told.filter(({ type }) => type === 'associationChange');
      expect(changes.map((change) => 'state' in change && change.state)).to.deep.equal([
        'communicationUp',
        'shutdownComplete',
      ]);
      expect(new Set(told.map(({ associationId }) => associationId))).to.deep.equal(
        new Set([z.id]),
      );
    });

    it('of sockets as they come by an iterator, until it is closed', async () => {
      const server = await listeningServer(engine);
      const clients = [connecting(server), connecting(server)];
      const accepted: SCTPSocket[] = [];
      for await (const socket of server) {
        accepted.push(opened(socket).resume());
        if (accepted.length < 2) continue;
        for (const client of clients) client.end();
        void server.close();
      }
      expect(accepted.map(({ remotePort }) => remotePort)).to.have.members(
        clients.map(({ localPort }) => localPort),
      );
    });

    it('of its address only while it listens', async () => {
      const server = idle();
      expect(server.address()).to.equal(null);
      expect(server.addresses()).to.deep.equal([]);
      server.listen({ host: '127.0.0.1' });
      await event(server, 'listening');
      await server.close();
      expect(server.address()).to.equal(null);
    });
  });

  describe('closes', () => {
    it('when its associations have ended, and not before', async () => {
      const { server, a, z } = await connectedPair(engine);
      const seen = record(server, 'close');
      const closed = server.close();
      expect(server.listening).to.equal(false);
      await a.send('still here');
      expect((await message(z)).data.toString()).to.equal('still here');
      expect(seen).to.deep.equal([]);
      z.resume();
      a.end();
      await closed;
      expect(seen).to.deep.equal(['close']);
    });

    it('to newcomers at once', async () => {
      const { server, a, z } = await connectedPair(engine);
      const late = connecting(server);
      void server.close();
      expect(await event(late, 'error')).to.include({ code: 'ECONNREFUSED' });
      z.resume();
      await a.shutdown();
    });

    it('by a callback or a Promise', async () => {
      const server = await listeningServer(engine);
      await new Promise<void>((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
      });
      server.listen({ host: '127.0.0.1' });
      await event(server, 'listening');
      await server.close();
    });

    it('only if it listens', async () => {
      expect(await failure(idle().close())).to.include({ code: 'ERR_SERVER_NOT_RUNNING' });
    });

    it('at once where it has not begun to listen yet', async () => {
      const server = idle().listen({ host: '127.0.0.1' });
      const seen = record(server, 'listening', 'close');
      await server.close();
      expect(seen).to.deep.equal(['close']);
    });

    it('when its signal aborts', async () => {
      const controller = new AbortController();
      const { signal } = controller;
      const server = await listeningServer(engine, {}, { signal });
      controller.abort();
      await event(server, 'close');
      server.listen({ signal });
      await event(server, 'close');
    });

    it('when it is disposed of', async () => {
      const server = await listeningServer(engine);
      await server[Symbol.asyncDispose]();
      expect(server.listening).to.equal(false);
      await server[Symbol.asyncDispose]();
    });

    it('and listens anew on the same port', async () => {
      const { server, a, z } = await connectedPair(engine);
      const { port } = server.address()!;
      z.resume();
      await Promise.all([a.shutdown(), server.close()]);
      server.listen({ port, host: '127.0.0.1' });
      await event(server, 'listening');
      expect(server.address()!.port).to.equal(port);
      await event(connecting(server), 'connect');
    });
  });

  describe('with pauseOnConnect', () => {
    it('gives sockets that do not flow until they are resumed', async () => {
      const { a, z } = await connectedPair(engine, { server: { pauseOnConnect: true } });
      expect(z.isPaused()).to.equal(true);
      const seen = collect(z, 'data');
      await a.send('x');
      a.subscribeEvents({ senderDry: true });
      await event(a, 'senderDry');
      expect(seen).to.deep.equal([]);
      z.resume();
      await event(z, 'data');
    });
  });

  describe('with maxAssociations', () => {
    it('aborts those that are too many, and tells of each', async () => {
      const { server, a } = await connectedPair(engine, { server: { maxAssociations: 1 } });
      const drops = collect(server, 'drop');
      const second = connecting(server);
      expect(await event(second, 'error')).to.include({ code: 'ECONNRESET' });
      expect(drops).to.have.length(1);
      expect(drops[0]).to.include({ remoteAddress: '127.0.0.1', remoteFamily: 'IPv4' });
      expect(drops[0]!.associationId).to.be.greaterThan(0);
      expect(a.state).to.equal('established');

      server.maxAssociations = 2;
      await event(connecting(server), 'connect');
    });
  });

  for (const peelOff of ['auto', 'always', 'never'] as const) {
    itNeeds(
      engine,
      'peelOff',
      `carries messages both ways with peelOff: '${peelOff}'`,
      async () => {
        const { a, z } = await connectedPair(engine, { server: { peelOff } });
        z.pipe(z);
        const sent = Array.from({ length: 50 }, (_, index) => String(index));
        for (const text of sent) a.write(text);
        const echoed = await messages(a, sent.length);
        expect(echoed.map(({ data }) => data.toString())).to.deep.equal(sent);
        expect(z.remotePort).to.equal(a.localPort);
        await Promise.all([a.shutdown(), event(z, 'close')]);
      },
    );
  }
});
