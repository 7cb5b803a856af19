// Connects, plays the client's part of a case, and shuts the association down.

import { once } from 'node:events';

import { connectSCTP } from 'net-sctp';

import { Log } from './log.mjs';
import { endpointSettings, settings } from './settings.mjs';

const LARGE_SIZE = 1024 * 1024;
const MANY = 1000;
const MANY_AT_ONCE = 100; // as the other peers do, whose buffers have room for as many
const STREAMS = 8;
const LIFETIME_MS = 100;

const cases = {
  message: () => send(usual),
  metadata: exchangeMetadata,
  large: exchangeLarge,
  many: exchangeMany,
  'partial-reliability': giveUp,
  'stream-reset': resetStream,
  'path-cut': exchangeTwice,
  abort: exchange,
};

const { hosts, localHosts, port, payload, stream, ppid, name } = settings;
const usual = { data: payload, stream, ppid };
const log = new Log('CLIENT');
let unseen = 0; // messages that have come and were not awaited

const socket = connectSCTP({
  ...endpointSettings,
  port,
  remoteAddresses: hosts,
  localAddresses: localHosts,
});
socket.on('notification', (notification) => log.notified(notification));
socket.on('message', (data, message) => {
  log.received(message);
  unseen++;
});

socket.once('end', () => fail('the association has ended'));
await play().catch(({ message }) => fail(message));

async function play() {
  await once(socket, 'connect');
  log.say('UP', { paths: socket.remoteAddresses.length });
  await (cases[name] ?? exchange)();
  socket.removeAllListeners('end');
  const closed = once(socket, 'close');
  if (name === 'abort') socket.abort(payload);
  else socket.end();
  await closed;
}

function fail(reason) {
  process.stderr.write(`${reason}\n`);
  process.exit(1);
}

async function exchange() {
  send(usual);
  await messages(1);
}

async function exchangeMetadata() {
  for (let number = 0; number < STREAMS; number++) {
    const unordered = number % 2 === 1;
    const itsPpid = (ppid + number * 0x01020304) >>> 0;
    send({ data: `${payload}-${number}`, stream: number, ppid: itsPpid, unordered });
  }
  await messages(STREAMS);
}

async function exchangeLarge() {
  send({ ...usual, data: Buffer.alloc(LARGE_SIZE, payload) });
  await messages(1);
}

async function exchangeMany() {
  for (let number = 0; number < MANY; number++) {
    send({ ...usual, data: `${payload}-${number}`, stream: number % STREAMS });
    if ((number + 1) % MANY_AT_ONCE === 0) await messages(MANY_AT_ONCE);
  }
}

// The network loses what says that it is ephemeral; what follows must not wait for it.
async function giveUp() {
  const partialReliability = { policy: 'ttl', value: LIFETIME_MS };
  send({ ...usual, data: 'ephemeral', partialReliability });
  await exchange();
}

async function resetStream() {
  await exchange();
  await exchange();
  const reset = once(socket, 'streamReset');
  socket.resetStreams({ outgoing: true, streams: [stream] });
  await reset;
  await exchange();
}

// Between them a path is cut, and a line of input says that it is.
async function exchangeTwice() {
  await exchange();
  await once(process.stdin, 'data');
  process.stdin.pause();
  await exchange();
}

function send(message) {
  socket.write(message);
  log.sent(message);
}

async function messages(count) {
  while (unseen < count) await once(socket, 'message');
  unseen -= count;
}
