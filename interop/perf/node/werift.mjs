// werift-sctp, SCTP in TypeScript over node:dgram.

import dgram from 'node:dgram';
import { once } from 'node:events';

import { createUdpTransport, SCTP } from 'werift-sctp';

import { settings } from './command.mjs';
import { ppid } from './frame.mjs';
import { newChannel, play } from './play.mjs';

/** The SCTP port of both; peers are told apart by their UDP ports. */
const sctpPort = 5000;

/** Its queue has no limit; a message's Promise resolves when the queue is empty. */
const queuedAtOnce = 256;

await play({ listen, connect });

async function bind(port) {
  const socket = dgram.createSocket({ type: 'udp4', recvBufferSize: 4 * 1024 * 1024 });
  socket.bind(port, settings.host);
  await once(socket, 'listening');
  return socket;
}

function listen({ onListening, onUp, onMessage, onDown }) {
  const bound = bind(settings.port).then((socket) => {
    const server = SCTP.server(createUdpTransport(socket), sctpPort);
    const channel = { send: (data) => void server.send(0, ppid, data) };
    server.stateChanged.connected.subscribe(onUp);
    server.stateChanged.closed.subscribe(onDown);
    server.onReceive.subscribe((stream, id, data) => onMessage(channel, data));
    server.start(sctpPort);
    onListening({ port: socket.address().port, udp: 0 });
    return socket;
  });
  return async () => (await bound).close();
}

async function connect() {
  const socket = await bind(0);
  const transport = createUdpTransport(socket, { port: settings.port, address: settings.host });
  const client = SCTP.client(transport, sctpPort);
  client.start(sctpPort);
  await client.stateChanged.connected.asPromise();
  let queued = 0;
  const channel = newChannel({
    send(data) {
      client.send(0, ppid, data).then(() => {
        if (--queued === 0) channel.onDrain();
      });
      return ++queued < queuedAtOnce;
    },
    async end() {
      await client.stop();
      socket.close();
    },
  });
  client.onReceive.subscribe((stream, id, data) => channel.onMessage(data));
  return channel;
}
