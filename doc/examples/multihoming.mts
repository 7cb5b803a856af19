// An association over several addresses: what the peer has, which path is in use, and another one.

import { once } from 'node:events';
import { connectSCTP, createSCTPServer } from 'net-sctp';

const server = createSCTPServer();
server.listen({ localAddresses: ['127.0.0.1', '127.0.0.2'] });
await once(server, 'listening');

const socket = connectSCTP({
  port: server.address()!.port,
  remoteAddresses: ['127.0.0.1'], // The peer tells its others.
  localAddresses: ['127.0.0.1', '127.0.0.3'],
});
socket.on('peerAddressChange', ({ address, state }) => {
  if (state === 'unreachable') console.log(`${address.address} is lost, the others go on`);
});
await once(socket, 'connect');

const primary = (): string => socket.getStatus().primary.address.address;
for (const { address } of socket.remoteAddresses) {
  const { state } = socket.getPeerAddressInfo(address); // and its RTO, round trip, MTU …
  console.log(`${address} ${state === 'inactive' ? 'is lost' : 'can be used'}`);
}
console.log(`messages go to ${primary()}`);
socket.setPrimaryAddress('127.0.0.2');
console.log(`messages go to ${primary()}`);
await socket.shutdown();
await server.close();

// Prints:
// 127.0.0.1 can be used
// 127.0.0.2 can be used
// messages go to 127.0.0.1
// messages go to 127.0.0.2
