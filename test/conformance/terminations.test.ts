import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { Worker } from 'node:worker_threads';

import { expect } from 'chai';
import { describe, it } from 'mocha';

import { connectSCTP, type SCTPEngine } from '../../lib/index';
import { runScript } from '../helpers/child';
import { forEachEngine } from '../helpers/engines';
import { opened } from '../helpers/opened';
import { until } from '../helpers/until';

/** How many worker threads each test terminates: `npm test` has little time. */
const terminations = Number(process.env['SCTP_TEST_TERMINATIONS'] ?? 20);

/** In every script: a server that floods whatever connects to it, and what floods it back. */
const prelude = (engine: SCTPEngine): string => `
  const { connectSCTP, createSCTPServer } = require('net-sctp');
  const engine = '${engine}';
  const host = '127.0.0.1';
  function flood(socket, onHundred) {
    const sizes = [100, 1200, 30000];
    let sent = 0;
    let received = 0;
    const send = () => {
      while (socket.write(Buffer.alloc(sizes[sent++ % 3])));
    };
    socket.on('error', () => {}); // its peer may go without a word
    socket.on('drain', send);
    socket.on('message', () => ++received % 100 === 0 && onHundred());
    send();
  }
  function serve(onHundred, onListening) {
    const server = createSCTPServer({ engine }, (socket) => flood(socket, onHundred));
    server.listen({ host }, () => onListening(server.address().port));
  }
`;

/** A worker that tells the port that it listens on, and then of every hundred messages. */
function startServer(engine: SCTPEngine): Worker {
  return startWorker(`
    ${prelude(engine)}
    const { parentPort } = require('node:worker_threads');
    serve(() => parentPort.postMessage('flowing'), (port) => parentPort.postMessage(port));`);
}

function startClient(engine: SCTPEngine, port: number): Worker {
  return startWorker(`
    ${prelude(engine)}
    const { parentPort } = require('node:worker_threads');
    for (let i = 0; i < 3; i++)
      flood(connectSCTP({ engine, host, port: ${port} }), () => parentPort.postMessage('flowing'));`);
}

function startWorker(script: string): Worker {
  return new Worker(script, { eval: true });
}

async function told(worker: Worker): Promise<unknown> {
  const [message] = (await once(worker, 'message')) as [unknown];
  return message;
}

/** Until the worker has received that many hundreds of messages. */
async function flow(worker: Worker, hundreds: number): Promise<void> {
  for (let i = 0; i < hundreds; i++) await told(worker);
}

function countDescriptors(): number {
  return readdirSync('/proc/self/fd').length;
}

/** Does something again and again, and sees that the process ends up with what it had. */
async function repeat(count: number, work: (index: number) => Promise<void>): Promise<void> {
  await work(0);
  const usual = countDescriptors();
  for (let index = 1; index < count; index++) await work(index);
  await until(() => countDescriptors() <= usual);
}

forEachEngine('terminations', (engine) => {
  describe('of worker threads', function () {
    this.timeout(20_000 + 5000 * terminations);
    this.slow(1000 * terminations);

    it('leave nothing behind where two flood each other', async () => {
      await repeat(terminations / 2, async (index) => {
        const server = startServer(engine);
        const client = startClient(engine, (await told(server)) as number);
        await flow(index % 2 === 0 ? server : client, 1 + (index % 5));
        const order = index % 3 === 0 ? [server, client] : [client, server];
        const codes = await Promise.all(order.map((worker) => worker.terminate()));
        expect(codes).to.deep.equal([1, 1]);
      });
    });

    it('are the end of associations with those that stay', async () => {
      await repeat(terminations, async (index) => {
        const server = startServer(engine);
        const port = (await told(server)) as number;
        const socket = opened(connectSCTP({ engine, host: '127.0.0.1', port }));
        const send = (): void => {
          while (socket.write(Buffer.alloc(1200)));
        };
        socket.on('error', () => undefined);
        socket.on('drain', send).resume();
        send();
        await flow(server, 1 + (index % 5));
        const closed = new Promise<void>((resolve) => void socket.once('close', () => resolve()));
        expect(await server.terminate()).to.equal(1);
        await closed;
      });
    });
  });

  describe('of a process', function () {
    this.timeout(20_000 + 5000 * terminations);
    this.slow(1000 * terminations);

    it('end it by process.exit() in full flow', async () => {
      for (let index = 0; index < terminations / 4; index++) {
        const script = `
          ${prelude(engine)}
          let hundreds = 0;
          const onHundred = () => ++hundreds > ${index % 5} && process.exit(7);
          serve(onHundred, (port) => {
            for (let i = 0; i < 3; i++) flood(connectSCTP({ engine, host, port }), onHundred);
          });`;
        const { status, signal, stderr } = await runScript(script);
        expect({ status, signal, stderr }).to.deep.equal({ status: 7, signal: null, stderr: '' });
      }
    });
  });
});
