// Stands between two peers that talk over UDP, and sees, changes or loses what they send.

import dgram from 'node:dgram';
import { once } from 'node:events';

const COMMON_HEADER = 12;
const CHUNK_HEADER = 4;

export const chunkTypes = { DATA: 0, AUTH: 15, FORWARD_TSN: 192 };

export class Relay {
  /** All packets so far, each `{ chunks, toServer }`. */
  packets = [];
  #socket = dgram.createSocket('udp4');
  #server;
  #clientUdpPort;
  #change;

  /** `change(packet)` answers what goes on, or undefined for nothing. */
  static async open({ sctpPort, udpPort, change }) {
    const relay = new Relay({ sctpPort, udpPort, change });
    relay.#socket.bind(0, '127.0.0.1');
    await once(relay.#socket, 'listening');
    return relay;
  }

  constructor({ sctpPort, udpPort, change = (packet) => packet }) {
    this.#server = { sctpPort, udpPort };
    this.#change = change;
    this.#socket.on('message', (packet, { port }) => this.#pass(packet, port));
    this.#socket.on('error', () => {}); // whom it is for has gone
  }

  get port() {
    return this.#socket.address().port;
  }

  close() {
    this.#socket.close();
  }

  // One kernel that is both of them has one UDP port for both: only SCTP's ports tell them apart.
  #pass(packet, from) {
    const toServer = packet.readUInt16BE(2) === this.#server.sctpPort;
    if (toServer) this.#clientUdpPort = from;
    this.packets.push({ toServer, chunks: chunksOf(packet) });
    const changed = this.#change(packet);
    const to = toServer ? this.#server.udpPort : this.#clientUdpPort;
    if (changed !== undefined) this.#socket.send(changed, to, '127.0.0.1');
  }
}

/** The chunks of a packet (RFC 9260 section 3.2). */
function chunksOf(packet) {
  const chunks = [];
  for (let at = COMMON_HEADER; at + CHUNK_HEADER <= packet.length;) {
    const length = Math.max(packet.readUInt16BE(at + 2), CHUNK_HEADER);
    chunks.push({ type: packet[at], body: packet.subarray(at + CHUNK_HEADER, at + length) });
    at += (length + 3) & -4;
  }
  return chunks;
}
