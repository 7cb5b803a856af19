// Talks to the server over several streams, and goes on talking while a path is cut.

import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

import { connectSCTP, SCTP_PPID } from 'net-sctp';

import { eager } from './eager.mjs';
import { gap, rows, say } from './print.mjs';

const STREAMS = 4;
const MESSAGES = 1000;
const PAUSE_MS = 2;

const [{ engine, clientAddresses, serverAddresses, port, udpEncapsulation, canCut }] = await once(
  process,
  'message',
);
const socket = connectSCTP({
  engine,
  port,
  udpEncapsulation,
  remoteAddresses: serverAddresses,
  localAddresses: clientAddresses,
  outboundStreams: STREAMS,
  noDelay: true,
  options: eager,
});
await once(socket, 'connect');
say('client', `is connected: association ${socket.id}, ${socket.outboundStreams} streams`);

await converse();
gap();
describePaths('status');
if (canCut) await talkThroughTheCut();
await socket.shutdown();
say('client', 'has shut the association down gracefully');
process.disconnect();

async function converse() {
  const { DIAMETER, NGAP, M3UA } = SCTP_PPID;
  const messages = [
    { stream: 0, ppid: DIAMETER, data: 'Capabilities-Exchange-Request' },
    { stream: 1, ppid: NGAP, data: 'NG Setup Request' },
    { stream: 2, ppid: M3UA, data: 'ASP Up' },
    { stream: 3, ppid: 0, data: 'x'.repeat(100_000), unordered: true },
  ];
  for (const message of messages) socket.write(message);
  const table = [];
  for await (const { stream, ppid, data, unordered } of socket.messages()) {
    const text = data.length < 80 ? data.toString() : `${data.length} bytes`;
    table.push([`stream ${stream}`, `PPID ${ppid}`, text, unordered ? 'unordered' : '']);
    if (table.length === messages.length) break;
  }
  say('client', 'has back what it sent');
  rows(table.sort());
}

function describePaths(word) {
  const { state, receiverWindow, primary } = socket.getStatus();
  say(word, `${state}, the peer has room for ${receiverWindow} bytes`);
  rows(
    socket.remoteAddresses.map(({ address }) => {
      const { state, smoothedRtt, rto, mtu } = socket.getPeerAddressInfo(address);
      const role = address === primary.address.address ? 'primary' : '';
      const roundTrip = smoothedRtt > 0 ? `${smoothedRtt} ms` : 'below 1 ms';
      // usrsctp has no RTO for a path before something has come back by it.
      const timing = rto > 0 ? `round trip ${roundTrip}, RTO ${rto} ms` : 'not measured yet';
      return [address, state, `${timing}, MTU ${mtu}`, role];
    }),
  );
}

async function talkThroughTheCut() {
  let changed = performance.now();
  socket.on('peerAddressChange', ({ address: { address }, state }) => {
    const elapsed = Math.round(performance.now() - changed);
    say('client', `hears that ${address} is ${state}, ${elapsed} ms later`);
  });
  const change = (what) => {
    changed = performance.now();
    process.send(what);
    return once(process, 'message');
  };

  const echoes = collectEchoes();
  for (let number = 0; number < MESSAGES; number++) {
    if (number === MESSAGES / 4) {
      gap();
      say('cut', `the link to ${serverAddresses[0]}, after ${number} of ${MESSAGES} messages`);
      await change('cut');
    }
    socket.write({ data: String(number), stream: number % STREAMS });
    await sleep(PAUSE_MS);
  }
  const { lost, misplaced, longestPause } = await echoes;
  describePaths('status');
  gap();
  say('result', `${MESSAGES} sent, ${lost} lost, ${misplaced} out of order`);
  say('result', `the longest pause was ${longestPause} ms`);

  gap();
  say('mended', `the link to ${serverAddresses[0]}`);
  const back = once(socket, 'peerAddressChange');
  await change('mend');
  await back;
}

// The server's echoes, each expected in its place of its stream.
async function collectEchoes() {
  const next = Array.from({ length: STREAMS }, (_, stream) => stream);
  let [arrived, misplaced, longestPause] = [0, 0, 0];
  let latest = performance.now();
  for await (const { data, stream } of socket.messages()) {
    if (Number(data) !== next[stream]) misplaced++;
    next[stream] += STREAMS;
    longestPause = Math.max(longestPause, performance.now() - latest);
    latest = performance.now();
    if (++arrived === MESSAGES) break;
  }
  return { lost: MESSAGES - arrived, misplaced, longestPause: Math.round(longestPause) };
}
