// iperf3, whose tests are agreed upon by TCP and run by SCTP. Client and server are its own; all
// that goes between them goes through a relay of ours, which is a server to one and a client to
// the other: neither has a peer of its own kind.

import { once } from 'node:events';
import net from 'node:net';

import { demand } from '../matrix/checks.mjs';
import { needsProgram } from '../matrix/row.mjs';
import { meetingRow, ways } from './meeting.mjs';
import { Relay } from './relay.mjs';
import { within } from './waits.mjs';

const needs = [needsProgram('iperf3', 'iperf3')];
const COOKIE = 37; // bytes that each association begins with
const LENGTH = 4000;
const COUNT = 500;
const STREAMS = 4;

export const rows = ways.flatMap((way) => [
  row({
    title: 'from client to server',
    way,
    exchanged:
      `a cookie and ${COUNT} messages of ${LENGTH} bytes, through a relay: their lengths, ` +
      `${STREAMS} streams, as many bytes as the client says it has sent`,
    options: [],
    associations: 1,
  }),
  row({
    title: 'from server to client (-R)',
    way,
    exchanged:
      `a cookie one way, messages of ${LENGTH} bytes the other: their lengths, ${STREAMS} streams, ` +
      'no fewer bytes than the client says it has received',
    options: ['-R'],
    associations: 1,
    // Told to receive a number of messages, it would wait for some that the server never sends.
    amount: ['-t', '1'],
  }),
  row({
    title: 'three at once (-P 3)',
    way,
    exchanged:
      'as from client to server, over three associations together: no fewer bytes than the client ' +
      'says it has sent',
    options: ['-P', '3'],
    associations: 3,
  }),
]);

function row({ title, way, exchanged, options, associations, amount = ['-k', `${COUNT}`] }) {
  return meetingRow({
    server: 'iperf3 -s',
    client: 'iperf3 -c',
    title,
    way,
    needs,
    exchanged,
    run: async (meeting, context) => {
      const [port, relayed] = [context.port(), context.port()].map(String);
      const server = context.start('server', 'iperf3', ['-s', '-1', '--forceflush', '-p', port]);
      await server.line(/^Server listening on/);
      const tcp = await relayTcp(way.host, Number(relayed), Number(port));
      const relay = new Relay(meeting);
      await relay.relay(Number(relayed), Number(port));
      // It takes the number of streams for a bandwidth, too, unless it is told one afterwards.
      const sctp = ['--sctp', '--nstreams', `${STREAMS}`, '-b', '0'];
      const what = ['-l', `${LENGTH}`, ...amount, ...options];
      const to = ['-c', way.host, '-p', relayed, '-J'];
      const client = context.start('client', 'iperf3', [...to, ...sctp, ...what]);
      demand('status of the client', await client.exited(), 0);
      demand('status of the server', await server.exited(), 0);
      tcp.close();
      await relay.ended();
      const report = JSON.parse(client.text());
      verify(relay.associations, report, { associations, reverse: options.includes('-R') });
    },
  });
}

function verify(all, { end }, { associations, reverse }) {
  demand('associations', all.length, associations);
  let bytes = 0;
  for (const { streams, fromClient, fromServer } of all) {
    const lengths = (messages) => messages.map(({ length }) => length);
    const [cookie, ...rest] = lengths(fromClient);
    demand('streams', streams, STREAMS);
    demand('the cookie', cookie, COOKIE);
    const [data, nothing] = reverse ? [lengths(fromServer), rest] : [rest, lengths(fromServer)];
    demand('lengths', [...new Set(data)], [LENGTH]);
    demand('the other way', nothing, []);
    bytes += data.length * LENGTH;
  }
  // Of several associations it leaves some of its last messages out of account.
  const sent = end.sum_sent.bytes;
  const isAsSent = associations > 1 ? bytes >= sent : reverse || bytes === sent;
  demand(`${bytes} bytes of ${sent} that the client says it sent`, isAsSent, true);
  // A receiver counts what it has read when it learns, by TCP, that the test is over.
  const received = end.sum_received.bytes;
  demand(`${received} bytes received of ${bytes}`, received > 0 && received <= bytes, true);
}

// Takes connections at one port to another, as long as the row runs.
async function relayTcp(host, port, to) {
  const server = net.createServer((socket) => {
    const onward = net.connect(to, host);
    for (const one of [socket, onward]) one.on('error', () => {}); // what it was shows by the rest
    socket.pipe(onward).pipe(socket);
  });
  server.listen(port, host).unref();
  await within('TCP server', once(server, 'listening'));
  return server;
}
