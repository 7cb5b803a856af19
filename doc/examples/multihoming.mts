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

for (const { address } of socket.remoteAddresses) {
  const { state, mtu } = socket.getPeerAddressInfo(address);
  console.log(`${address}: ${state === 'unconfirmed' ? 'being tried' : state}, MTU ${mtu}`);
}
console.log(`sends to ${socket.getStatus().primary.address.address}`);
socket.setPrimaryAddress('127.0.0.2');
console.log(`sends to ${socket.getStatus().primary.address.address}`);
await socket.shutdown();
await server.close();

// Prints, with the loopback's MTU:
// 127.0.0.1: active, MTU 65532
// 127.0.0.2: being tried, MTU 65532
// sends to 127.0.0.1
// sends to 127.0.0.2
