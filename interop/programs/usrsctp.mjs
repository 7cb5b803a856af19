// usrsctp's example programs: its stack as the distribution builds it, in UDP, with threads and
// sockets of its own. Those of `ekr` are of WebRTC's kind: no addresses, one UDP flow.

import http from 'node:http';
import { once } from 'node:events';
import { Duplex, PassThrough } from 'node:stream';

import { demand } from '../matrix/checks.mjs';
import { needsProgram } from '../matrix/row.mjs';
import { endOf, engineWays, meetingRow, ownStack, take, takeAll, ways } from './meeting.mjs';
import { udpBound, within } from './waits.mjs';

const folder = '/usr/lib/usrsctp';
const ports = { echo: 7, discard: 9, daytime: 13, chargen: 19, ekr: 5001 };
const LISTEN_MS = 5000;
const END_MS = 15_000; // each waits for its stack by the second

const needs = (name) => [
  needsProgram(`${folder}/${name}`, 'libusrsctp-examples'),
  needsProgram('stdbuf', 'coreutils'),
];
const clientRow = (name, row) =>
  meetingRow({ client: `usrsctp's ${name}`, needs: needs(name), ...row, way: ownStack(row.way) });
const serverRow = (name, row) =>
  meetingRow({ server: `usrsctp's ${name}`, needs: needs(name), ...row, way: ownStack(row.way) });

export const rows = [
  ...ways.map((way) =>
    clientRow('client', {
      title: 'lines of text both ways',
      way,
      exchanged:
        '20 lines from it, a message each, 20 to it on 4 streams, which it prints; SHUTDOWN',
      run: async (meeting, context) => {
        const lines = Array.from({ length: 20 }, (_, index) => `line ${index}\n`);
        const server = await meeting.serve();
        const program = start(context, 'client', ...callTo(meeting, context, server));
        program.input(lines.join(''));
        const socket = await meeting.accept(server);
        const messages = await take(socket, lines.length);
        demand(
          'texts',
          messages.map(({ data }) => String(data)),
          lines,
        );
        for (const [stream, line] of lines.entries()) {
          await socket.send(`answer to ${line}`, { stream: stream % 4 });
        }
        await program.line(/^answer to line 19$/);
        program.endInput();
        demand('the end', await endOf(socket), 'peerShutdown');
        demand('its exit status', await program.exited(END_MS), 0);
        for (const line of lines) await program.line(new RegExp(`^answer to ${line.trim()}$`));
      },
    }),
  ),
  ...ways.map((way) =>
    serverRow('echo_server', {
      title: 'echo',
      way,
      exchanged:
        '1 to 10,000 bytes on 3 streams, ordered and not: it prints length, stream and PPID of ' +
        'each, and the same come back; SHUTDOWN',
      run: async (meeting, context) => {
        const { program, socket } = await serve(meeting, context, 'echo');
        for (const [index, length] of [1, 1452, 1453, 9000, 10_000].entries()) {
          const options = {
            stream: index % 3,
            ppid: 0x01020304 + index,
            unordered: index % 2 === 1,
          };
          await socket.send(Buffer.alloc(length, 'u'), options);
          const [{ data, stream, ppid, unordered }] = await take(socket, 1);
          const echo = { length: data.length, stream, ppid, unordered };
          demand('the echo', echo, { length, ...options });
          const said = `^Msg of length ${length} received .* stream ${stream} .*PPID ${ppid},.*complete 1`;
          await program.line(new RegExp(said));
        }
        await socket.shutdown();
      },
    }),
  ),
  ...engineWays.map((way) =>
    serverRow('discard_server', {
      title: 'a message in pieces',
      way,
      exchanged: '65,536 bytes, of which it prints each piece: their lengths, PPID, and one end',
      run: async (meeting, context) => {
        const { program, socket } = await serve(meeting, context, 'discard');
        await socket.send(Buffer.alloc(65_536, 'd'), { stream: 2, ppid: 39 });
        await program.line(/complete 1\.$/);
        const said =
          /^Msg of length (\d+) received .* on stream 2 .*, PPID 39, .*complete (\d)\.$/gm;
        const pieces = [...program.text().matchAll(said)].map(([, ...numbers]) =>
          numbers.map(Number),
        );
        const length = pieces.reduce((sum, [size]) => sum + size, 0);
        demand('length of all pieces', length, 65_536);
        demand('ends', pieces.filter(([, complete]) => complete === 1).length, 1);
        await socket.shutdown();
      },
    }),
  ),
  ...engineWays.map((way) =>
    serverRow('daytime_server', {
      title: 'the time of day',
      way,
      exchanged: 'one message with the date, PPID 40; SHUTDOWN by it',
      run: async (meeting, context) => {
        const { socket } = await serve(meeting, context, 'daytime');
        const messages = await takeAll(socket);
        const dates = messages.map(({ data }) => Date.parse(String(data)));
        demand(
          'dates',
          dates.map((date) => Math.abs(Date.now() - date) < 86_400_000),
          [true],
        );
        demand('stream and PPID', [messages[0].stream, messages[0].ppid], [0, 40]);
        demand('the end', await endOf(socket), 'peerShutdown');
      },
    }),
  ),
  ...engineWays.map((way) =>
    serverRow('chargen_server_upcall', {
      title: 'characters without end',
      way,
      exchanged: '10 messages of the 94 printable characters; ABORT by us, which it notices',
      run: async (meeting, context) => {
        const port = ports.chargen;
        const { program, socket } = await serve(meeting, context, 'chargen_server_upcall', port);
        const characters = String.fromCharCode(...Array.from({ length: 94 }, (_, at) => at + 32));
        const messages = await take(socket, 10);
        demand('texts', [...new Set(messages.map(({ data }) => String(data)))], [characters]);
        socket.abort('enough');
        await program.line(/^client socket .* closed$/);
      },
    }),
  ),
  ...engineWays.flatMap((way) => [
    clientRow('tsctp', {
      title: '1,000 messages',
      way,
      exchanged: '1,000 unordered messages of 1,452 bytes and their content; SHUTDOWN',
      run: async (meeting, context) => {
        const server = await meeting.serve();
        const udp = ['-E', context.port(), '-U', meeting.udpPortOf(server)];
        const what = ['-n', 1000, '-l', 1452, '-u', '-p', server.address().port, way.host];
        const program = start(context, 'tsctp', ...udp, ...what);
        const socket = await meeting.accept(server);
        const messages = await takeAll(socket);
        demand('how many', messages.length, 1000);
        const due = Buffer.alloc(1452, 'b');
        const isAsDue = ({ data, unordered }) => unordered && data.equals(due);
        demand(
          'other messages than those',
          messages.filter((one) => !isAsDue(one)),
          [],
        );
        demand('the end', await endOf(socket), 'peerShutdown');
        demand('its exit status', await program.exited(END_MS), 0);
      },
    }),
    serverRow('tsctp', {
      title: '1,000 messages',
      way,
      exchanged: '1,000 messages of 1,000 bytes, which it counts; SHUTDOWN',
      run: async (meeting, context) => {
        const [port, udpPort] = [context.port(), context.port()];
        const program = start(context, 'tsctp', '-E', udpPort, '-p', port);
        await udpBound(udpPort);
        const socket = await connect(meeting, port, udpPort);
        const data = Buffer.alloc(1000, 't');
        for (let index = 0; index < 1000; index++) {
          if (!socket.write(data)) await within('drain', once(socket, 'drain'));
        }
        await socket.shutdown();
        // The first length, messages, calls, bytes, seconds, throughput, notifications.
        const [, calls] = await program.line(/^1000, 1000, (\d+), 1000000, /);
        demand('calls', Number(calls) >= 1000, true);
      },
    }),
    clientRow('http_client', {
      title: 'HTTP',
      way,
      exchanged: "GET with HTTP's PPID 63, to node:http: status, headers and 5,000 bytes; SHUTDOWN",
      run: httpRow,
    }),
    clientRow('ekr_client', {
      title: 'without addresses, as WebRTC',
      way,
      exchanged: '80 bytes on stream 1 with PPID 39; SHUTDOWN',
      run: async (meeting, context) => {
        const listen = { host: meeting.host, port: ports.ekr };
        const server = await meeting.serve({ listen });
        const from = [meeting.host, context.port()];
        const to = [meeting.host, meeting.udpPortOf(server)];
        const program = start(context, 'ekr_client', ...from, ...to);
        const socket = await meeting.accept(server);
        const messages = await takeAll(socket);
        const told = messages.map(({ data, stream, ppid }) => [String(data), stream, ppid]);
        demand('messages', told, [['A'.repeat(80), 1, 39]]);
        demand('the end', await endOf(socket), 'peerShutdown');
        demand('its exit status', await program.exited(END_MS), 0);
      },
    }),
  ]),
];

function start(context, name, ...args) {
  const command = ['-oL', `${folder}/${name}`, ...args.map(String)];
  return context.start(name, 'stdbuf', command);
}

function callTo(meeting, context, server) {
  const [localPort, localUdpPort] = [context.port(), context.port()];
  const { port } = server.address();
  return [meeting.host, port, localPort, localUdpPort, meeting.udpPortOf(server)];
}

async function serve(meeting, context, service, port = ports[service]) {
  const name = service in ports ? `${service}_server` : service;
  const udpPort = context.port();
  const program = start(context, name, udpPort);
  await udpBound(udpPort);
  return { program, socket: await connect(meeting, port, udpPort) };
}

// It has its UDP port a moment before it listens, and refuses until then: nothing else tells.
async function connect(meeting, port, remotePort) {
  const limit = performance.now() + LISTEN_MS;
  for (;;) {
    try {
      return await meeting.connect(port, { udpEncapsulation: { remotePort } });
    } catch (error) {
      if (error.code !== 'ECONNREFUSED' || performance.now() > limit) throw error;
    }
  }
}

async function httpRow(meeting, context) {
  const page = 'usrsctp'.repeat(1000).slice(0, 5000);
  const requests = [];
  const web = http.createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    response.end(page);
  });
  const server = await meeting.serve();
  const program = start(context, 'http_client', ...callTo(meeting, context, server), '/a/page');
  const socket = await meeting.accept(server);
  const [request] = await take(socket, 1);
  demand('PPID', request.ppid, 63);
  const [readable, writable] = [new PassThrough(), new PassThrough()];
  web.emit('connection', Duplex.from({ readable, writable }));
  readable.write(request.data);
  for await (const data of writable) await socket.send(data, { ppid: 63 });
  await socket.shutdown();
  demand('its exit status', await program.exited(END_MS), 0);
  demand('the request', requests, ['GET /a/page']);
  await program.line(/^HTTP\/1\.1 200 OK/);
  demand('whether it has printed the page', program.text().includes(page), true);
}
