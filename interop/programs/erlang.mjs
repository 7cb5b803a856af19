// Erlang's gen_sctp, by a script of ours (gen_sctp.escript) that has it say all that it hears.

import path from 'node:path';

import { demand } from '../matrix/checks.mjs';
import { needsProgram } from '../matrix/row.mjs';
import { endOf, engineWays, meetingRow, take, ways } from './meeting.mjs';
import { listening } from './waits.mjs';

const needs = [needsProgram('escript', 'erlang-base')];
const script = path.join(import.meta.dirname, 'gen_sctp.escript');
const START_MS = 20_000; // it compiles the script first

const clientRow = (row) => meetingRow({ client: "Erlang's gen_sctp", needs, ...row });
const serverRow = (row) => meetingRow({ server: "Erlang's gen_sctp", needs, ...row });

export const rows = [
  ...ways.map((way) =>
    clientRow({
      title: 'echo by us',
      way,
      exchanged:
        'its 7 streams; 1, 1,452 and 65,536 bytes on 3 of them, with PPIDs: the same come back; ' +
        'SHUTDOWN by it',
      run: async (meeting, context) => {
        const server = await meeting.serve();
        const program = escript(context, 'call', way.host, server.address().port);
        await program.line(/^UP out=7 in=7$/, START_MS);
        const socket = await meeting.accept(server);
        demand('streams', [socket.inboundStreams, socket.outboundStreams], [7, 7]);
        const messages = [];
        socket.on('data', (message) => {
          messages.push([message.data.length, message.stream, message.ppid]);
          socket.write(message);
        });
        await program.line(/^ASSOCIATION shutdown_comp$/);
        const due = [
          [1, 0, 0],
          [1452, 1, 1001],
          [65_536, 6, 6006],
        ];
        demand('what it sent', messages, due);
        demand('what it heard', heardBy(program), due);
        demand('the end', await endOf(socket), 'peerShutdown');
      },
    }),
  ),
  ...ways.map((way) =>
    serverRow({
      title: 'echo by it',
      way,
      exchanged:
        '1 to 65,536 bytes on 3 streams, ordered and not: it says what came, and the same come ' +
        'back with stream, PPID and lack of order; SHUTDOWN, which it is told of',
      run: async (meeting, context) => {
        const { program, socket } = await connect(meeting, context);
        for (const [index, length] of [1, 1452, 1453, 9000, 65_536].entries()) {
          const options = {
            stream: index % 3,
            ppid: 0x01020304 + index,
            unordered: index % 2 === 1,
          };
          await socket.send(Buffer.alloc(length, 'n'), options);
          const [{ data, stream, ppid, unordered }] = await take(socket, 1);
          demand(
            'the echo',
            { length: data.length, stream, ppid, unordered },
            { length, ...options },
          );
          const flags = options.unordered ? 'unordered' : '';
          const said = `^MESSAGE size=${length} stream=${stream} ppid=${ppid} flags=\\[${flags}\\]$`;
          await program.line(new RegExp(said));
        }
        await socket.shutdown();
        await program.line(/^ASSOCIATION shutdown_comp$/);
      },
    }),
  ),
  ...engineWays.map((way) =>
    serverRow({
      title: 'every end',
      way,
      exchanged: 'it shuts down, it aborts, we abort: each side is told which it was',
      run: async (meeting, context) => {
        const { program, port, socket: first } = await connect(meeting, context);
        await first.send('shut down');
        demand('the end that it asked for', await endOf(first), 'peerShutdown');
        await program.line(/^ASSOCIATION shutdown_comp$/);
        const second = await meeting.connect(port);
        await second.send('abort');
        demand('its abort', await endOf(second), 'peerAbort');
        const third = await meeting.connect(port);
        await third.send('hello');
        await take(third, 1);
        third.abort('enough');
        await program.line(/^ASSOCIATION comm_lost$/);
      },
    }),
  ),
];

function escript(context, ...args) {
  return context.start('gen_sctp', 'escript', [script, ...args.map(String)]);
}

async function connect(meeting, context) {
  const port = context.port();
  const program = escript(context, 'serve', meeting.host, port);
  await program.line(/^LISTENING$/, START_MS);
  await listening(port);
  return { program, port, socket: await meeting.connect(port) };
}

function heardBy(program) {
  const lines = program.text().matchAll(/^MESSAGE size=(\d+) stream=(\d+) ppid=(\d+)/gm);
  return [...lines].map(([, ...numbers]) => numbers.map(Number));
}
