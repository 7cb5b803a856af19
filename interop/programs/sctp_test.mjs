// lksctp-tools' sctp_test: what it sends and what it has received, message by message, it says.

import { createHash } from 'node:crypto';

import { demand } from '../matrix/checks.mjs';
import { needsProgram } from '../matrix/row.mjs';
import { endOf, engineWays, meetingRow, takeAll, ways } from './meeting.mjs';
import { listening, until } from './waits.mjs';

const needs = [needsProgram('sctp_test', 'lksctp-tools')];
const SENT = /sendmsg\(.*\) +(\d+) bytes\.\s+SNDRCV\(stream=(\d+) flags=0x(\d) ppid=(\d+)/g;
const RECEIVED =
  /Data (\d+) bytes\..*\n\s+SNDRCV\(stream=(\d+) ssn=(\d+) tsn=(\d+) flags=0x(\d) ppid=(\d+)/g;
const SIZES_OF_CASE_4 = [1, 1000, 2000, 3000, 5000, 10_000, 15_000, 20_000, 25_000, 32_768];

const clientRow = (row) => meetingRow({ client: 'sctp_test', needs, ...row });
const serverRow = (row) => meetingRow({ server: 'sctp_test', needs, ...row });

export const rows = [
  ...ways.map((way) =>
    clientRow({
      title: 'ten lengths in order',
      way,
      exchanged:
        '1 to 32,768 bytes on 5 streams: bytes, PPIDs and order in each stream as sctp_test says ' +
        'it sent them; SHUTDOWN',
      run: async (meeting, context) => {
        const { program, messages } = await receive(meeting, context, ['-c', '4', '-o', '1']);
        for (let stream = 0; stream < 5; stream++) {
          const ofStream = (one) => one.stream === stream;
          const due = sentBy(program).filter(ofStream);
          demand(`messages of stream ${stream}`, messages.filter(ofStream).map(described), due);
        }
      },
    }),
  ),
  ...engineWays.map((way) =>
    clientRow({
      title: 'every other one unordered',
      way,
      exchanged:
        '1 to 32,768 bytes on 5 streams, each with its bytes, PPID and lack of order; SHUTDOWN',
      run: async (meeting, context) => {
        const { program, messages } = await receive(meeting, context, ['-c', '4', '-o', '2']);
        const byPpid = (a, b) => a.ppid - b.ppid;
        const due = sentBy(program).sort(byPpid);
        demand('messages', messages.map(described).sort(byPpid), due);
        demand('unordered ones', due.filter(({ unordered }) => unordered).length, 5);
      },
    }),
  ),
  ...engineWays.map((way) =>
    clientRow({
      title: 'echo',
      way,
      exchanged: '10 messages of 1 to 32,768 bytes, each sent back before the next; SHUTDOWN',
      run: async (meeting, context) => {
        const server = await meeting.serve();
        const program = start(context, ['-s', '-D', '-c', '4', ...to(meeting, server, context)]);
        const socket = await meeting.accept(server);
        socket.pipe(socket);
        demand('its exit status', await program.exited(), 0);
        const sizes = [...program.text().matchAll(/Data (\d+) bytes/g)].map(([, size]) => +size);
        demand('sizes that came back', sizes, SIZES_OF_CASE_4);
        demand('the end', await endOf(socket), 'peerShutdown');
      },
    }),
  ),
  ...engineWays.map((way) =>
    clientRow({
      title: 'several addresses at either end',
      way,
      exchanged:
        '10 messages of 1,453 bytes, sent back; each side knows both addresses of the other',
      run: async (meeting, context) => {
        const [ofServer, ofClient] = meeting.others.map((other) => [meeting.host, other]);
        const server = await meeting.serve({ listen: { localAddresses: ofServer } });
        const { port } = server.address();
        const from = ['-H', meeting.host, '-P', context.port(), '-B', ofClient[1]];
        const toBoth = ofServer.flatMap((address) => ['-C', address]);
        start(context, ['-s', '-D', '-x', '1', '-c', '2', ...from, '-p', port, ...toBoth]);
        const socket = await meeting.accept(server);
        const known = (list) => list.map(({ address }) => address).sort();
        demand('its addresses', known(socket.remoteAddresses), ofClient);
        demand('our addresses', known(socket.localAddresses), ofServer);
        socket.pipe(socket);
        demand('the end', await endOf(socket), 'peerShutdown');
        demand('bytes', socket.bytesRead, 10 * 1453);
      },
    }),
  ),
  ...engineWays.map((way) =>
    clientRow({
      title: 'ten at once, to one endpoint',
      way,
      exchanged:
        '1 to 32,768 bytes on 2 streams from each of ten: bytes, and order in each stream of each ' +
        'association; all shut down',
      run: async (meeting, context) => {
        const endpoint = await meeting.open();
        const received = new Map();
        endpoint.on('message', (data, { associationId, stream }) => {
          received.set(associationId, [...(received.get(associationId) ?? []), { data, stream }]);
        });
        const { host } = meeting;
        const to = ['-H', host, '-P', 0, '-h', host, '-p', endpoint.address().port];
        const what = ['-s', '-x', '1', '-c', '4', '-o', '1', '-M', '2'];
        const programs = Array.from({ length: 10 }, (_, index) =>
          start(context, [...what, ...to], `sctp_test-${index}`),
        );
        for (const program of programs) demand('exit status', await program.exited(), 0);
        await until('end of all', () => endpoint.getAssociationIds().length === 0);
        demand('associations', received.size, 10);
        const bytes = SIZES_OF_CASE_4.map(pattern);
        for (const messages of received.values()) {
          for (const stream of [0, 1]) {
            // It begins with stream 1.
            const due = bytes.filter((_, index) => (index + 1) % 2 === stream);
            const came = messages.filter((one) => one.stream === stream).map(({ data }) => data);
            demand(`stream ${stream}`, came.map(digest), due.map(digest));
          }
        }
      },
    }),
  ),
  ...ways.map((way) =>
    serverRow({
      title: 'lengths, streams and PPIDs',
      way,
      exchanged:
        '1 to 65,536 bytes, ordered and not, on 3 streams: sctp_test prints the length, stream, ' +
        'flags and PPID of each; SHUTDOWN, which it is told of',
      run: async (meeting, context) => {
        const { program, socket } = await connect(meeting, context);
        await socket.send('the first, whose metadata it has no room for');
        const sent = [1, 2, 1452, 1453, 9000, 65_536].map((length, index) => ({
          length,
          stream: index % 3,
          unordered: index >= 3,
          ppid: 0x01020304 + index,
        }));
        for (const { length, ...options } of sent) {
          await socket.send(Buffer.alloc(length, 'x'), options);
        }
        await socket.shutdown();
        await program.line(/SCTP_ASSOC_CHANGE\(SHUTDOWN_COMPLETE\)/);
        demand('what it received', receivedBy(program).sort(byLength), sent.sort(byLength));
      },
    }),
  ),
  ...engineWays.map((way) =>
    serverRow({
      title: 'abort',
      way,
      exchanged: 'a message; ABORT, which it is told of',
      run: async (meeting, context) => {
        const { program, socket } = await connect(meeting, context);
        await socket.send(Buffer.alloc(1000, 'x'));
        await program.line(/Data 1000 bytes/);
        socket.abort('enough');
        await program.line(/SCTP_ASSOC_CHANGE\(COMMUNICATION_LOST\)/);
        demand('the end', await endOf(socket), 'localAbort');
      },
    }),
  ),
  ...engineWays.map((way) =>
    serverRow({
      title: 'one-to-one style',
      way,
      exchanged: '3 messages, whose lengths it prints; SHUTDOWN, which it is told of',
      run: async (meeting, context) => {
        const { program, socket } = await connect(meeting, context, ['-T']);
        for (const length of [1, 1453, 32_768]) await socket.send(Buffer.alloc(length, 'x'));
        await socket.shutdown();
        await program.line(/No association is present now/);
        const lengths = [...program.text().matchAll(/Data (\d+) bytes/g)].map(([, size]) => +size);
        demand('lengths', lengths, [1, 1453, 32_768]);
      },
    }),
  ),
];

function start(context, args, name = 'sctp_test') {
  return context.start(name, 'sctp_test', args.map(String));
}

function to(meeting, server, context) {
  const from = ['-H', meeting.host, '-P', context.port()];
  return [...from, '-h', meeting.host, '-p', server.address().port, '-x', '1', '-r', '7'];
}

async function receive(meeting, context, what) {
  // PPIDs are numbers of its host's order to it, not of the network's.
  const server = await meeting.serve({ ppidByteOrder: 'host' });
  const program = start(context, ['-s', '-M', '5', ...what, ...to(meeting, server, context)]);
  const socket = await meeting.accept(server);
  const messages = await takeAll(socket);
  demand('the end', await endOf(socket), 'peerShutdown');
  demand('its exit status', await program.exited(), 0);
  demand('as many as it sent', messages.length, SIZES_OF_CASE_4.length);
  for (const { data } of messages) {
    if (!data.equals(pattern(data.length))) throw new Error(`${data.length} bytes are others`);
  }
  return { program, messages };
}

async function connect(meeting, context, options = []) {
  const port = context.port();
  const program = start(context, ['-l', '-H', meeting.host, '-P', port, ...options]);
  await listening(port);
  return { program, socket: await meeting.connect(port) };
}

function sentBy(program) {
  return [...program.text().matchAll(SENT)].map(([, length, stream, flags, ppid]) => ({
    length: Number(length),
    stream: Number(stream),
    unordered: flags === '1',
    ppid: Number(ppid),
  }));
}

function receivedBy(program) {
  return [...program.text().matchAll(RECEIVED)].map(([, length, stream, , , flags, ppid]) => ({
    length: Number(length),
    stream: Number(stream),
    unordered: flags === '1',
    ppid: swapped(Number(ppid)),
  }));
}

function described({ data, stream, unordered, ppid }) {
  return { length: data.length, stream, unordered, ppid };
}

function swapped(ppid) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(ppid);
  return bytes.readUInt32BE();
}

// The digits over and over, and a zero at the end.
function pattern(length) {
  const bytes = Buffer.from(Array.from({ length }, (_, index) => 0x30 + (index % 10)));
  bytes[length - 1] = 0;
  return bytes;
}

function digest(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}

function byLength(a, b) {
  return a.length - b.length;
}
