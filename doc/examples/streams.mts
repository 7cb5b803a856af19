// One association, a Duplex for each of two streams: a slow reader of one does not hold the other up.

import { once } from 'node:events';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { connectSCTP, createSCTPServer, SCTP_PPID, type SCTPSocket } from 'net-sctp';

const commands = 0;
const bulk = 1;
let received = 0;

function serve(socket: SCTPSocket): void {
  const upload = socket.openStream(bulk, { objectMode: false }); // a Buffer for each message
  const control = socket.openStream(commands); // an SCTPMessage
  control.on('data', ({ data, ppid }) => {
    console.log(`${data.toString()}, PPID ${ppid}, and nothing of the bulk has been read`);
    control.write('read on');
    upload.on('data', (bytes) => (received += bytes.length));
  });
}

const server = createSCTPServer(serve);
server.listen({ host: '127.0.0.1' });
await once(server, 'listening');

const socket = connectSCTP({ host: '127.0.0.1', port: server.address()!.port });
const control = socket.openStream(commands, { ppid: SCTP_PPID.NGAP });
const upload = socket.openStream(bulk);
const chunks = Array.from({ length: 100 }, () => Buffer.alloc(5000));
await pipeline(Readable.from(chunks), upload); // ends this side of the stream, and nothing else
control.write('a command');
for await (const { data } of control) {
  console.log(data.toString());
  socket.end();
}
await server.close();
console.log(`${received} bytes in bulk`);

// Prints:
// a command, PPID 60, and nothing of the bulk has been read
// read on
// 500000 bytes in bulk
