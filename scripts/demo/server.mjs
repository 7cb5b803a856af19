// Sends back whatever it is sent, on the same stream with the same PPID.

import { once } from 'node:events';

import { createSCTPServer, formatSCTPAddress } from 'net-sctp';

import { eager } from './eager.mjs';
import { say } from './print.mjs';

process.send({ ready: true });
const [{ engine, addresses, port, udpEncapsulation }] = await once(process, 'message');

const settings = { engine, udpEncapsulation, noDelay: true, options: eager };
const server = createSCTPServer(settings, (socket) => {
  const { id, remoteAddresses, inboundStreams } = socket;
  const from = remoteAddresses.map(({ address }) => address).join(' and ');
  say('server', `accepts association ${id} from ${from}, ${inboundStreams} streams`);
  socket.pipe(socket);
  socket.on('error', ({ message }) => say('server', message));
  socket.on('close', () => {
    say('server', `has echoed ${socket.messagesSent} messages; ended by: ${socket.endedBy}`);
    server.close();
    process.disconnect();
  });
});

server.listen({ port, localAddresses: addresses }, () => {
  say('server', `listens on ${formatSCTPAddress(server.addresses())}`);
  const udpPort = udpEncapsulation && server.getOption('localUdpEncapsulationPort');
  process.send({ listening: true, udpPort });
});
