import { expect } from 'chai';
import { describe, it } from 'mocha';
import sinon from 'sinon';

import { createSCTPEndpoint, type SCTPEndpoint, type SCTPMessage } from '../../lib/index';
import { forEachEngine, itNeeds } from '../helpers/engines';
import { event, failure, message, messages, record } from '../helpers/events';
import { opened } from '../helpers/opened';
import { connecting, listeningEndpoint, listeningServer } from '../helpers/pair';

forEachEngine('SCTPEndpoint', (engine) => {
  const idle = (): SCTPEndpoint => opened(createSCTPEndpoint({ engine }));

  const bound = async (): Promise<SCTPEndpoint> => {
    const endpoint = idle().bind({ address: '127.0.0.1' });
    await event(endpoint, 'listening');
    return endpoint;
  };

  const twoJoined = async (): Promise<{ a: SCTPEndpoint; z: SCTPEndpoint; id: number }> => {
    const [a, z] = [await bound(), await listeningEndpoint(engine)];
    const id = await a.connect('127.0.0.1', z.address().port);
    return { a, z, id };
  };

  describe('is set up', () => {
    it('with buffers and events of its own', async () => {
      const [a, z] = [await bound(), await listeningEndpoint(engine)];
      z.subscribeEvents({ senderDry: true }); // of associations to come
      const id = await a.connect('127.0.0.1', z.address().port);
      const before = a.getOption('sendBufferSize');
      a.setSendBufferSize(before * 2);
      a.setRecvBufferSize(100_000);
      expect(a.getOption('sendBufferSize')).to.be.at.least(before);
      expect(a.getOption('receiveBufferSize')).to.be.at.least(100_000);
      const dry = event(z, 'senderDry');
      void a.send('request', { associationId: id });
      const { associationId } = await message(z);
      await z.send('answer', { associationId });
      expect(await dry).to.include({ type: 'senderDry' });
    });

    it('with streams that can start anew, and more of them', async () => {
      const options = {
        reconfigSupported: true,
        streamResetEnabled: { streams: true, association: true, addStreams: true },
      };
      const joined = [1, 2].map(() => opened(createSCTPEndpoint({ engine, options })));
      const [a, z] = joined as [SCTPEndpoint, SCTPEndpoint];
      for (const endpoint of joined) endpoint.bind({ address: '127.0.0.1' }).listen();
      await Promise.all(joined.map((endpoint) => event(endpoint, 'listening')));
      const id = await a.connect('127.0.0.1', z.address().port);
      const reset = event(a, 'streamReset');
      a.resetStreams({ outgoing: true, streams: [1] }, id);
      expect(await reset).to.deep.include({ denied: false, streams: [1], associationId: id });
      const { outboundStreams } = a.getStatus(id);
      const changed = event(a, 'streamChange');
      a.addStreams({ outbound: 2 }, id);
      expect(await changed).to.include({ denied: false, failed: false });
      expect(a.getStatus(id).outboundStreams).to.equal(outboundStreams + 2);
    });
  });

  describe('binds', () => {
    it('to a free port of all addresses by default, and tells', async () => {
      const callback = sinon.spy();
      const endpoint = idle().bind(0, callback);
      await event(endpoint, 'listening');
      sinon.assert.calledOnceWithExactly(callback);
      expect(endpoint.address().port).to.be.greaterThan(0);
      expect(endpoint.addresses().map(({ address }) => address)).to.include('127.0.0.1');
    });

    it('to one address or several', async () => {
      const addresses = ['127.0.0.1', '127.0.0.2'];
      const endpoint = idle().bind({ addresses });
      await event(endpoint, 'listening');
      expect(endpoint.addresses().map(({ address }) => address)).to.have.members(addresses);
    });

    it('once', async () => {
      const endpoint = await bound();
      expect(() => endpoint.bind())
        .to.throw()
        .with.property('code', 'ERR_SCTP_IS_BOUND');
    });

    it('to no port that another has', async () => {
      const { port } = (await bound()).address();
      const endpoint = idle().bind({ port, address: '127.0.0.1' });
      expect(await event(endpoint, 'error')).to.include({
        code: 'EADDRINUSE',
        syscall: 'bind',
        port,
      });
    });

    it('before it can say where', () => {
      expect(() => idle().address())
        .to.throw()
        .with.property('code', 'ERR_SCTP_NOT_BOUND');
    });
  });

  describe('holds back', () => {
    it('who sends more than there is room for, until it has been taken', async () => {
      const { a, z, id } = await twoJoined();
      z.on('message', () => undefined);
      const data = Buffer.alloc(50_000);
      let sent = 0;
      while (a.send(data, { associationId: id }, undefined, () => undefined)) sent++;
      expect(sent).to.be.greaterThan(0);
      await event(a, 'drain');
      await a.send('after', { associationId: id });
    });

    it('nobody for the sake of a message beyond maxMessageSize: its association ends', async () => {
      const z = opened(createSCTPEndpoint({ engine, maxMessageSize: 1000 }));
      z.bind({ address: '127.0.0.1' }).listen();
      await event(z, 'listening');
      const a = await bound();
      const id = await a.connect('127.0.0.1', z.address().port);
      const failed = event(z, 'associationError');
      const ended = event(a, 'associationError');
      await a.send(Buffer.alloc(1001), { associationId: id });
      expect(await failed).to.include({ code: 'ERR_SCTP_MESSAGE_TOO_LARGE' });
      expect(await ended).to.include({ code: 'ECONNRESET' });
    });
  });

  describe('connects', () => {
    it('and resolves to the id of the association', async () => {
      const [a, z] = [await bound(), await listeningEndpoint(engine)];
      const up = event(z, 'associationChange');
      const id = await a.connect('127.0.0.1', z.address().port);
      expect(a.getAssociationIds()).to.deep.equal([id]);
      const { state, associationId } = await up;
      expect(state).to.equal('communicationUp');
      expect(z.getAssociationIds()).to.deep.equal([associationId]);
      expect(a.getStatus(id).state).to.equal('established');
    });

    it('to the association that there is already', async () => {
      const { a, z, id } = await twoJoined();
      expect(await a.connect('127.0.0.1', z.address().port)).to.equal(id);
    });

    it('to several addresses of one peer', async () => {
      const addresses = ['127.0.0.1', '127.0.0.2'];
      const server = await listeningServer(engine, {}, { localAddresses: addresses });
      const a = await bound();
      const id = await a.connect(addresses, server.address()!.port);
      expect(a.getPeerAddresses(id).map(({ address }) => address)).to.have.members(addresses);
      expect(a.getLocalAddresses(id).map(({ address }) => address)).to.include('127.0.0.1');
    });

    it('nowhere where nothing listens', async () => {
      const [a, z] = [await bound(), await bound()];
      const { port } = z.address();
      await z.close();
      const error = await failure(a.connect('127.0.0.1', port));
      expect(error).to.include({ code: 'ECONNREFUSED', syscall: 'connect', port });
      expect(a.getAssociationIds()).to.deep.equal([]);
    });

    it('binding itself first', async () => {
      const z = await listeningEndpoint(engine);
      const a = idle();
      await a.connect('127.0.0.1', z.address().port);
      expect(a.address().port).to.be.greaterThan(0);
    });
  });

  describe('sends', () => {
    it('to an association by its id, and can be answered so', async () => {
      const { a, z, id } = await twoJoined();
      z.on('message', (data: Buffer, { associationId, stream, ppid }: SCTPMessage) => {
        void z.send(data, { associationId }, { stream, ppid });
      });
      await a.send('hello', { associationId: id }, { stream: 3, ppid: 46 });
      const answer = await message(a);
      expect(answer).to.include({ associationId: id, stream: 3, ppid: 46 });
      expect(answer.data.toString()).to.equal('hello');
    });

    it('to an address, to which it connects first', async () => {
      const z = await listeningEndpoint(engine);
      const a = idle();
      const to = { address: '127.0.0.1', port: z.address().port };
      await Promise.all([a.send('one', to), a.send('two', to)]);
      const received = await messages(z, 2);
      expect(received.map(({ data }) => data.toString())).to.deep.equal(['one', 'two']);
      expect(z.getAssociationIds()).to.have.length(1);
    });

    it('to each of many by one socket', async () => {
      const servers = await Promise.all([1, 2, 3].map(() => listeningEndpoint(engine)));
      const a = await bound();
      const ids = await Promise.all(
        servers.map((server) => a.connect('127.0.0.1', server.address().port)),
      );
      expect(new Set(ids).size).to.equal(3);
      ids.forEach((associationId, index) => {
        void a.send(`for ${index}`, { associationId }, { stream: index });
      });
      for (const [index, server] of servers.entries()) {
        const { data, stream } = await message(server);
        expect({ text: data.toString(), stream }).to.deep.equal({
          text: `for ${index}`,
          stream: index,
        });
      }
    });

    it('to no association that there is not', async () => {
      const a = await bound();
      const error = await failure(a.send('x', { associationId: 77 }));
      expect(error).to.include({ code: 'ERR_SCTP_NO_ASSOCIATION', associationId: 77 });
    });

    it('on no stream that was not negotiated', async () => {
      const { a, id } = await twoJoined();
      const error = await failure(a.send('x', { associationId: id }, { stream: 10 }));
      expect(error).to.include({ code: 'ERR_SCTP_INVALID_STREAM', associationId: id });
    });

    it('and tells the callback why it cannot', async () => {
      const [a, z] = [await bound(), await bound()];
      const to = { address: '127.0.0.1', port: z.address().port };
      await z.close();
      const error = await new Promise<unknown>((resolve) => a.send('x', to, {}, resolve));
      expect(error).to.include({ code: 'ECONNREFUSED' });
    });
  });

  describe('receives', () => {
    it('what came before anybody asked', async () => {
      const { a, z, id } = await twoJoined();
      await Promise.all(['one', 'two', 'three'].map((text) => a.send(text, { associationId: id })));
      const first = await z.receive();
      expect(first?.data.toString()).to.equal('one');
      const told: string[] = [];
      const third = new Promise<void>((resolve) => {
        z.on('message', (data) => {
          told.push(data.toString());
          if (told.length === 2) resolve();
        });
      });
      await third;
      expect(told).to.deep.equal(['two', 'three']);
    });

    it('until its signal aborts', async () => {
      const { a, z, id } = await twoJoined();
      const controller = new AbortController();
      const waiting = failure(z.receive({ signal: controller.signal }));
      controller.abort();
      expect(await waiting).to.include({ name: 'AbortError', code: 'ABORT_ERR' });
      const late = failure(z.receive({ signal: controller.signal }));
      expect(await late).to.include({ name: 'AbortError' });

      await a.send('x', { associationId: id });
      expect((await message(z)).data.toString()).to.equal('x');
    });

    it('undefined when it is closed, and an iterator then ends', async () => {
      const endpoint = await bound();
      const received = endpoint.receive();
      const all: SCTPMessage[] = [];
      const loop = (async () => {
        for await (const one of endpoint.messages()) all.push(one);
      })();
      await endpoint.close();
      expect(await received).to.equal(undefined);
      await loop;
      expect(all).to.deep.equal([]);
    });

    it('by the listener that it was made with', async () => {
      const listener = sinon.spy();
      const z = opened(createSCTPEndpoint({ engine }, listener));
      z.bind({ address: '127.0.0.1' }).listen();
      await event(z, 'listening');
      const a = connecting(z);
      a.write('x');
      await event(z, 'message');
      sinon.assert.calledOnce(listener);
    });
  });

  describe('ends an association', () => {
    it('gracefully, with everything delivered', async () => {
      const { a, z, id } = await twoJoined();
      const ended = new Promise<void>((resolve) => {
        a.on('associationChange', ({ state }) => {
          if (state === 'shutdownComplete') resolve();
        });
      });
      void a.send('last', { associationId: id });
      a.shutdownAssociation(id);
      expect((await message(z)).data.toString()).to.equal('last');
      await ended;
      expect(a.getAssociationIds()).to.deep.equal([]);
    });

    it('by an abort with a reason', async () => {
      const { a, z, id } = await twoJoined();
      const failed = new Promise<unknown>((resolve) => z.once('associationError', resolve));
      const lost = new Promise<unknown>((resolve) => {
        z.on('associationChange', (change) => {
          if (change.state === 'communicationLost') resolve(change);
        });
      });
      a.abortAssociation(id, 'go away');
      expect(await lost).to.deep.include({
        aborted: true,
        error: 12,
        abortReason: Buffer.from('go away'),
      });
      expect(await failed).to.include({ code: 'ECONNRESET', abortCause: 12 });
      expect(a.getAssociationIds()).to.deep.equal([]);
    });

    it('and no other', async () => {
      const { a, z, id } = await twoJoined();
      const second = await listeningEndpoint(engine);
      const other = await a.connect('127.0.0.1', second.address().port);
      z.on('associationError', () => undefined);
      a.abortAssociation(id);
      await a.send('still there', { associationId: other });
      expect((await message(second)).data.toString()).to.equal('still there');
    });
  });

  describe('peels off', () => {
    itNeeds(engine, 'peelOff', 'an association with all that waits for it', async () => {
      const { a, z, id } = await twoJoined();
      await a.send('before', { associationId: id });
      await event(z, 'message').catch(() => undefined);
      const socket = opened(a.peelOff(id));
      expect(socket).to.include({ id, state: 'established', remotePort: z.address().port });
      expect(a.getAssociationIds()).to.deep.equal([]);

      const [peer] = z.getAssociationIds();
      await socket.send('after', { stream: 3, ppid: 45 });
      expect(await message(z)).to.include({ stream: 3, ppid: 45 });
      await z.send('answer', { associationId: peer! });
      expect((await message(socket)).data.toString()).to.equal('answer');
    });

    itNeeds(engine, 'peelOff', 'the only association where none is named', async () => {
      const { a, id } = await twoJoined();
      expect(opened(a.peelOff()).id).to.equal(id);
      expect(() => a.peelOff())
        .to.throw()
        .with.property('code', 'ERR_SCTP_NO_ASSOCIATION');
    });

    itNeeds(engine, 'peelOff', 'none of several that is not named', async () => {
      const { a } = await twoJoined();
      const second = await listeningEndpoint(engine);
      await a.connect('127.0.0.1', second.address().port);
      expect(() => a.peelOff())
        .to.throw()
        .with.property('code', 'ERR_SCTP_AMBIGUOUS_ASSOCIATION');
    });
  });

  describe('closes', () => {
    it('once, by a callback or a Promise', async () => {
      const endpoint = await bound();
      const seen = record(endpoint, 'close');
      const called = new Promise<void>((resolve) => void endpoint.close(resolve));
      await endpoint.close();
      await called;
      expect(seen).to.deep.equal(['close']);
      expect(endpoint.fd).to.equal(-1);
    });

    it('with each association shut down', async () => {
      const { a, z } = await twoJoined();
      const seen = record(z, 'peerShutdown');
      const ended = new Promise<void>((resolve) => {
        z.on('associationChange', ({ state }) => {
          if (state === 'shutdownComplete') resolve();
        });
      });
      await Promise.all([a.close(), ended]);
      expect(seen).to.deep.equal(['peerShutdown']);
    });

    it('when its signal aborts, be it before it begins', async () => {
      const endpoint = opened(createSCTPEndpoint({ engine, signal: AbortSignal.abort() }));
      await event(endpoint, 'close');
    });

    it('when its signal aborts', async () => {
      const controller = new AbortController();
      const endpoint = opened(createSCTPEndpoint({ engine, signal: controller.signal }));
      const closed = event(endpoint, 'close');
      controller.abort();
      await closed;
    });

    it('when it is disposed of', async () => {
      const endpoint = await bound();
      await endpoint[Symbol.asyncDispose]();
      expect(() => endpoint.bind())
        .to.throw()
        .with.property('code', 'ERR_SCTP_CLOSED');
    });

    it('and refuses all that comes after', async () => {
      const endpoint = await bound();
      await endpoint.close();
      const code = 'ERR_SCTP_CLOSED';
      expect(() => endpoint.address())
        .to.throw()
        .with.property('code', code);
      expect(() => endpoint.listen())
        .to.throw()
        .with.property('code', code);
      expect(await failure(endpoint.send('x', { associationId: 3 }))).to.include({ code });
      expect(await failure(endpoint.connect('127.0.0.1', 9))).to.include({ code });
    });
  });
});
