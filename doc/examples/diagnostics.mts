// What a monitor hears of all associations of the process, whoever made them.

import { subscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import {
  connectSCTP,
  createSCTPServer,
  type SCTPAssociationDown,
  type SCTPAssociationUp,
} from 'net-sctp';

subscribe('sctp.association.up', (told) => {
  const { remoteAddress, outboundStreams } = told as SCTPAssociationUp;
  console.log(`up with ${remoteAddress?.address}, ${outboundStreams} streams`);
});
const ends: string[] = [];
subscribe('sctp.association.down', (told) => {
  const { engine, endedBy, error } = told as SCTPAssociationDown;
  if (error !== undefined) console.error(`lost, on the ${engine}: ${error.message}`);
  ends.push(endedBy);
});

const server = createSCTPServer((socket) => socket.resume());
server.listen({ host: '127.0.0.1' });
await once(server, 'listening');
const socket = connectSCTP({ host: '127.0.0.1', port: server.address()!.port });
await socket.send('hello');
await socket.shutdown();
await server.close();
console.log(`ended by ${ends.sort().join(' and ')}`); // one for each side

// Prints:
// up with 127.0.0.1, 10 streams
// up with 127.0.0.1, 10 streams
// ended by localShutdown and peerShutdown
