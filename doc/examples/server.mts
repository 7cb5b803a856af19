import { createSCTPServer, formatSCTPAddress } from 'net-sctp';

const server = createSCTPServer({ noDelay: true }, (socket) => {
  const peer = formatSCTPAddress(socket.remoteAddresses);
  console.log(`${peer}: association up, ${socket.inboundStreams} streams`);
  socket.pipe(socket); // an echo, each message on its stream, with its PPID
  socket.on('error', (error) => console.log(`${peer}: ${error.message}`));
  socket.on('close', () => console.log(`${peer}: ended, ${socket.endedBy}`));
});

const port = Number(process.argv[2] ?? 3868);
server.listen({ port, localAddresses: ['127.0.0.1', '127.0.0.2'] }, () => {
  console.log(`listening on ${formatSCTPAddress(server.addresses())}`);
});
