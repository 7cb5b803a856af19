// werift-sctp, SCTP in TypeScript over node:dgram. See cpp/roles.h.

import dgram from 'node:dgram';

import { createUdpTransport, SCTP } from 'werift-sctp';

import { announcePorts, host, Meter, play, settings } from './settings.mjs';

/** The SCTP port of both; peers are told apart by their UDP ports. */
const sctpPort = 5000;

/** Its queue has no limit; a message's Promise resolves when the queue is empty. */
const queuedAtOnce = 256;

play({ sink, flood, echo, ping });

function bind(onBound) {
  const socket = dgram.createSocket({ type: 'udp4', recvBufferSize: 4 * 1024 * 1024 });
  socket.bind(0, host, () => onBound(socket));
}

function serve(onServing) {
  bind((socket) => {
    const server = SCTP.server(createUdpTransport(socket), sctpPort);
    server.stateChanged.closed.subscribe(() => socket.close());
    server.start(sctpPort);
    onServing(server);
    announcePorts(socket.address().port, 0);
  });
}

function connect(onConnect) {
  bind(async (socket) => {
    const transport = createUdpTransport(socket, { port: settings.port, address: host });
    const client = SCTP.client(transport, sctpPort);
    client.start(sctpPort);
    await client.stateChanged.connected.asPromise();
    onConnect(client, async () => {
      await client.stop();
      socket.close();
    });
  });
}

function sink() {
  const meter = new Meter();
  serve((server) => {
    server.onReceive.subscribe(() => {
      meter.count();
      if (meter.seen < meter.total) return;
      meter.report();
      server.send(0, 0, Buffer.from('all'));
    });
  });
}

function flood() {
  const data = Buffer.alloc(settings.size, 'x');
  let left = settings.warmup + settings.count;
  connect(async (client, stop) => {
    client.onReceive.subscribe(stop);
    while (left > 0) {
      const batch = Math.min(left, queuedAtOnce);
      left -= batch;
      await Promise.all(Array.from({ length: batch }, () => client.send(0, 0, data)));
    }
  });
}

function echo() {
  serve((server) => {
    server.onReceive.subscribe((stream, ppid, data) => void server.send(stream, ppid, data));
  });
}

function ping() {
  const data = Buffer.alloc(settings.size, 'x');
  const meter = new Meter();
  connect((client, stop) => {
    client.onReceive.subscribe(() => {
      meter.count();
      if (meter.seen < meter.total) return void client.send(0, 0, data);
      meter.report();
      stop();
    });
    client.send(0, 0, data);
  });
}
