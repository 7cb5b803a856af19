// The demo's stage: prepares the network, starts the server and the client, each a process of its
// own, and cuts the first path when the client is in the middle of its messages.
//
//   story.mjs NETWORK ENGINE WHY    the network is one of the modules beside this one

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import os from 'node:os';
import path from 'node:path';

import { gap, rows, say } from './print.mjs';

const PORT = 3868;

const [networkName, engine, why] = process.argv.slice(2);
const network = await import(`./${networkName}.mjs`);
const { clientAddresses, serverAddresses, cutFirstPath, mendFirstPath } = network;
const isOverUdp = engine === 'userspace';

const server = await startServer();
describeStage();
gap();

server.send({
  ...{ engine, addresses: serverAddresses, port: PORT },
  ...(isOverUdp && { udpEncapsulation: { localPort: 0 } }),
});
const { udpPort } = await messageOf(server, 'listening');
const remotePort = isOverUdp && (await network.connect(udpPort));

const client = start(process.execPath, 'client.mjs');
client.on('message', (request) => {
  if (request === 'cut') cutFirstPath();
  if (request === 'mend') mendFirstPath();
  if (request === 'cut' || request === 'mend') client.send('done');
});
client.send({
  ...{ engine, clientAddresses, serverAddresses, port: PORT, canCut: Boolean(cutFirstPath) },
  ...(isOverUdp && { udpEncapsulation: { remotePort } }),
});

const statuses = await Promise.all(
  [client, server].map(async (child) => (await once(child, 'exit'))[0]),
);
process.exitCode = statuses.every((status) => status === 0) ? 0 : 1;

async function startServer() {
  if (!network.connectNamespaceOf) return start(process.execPath, 'server.mjs');
  const child = start('unshare', '--net', process.execPath, 'server.mjs');
  await messageOf(child, 'ready'); // It is in its namespace: unshare has become it.
  network.connectNamespaceOf(child.pid);
  return child;
}

function start(command, ...args) {
  const script = path.join(import.meta.dirname, args.pop());
  return spawn(command, [...args, script], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
}

async function messageOf(child, name) {
  for (;;) {
    const [message] = await once(child, 'message');
    if (message[name]) return message;
  }
}

function describeStage() {
  const stack = isOverUdp ? 'userspace, SCTP over UDP' : `the kernel's SCTP, Linux ${os.release()}`;
  say('engine', `${stack}: ${why}`);
  if (!network.description) return;
  say('network', network.description);
  rows(
    clientAddresses.map((address, i) => [
      `client ${address}`,
      '─────',
      `${serverAddresses[i]} server`,
    ]),
  );
}
