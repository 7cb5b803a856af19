// socat, which relays bytes: one message for each read of what it relays.

import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

import { demand } from '../matrix/checks.mjs';
import { needsProgram } from '../matrix/row.mjs';
import { endOf, engineWays, meetingRow, take, takeAll, ways } from './meeting.mjs';
import { listening } from './waits.mjs';

const needs = [needsProgram('socat', 'socat')];
const needsWithsctp = [...needs, needsProgram('withsctp', 'lksctp-tools')];
const MEBIBYTE = 1024 * 1024;

const clientRow = (row) => meetingRow({ client: 'socat', needs, ...row });
const serverRow = (row) => meetingRow({ server: 'socat', needs, ...row });

export const rows = [
  ...ways.map((way) =>
    clientRow({
      title: 'a file, by reads of 1,000 bytes',
      way,
      exchanged:
        '100,500 random bytes: 100 messages of 1,000, one of 500, the same bytes; SHUTDOWN',
      run: async (meeting, context) => {
        const bytes = randomBytes(100_500);
        const server = await meeting.serve();
        const file = `OPEN:${fileOf(context, 'sent', bytes)}`;
        const program = socat(context, ['-u', '-b', '1000', file, to(way, server)]);
        const socket = await meeting.accept(server);
        const messages = await takeAll(socket);
        const lengths = messages.map(({ data }) => data.length);
        demand('lengths', lengths, [...Array(100).fill(1000), 500]);
        demand('the same bytes', together(messages).equals(bytes), true);
        demand('streams and PPIDs', sorts(messages), ['0 0']);
        demand('the end', await endOf(socket), 'peerShutdown');
        demand('its exit status', await program.exited(), 0);
      },
    }),
  ),
  ...ways.map((way) =>
    serverRow({
      title: 'a file',
      way,
      exchanged:
        '1 MiB of random bytes in messages of 1 to 60,000 on 4 streams: the same bytes; SHUTDOWN',
      run: async (meeting, context) => {
        const port = context.port();
        const file = fileOf(context, 'received', '');
        // A message that is longer than its buffer would come to it in two reads.
        const args = ['-u', '-b', '65536', listen(way, port), `OPEN:${file},trunc`];
        const program = socat(context, args);
        await listening(port);
        const socket = await meeting.connect(port);
        const sent = randomBytes(MEBIBYTE);
        for (
          let at = 0, length = 1;
          at < sent.length;
          at += length, length = (length * 7) % 60_001
        ) {
          const data = sent.subarray(at, at + length);
          if (!socket.write(data)) await new Promise((resolve) => socket.once('drain', resolve));
        }
        await socket.shutdown();
        demand('its exit status', await program.exited(), 0);
        demand('the same bytes', fs.readFileSync(file).equals(sent), true);
      },
    }),
  ),
  ...ways.map((way) =>
    serverRow({
      title: 'echo',
      way,
      exchanged:
        '1 to 8,192 bytes on 2 streams, each sent back on stream 0 before the next; SHUTDOWN',
      run: async (meeting, context) => {
        const port = context.port();
        const program = socat(context, [listen(way, port), 'PIPE']);
        await listening(port);
        const socket = await meeting.connect(port);
        for (const length of [1, 1452, 1453, 4096, 8192]) {
          const data = randomBytes(length);
          await socket.send(data, { stream: length % 2, ppid: 46 });
          const [echo] = await take(socket, 1);
          demand('the echo', echo.data.equals(data) && [echo.stream, echo.ppid], [0, 0]);
        }
        await socket.shutdown();
        demand('its exit status', await program.exited(), 0);
      },
    }),
  ),
  ...engineWays.flatMap((way) => [
    meetingRow({
      client: 'withsctp socat',
      title: 'a file over TCP, as it believes',
      way,
      needs: needsWithsctp,
      exchanged: '100,500 random bytes from TCP4-CONNECT: the same bytes by SCTP; SHUTDOWN',
      run: async (meeting, context) => {
        const bytes = randomBytes(100_500);
        const server = await meeting.serve();
        const tcp = `TCP4:${way.host}:${server.address().port}`;
        const args = ['socat', '-u', `OPEN:${fileOf(context, 'sent', bytes)}`, tcp];
        const program = context.start('socat', 'withsctp', args);
        const socket = await meeting.accept(server);
        demand('the same bytes', together(await takeAll(socket)).equals(bytes), true);
        demand('the end', await endOf(socket), 'peerShutdown');
        demand('its exit status', await program.exited(), 0);
      },
    }),
    meetingRow({
      server: 'withsctp socat',
      title: 'echo over TCP, as it believes',
      way,
      needs: needsWithsctp,
      exchanged: '10 messages to TCP4-LISTEN, each sent back before the next; SHUTDOWN',
      run: async (meeting, context) => {
        const port = context.port();
        const tcp = `TCP4-LISTEN:${port},bind=${way.host}`;
        const program = context.start('socat', 'withsctp', ['socat', tcp, 'PIPE']);
        await listening(port);
        const socket = await meeting.connect(port);
        for (let index = 0; index < 10; index++) {
          await socket.send(`number ${index}`);
          const [{ data }] = await take(socket, 1);
          demand('the echo', String(data), `number ${index}`);
        }
        await socket.shutdown();
        demand('its exit status', await program.exited(), 0);
      },
    }),
  ]),
];

function socat(context, args) {
  return context.start('socat', 'socat', args);
}

function to({ family, host }, server) {
  const { port } = server.address();
  return family === 'IPv4' ? `SCTP4:${host}:${port}` : `SCTP6:[${host}]:${port}`;
}

function listen({ family, host }, port) {
  return family === 'IPv4'
    ? `SCTP4-LISTEN:${port},bind=${host}`
    : `SCTP6-LISTEN:${port},bind=[${host}]`;
}

function fileOf(context, name, content) {
  const file = path.join(context.logDir, `socat-${name}.bin`);
  fs.writeFileSync(file, content);
  return file;
}

function together(messages) {
  return Buffer.concat(messages.map(({ data }) => data));
}

function sorts(messages) {
  return [...new Set(messages.map(({ stream, ppid }) => `${stream} ${ppid}`))];
}
