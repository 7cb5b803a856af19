// SCTP inside of UDP: a server at UDP ports of its choice, and a client that is told both numbers.

import { once } from 'node:events';
import { connectSCTP, createSCTPServer, getSCTPCapabilities } from 'net-sctp';

const { engine, chosenBecause } = getSCTPCapabilities('userspace');
console.log(`${engine}: ${chosenBecause}`);

const server = createSCTPServer({ engine, udpEncapsulation: { localPort: 0 } }, (socket) => {
  socket.pipe(socket);
});
server.listen({ host: '127.0.0.1' });
await once(server, 'listening');

const udpPort = server.getOption('localUdpEncapsulationPort'); // 0 took a free one
const socket = connectSCTP({
  engine,
  host: '127.0.0.1',
  port: server.address()!.port,
  udpEncapsulation: { remotePort: udpPort },
});
await socket.send('through UDP');
const [data] = (await once(socket, 'message')) as [Buffer];
console.log(data.toString());
const remotePort = socket.getOption('remoteUdpEncapsulationPort');
console.log(`the UDP port is the server's: ${remotePort === udpPort}`);
await socket.shutdown();
await server.close();

// Prints:
// userspace: it was asked for
// through UDP
// the UDP port is the server's: true
