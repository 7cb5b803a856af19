// What JavaScript costs for each message, in nanoseconds: the package on a stack that does nothing.
// Needs no SCTP.   node interop/perf/micro/micro.mjs [ROUNDS]

import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(import.meta.url);
const packageRoot = path.dirname(require.resolve('net-sctp/package.json'));
process.env.SCTP_PERF_ADDON = path.join(packageRoot, 'build/Release/sctp.node');
process.env.SCTP_NATIVE_PATH = path.join(import.meta.dirname, 'stack.cjs');
process.env.SCTP_ENGINE = 'kernel';

const stack = require(process.env.SCTP_NATIVE_PATH);
const { connectSCTP, createSCTPEndpoint } = await import('net-sctp');

const rounds = Number(process.argv[2] ?? 15);
const messages = 100 * stack.batchMessages;

const cases = [
  { name: "receive, 'message'", size: 64, prepare: receiveByEvent },
  { name: "receive, 'message'", size: 1200, prepare: receiveByEvent },
  { name: "receive, 'data'", size: 64, prepare: receiveAsData },
  { name: 'receive, for await', size: 64, prepare: receiveByIterator },
  { name: 'receive, endpoint', size: 64, prepare: receiveByEndpoint },
  { name: 'send, write()', size: 64, prepare: sendByWrite },
  { name: 'send, write()', size: 1200, prepare: sendByWrite },
  { name: 'send, write(message)', size: 64, prepare: sendMessages },
  { name: 'send, write(callback)', size: 64, prepare: sendWithCallback },
  { name: 'send, endpoint', size: 64, prepare: sendByEndpoint },
  { name: 'send, one a tick', size: 64, prepare: sendOneATick },
];

for (const { name, size, prepare } of cases) {
  const run = await prepare(size);
  const costs = [];
  for (let round = 0; round < rounds; round++) {
    const began = process.hrtime.bigint();
    await run();
    costs.push(Number(process.hrtime.bigint() - began) / messages);
  }
  costs.sort((a, b) => a - b);
  const [least, median] = [costs[0], costs[costs.length >> 1]];
  const title = `${name}, ${size} B`.padEnd(32);
  process.stdout.write(
    `${title} ${median.toFixed(0).padStart(6)} ns  (least ${least.toFixed(0)})\n`,
  );
}

async function connected() {
  const socket = connectSCTP({ host: '127.0.0.1', port: 5001 });
  await new Promise((resolve) => socket.once('connect', resolve));
  await new Promise(setImmediate);
  return { socket, native: stack.connected };
}

/** As poll events bring them: one batch each, the ticks' work after it. */
async function receiveAll(native, size) {
  for (let i = 0; i < messages; i += stack.batchMessages) {
    stack.receiveBatch(native, size);
    await undefined;
  }
}

async function receiveByEvent(size) {
  const { socket, native } = await connected();
  socket.on('message', () => undefined);
  await new Promise(setImmediate);
  return () => receiveAll(native, size);
}

async function receiveAsData(size) {
  const { socket, native } = await connected();
  socket.on('data', () => undefined);
  await new Promise(setImmediate);
  return () => receiveAll(native, size);
}

async function receiveByIterator(size) {
  const { socket, native } = await connected();
  const iterator = socket.messages();
  return async () => {
    for (let i = 0; i < messages; i += stack.batchMessages) {
      stack.receiveBatch(native, size);
      for (let n = 0; n < stack.batchMessages; n++) await iterator.next();
    }
  };
}

async function receiveByEndpoint(size) {
  const { endpoint } = await connectedEndpoint();
  endpoint.on('message', () => undefined);
  const native = stack.connected;
  await new Promise(setImmediate);
  return () => receiveAll(native, size);
}

async function connectedEndpoint() {
  const endpoint = createSCTPEndpoint();
  const associationId = await endpoint.connect('127.0.0.1', 5001);
  await new Promise(setImmediate);
  return { endpoint, associationId };
}

function flood(target, send) {
  return () =>
    new Promise((resolve) => {
      let left = messages;
      const more = () => {
        while (left > 0) {
          left--;
          if (!send()) return;
        }
        target.off('drain', more);
        setImmediate(resolve);
      };
      target.on('drain', more);
      more();
    });
}

async function sendByWrite(size) {
  const { socket } = await connected();
  const data = Buffer.alloc(size);
  return flood(socket, () => socket.write(data));
}

async function sendMessages(size) {
  const { socket } = await connected();
  const data = Buffer.alloc(size);
  return flood(socket, () => socket.write({ data, stream: 3, ppid: 46 }));
}

async function sendWithCallback(size) {
  const { socket } = await connected();
  const data = Buffer.alloc(size);
  const onSent = () => undefined;
  return flood(socket, () => socket.write(data, onSent));
}

async function sendByEndpoint(size) {
  const { endpoint, associationId } = await connectedEndpoint();
  const data = Buffer.alloc(size);
  const onSent = () => undefined;
  return flood(endpoint, () => endpoint.send(data, { associationId }, undefined, onSent));
}

async function sendOneATick(size) {
  const { socket } = await connected();
  const data = Buffer.alloc(size);
  return () =>
    new Promise((resolve) => {
      let left = messages;
      const next = () => {
        socket.write(data);
        if (--left > 0) process.nextTick(next);
        else setImmediate(resolve);
      };
      next();
    });
}
