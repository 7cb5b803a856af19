// The two processes of associations.mjs, each asked by it to do one thing after the other.

import { connectSCTP, createSCTPServer } from 'net-sctp';

const host = '127.0.0.1';
const engine = 'userspace';
const atOnce = 200; // being set up

export async function begin() {
  const tasks = { listen, weigh, connect, receive, send };
  process.on('message', async ({ task, ...question }) => {
    process.send(await tasks[task](question));
  });
  process.on('disconnect', () => process.exit());
}

const sockets = [];
let onMessage = () => undefined;

function memory() {
  globalThis.gc();
  return process.memoryUsage().rss;
}

function listen() {
  const server = createSCTPServer({ engine }, (socket) => {
    socket.on('message', () => onMessage());
  });
  return new Promise((resolve) => {
    server.listen({ host, backlog: 1000 }, () => {
      const udp = server.getOption('localUdpEncapsulationPort');
      resolve({ port: server.address().port, udp, memory: memory() });
    });
  });
}

async function connect({ count, port, udp }) {
  const options = { engine, host, port, udpEncapsulation: { remotePort: udp } };
  const began = performance.now();
  const next = async () => {
    while (sockets.length < count) {
      const socket = connectSCTP(options);
      sockets.push(socket);
      await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, next));
  const seconds = (performance.now() - began) / 1000;
  return { seconds, memory: memory() };
}

function weigh() {
  return { memory: memory() };
}

function receive({ messages }) {
  let seen = 0;
  let began;
  return new Promise((resolve) => {
    onMessage = () => {
      began ??= performance.now();
      if (++seen === messages) resolve({ seconds: (performance.now() - began) / 1000 });
    };
  });
}

/** Each socket sends as fast as it may, until all of them together have sent enough. */
async function send({ messages }) {
  const data = Buffer.alloc(64, 'x');
  const each = Math.floor(messages / sockets.length);
  const rest = messages - each * sockets.length;
  await Promise.all(sockets.map((socket, index) => flood(socket, each + (index < rest), data)));
  return {};
}

function flood(socket, count, data) {
  let left = count;
  return new Promise((resolve) => {
    const more = () => {
      while (left > 0) {
        left--;
        if (!socket.write(data)) return;
      }
      socket.off('drain', more);
      resolve();
    };
    socket.on('drain', more);
    more();
  });
}
