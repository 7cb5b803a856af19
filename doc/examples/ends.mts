// How an association ends, and who is told what.

import { once } from 'node:events';
import { connectSCTP, createSCTPServer, SCTPError } from 'net-sctp';

const server = createSCTPServer((socket) => {
  socket.once('message', (data) => {
    if (data.toString() === 'please shut down') socket.end();
    else socket.abort('not in this tone');
  });
});
server.listen({ host: '127.0.0.1' });
await once(server, 'listening');

for (const request of ['please shut down', 'go away']) {
  const socket = connectSCTP({ host: '127.0.0.1', port: server.address()!.port });
  socket.on('error', (error) => {
    if (error instanceof SCTPError) console.log(`${error.code}: ${String(error.abortReason)}`);
  });
  socket.on('end', () => console.log('no more messages'));
  socket.resume();
  socket.write(request);
  await new Promise((resolve) => socket.once('close', resolve));
  console.log(`${request}: ${socket.endedBy}`);
}
await server.close();

// Prints:
// no more messages
// please shut down: peerShutdown
// ECONNRESET: not in this tone
// go away: peerAbort
