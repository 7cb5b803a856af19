// The rest of lksctp-tools: sctp_darn, checksctp, and withsctp, which puts SCTP under programs
// that know nothing but TCP.

import http from 'node:http';

import { isSCTPSupported } from 'net-sctp';

import { demand } from '../matrix/checks.mjs';
import { needsProgram } from '../matrix/row.mjs';
import { endOf, engineWays, meetingRow, take, ways } from './meeting.mjs';
import { listening } from './waits.mjs';

const needs = [needsProgram('sctp_darn', 'lksctp-tools'), needsProgram('stdbuf', 'coreutils')];
const needsWithsctp = needsProgram('withsctp', 'lksctp-tools');
const lines = ['one', 'two and three', 'x'.repeat(5000)];

const darnClient = (row) => meetingRow({ client: 'sctp_darn', needs, ...row });
const darnServer = (row) => meetingRow({ server: 'sctp_darn', needs, ...row });

export const rows = [
  {
    id: 'checksctp',
    server: '',
    client: 'checksctp',
    case: 'whether the kernel has SCTP',
    exchanged: 'nothing: it and getSCTPCapabilities() are of one opinion',
    needs: [needsProgram('checksctp', 'lksctp-tools')],
    run: async (context) => {
      const program = context.start('checksctp', 'checksctp', []);
      const supported = (await program.exited()) === 0;
      demand('its opinion', supported, isSCTPSupported('kernel'));
    },
  },

  ...ways.map((way) =>
    darnClient({
      title: 'lines of text',
      way,
      exchanged: 'lines of 3 to 5,000 bytes, a message each, with their end and a zero; SHUTDOWN',
      run: async (meeting, context) => {
        const server = await meeting.serve();
        const program = send(meeting, context, server);
        program.input(lines.map((line) => `${line}\n`).join(''));
        const socket = await meeting.accept(server);
        const messages = await take(socket, lines.length);
        program.endInput();
        demand(
          'texts',
          messages.map(({ data }) => String(data)),
          lines.map((line) => `${line}\n\0`),
        );
        demand('streams and PPIDs', metadata(messages), Array(lines.length).fill([0, 0]));
        demand('the end', await endOf(socket), 'peerShutdown');
        demand('its exit status', (await program.exited()) >= 0, true);
      },
    }),
  ),
  ...engineWays.map((way) =>
    darnClient({
      title: 'abort',
      way,
      exchanged: '16,384 bytes of text; ABORT, which we are told of',
      run: async (meeting, context) => {
        const server = await meeting.serve();
        const program = send(meeting, context, server, ['-I']);
        program.input('snd=16384\n');
        const socket = await meeting.accept(server);
        const [{ data }] = await take(socket, 1);
        demand('length', data.length, 16_384);
        program.input('abort\n');
        demand('the end', await endOf(socket), 'peerAbort');
      },
    }),
  ),
  ...ways.map((way) =>
    darnServer({
      title: 'lines of text, and their echo',
      way,
      exchanged:
        '3 texts, which it prints and sends back on stream 0; SHUTDOWN, which it is told of',
      run: async (meeting, context) => {
        const port = context.port();
        const program = darn(context, ['-l', '-e', '-H', meeting.host, '-P', port]);
        await listening(port);
        const socket = await meeting.connect(port);
        for (const line of lines) await socket.send(`${line}\0`, { stream: 2, ppid: 46 });
        const echoes = await take(socket, lines.length);
        demand(
          'echoes',
          echoes.map(({ data }) => String(data)),
          lines.map((line) => `${line}\0`),
        );
        demand('streams and PPIDs', metadata(echoes), Array(lines.length).fill([0, 0]));
        for (const line of lines)
          await program.line(new RegExp(`^DATA\\(${line.length + 1}\\): +${line}`));
        await socket.shutdown();
        await program.line(/NOTIFICATION: ASSOC_CHANGE - SHUTDOWN_COMP/);
      },
    }),
  ),

  ...engineWays.map((way) =>
    meetingRow({
      client: 'withsctp curl',
      title: 'HTTP',
      way,
      needs: [needsWithsctp, needsProgram('curl', 'curl')],
      exchanged:
        'GET and POST of 100,000 bytes, to node:http on stream 0: what came back, status and bytes',
      run: httpByCurl,
    }),
  ),
];

function darn(context, args) {
  return context.start('sctp_darn', 'stdbuf', ['-oL', 'sctp_darn', ...args].map(String));
}

function send(meeting, context, server, options = []) {
  const from = ['-H', meeting.host, '-P', context.port()];
  return darn(context, [
    '-s',
    ...options,
    ...from,
    '-h',
    meeting.host,
    '-p',
    server.address().port,
  ]);
}

function metadata(messages) {
  return messages.map(({ stream, ppid }) => [stream, ppid]);
}

async function httpByCurl(meeting, context) {
  const body = 'SCTP'.repeat(25_000);
  const web = http.createServer((request, response) => request.pipe(response));
  const server = await meeting.serve();
  server.on('connection', (socket) => {
    web.emit('connection', socket.openStream(0, { objectMode: false }));
  });
  const url = `http://${meeting.host}:${server.address().port}/`;
  const request = ['-s', '-S', '-D', '-', '--data-binary', '@-', url];
  const program = context.start('curl', 'withsctp', ['curl', ...request]);
  program.input(body);
  program.endInput();
  demand('its exit status', await program.exited(), 0);
  demand('status', program.text().split('\r\n')[0], 'HTTP/1.1 200 OK');
  const [, echo] = program.text().split('\r\n\r\n');
  demand('what came back', echo, body);
}
