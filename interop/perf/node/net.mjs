// node:net with messages of its own: four bytes of length before each. With `corked=1` what one
// tick writes leaves in one system call.

import { once } from 'node:events';
import net from 'node:net';

import { associations, settings } from './command.mjs';
import { newChannel, play } from './play.mjs';

const headerSize = 4;

await play({ listen, connect });

function listen({ onListening, onUp, onMessage, onDown }) {
  const { host, port } = settings;
  const server = net.createServer({ noDelay: true }, (socket) => {
    const channel = { send: senderOf(socket) };
    onMessages(socket, (data) => onMessage(channel, data));
    socket.on('close', onDown);
    onUp();
  });
  server.listen({ host, port, backlog: associations }, () => {
    onListening({ port: server.address().port, udp: 0 });
  });
  return () => server.close();
}

async function connect() {
  const { host, port } = settings;
  const socket = net.connect({ host, port, noDelay: true });
  const channel = newChannel({ send: senderOf(socket), end: () => socket.end() });
  onMessages(socket, (data) => channel.onMessage(data));
  socket.on('drain', () => channel.onDrain());
  await once(socket, 'connect');
  return channel;
}

function senderOf(socket) {
  const send = (data) => socket.write(framed(data));
  if (!settings.corked) return send;
  return (data) => {
    if (socket.writableCorked === 0) {
      socket.cork();
      process.nextTick(() => socket.uncork());
    }
    return send(data);
  };
}

function framed(data) {
  const frame = Buffer.allocUnsafe(headerSize + data.length);
  frame.writeUInt32BE(data.length);
  frame.set(data, headerSize);
  return frame;
}

/** Calls back with each message that a stream of bytes carries. */
function onMessages(socket, onMessage) {
  let rest = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    let bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    while (bytes.length >= headerSize) {
      const end = headerSize + bytes.readUInt32BE();
      if (bytes.length < end) break;
      onMessage(bytes.subarray(headerSize, end));
      bytes = bytes.subarray(end);
    }
    rest = bytes;
  });
}
