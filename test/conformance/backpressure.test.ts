import { accessSync, constants, readFileSync, writeFileSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';

import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';

import type {
  SCTPConnectOptions,
  SCTPEngine,
  SCTPServer,
  SCTPServerOptions,
  SCTPSocket,
} from '../../lib/index';
import { brisk } from '../helpers/brisk';
import { forEachEngine } from '../helpers/engines';
import { collect, event, message, messages, record } from '../helpers/events';
import { opened } from '../helpers/opened';
import { connecting, listeningServer, type Pair } from '../helpers/pair';
import { skipBecause, skipHereBecause } from '../helpers/tally';
import { until } from '../helpers/until';

const messageSize = 1024;
const highWaterMark = 64 * 1024;

/** What a stalled consumer may have been given all the same: its mark, and a batch beyond it. */
const toleratedBacklog = highWaterMark + 256 * 1024;

const settings = { noDelay: true, options: brisk };

function numbered(index: number): Buffer {
  const data = Buffer.alloc(messageSize, index & 0xff);
  data.writeUInt32BE(index);
  return data;
}

function numbersOf(received: readonly { data: Buffer }[]): number[] {
  return received.map(({ data }) => data.readUInt32BE());
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

type Ends = Pick<Pair, 'a' | 'z'>;

async function serve(engine: SCTPEngine, options: SCTPServerOptions = {}): Promise<SCTPServer> {
  return listeningServer(engine, { ...settings, ...options });
}

async function associate(
  server: SCTPServer,
  options: Partial<SCTPConnectOptions> = {},
): Promise<Ends> {
  const a = connecting(server, { ...settings, ...options });
  const [z] = await Promise.all([event(server, 'connection'), event(a, 'connect')]);
  return { a, z: opened(z) };
}

/** One after the other, so that each is told which of the server's sockets is its own. */
async function associateEach(
  server: SCTPServer,
  count: number,
  options: Partial<SCTPConnectOptions> = {},
): Promise<Ends[]> {
  const all: Ends[] = [];
  while (all.length < count) all.push(await associate(server, options));
  return all;
}

/** Writes until the peer, which does not read, takes no more. Returns how many were written. */
async function fill(writer: SCTPSocket): Promise<number> {
  for (let count = 0; ;) {
    while (writer.bufferedAmount < highWaterMark) writer.write(numbered(count++));
    await turn();
    const { receiverWindow } = writer.getStatus();
    if (writer.bufferedAmount > 0 && receiverWindow < messageSize) return count;
  }
}

async function roundTrips({ a, z }: Ends, count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    a.write(numbered(index));
    const { data } = await message(z);
    z.write(data);
    expect((await message(a)).data.readUInt32BE()).to.equal(index);
  }
}

/** The share of one processor that this process takes for as long as a socket has no traffic. */
async function processorShare(socket: SCTPSocket): Promise<number> {
  const began = performance.now();
  const before = process.cpuUsage();
  socket.setTimeout(1000);
  await event(socket, 'timeout');
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / (performance.now() - began);
}

forEachEngine('backpressure', (engine) => {
  describe('of a consumer that stops reading', () => {
    it("closes its own peer's window and nobody else's", async () => {
      const server = await serve(engine);
      const stalled = await associate(server);
      const neighbour = await associate(server);
      const sent = await fill(stalled.a);

      await roundTrips(neighbour, 100);
      const taken = stalled.a.messagesSent;
      await roundTrips(neighbour, 100);

      expect(stalled.a.messagesSent).to.equal(taken);
      expect(stalled.a.getStatus().receiverWindow).to.be.below(messageSize);
      expect(neighbour.a.getStatus().receiverWindow).to.be.above(highWaterMark / 2);
      expect(stalled.z.bytesRead).to.be.below(toleratedBacklog);
      expect(numbersOf(await messages(stalled.z, sent))).to.deep.equal(upTo(sent));
    });

    it('costs no processor time', async () => {
      const { a, z } = await associate(await serve(engine));
      const sent = await fill(a);

      expect(await processorShare(z)).to.be.below(0.3);
      expect(await messages(z, sent)).to.have.length(sent);
    });

    it('ends where it reads on, in a for await loop as slow as it likes', async () => {
      const server = await serve(engine);
      const { a, z } = await associate(server);
      const neighbour = await associate(server);
      const count = 500;
      const writing = (async () => {
        for (let index = 0; index < count; index++) {
          if (!a.write(numbered(index))) await event(a, 'drain');
        }
      })();

      let received = 0;
      for await (const { data } of z.messages()) {
        expect(data.readUInt32BE()).to.equal(received++);
        expect(z.messagesReceived - received).to.be.below(toleratedBacklog / messageSize);
        if (received === count) break;
        await roundTrips(neighbour, 1);
      }
      await writing;
    });

    it('begins with pause() and ends with resume()', async () => {
      const { a, z } = await associate(await serve(engine));
      const received = collect(z, 'message');
      z.once('message', () => z.pause());
      const count = 100;
      for (let index = 0; index < count; index++) a.write(numbered(index));
      await until(() => a.bufferedAmount === 0 && a.getStatus().unackedData === 0);
      await turn();

      expect(received).to.have.length(1);
      z.resume();
      await until(() => received.length === count);
      expect(received.map((data) => data.readUInt32BE())).to.deep.equal(upTo(count));
    });
  });

  for (const policy of [0, 1]) {
    describe(`of a peer that stops reading, with net.sctp.sndbuf_policy=${policy}`, () => {
      withSndbufPolicy(engine, policy);

      for (const role of ['client', 'server'] as const) {
        it(`makes a ${role}'s write() answer false, and tells 'drain' when it reads on`, async () => {
          const { a, z } = await associate(await serve(engine));
          const [writer, reader] = role === 'client' ? [a, z] : [z, a];
          let sent = await fill(writer);
          while (writer.write(numbered(sent++)));
          expect(writer.writableNeedDrain).to.equal(true);
          const drains = record(writer, 'drain');
          const drained = event(writer, 'drain').then(() => writer.bufferedAmount);

          expect(numbersOf(await messages(reader, sent))).to.deep.equal(upTo(sent));
          expect(await drained).to.equal(0);
          await turn();
          expect(drains).to.deep.equal(['drain']);
        });
      }

      it('holds up none of its neighbours on the same server', async () => {
        const server = await serve(engine);
        const stalled = await associate(server);
        const neighbours = await associateEach(server, 3);
        const sent = await fill(stalled.z);
        const count = 500;
        const flows = neighbours.map(async ({ a, z }) => {
          for (let index = 0; index < count; index++) z.write(numbered(index));
          expect(numbersOf(await messages(a, count))).to.deep.equal(upTo(count));
        });
        await Promise.all(flows);

        expect(stalled.z.bufferedAmount).to.be.above(0);
        expect(await messages(stalled.a, sent)).to.have.length(sent);
      });

      it('costs no processor time', async () => {
        const { a, z } = await associate(await serve(engine));
        const sent = await fill(z);

        expect(await processorShare(z)).to.be.below(0.3);
        expect(await messages(a, sent)).to.have.length(sent);
      });
    });
  }

  describe('and peeling off', () => {
    async function serveWithDescriptor(
      context: Mocha.Context,
      peelOff: SCTPServerOptions['peelOff'],
    ): Promise<SCTPServer> {
      const server = await serve(engine, { peelOff: peelOff! });
      if (server.fd < 0) skipBecause(context, `the engine ${engine} has no descriptors to tell by`);
      return server;
    }

    it("'auto' takes those that hold up others, and nobody else", async function () {
      const server = await serveWithDescriptor(this, 'auto');
      const unread = await associate(server);
      const unreading = await associate(server);
      const others = await associateEach(server, 3);
      await Promise.all(others.map((other) => roundTrips(other, 10)));
      expect([unread, unreading, ...others].map(({ z }) => z.fd)).to.deep.equal(
        Array(5).fill(server.fd),
      );

      await Promise.all([fill(unread.a), fill(unreading.z)]);
      await until(() => unread.z.fd !== server.fd && unreading.z.fd !== server.fd);
      expect(new Set([server.fd, unread.z.fd, unreading.z.fd])).to.have.property('size', 3);
      for (const { z } of others) expect(z.fd).to.equal(server.fd);
    });

    it("'always' takes all", async function () {
      const server = await serveWithDescriptor(this, 'always');
      const all = await associateEach(server, 3);
      await Promise.all(all.map((ends) => roundTrips(ends, 10)));

      const descriptors = all.map(({ z }) => z.fd);
      expect(new Set([server.fd, ...descriptors])).to.have.property('size', 4);
    });

    it("'never' takes none: one that does not read holds up the others", async () => {
      const server = await serve(engine, { peelOff: 'never' });
      const stalled = await associate(server);
      const neighbour = await associate(server);
      const sent = await fill(stalled.a);
      const arrived = collect(neighbour.z, 'message');
      neighbour.a.write(numbered(7));
      await until(() => neighbour.a.bufferedAmount === 0);
      for (let turns = 0; turns < 100; turns++) await turn();

      expect(arrived).to.have.length(0);
      expect(neighbour.z.fd).to.equal(server.fd);
      expect(numbersOf(await messages(stalled.z, sent))).to.deep.equal(upTo(sent));
      await until(() => arrived.length === 1);
    });

    for (const peelOff of ['auto', 'always', 'never'] as const) {
      it(`'${peelOff}' neither loses nor reorders what is under way in both directions`, async () => {
        const { a, z } = await associate(await serve(engine, { peelOff, highWaterMark: 16_384 }));
        const count = 90;
        const body = (index: number): Buffer =>
          Buffer.alloc([1, 100, 1452, 5000, 65_536, 200_000][index % 6]!, index);
        for (let index = 0; index < count; index++) {
          for (const socket of [a, z]) {
            socket.write({ data: body(index), stream: index % 4, ppid: index });
          }
        }
        const read = async (socket: SCTPSocket): Promise<void> => {
          const streams = upTo(4).map((stream) => upTo(count).filter((n) => n % 4 === stream));
          for (let received = 0; received < count; received++) {
            const { data, stream, ppid } = await message(socket);
            expect(ppid).to.equal(streams[stream]!.shift());
            expect(data.equals(body(ppid))).to.equal(true);
            await turn();
          }
        };

        await Promise.all([read(a), read(z)]);
      });
    }

    it("'auto' lets many receive messages larger than the buffer that they share", async () => {
      const server = await serve(engine);
      const size = 1024 * 1024;
      const all = await associateEach(server, 8, { sendBufferSize: 2 * size });
      for (const [index, { a }] of all.entries()) a.write(Buffer.alloc(size, index));
      const received = await Promise.all(all.map(({ z }) => message(z)));

      for (const [index, { data }] of received.entries()) {
        expect(data.equals(Buffer.alloc(size, index))).to.equal(true);
      }
    });
  });
});

/** Sockets of the suite are made under this policy (Linux, ip-sysctl.rst). */
function withSndbufPolicy(engine: SCTPEngine, policy: number): void {
  const sysctl = '/proc/sys/net/sctp/sndbuf_policy';
  let usual: string | undefined;

  before(function () {
    if (engine !== 'kernel') skipBecause(this, `the engine ${engine} has no sysctls`);
    try {
      accessSync(sysctl, constants.W_OK);
    } catch {
      skipHereBecause(this, 'setting net.sctp.sndbuf_policy needs root');
    }
    usual = readFileSync(sysctl, 'utf8');
    writeFileSync(sysctl, String(policy));
  });
  after(() => {
    if (usual !== undefined) writeFileSync(sysctl, usual);
  });
}
