// What can go wrong is told by its code.

import { once } from 'node:events';
import { connectSCTP, createSCTPServer, getSCTPCapabilities, SCTPError } from 'net-sctp';

const { available, reason, remedy } = getSCTPCapabilities();
if (!available) {
  console.error(`${reason}. ${remedy}`);
  process.exit(1);
}

// What is wrong with a call is thrown.
try {
  connectSCTP({ host: '127.0.0.1', port: 70_000 });
} catch (error) {
  console.log((error as NodeJS.ErrnoException).code);
}

// What goes wrong on the way to the peer is told by 'error'.
const server = createSCTPServer().listen({ host: '127.0.0.1' });
await once(server, 'listening');
const { port } = server.address()!;
await server.close();
const socket = connectSCTP({ host: '127.0.0.1', port });
const [error] = (await once(socket, 'error', { signal: AbortSignal.timeout(5000) })) as [Error];
if (error instanceof SCTPError) console.log(`${error.syscall} ${error.code}, ${socket.endedBy}`);

// Prints:
// ERR_SOCKET_BAD_PORT
// connect ECONNREFUSED, refused
