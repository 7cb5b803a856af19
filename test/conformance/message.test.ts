import { randomBytes } from 'node:crypto';

import { expect } from 'chai';
import { describe, it } from 'mocha';

import { SCTPMessage, type SCTPSendOptions } from '../../lib/index';
import { forEachEngine } from '../helpers/engines';
import { event, failure, message, messages } from '../helpers/events';
import { connectedPair } from '../helpers/pair';

const mebibyte = 1024 * 1024;

/** Linux takes no message that is larger than the send buffer, and is slow where buffers are small. */
function roomFor(bytes: number): { sendBufferSize: number; receiveBufferSize: number } {
  const size = bytes + mebibyte;
  return { sendBufferSize: size, receiveBufferSize: size };
}

forEachEngine('a message', (engine) => {
  for (const size of [1, 1452, 65535, 65536, 66356, 131072, mebibyte, 16 * mebibyte]) {
    it(`of ${size} bytes arrives whole, and apart from its neighbours`, async () => {
      const room = roomFor(size);
      const { a, z } = await connectedPair(engine, { client: room, server: room });
      const [before, body, after] = [randomBytes(3), randomBytes(size), randomBytes(5)];
      for (const data of [before, body, after]) a.write(data);

      const [first, second, third] = await messages(z, 3);
      expect(first!.data.equals(before)).to.equal(true);
      expect(second!.data.length).to.equal(size);
      expect(second!.data.equals(body)).to.equal(true);
      expect(second!.complete).to.equal(true);
      expect(third!.data.equals(after)).to.equal(true);
    });
  }

  it('keeps its stream and PPID', async () => {
    const { a, z } = await connectedPair(engine);
    const sent: SCTPSendOptions[] = [
      { stream: 0, ppid: 0 },
      { stream: 1, ppid: 46 },
      { stream: 9, ppid: 0xffffffff },
      { stream: 4, ppid: 0x01020304 },
    ];
    for (const options of sent) void a.send('x', options);
    const received = await messages(z, sent.length);
    expect(received.map(({ stream, ppid }) => ({ stream, ppid }))).to.deep.equal(sent);
  });

  it('tells of its association, its path and its place in the stream', async () => {
    const { a, z } = await connectedPair(engine);
    for (const data of ['one', 'two', 'three']) void a.send(data, { stream: 3 });
    const received = await messages(z, 3);
    const [first, second, third] = received;
    expect(received.map(({ ssn }) => ssn)).to.deep.equal([0, 1, 2]);
    expect(second!.tsn).to.equal((first!.tsn + 1) >>> 0);
    expect(third!.tsn).to.equal((first!.tsn + 2) >>> 0);
    expect(first).to.be.instanceOf(SCTPMessage);
    expect(first).to.include({ associationId: z.id, unordered: false, complete: true, context: 0 });
    expect(first!.remoteAddress).to.deep.equal({
      address: '127.0.0.1',
      port: a.localPort,
      family: 'IPv4',
    });
    expect(second!.remoteAddress).to.equal(first!.remoteAddress);
  });

  it('carries the context that its receiver has set', async () => {
    const { a, z } = await connectedPair(engine);
    z.setOption('context', 0xcafebabe);
    void a.send('x', { context: 7 });
    expect((await message(z)).context).to.equal(0xcafebabe);
  });

  it('tells what follows it, where that is asked for', async () => {
    const { a, z } = await connectedPair(engine, {
      server: { options: { receiveNextInfo: true } },
    });
    const count = 10;
    for (let i = 0; i < count; i++) a.write({ data: 'x'.repeat(i + 1), stream: i, ppid: 9 });
    const received = await messages(z, count);
    received.forEach(({ next }, index) => {
      if (next === undefined) return; // It was not there yet.
      expect(next).to.include({
        stream: index + 1,
        ppid: 9,
        unordered: false,
        notification: false,
        length: index + 2,
        associationId: z.id,
      });
    });
    expect(received.some(({ next }) => next !== undefined)).to.equal(true);
    expect(received.at(-1)!.next).to.equal(undefined);
  });

  it('keeps its order within a stream, many thousand times', async () => {
    const room = roomFor(4 * mebibyte);
    const { a, z } = await connectedPair(engine, { client: room, server: room });
    const count = 5000;
    for (let i = 0; i < count; i++) a.write({ data: String(i), stream: i % 2 });
    const received = await messages(z, count);
    for (const stream of [0, 1]) {
      const numbers = received.filter((m) => m.stream === stream).map((m) => Number(m.data));
      const expected = Array.from({ length: count / 2 }, (_, index) => index * 2 + stream);
      expect(numbers).to.deep.equal(expected);
    }
  });

  it('says that it is unordered', async () => {
    const { a, z } = await connectedPair(engine);
    void a.send('unordered', { stream: 5, ppid: 12, unordered: true });
    expect(await message(z)).to.include({ unordered: true, stream: 5, ppid: 12 });
  });

  it('goes as the socket does by default, save for what it says itself', async () => {
    const { a, z } = await connectedPair(engine, {
      client: { defaultSend: { stream: 3, ppid: 46, unordered: true } },
    });
    a.write('as all');
    void a.send('as itself', { stream: 4, unordered: false });
    const [first, second] = await messages(z, 2);
    expect(first).to.include({ stream: 3, ppid: 46, unordered: true });
    expect(second).to.include({ stream: 4, ppid: 46, unordered: false });
  });

  it('is text in UTF-8, or in the encoding that is asked for', async () => {
    const { a, z } = await connectedPair(engine);
    a.write('größe €');
    a.write('cafe', 'hex');
    a.write('größe', 'latin1');
    a.write(new Uint8Array([1, 2, 3]).subarray(1));
    const received = await messages(z, 4);
    expect(received.map(({ data }) => data.toString('hex'))).to.deep.equal([
      Buffer.from('größe €').toString('hex'),
      'cafe',
      Buffer.from('größe', 'latin1').toString('hex'),
      '0203',
    ]);
  });

  it('has at least one byte', async () => {
    const { a } = await connectedPair(engine);
    const code = 'ERR_SCTP_EMPTY_MESSAGE';
    expect(() => a.write(''))
      .to.throw()
      .with.property('code', code);
    expect(() => a.write({ data: Buffer.alloc(0) }))
      .to.throw()
      .with.property('code', code);
    expect(await failure(a.send(''))).to.include({ code });
  });

  it('goes on no stream that was not negotiated', async () => {
    const { a } = await connectedPair(engine, { client: { outboundStreams: 3 } });
    const code = 'ERR_SCTP_INVALID_STREAM';
    expect(() => a.write({ data: 'x', stream: 3 }))
      .to.throw()
      .with.property('code', code);
    expect(await failure(a.send('x', { stream: 3 }))).to.include({ code, associationId: a.id });
    await a.send('x', { stream: 2 });
  });

  it('that was received can be sent on as it is', async () => {
    const { a, z } = await connectedPair(engine);
    z.pipe(z);
    const sent = [
      { data: Buffer.from('one'), stream: 1, ppid: 11, unordered: false },
      { data: Buffer.from('two'), stream: 2, ppid: 22, unordered: true },
      { data: randomBytes(100_000), stream: 7, ppid: 0xdeadbeef, unordered: false },
    ];
    for (const one of sent) {
      a.write(one);
      const { data, stream, ppid, unordered } = await message(a);
      expect({ data, stream, ppid, unordered }).to.deep.equal(one);
    }
  });

  it('comes by data, message, read() and the iterator alike', async () => {
    const { a, z } = await connectedPair(engine);
    void a.send('by data', { ppid: 1 });
    expect(await event(z, 'data')).to.include({ ppid: 1 });
    z.removeAllListeners('data').pause();

    const told = new Promise<[Buffer, SCTPMessage]>((resolve) => {
      z.once('message', (data, info) => resolve([data, info]));
    });
    z.resume();
    void a.send('by message', { ppid: 2 });
    const [data, info] = await told;
    expect(data.toString()).to.equal('by message');
    expect(info.data).to.equal(data);
    z.pause();

    void a.send('by read', { ppid: 3 });
    let read: unknown = null;
    while (read === null) {
      await event(z, 'readable');
      read = z.read();
    }
    expect(read).to.include({ ppid: 3 });

    void a.send('by iterator', { ppid: 4 });
    for await (const { ppid } of z.messages()) {
      expect(ppid).to.equal(4);
      break;
    }
    expect(z.destroyed).to.equal(false);
  });

  it('is counted on both sides', async () => {
    const { a, z } = await connectedPair(engine);
    await Promise.all([a.send('12345'), a.send('678')]);
    await messages(z, 2);
    expect(a).to.include({ messagesSent: 2, bytesWritten: 8, bufferedAmount: 0 });
    expect(z).to.include({ messagesReceived: 2, bytesRead: 8 });
  });

  it('can be withdrawn by its signal until the stack has taken it', async () => {
    const { a } = await connectedPair(engine);
    const signal = AbortSignal.abort();
    expect(await failure(a.send('x', { signal }))).to.include({ name: 'AbortError' });
  });

  describe('with its PPID in host byte order', () => {
    const swapped = Buffer.alloc(4);
    swapped.writeUInt32LE(0x01020304);
    const reversed = swapped.readUInt32BE();
    const foreign = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? reversed : 0x01020304;

    it('reads otherwise to whoever follows RFC 9260: the bytes are big-endian', async () => {
      const { a, z } = await connectedPair(engine, { server: { ppidByteOrder: 'host' } });
      void a.send('x', { ppid: 0x01020304 });
      expect((await message(z)).ppid).to.equal(foreign);
      void z.send('x', { ppid: 0x01020304 });
      expect((await message(a)).ppid).to.equal(foreign);
    });

    it('is the same for two that both use it', async () => {
      const { a, z } = await connectedPair(engine, {
        server: { ppidByteOrder: 'host' },
        client: { ppidByteOrder: 'host' },
      });
      void a.send('x', { ppid: 0x01020304 });
      expect((await message(z)).ppid).to.equal(0x01020304);
    });
  });

  describe('larger than maxMessageSize', () => {
    for (const [name, size] of [
      ['in one piece', 2000],
      ['in many pieces', 4 * mebibyte],
    ] as const) {
      it(`${name} ends its association, and no other`, async () => {
        const { server, a, z } = await connectedPair(engine, {
          server: { maxMessageSize: 1999 },
          client: roomFor(size),
        });
        const told = event(a, 'error');
        z.resume();
        a.on('error', () => undefined);
        await a.send(Buffer.alloc(1999));
        a.write(Buffer.alloc(size), () => undefined);
        expect(await event(z, 'error')).to.include({
          code: 'ERR_SCTP_MESSAGE_TOO_LARGE',
          associationId: z.id,
        });
        expect(await told).to.include({ code: 'ECONNRESET' });
        expect(z.messagesReceived).to.equal(1);
        expect(server.listening).to.equal(true);
      });
    }
  });

  it('flows no longer to whoever has stopped listening', async () => {
    const { a, z } = await connectedPair(engine);
    for (const stop of ['off', 'removeListener', 'removeAllListeners'] as const) {
      z.on('message', noListener);
      if (stop === 'removeAllListeners') z.removeAllListeners('message');
      else z[stop]('message', noListener);
      expect(z.listenerCount('data')).to.equal(0);
    }
    z.pause();
    void a.send('kept');
    expect((await message(z)).data.toString()).to.equal('kept');
  });

  it('comes in pieces where fragments are asked for', async () => {
    const room = roomFor(8 * mebibyte);
    const { a, z } = await connectedPair(engine, {
      server: { ...room, partialDelivery: 'fragments' },
      client: room,
    });
    const body = randomBytes(8 * mebibyte);
    a.write({ data: body, stream: 2, ppid: 5 });
    const pieces: SCTPMessage[] = [];
    for await (const piece of z.messages()) {
      pieces.push(piece);
      if (piece.complete) break;
    }
    expect(pieces.length).to.be.greaterThan(1);
    expect(pieces.filter(({ complete }) => complete)).to.have.length(1);
    expect(new Set(pieces.map(({ stream }) => stream))).to.deep.equal(new Set([2]));
    expect(Buffer.concat(pieces.map(({ data }) => data)).equals(body)).to.equal(true);
  });
});

function noListener(): void {
  throw new Error('nobody listens any more');
}
