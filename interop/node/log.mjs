// What a peer has to say, in lines that the matrix reads, such as
// `NODE_SERVER_RECV ... stream=N ppid=N payload=TEXT`. With several hosts the role's name is
// NODE_MULTI_SERVER or NODE_MULTI_CLIENT.

import { settings } from './settings.mjs';

const LONGEST_PAYLOAD = 64;

const details = {
  associationChange: ({ state, outboundStreams, inboundStreams, abortReason = '' }) => ({
    state,
    ...(state === 'communicationUp' && { outbound: outboundStreams, inbound: inboundStreams }),
    ...(state === 'communicationLost' && { reason: abortReason }),
  }),
  peerAddressChange: ({ state, address }) => ({ state, address: address.address }),
  sendFailed: ({ message: { stream, data } }) => ({ stream, payload: data }),
  streamReset: ({ incoming, outgoing, denied, failed, streams }) => ({
    incoming: Number(incoming),
    outgoing: Number(outgoing),
    denied: Number(denied),
    failed: Number(failed),
    streams,
  }),
};

export class Log {
  #prefix;

  constructor(role) {
    this.#prefix = `NODE_${settings.hosts.length > 1 ? 'MULTI_' : ''}${role}`;
  }

  say(what, fields = {}) {
    const text = Object.entries(fields).map(([name, value]) => ` ${name}=${value}`);
    process.stdout.write(`${this.#prefix}_${what}${text.join('')}\n`);
  }

  sent(message) {
    this.say('SENT', describe(message));
  }

  received(message) {
    this.say('RECV', { ssn: message.ssn, ...describe(message) });
  }

  notified(notification) {
    const { type } = notification;
    this.say('NOTIFY', { type, ...details[type]?.(notification) });
  }
}

function describe({ data, stream, ppid, unordered = false }) {
  const bytes = Buffer.from(data);
  return {
    unordered: Number(unordered),
    length: bytes.length,
    hash: hash(bytes).toString(16).padStart(8, '0'),
    stream,
    ppid,
    payload: bytes.toString('utf8', 0, LONGEST_PAYLOAD),
  };
}

// FNV-1a, which each of the peers can compute in a line.
function hash(bytes) {
  return bytes.reduce((sum, byte) => Math.imul(sum ^ byte, 0x01000193), 0x811c9dc5) >>> 0;
}
