// node:net with messages of its own: four bytes of length before each. With `corked=1` what one
// tick writes leaves in one system call. See cpp/roles.h.

import net from 'node:net';

import { announcePorts, given, host, Meter, play, settings } from './settings.mjs';

const headerSize = 4;
const isCorked = given.corked === '1';

play({ sink, flood, echo, ping });

function framed(data) {
  const frame = Buffer.allocUnsafe(headerSize + data.length);
  frame.writeUInt32BE(data.length);
  frame.set(data, headerSize);
  return frame;
}

/** Calls back with each message that a stream of bytes carries. */
function onFrames(socket, onMessage) {
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

function serve(onConnection) {
  const server = net.createServer({ noDelay: true }, (socket) => {
    server.close();
    onConnection(socket);
  });
  server.listen({ host, port: 0 }, () => announcePorts(server.address().port, 0));
}

function connect(onConnect) {
  const socket = net.connect({ host, port: settings.port, noDelay: true }, () => onConnect(socket));
}

function sink() {
  const meter = new Meter();
  serve((socket) => {
    onFrames(socket, () => meter.count());
    socket.on('close', () => meter.report());
  });
}

function flood() {
  const data = Buffer.alloc(settings.size, 'x');
  let left = settings.warmup + settings.count;
  connect((socket) => {
    const send = () => {
      if (isCorked) socket.cork();
      let hasRoom = true;
      while (left > 0 && hasRoom) {
        left--;
        hasRoom = socket.write(framed(data));
      }
      if (isCorked) socket.uncork();
      if (left === 0) socket.end();
    };
    socket.on('drain', send);
    socket.resume();
    send();
  });
}

function echo() {
  serve((socket) => onFrames(socket, (data) => socket.write(framed(data))));
}

function ping() {
  const data = Buffer.alloc(settings.size, 'x');
  const meter = new Meter();
  connect((socket) => {
    onFrames(socket, () => {
      meter.count();
      if (meter.seen < meter.total) socket.write(framed(data));
      else socket.end();
    });
    socket.on('close', () => meter.report());
    socket.write(framed(data));
  });
}
