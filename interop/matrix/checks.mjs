// What must be seen in the logs of two peers. Each check throws with what was seen in its place.

import { isDeepStrictEqual } from 'node:util';

import { chunkTypes } from './relay.mjs';
import { hashOf } from './said.mjs';

const SHOWN_PAYLOAD = 64;

/** Throws unless what was seen is what was due. */
export function demand(what, seen, due) {
  if (isDeepStrictEqual(seen, due)) return;
  throw new Error(`${what}: ${shorten(seen)} in place of ${shorten(due)}`);
}

/** That all of `due` came, and nothing else: in order within a stream, unless unordered. */
export function demandMessages(what, seen, due) {
  const told = due.map(described);
  const streams = new Set([...seen, ...told].map(({ stream }) => stream));
  demand(`${what}: number of messages`, seen.length, due.length);
  for (const stream of streams) {
    const ofStream = (list) => list.filter((message) => message.stream === stream);
    demand(`${what}, stream ${stream}`, ofStream(seen).map(withoutSsn), ofStream(told));
  }
}

/** That both have seen the association come up, with as many streams and paths, and go down. */
export function demandLife({ server, client }, { paths }) {
  const up = { type: 'associationChange', state: 'communicationUp', outbound: '8', inbound: '8' };
  const down = { type: 'associationChange', state: 'shutdownComplete' };
  demand('server: its association', lifeOf(server), [up, { type: 'peerShutdown' }, down]);
  demand('client: its association', lifeOf(client), [up, down]);
  if (paths === undefined) return;
  demand('server: paths', server.UP, [{ paths: String(paths) }]);
  demand('client: paths', client.UP, [{ paths: String(paths) }]);
}

/** That each stream's messages were numbered from 0 on. */
export function demandSequence(what, seen) {
  const next = new Map();
  for (const { stream, ssn } of seen) {
    const due = next.get(stream) ?? 0;
    demand(`${what}, stream ${stream}: sequence number`, ssn, String(due));
    next.set(stream, due + 1);
  }
}

export function notificationsOf(said, type) {
  return said.NOTIFY.filter((notification) => notification.type === type);
}

/** The PPIDs of all DATA chunks as bytes, such as `00 00 00 2a`. */
export function ppidsOnTheWire({ packets }) {
  const data = packets
    .flatMap(({ chunks }) => chunks)
    .filter(({ type }) => type === chunkTypes.DATA);
  const ppids = data.map(({ body }) => body.toString('hex', 8, 12).replaceAll(/..(?=.)/g, '$& '));
  return [...new Set(ppids)];
}

/** Whether a chunk of this type has passed. */
export function hasChunk({ packets }, type) {
  return packets.some(({ chunks }) => chunks.some((chunk) => chunk.type === type));
}

/** That no DATA chunk went without an AUTH chunk before it, and some did with one. */
export function demandAuthenticated({ packets }) {
  const withData = packets.filter(({ chunks }) =>
    chunks.some(({ type }) => type === chunkTypes.DATA),
  );
  demand('the relay: DATA both ways', new Set(withData.map(({ toServer }) => toServer)).size, 2);
  for (const { chunks } of withData) {
    const types = chunks.map(({ type }) => type);
    const isLed = types.indexOf(chunkTypes.AUTH) < types.indexOf(chunkTypes.DATA);
    demand('the relay: AUTH before DATA', isLed && types.includes(chunkTypes.AUTH), true);
  }
}

function lifeOf(said) {
  return said.NOTIFY.filter(({ type }) => ['associationChange', 'peerShutdown'].includes(type));
}

// What peers say of a message differs by it: only who receives one knows its sequence number.
function withoutSsn(message) {
  return Object.fromEntries(Object.entries(message).filter(([name]) => name !== 'ssn'));
}

function described({ payload, stream, ppid, unordered = false }) {
  return {
    unordered: String(Number(unordered)),
    length: String(payload.length),
    hash: hashOf(payload),
    stream: String(stream),
    ppid: String(ppid),
    payload: payload.slice(0, SHOWN_PAYLOAD),
  };
}

function shorten(value) {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 400 ? `${text.slice(0, 400)}...` : text;
}
