// What compiles for a user of sockets, and what does not.

import type { Duplex } from 'node:stream';
import {
  connectSCTP,
  type SCTPAssociationState,
  type SCTPEndCause,
  type SCTPMessage,
  SCTP_PPID,
  SCTPSocket,
  SCTPStream,
} from 'net-sctp';
import { type Equal, expectType, holds } from './expect';

const socket = connectSCTP({ port: 3868, host: 'peer.example', outboundStreams: 4, noDelay: true });
connectSCTP(3868);
connectSCTP(3868, () => undefined);
connectSCTP(3868, 'peer.example', () => undefined);
// @ts-expect-error -- the port is what cannot be left out
connectSCTP({ host: 'peer.example' });
// @ts-expect-error -- an option's name is checked
connectSCTP({ port: 3868, outbundStreams: 4 });
// @ts-expect-error -- and so is its value
connectSCTP({ port: 3868, ppidByteOrder: 'little' });
// @ts-expect-error -- an address is text
connectSCTP({ port: 3868, remoteAddresses: [127, 0] });
// @ts-expect-error -- sockets are made by connectSCTP and by servers
new SCTPSocket('kernel', {}, () => false);

// It is a Duplex whose chunks are messages.
expectType<Duplex>(socket);
socket.pipe(socket);
socket.on('data', (message) => holds<Equal<typeof message, SCTPMessage>>());
socket.on('message', (data, info) => {
  holds<Equal<typeof data, Buffer>>();
  holds<Equal<typeof info, SCTPMessage>>();
});
socket.on('close', (hadError) => holds<Equal<typeof hadError, boolean>>());
socket.on('an event of my own', () => undefined);

// Written chunks, with and without options.
socket.write('text');
socket.write(Buffer.of(1), (error) => holds<Equal<typeof error, Error | null>>());
socket.write({ data: 'text', stream: 1, ppid: SCTP_PPID.NGAP, unordered: true });
socket.write({ data: new Uint8Array(1), partialReliability: { policy: 'ttl', value: 100 } });
// @ts-expect-error -- a chunk has bytes
socket.write(1);
// @ts-expect-error -- a message has data
socket.write({ stream: 1 });
// @ts-expect-error -- a policy has a name
socket.write({ data: 'text', partialReliability: { policy: 1, value: 100 } });

// A callback or a Promise.
holds<Equal<ReturnType<typeof sendWithCallback>, boolean>>();
holds<Equal<ReturnType<typeof sendWithPromise>, Promise<void>>>();
const sendWithCallback = () => socket.send('text', { stream: 1 }, () => undefined);
const sendWithPromise = () => socket.send('text', { stream: 1 });
// @ts-expect-error -- the callback comes last
void socket.send('text', () => undefined);

// What a received message has cannot be changed.
socket.on('data', (message) => {
  expectType<number>(message.stream);
  expectType<'IPv4' | 'IPv6'>(message.remoteAddress.family);
  // @ts-expect-error -- read only
  message.ppid = 0;
});

// State and end are words.
holds<Equal<typeof socket.state, SCTPAssociationState>>();
holds<Equal<typeof socket.endedBy, SCTPEndCause | undefined>>();
// @ts-expect-error -- there is no such state
expectType<boolean>(socket.state === 'open');
// @ts-expect-error -- read only
socket.id = 1;

// A stream's chunks are messages, or Buffers where that is asked for.
const stream = socket.openStream(1, { ppid: SCTP_PPID.NGAP, highWaterMark: 1024 });
const bytes = socket.openStream(2, { objectMode: false });
expectType<Duplex>(stream);
holds<Equal<typeof stream, SCTPStream>>();
holds<Equal<typeof bytes, SCTPStream<Buffer>>>();
stream.on('data', (message) => holds<Equal<typeof message, SCTPMessage>>());
bytes.once('data', (chunk) => holds<Equal<typeof chunk, Buffer>>());
stream.write({ data: 'text', ppid: 1 }, (error) => holds<Equal<typeof error, Error | null>>());
// @ts-expect-error -- its number is said once
socket.openStream(1, { stream: 2 });
// @ts-expect-error -- streams are opened by sockets
new SCTPStream(1, {}, {});
// @ts-expect-error -- read only
stream.id = 2;

async function iterate(): Promise<void> {
  for await (const message of socket) holds<Equal<typeof message, SCTPMessage>>();
  for await (const { data, ppid } of socket.messages()) expectType<[Buffer, number]>([data, ppid]);
  for await (const message of stream) holds<Equal<typeof message, SCTPMessage>>();
  for await (const chunk of bytes.messages()) holds<Equal<typeof chunk, Buffer>>();
  await socket.shutdown();
  await socket[Symbol.asyncDispose]();
}
expectType<unknown>(iterate);
