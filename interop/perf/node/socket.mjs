// The peer in the manner of node:net: createSCTPServer and connectSCTP. See cpp/roles.h.

import { connectSCTP, createSCTPServer } from 'net-sctp';

import { announce, endpointSettings, host, Meter, play, settings } from './settings.mjs';

play({ sink, flood, echo, ping });

function serve(onConnection) {
  const server = createSCTPServer(endpointSettings, (socket) => {
    server.close();
    onConnection(socket);
  });
  server.listen({ host }, () => announce(server));
}

function connect(onConnect) {
  const socket = connectSCTP({ ...endpointSettings, host, port: settings.port }, () => {
    onConnect(socket);
  });
}

function sink() {
  const meter = new Meter();
  serve((socket) => {
    socket.on('message', () => meter.count());
    socket.on('close', () => meter.report());
  });
}

function flood() {
  const data = Buffer.alloc(settings.size, 'x');
  let left = settings.warmup + settings.count;
  connect((socket) => {
    const send = () => {
      while (left > 0) {
        left--;
        if (!socket.write(data)) return;
      }
      socket.end();
    };
    socket.on('drain', send);
    socket.resume();
    send();
  });
}

function echo() {
  serve((socket) => {
    socket.on('message', (data, { stream, ppid }) => socket.write({ data, stream, ppid }));
  });
}

function ping() {
  const data = Buffer.alloc(settings.size, 'x');
  const meter = new Meter();
  connect((socket) => {
    socket.on('message', () => {
      meter.count();
      if (meter.seen < meter.total) socket.write(data);
      else socket.end();
    });
    socket.on('close', () => meter.report());
    socket.write(data);
  });
}
