// Nmap's ncat, in clear and under TLS.

import { once } from 'node:events';
import { Duplex, PassThrough } from 'node:stream';
import tls from 'node:tls';

import { demand } from '../matrix/checks.mjs';
import { needsProgram } from '../matrix/row.mjs';
import { endOf, engineWays, meetingRow, take, takeAll, ways } from './meeting.mjs';
import { listening, within } from './waits.mjs';

const needs = [needsProgram('ncat', 'ncat')];
const text = Array.from({ length: 2000 }, (_, index) => `line ${index}\n`).join('');

const clientRow = (row) => meetingRow({ client: 'ncat', needs, ...row });
const serverRow = (row) => meetingRow({ server: 'ncat', needs, ...row });

export const rows = [
  ...ways.map((way) =>
    clientRow({
      title: 'text both ways',
      way,
      exchanged: `${text.length} bytes from it, the same on stream 3 to it; SHUTDOWN by it`,
      run: async (meeting, context) => {
        const server = await meeting.serve();
        const args = ['--sctp', way.host, server.address().port];
        const program = ncat(context, args);
        const socket = await meeting.accept(server);
        await socket.send(text, { stream: 3 });
        await program.line(/^line 1999$/);
        demand('what it printed', program.text(), text);
        program.input(text);
        program.endInput();
        const said = (await takeAll(socket)).map(({ data }) => String(data)).join('');
        demand('what it sent', said, text);
        demand('the end', await endOf(socket), 'peerShutdown');
        demand('its exit status', await program.exited(), 0);
      },
    }),
  ),
  ...ways.map((way) =>
    serverRow({
      title: 'echo by cat',
      way,
      exchanged: '10 messages of up to 7,000 bytes, each sent back before the next; SHUTDOWN',
      run: async (meeting, context) => {
        const port = context.port();
        const program = ncat(context, ['--sctp', '-l', '-e', '/bin/cat', way.host, port]);
        await listening(port);
        const socket = await meeting.connect(port);
        for (let index = 0; index < 10; index++) {
          const data = Buffer.alloc(1 + index * 777, `${index}`);
          await socket.send(data, { stream: index, ppid: index });
          const [echo] = await take(socket, 1);
          demand('the echo', echo.data.equals(data), true);
        }
        await socket.shutdown();
        demand('its exit status', await program.exited(), 0);
      },
    }),
  ),
  ...engineWays.map((way) =>
    serverRow({
      title: 'TLS over SCTP (RFC 3436)',
      way,
      exchanged: 'a handshake of node:tls on stream 0; text both ways under it; close_notify',
      run: async (meeting, context) => {
        const port = context.port();
        const program = ncat(context, ['--sctp', '--ssl', '-l', way.host, port]);
        await listening(port);
        const socket = await meeting.connect(port);
        // ncat makes a certificate of its own, which nobody has signed.
        const secure = tls.connect({ socket: bytesOf(socket), rejectUnauthorized: false });
        await within('handshake', once(secure, 'secureConnect'));
        secure.write(text);
        await program.line(/^line 1999$/);
        program.input('its answer\n');
        const [answer] = await within('answer', once(secure, 'data'));
        demand('the answer', String(answer), 'its answer\n');
        secure.end();
        demand('the end', await endOf(socket), 'peerShutdown');
      },
    }),
  ),
];

// As TLS wants it: bytes with no bounds among them, by stream 0.
function bytesOf(socket) {
  const stream = socket.openStream(0, { objectMode: false });
  const [writable, readable] = [new PassThrough(), new PassThrough()];
  writable.pipe(stream).pipe(readable);
  return Duplex.from({ readable, writable });
}

function ncat(context, args) {
  return context.start('ncat', 'ncat', args.map(String));
}
