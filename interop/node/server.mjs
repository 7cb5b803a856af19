// Serves one association: says what comes, and sends it back but in the case `message`. In the
// case `peel-off` it does so on a socket of the association's own.

import { createSCTPServer } from 'net-sctp';

import { Log } from './log.mjs';
import { endpointSettings, settings } from './settings.mjs';

const log = new Log('SERVER');
const isPeeledOff = settings.name === 'peel-off';
const peelOff = isPeeledOff ? 'always' : 'auto';

const server = createSCTPServer({ ...endpointSettings, peelOff }, (socket) => {
  log.say('UP', { paths: socket.remoteAddresses.length });
  if (isPeeledOff) setImmediate(sayPeeledOff, socket);
  else server.close();
  socket.on('message', (data, message) => {
    log.received(message);
    if (settings.name !== 'message') socket.write(message);
  });
  socket.on('error', () => {}); // the peer has aborted, as its notification says
});
server.on('notification', (notification) => log.notified(notification));
server.listen({ localAddresses: settings.hosts, port: settings.port }, () => {
  log.say('READY', { port: server.address().port });
});

// Each moves when the batch that it came with has been seen. On the kernel it shows.
function sayPeeledOff(socket) {
  if (server.engine === 'userspace' || socket.fd !== server.fd) log.say('PEELED_OFF');
  server.close();
}
