// One socket, many peers: messages are told apart by their association.

import { once } from 'node:events';
import { connectSCTP, createSCTPEndpoint, type SCTPMessage } from 'net-sctp';

const endpoint = createSCTPEndpoint((data, { associationId, stream, ppid }) => {
  void endpoint.send(`${data.toString()}, too`, { associationId }, { stream, ppid });
});
endpoint.bind({ address: '127.0.0.1' }).listen();
await once(endpoint, 'listening');

const { address: host, port } = endpoint.address();
for (const word of ['hello', 'goodbye']) {
  const socket = connectSCTP({ host, port });
  await socket.send(word, { stream: 3, ppid: 46 });
  const [data, { stream, ppid }] = (await once(socket, 'message')) as [Buffer, SCTPMessage];
  console.log(`stream ${stream}, PPID ${ppid}: ${data.toString()}`);
  await socket.shutdown();
}
await endpoint.close();

// Prints:
// stream 3, PPID 46: hello, too
// stream 3, PPID 46: goodbye, too
