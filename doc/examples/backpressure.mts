// A consumer that takes its time holds its own peer back, and memory stays bounded at both ends.

import { once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { connectSCTP, createSCTPServer, type SCTPSocket } from 'net-sctp';

const messages = 1000;
const size = 10_000;
let received = 0;

async function consumeSlowly(socket: SCTPSocket): Promise<void> {
  for await (const { data } of socket) {
    received += data.length;
    await turn();
  }
}

const server = createSCTPServer((socket) => void consumeSlowly(socket));
server.listen({ host: '127.0.0.1' });
await once(server, 'listening');

const socket = connectSCTP({ host: '127.0.0.1', port: server.address()!.port });
let mostWaiting = 0;
for (let sent = 0; sent < messages; sent++) {
  const hasRoom = socket.write(Buffer.alloc(size));
  mostWaiting = Math.max(mostWaiting, socket.bufferedAmount);
  if (!hasRoom) await once(socket, 'drain');
}
await socket.shutdown(); // When all has been delivered.
await server.close(); // When its sockets have been read to their ends.
console.log(`${received} bytes received`);
console.log(`at most highWaterMark and a message waited: ${mostWaiting <= 65_536 + size}`);

// Prints:
// 10000000 bytes received
// at most highWaterMark and a message waited: true
