// The demo's stage: prepares the network, starts the server and the client, each a process of its
// own, and cuts the first path when the client is in the middle of its messages.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import os from 'node:os';
import path from 'node:path';

import * as network from './network.mjs';
import { gap, rows, say } from './print.mjs';

const PORT = 3868;

const isLoopback = process.argv.includes('--loopback');
const server = await startServer();
const serverAddresses = isLoopback ? ['127.0.0.1', '127.0.0.2'] : network.serverAddresses;
const clientAddresses = isLoopback ? serverAddresses : network.clientAddresses;
describeStage();
gap();

server.send({ addresses: serverAddresses, port: PORT });
await messageOf(server, 'listening');

const client = start(process.execPath, 'client.mjs');
client.on('message', (request) => {
  if (request === 'cut') network.cutFirstPath();
  if (request === 'mend') network.mendFirstPath();
  if (request === 'cut' || request === 'mend') client.send('done');
});
client.send({ clientAddresses, serverAddresses, port: PORT, canCut: !isLoopback });

const statuses = await Promise.all(
  [client, server].map(async (child) => (await once(child, 'exit'))[0]),
);
process.exitCode = statuses.every((status) => status === 0) ? 0 : 1;

async function startServer() {
  if (isLoopback) return start(process.execPath, 'server.mjs');
  const child = start('unshare', '--net', process.execPath, 'server.mjs');
  await messageOf(child, 'ready'); // It is in its namespace: unshare has become it.
  network.connectNamespaceOf(child.pid);
  return child;
}

function start(command, ...args) {
  const script = path.join(import.meta.dirname, args.pop());
  return spawn(command, [...args, script], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
}

async function messageOf(child, expected) {
  for (;;) {
    const [message] = await once(child, 'message');
    if (message === expected) return;
  }
}

function describeStage() {
  const kernel = `the kernel's SCTP, Linux ${os.release()}`;
  const isLab = process.argv.includes('--lab');
  say('engine', isLab ? `${kernel} in the kernel lab: this machine's has none` : kernel);
  if (isLoopback) return;
  say('network', 'two network namespaces, two links');
  rows(
    clientAddresses.map((address, i) => [
      `client ${address}`,
      '─────',
      `${serverAddresses[i]} server`,
    ]),
  );
}
