// net-sctp in the manner of node:net: createSCTPServer and connectSCTP.

import { once } from 'node:events';

import { connectSCTP, createSCTPServer } from 'net-sctp';

import { associations, endpointSettings, portsOf, settings } from './command.mjs';
import { ppid } from './frame.mjs';
import { newChannel, play } from './play.mjs';

await play({ listen, connect });

function listen({ onListening, onUp, onMessage, onDown }) {
  const { host, port } = settings;
  const server = createSCTPServer(endpointSettings, (socket) => {
    const channel = { send: (data, { stream, ppid }) => socket.write({ data, stream, ppid }) };
    socket.on('message', (data, info) => onMessage(channel, data, info));
    socket.on('close', onDown);
    onUp();
  });
  server.listen({ host, port, backlog: associations }, () => onListening(portsOf(server)));
  return () => server.close();
}

async function connect() {
  const { host, port } = settings;
  const socket = connectSCTP({ ...endpointSettings, defaultSend: { ppid }, host, port });
  const channel = newChannel({
    send: (data) => socket.write(data),
    end: () => socket.end(),
  });
  socket.on('message', (data) => channel.onMessage(data));
  socket.on('drain', () => channel.onDrain());
  await once(socket, 'connect');
  return channel;
}
