import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

import { expect } from 'chai';
import { describe, it } from 'mocha';

import type { SCTPEngine, SCTPSocket } from '../../lib/index';
import { runScript } from '../helpers/child';
import { forEachEngine } from '../helpers/engines';
import { collect, event, failure, message } from '../helpers/events';
import { connectedPair, connecting, listeningEndpoint, listeningServer } from '../helpers/pair';
import { until } from '../helpers/until';

/** How many times something is done: fewer where each takes much longer, as under valgrind. */
function some(count: number): number {
  return Math.ceil(count / Number(process.env['SCTP_TEST_SLOWDOWN'] ?? 1));
}

/** In every script: a server that echoes, and whatever connects to it. */
const prelude = (engine: SCTPEngine): string => `
  const { connectSCTP, createSCTPServer, createSCTPEndpoint } = require('net-sctp');
  const engine = '${engine}';
  const host = '127.0.0.1';
  const server = createSCTPServer({ engine }, (socket) => {
    socket.on('error', () => {}); // its peer may go without a word
    socket.pipe(socket);
  });
  const connect = (options) =>
    connectSCTP({ engine, host, port: server.address().port, noDelay: true, ...options });
  const closed = (socket) => new Promise((resolve) => void socket.once('close', resolve));
  const listening = new Promise((resolve) => void server.listen({ host }, resolve));
`;

/** In scripts that count: what a process holds when all garbage has been collected. */
const measurement = `
  require('node:v8').setFlagsFromString('--expose-gc');
  const gc = require('node:vm').runInNewContext('gc');
  const { readdirSync } = require('node:fs');
  const { setImmediate: turn } = require('node:timers/promises');
  async function holdings() {
    for (let i = 0; i < 10; i++) {
      await turn();
      gc();
    }
    const { heapUsed, external } = process.memoryUsage();
    return {
      descriptors: readdirSync('/proc/self/fd').length,
      handles: process.getActiveResourcesInfo().length,
      bytes: heapUsed + external,
    };
  }
`;

interface Holdings {
  descriptors: number;
  handles: number;
  bytes: number;
}

function startWorker(engine: SCTPEngine, script: string): Worker {
  const code = `
    const { parentPort } = require('node:worker_threads');
    ${prelude(engine)}
    ${script}`;
  return new Worker(code, { eval: true });
}

async function exitOf(worker: Worker): Promise<number> {
  const [code] = (await once(worker, 'exit')) as [number];
  return code;
}

/** Some at a time, as each has a heap of its own. */
async function repeat(count: number, work: () => Promise<void>): Promise<void> {
  let left = count;
  const lane = async (): Promise<void> => {
    while (left-- > 0) await work();
  };
  await Promise.all(Array.from({ length: 4 }, lane));
}

async function succeed(script: string): Promise<string> {
  const { status, signal, stdout, stderr } = await runScript(script);
  expect({ status, signal, stderr }).to.deep.equal({ status: 0, signal: null, stderr: '' });
  return stdout;
}

forEachEngine('lifetimes', (engine) => {
  describe('of worker threads', function () {
    this.timeout(300_000); // each compiles the library anew
    this.slow(120_000);

    it(`${some(100)} of them load it, use it and end`, async () => {
      const script = `
        listening.then(() => {
          const socket = connect();
          socket.once('message', (data) => {
            parentPort.postMessage(data.toString());
            socket.end();
            server.close();
          });
          socket.write('hello');
        });`;
      await repeat(some(100), async () => {
        const worker = startWorker(engine, script);
        const [answer, code] = await Promise.all([once(worker, 'message'), exitOf(worker)]);
        expect({ answer, code }).to.deep.equal({ answer: ['hello'], code: 0 });
      });
    });

    it(`${some(50)} of them are terminated in full flow`, async () => {
      const script = `
        listening.then(() => {
          const sockets = Array.from({ length: 4 }, () => connect());
          for (const socket of sockets) {
            socket.on('message', (data, info) => socket.write(info));
            for (let i = 0; i < 16; i++) socket.write(Buffer.alloc(1024));
          }
          sockets.at(-1).once('message', () => parentPort.postMessage('flowing'));
        });`;
      await repeat(some(50), async () => {
        const worker = startWorker(engine, script);
        await once(worker, 'message');
        expect(await worker.terminate()).to.equal(1);
      });
    });
  });

  describe('of a process', function () {
    this.timeout(60_000);

    it('end by process.exit() with everything open', async () => {
      const script = `
        ${prelude(engine)}
        listening.then(() => {
          createSCTPEndpoint({ engine }).bind({ address: host }).listen();
          for (let i = 0; i < 10; i++) {
            const socket = connect();
            socket.on('message', (data, info) => socket.write(info));
            socket.once('message', () => i === 9 && process.exit(7));
            for (let i = 0; i < 16; i++) socket.write(Buffer.alloc(1024));
          }
        });`;
      const { status, signal, stderr } = await runScript(script);
      expect({ status, signal, stderr }).to.deep.equal({ status: 7, signal: null, stderr: '' });
    });

    it('end by themselves where nothing that is open is referenced', async () => {
      const script = `
        ${prelude(engine)}
        listening.then(() => {
          const socket = connect();
          socket.once('message', (data) => {
            process.stdout.write(data);
            socket.unref();
            server.unref();
            for (const accepted of server.associations.values()) accepted.unref();
            createSCTPEndpoint({ engine }).unref().bind({ address: host }).listen();
          });
          socket.write('unreferenced');
        });`;
      expect(await succeed(script)).to.equal('unreferenced');
    });

    it('go on where what is open is referenced again', async () => {
      const script = `
        ${prelude(engine)}
        server.unref().ref();
        listening.then(() => {
          const socket = connect().unref();
          socket.once('connect', () => socket.ref());
          socket.once('message', (data) => {
            process.stdout.write(data);
            socket.end();
            server.close();
          });
          socket.write('referenced');
        });`;
      expect(await succeed(script)).to.equal('referenced');
    });

    it('survive what listeners throw, and lose nothing that came with it', async () => {
      const script = `
        ${prelude(engine)}
        const counts = { messages: 0, exceptions: 0, ended: 0 };
        process.on('uncaughtException', () => counts.exceptions++);
        const fails = createSCTPServer({ engine }, (socket) => {
          socket.on('message', () => {
            if (++counts.messages % 2 === 0) throw new Error('of a message');
          });
          socket.on('end', () => {
            counts.ended++;
            fails.close();
          });
          throw new Error('of a connection');
        });
        fails.listen({ host }, () => {
          const socket = connectSCTP({ engine, host, port: fails.address().port });
          for (let i = 0; i < 100; i++) socket.write(Buffer.alloc(100));
          socket.end();
          socket.resume();
        });
        listening.then(() => server.close());
        process.on('exit', () => process.stdout.write(JSON.stringify(counts)));`;
      const counts = JSON.parse(await succeed(script)) as unknown;
      expect(counts).to.deep.equal({ messages: 100, exceptions: 51, ended: 1 });
    });
  });

  describe('of memory', function () {
    this.timeout(180_000);
    this.slow(60_000);

    it('end for sockets that have closed, when garbage is collected', async () => {
      const script = `
        ${prelude(engine)}
        ${measurement}
        const made = [];
        server.on('connection', (socket) => made.push(new WeakRef(socket)));
        async function use(end) {
          const socket = connect();
          socket.on('error', () => {});
          made.push(new WeakRef(socket));
          socket.write('hello');
          await new Promise((resolve) => void socket.once('message', resolve));
          end(socket);
          await closed(socket);
        }
        (async () => {
          await listening;
          for (let i = 0; i < 20; i++) {
            await use((socket) => socket.end());
            await use((socket) => socket.abort());
            await use((socket) => socket.destroy(new Error('enough')));
          }
          while (server.associations.size > 0) await turn();
          await holdings();
          const alive = made.filter((reference) => reference.deref() !== undefined);
          process.stdout.write(JSON.stringify([made.length, alive.length]));
          server.close();
        })();`;
      expect(JSON.parse(await succeed(script))).to.deep.equal([120, 0]);
    });

    it('last for sockets that are open, though nothing refers to them', async () => {
      const script = `
        ${prelude(engine)}
        ${measurement}
        listening.then(async () => {
          connect().once('connect', function () { this.write('first'); })
            .on('message', async function (data) {
              process.stdout.write(data + ' ');
              if (String(data) === 'second') {
                this.end();
                server.close();
                return;
              }
              await holdings();
              this.write('second');
            });
          await holdings();
        });`;
      expect(await succeed(script)).to.equal('first second ');
    });

    it('are as long as ten thousand sockets are open, and no longer', async () => {
      const script = `
        ${prelude(engine)}
        ${measurement}
        const cycles = 10_000;
        let begun = 0;
        async function lane(limit) {
          while (begun < limit) {
            const kind = begun++ % 4;
            if (kind === 0) {
              const endpoint = createSCTPEndpoint({ engine }).bind({ address: host });
              await new Promise((resolve) => void endpoint.once('listening', resolve));
              await endpoint.close();
              continue;
            }
            const socket = connect();
            socket.on('error', () => {});
            if (kind < 3) await new Promise((resolve) => void socket.once('connect', resolve));
            if (kind === 1) socket.end();
            else socket.destroy();
            await closed(socket.resume());
          }
        }
        async function cycle(limit) {
          await Promise.all(Array.from({ length: 20 }, () => lane(limit)));
          while (server.associations.size > 0) await turn();
          return holdings();
        }
        (async () => {
          process.stdout.write('['); // opens it
          await listening;
          const early = await cycle(cycles / 10);
          const late = await cycle(cycles);
          process.stdout.write(JSON.stringify(early) + ',' + JSON.stringify(late) + ']');
          server.close();
        })();`;
      const [early, late] = JSON.parse(await succeed(script)) as [Holdings, Holdings];
      expect(late.descriptors).to.equal(early.descriptors);
      expect(late.handles).to.equal(early.handles);
      expect(late.bytes - early.bytes).to.be.below(1024 * 1024);
    });
  });

  describe('of associations', function () {
    this.timeout(60_000);
    this.slow(20_000);

    it(`are ${some(1000)} at once on one descriptor`, async () => {
      const server = await listeningServer(engine);
      server.on('connection', (socket) => socket.pipe(socket));
      const sockets: SCTPSocket[] = [];
      for (let index = 0; index < some(1000); index++) sockets.push(connecting(server));
      const echoes = sockets.map(async (socket, index) => {
        await event(socket, 'connect');
        socket.write(`message ${index}`);
        expect((await message(socket)).data.toString()).to.equal(`message ${index}`);
      });
      await Promise.all(echoes);

      expect(server.associations.size).to.equal(some(1000));
      for (const accepted of server.associations.values()) expect(accepted.fd).to.equal(server.fd);
      await Promise.all(sockets.map((socket) => socket.shutdown()));
      await until(() => server.associations.size === 0);
    });

    it('end with their ids: nothing reaches another by the id of one that has ended', async () => {
      const endpoint = await listeningEndpoint(engine);
      const first = connecting(endpoint);
      const up = await event(endpoint, 'associationChange');
      await event(first, 'connect');
      const changes = collect(endpoint, 'associationChange');
      await first.shutdown();
      await until(() => changes.some(({ state }) => state === 'shutdownComplete'));

      const { associationId } = up;
      expect(endpoint.getAssociationIds()).to.not.include(associationId);
      const sent = endpoint.send('too late', { associationId });
      expect(await failure(sent)).to.have.property('code', 'ERR_SCTP_NO_ASSOCIATION');
      expect(() => endpoint.abortAssociation(associationId)).to.throw(/no such association/);
    });

    it('go on when the server that accepted them has closed', async () => {
      const { server, a, z } = await connectedPair(engine);
      const closed = server.close();
      z.write('after the close');
      expect((await message(a)).data.toString()).to.equal('after the close');
      expect(server.listening).to.equal(false);
      await a.shutdown();
      z.resume();
      await closed;
    });
  });
});
