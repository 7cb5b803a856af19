// node:dgram: no more than UDP gives, so that what is lost is lost. The rate is of what arrives.

import dgram from 'node:dgram';
import { once } from 'node:events';

import { settings } from './command.mjs';
import { kinds } from './frame.mjs';
import { newChannel, play } from './play.mjs';

const inFlight = 64; // sends that have not been done yet: enough to keep the loop busy
const askAgainMs = 20; // a stop may be lost, as may be the answer

/** There is no association: its first message begins it, and this one ends it. */
const farewell = Buffer.alloc(0);

await play({ listen, connect });

async function bind(port) {
  const socket = dgram.createSocket({ type: 'udp4', recvBufferSize: 4 * 1024 * 1024 });
  socket.bind(port, settings.host);
  await once(socket, 'listening');
  return socket;
}

function listen({ onListening, onUp, onMessage, onDown }) {
  const bound = bind(settings.port).then((socket) => {
    let channel;
    let answer; // to the last stop, which is asked for again where it was lost
    socket.on('message', (data, { address, port }) => {
      if (channel === undefined) onUp();
      channel ??= { send: (reply) => socket.send((answer = reply), port, address) };
      if (data.length === 0) return onDown();
      if (data[0] === kinds.stop && answer?.[0] === kinds.result) return channel.send(answer);
      if (data[0] === kinds.data) answer = undefined;
      onMessage(channel, data);
    });
    onListening({ port: socket.address().port, udp: 0 });
    return socket;
  });
  return async () => (await bound).close();
}

async function connect() {
  const socket = await bind(0);
  const { host, port } = settings;
  let pending = 0;
  let asking;
  const onDone = () => {
    if (pending-- === inFlight) channel.onDrain();
  };
  const channel = newChannel({
    send(data) {
      if (data[0] === kinds.stop)
        asking = setInterval(() => socket.send(data, port, host), askAgainMs);
      socket.send(data, port, host, onDone);
      return ++pending < inFlight;
    },
    end: () => socket.send(farewell, port, host, () => socket.close()),
  });
  socket.on('message', (data) => {
    if (data[0] === kinds.result) clearInterval(asking);
    channel.onMessage(data);
  });
  return channel;
}
