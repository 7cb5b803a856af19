import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { setImmediate as turn } from 'node:timers/promises';

import { expect } from 'chai';
import { describe, it } from 'mocha';
import sinon from 'sinon';

import { connectSCTP, type SCTPMessage } from '../../lib/index';
import { forEachEngine } from '../helpers/engines';
import { collect, event, message, messages } from '../helpers/events';
import { opened } from '../helpers/opened';
import { connectedPair, connecting, listeningEndpoint, listeningServer } from '../helpers/pair';
import {
  fill,
  highWaterMark,
  maxHeldBytes,
  numbered,
  settings,
  size,
  take,
  texts,
  tight,
} from '../helpers/streams';
import { until } from '../helpers/until';

/** What one wake-up may have read beyond a bound: a few batches. */
const tolerated = 256 * 1024;

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

forEachEngine('a stream of its own', (engine) => {
  describe('carries', () => {
    it("what is written to it, and no other stream's messages", async () => {
      const { a, z } = await connectedPair(engine);
      const [first, second] = [z.openStream(1), z.openStream(2)];
      const others = collect(z, 'data');

      a.openStream(2).write('two');
      a.write({ data: 'one', stream: 1, ppid: 7 });
      a.write({ data: 'three', stream: 3 });
      await until(() => others.length > 0);

      const [one] = await take(first, 1);
      expect(one).to.include({ stream: 1, ppid: 7, unordered: false });
      expect(texts([one!])).to.deep.equal(['one']);
      expect(texts(await take(second, 1))).to.deep.equal(['two']);
      expect(texts(others)).to.deep.equal(['three']);
    });

    it('messages of both sides', async () => {
      const { a, z } = await connectedPair(engine);
      const theirs = z.openStream(5);
      theirs.pipe(theirs);
      const ours = a.openStream(5, { ppid: 46 });
      ours.write('hello');
      const [echo] = await take(ours, 1);
      expect(echo).to.include({ stream: 5, ppid: 46 });
      expect(texts([echo!])).to.deep.equal(['hello']);
    });

    it('Buffers, one for each message, where it is not in object mode', async () => {
      const { a, z } = await connectedPair(engine);
      const stream = z.openStream(1, { objectMode: false });
      for (const text of ['some', 'short', 'words']) a.write({ data: text, stream: 1 });
      await until(() => stream.messagesReceived === 3);

      const chunks = await take(stream, 3);
      expect(chunks.every((chunk) => chunk instanceof Buffer)).to.equal(true);
      expect(texts(chunks)).to.deep.equal(['some', 'short', 'words']);
    });

    it('the PPID that it was opened with, unless a message has its own', async () => {
      const { a, z } = await connectedPair(engine, { client: { defaultSend: { ppid: 1 } } });
      const stream = a.openStream(3, { ppid: 60, unordered: true });
      stream.write('its');
      stream.write({ data: 'own', ppid: 61, unordered: false, stream: 3 });
      a.openStream(4).write('default');
      const received = await messages(z, 3);
      // Between streams there is no order, nor before what is unordered.
      const named = (text: string) => received.find(({ data }) => String(data) === text);
      expect(named('its')).to.include({ ppid: 60, unordered: true, stream: 3 });
      expect(named('own')).to.include({ ppid: 61, unordered: false, stream: 3 });
      expect(named('default')).to.include({ ppid: 1, unordered: false, stream: 4 });
    });

    it('its messages in their order', async () => {
      const { a, z } = await connectedPair(engine, { client: settings });
      const ids = [0, 1, 2];
      const streams = ids.map((id) => z.openStream(id));
      const count = 300;
      const writing = (async () => {
        for (let index = 0; index < count; index++) {
          for (const stream of ids) {
            if (!a.write({ data: numbered(index), stream })) await event(a, 'drain');
          }
        }
      })();
      for (const received of await Promise.all(streams.map((one) => take(one, count)))) {
        expect(received.map(({ data }) => data.readUInt32BE())).to.deep.equal(upTo(count));
      }
      await writing;
    });

    it('what is written before the association is up', async () => {
      const server = await listeningServer(engine);
      const socket = connecting(server);
      const stream = socket.openStream(1);
      const written = new Promise((resolve) => stream.write('early', resolve));
      expect(stream.bufferedAmount).to.equal(5);
      const z = opened(await event(server, 'connection'));
      expect(texts(await take(z.openStream(1), 1))).to.deep.equal(['early']);
      expect(await written).to.equal(null);
      expect(stream).to.include({ bufferedAmount: 0, messagesSent: 1, bytesWritten: 5 });
    });

    it('only messages of its own', async () => {
      const { a } = await connectedPair(engine);
      const stream = a.openStream(3);
      expect(() => stream.write({ data: 'x', stream: 4 }))
        .to.throw(TypeError, /'message\.stream'/)
        .with.property('code', 'ERR_INVALID_ARG_VALUE');
    });
  });

  describe('is not held up', () => {
    it('by another that nobody reads', async () => {
      const { a, z } = await connectedPair(engine, { client: settings, server: settings });
      const idle = z.openStream(1);
      const busy = z.openStream(2);
      const count = 400;
      for (let index = 0; index < count; index++) a.write({ data: numbered(index), stream: 1 });
      const received = busy.messages()[Symbol.asyncIterator]();
      for (let index = 0; index < 50; index++) {
        a.write({ data: numbered(index), stream: 2 });
        const { value } = (await received.next()) as IteratorYieldResult<SCTPMessage>;
        expect(value.data.readUInt32BE()).to.equal(index);
      }
      await until(() => idle.messagesReceived === count);
      expect(idle.heldBytes).to.be.within((count - 1) * size, count * size);
      expect(await take(idle, count)).to.have.length(count);
    });

    it('by the socket that is not read either, up to its mark', async () => {
      const { a, z } = await connectedPair(engine);
      const stream = z.openStream(1);
      for (let index = 0; index < 32; index++) a.write({ data: numbered(index), stream: 0 });
      a.write({ data: 'through', stream: 1 });
      expect(texts(await take(stream, 1))).to.deep.equal(['through']);
      expect(await messages(z, 32)).to.have.length(32);
    });
  });

  describe('that nobody reads', () => {
    it("holds no more than the bounds, and closes the peer's window", async () => {
      const { a, z } = await connectedPair(engine, tight);
      const idle = z.openStream(1);
      const other = z.openStream(2);
      const sent = await fill(a, 1);
      const bound = highWaterMark + maxHeldBytes;
      await until(() => idle.heldBytes > bound);
      const held = idle.heldBytes;
      expect(held).to.be.below(bound + tolerated);

      void a.send('held up, too', { stream: 2 });
      for (let turns = 0; turns < 100; turns++) await turn();
      expect(a.getStatus().receiverWindow).to.be.below(size);
      expect([idle.heldBytes, other.messagesReceived]).to.deep.equal([held, 0]);

      const received = await take(idle, sent);
      expect(received.map(({ data }) => data.readUInt32BE())).to.deep.equal(upTo(sent));
      expect(texts(await take(other, 1))).to.deep.equal(['held up, too']);
    });

    it("holds up nobody else's association", async () => {
      const server = await listeningServer(engine, tight.server);
      const stalled = connecting(server, tight.client);
      const z = opened(await event(server, 'connection'));
      const idle = z.openStream(1);
      const neighbour = connecting(server, settings);
      const echo = opened(await event(server, 'connection'));
      echo.pipe(echo);
      const sent = await fill(stalled, 1);
      for (let index = 0; index < 20; index++) {
        neighbour.write(numbered(index));
        expect((await message(neighbour)).data.readUInt32BE()).to.equal(index);
      }
      expect(await take(idle, sent)).to.have.length(sent);
    });
  });

  it('answers false when its own mark waits, and tells when that is gone', async () => {
    const { a, z } = await connectedPair(engine);
    const stream = a.openStream(1, { highWaterMark: 2000 });
    expect(stream).to.include({ writableHighWaterMark: 2000, writableNeedDrain: false });
    const drained = sinon.spy();
    const told: (Error | null)[] = [];
    const room = [1, 2, 3].map((index) => stream.write(numbered(index), (e) => told.push(e)));
    stream.on('drain', () => void drained(told.length));
    expect(room.at(-1)).to.equal(false);
    expect(stream.writableNeedDrain).to.equal(true);
    expect(a.openStream(2).write('another has room')).to.equal(true);
    await once(stream, 'drain');
    expect(drained.args).to.deep.equal([[3]]);
    expect(told).to.deep.equal([null, null, null]);
    expect(stream).to.include({ writableLength: 0, writableNeedDrain: false });
    expect(await messages(z, 4)).to.have.length(4);
  });

  it('is one of several whose pipelines carry 12 MiB there and back at once, unharmed', async function () {
    this.timeout(60_000);
    const { a, z } = await connectedPair(engine, { client: settings, server: settings });
    const ids = [1, 2, 3, 4];
    const bodies = ids.map(() => randomBytes(3 * 1024 * 1024));
    const chunks = function* (body: Buffer): Generator<Buffer> {
      for (let at = 0; at < body.length; at += 10_000) yield body.subarray(at, at + 10_000);
    };
    const serving = ids.map(async (id) => {
      const stream = z.openStream(id, { objectMode: false });
      await pipeline(stream, new PassThrough(), stream);
    });
    const fetched = ids.map(async (id, index) => {
      const stream = a.openStream(id, { objectMode: false });
      const sending = pipeline(Readable.from(chunks(bodies[index]!)), stream, { end: false });
      const parts: Buffer[] = [];
      let length = 0;
      for await (const part of stream.messages()) {
        parts.push(part);
        length += part.length;
        if (length >= bodies[index]!.length) break;
      }
      await sending;
      return Buffer.concat(parts);
    });
    for (const [index, body] of (await Promise.all(fetched)).entries()) {
      expect(body.equals(bodies[index]!)).to.equal(true);
    }
    a.end();
    await Promise.all(serving);
  });

  describe('cannot be opened', () => {
    it('by a number that is none of a stream', async () => {
      const { a } = await connectedPair(engine);
      for (const id of [-1, 65535, 1.5]) {
        expect(() => a.openStream(id))
          .to.throw(RangeError, /"id"/)
          .with.property('code', 'ERR_OUT_OF_RANGE');
      }
      expect(() => a.openStream('1' as never))
        .to.throw(TypeError, /"id"/)
        .with.property('code', 'ERR_INVALID_ARG_TYPE');
      for (const options of [{ highWaterMark: -1 }, { objectMode: 1 }, { ppid: -1 }]) {
        expect(() => a.openStream(1, options as never)).to.throw(/options\./);
      }
    });

    it('beyond what was negotiated', async () => {
      const few = { outboundStreams: 3 };
      const { a, z } = await connectedPair(engine, { server: few, client: few });
      expect(a.openStream(2).write('there is this')).to.equal(true);
      expect(texts([await message(z)])).to.deep.equal(['there is this']);
      expect(() => a.openStream(3))
        .to.throw()
        .with.property('code', 'ERR_SCTP_INVALID_STREAM');
    });

    it('beyond what turns out to be negotiated, either', async () => {
      const server = await listeningServer(engine, { maxInboundStreams: 3, outboundStreams: 3 });
      const socket = connecting(server);
      const [there, beyond] = [socket.openStream(2), socket.openStream(3)];
      const [error] = (await once(beyond, 'error')) as [Error];
      expect(error).to.have.property('code', 'ERR_SCTP_INVALID_STREAM');
      expect([there.destroyed, socket.destroyed]).to.deep.equal([false, false]);
    });

    it('twice at a time', async () => {
      const { a } = await connectedPair(engine);
      const stream = a.openStream(1);
      expect(() => a.openStream(1))
        .to.throw()
        .with.property('code', 'ERR_SCTP_STREAM_IS_OPEN');
      stream.destroy();
      expect(a.openStream(1)).to.not.equal(stream);
    });

    it('on a socket that is closed', async () => {
      const { a } = await connectedPair(engine);
      a.destroy();
      expect(() => a.openStream(1))
        .to.throw()
        .with.property('code', 'ERR_SCTP_CLOSED');
    });
  });

  it('fails with the association that does not come up', async () => {
    const server = await listeningServer(engine);
    const { address: host, port } = server.address()!;
    await server.close();
    const socket = opened(connectSCTP({ engine, host, port }));
    socket.on('error', () => undefined);
    const stream = socket.openStream(1);
    const [error] = (await once(stream, 'error')) as [Error];
    expect(error).to.have.property('code', 'ECONNREFUSED');
  });

  it('can be one of an association that was peeled off', async () => {
    const endpoint = await listeningEndpoint(engine);
    const a = connecting(endpoint);
    const { associationId } = await event(endpoint, 'associationChange');
    const z = opened(endpoint.peelOff(associationId));
    const stream = z.openStream(1, { objectMode: false });
    a.openStream(1).end('peeled off');
    a.end();
    expect(String(await buffer(stream))).to.equal('peeled off');
  });
});
