import type { SCTPEngine, SCTPServer } from '../../lib/index';
import type { PairOptions } from './pair';
import { connecting, listeningServer, type Pair } from './pair';
import { event } from './events';
import { opened } from './opened';
import { sealed } from './packet';
import { closeUdp, udpSocket } from './udp';

/** One chunk as it went over the wire (RFC 9260 section 3.2). */
export interface Chunk {
  type: number;
  flags: number;
  body: Buffer;
}

/** The kernel's UDP port, for suites that run {@link withSysctls} `udp_port` of it. */
export const kernelsUdpPort = 9899;

/** An association whose packets all pass a UDP socket of ours (RFC 6951). */
export interface Watched extends Pair {
  /** Every packet so far, in its order, as its chunks. */
  packets: Chunk[][];
  /** Has the side that took the last packet take this chunk, given in hexadecimal digits. */
  inject: (chunk: string) => void;
  stop: () => Promise<void>;
}

export async function watchedPair(
  engine: SCTPEngine,
  { server: serverOptions, listen, client }: PairOptions = {},
): Promise<Watched> {
  const ownPort = engine === 'userspace' ? { udpEncapsulation: { localPort: 0 } } : {};
  const server = await listeningServer(engine, { ...ownPort, ...serverOptions }, listen);
  const packets: Chunk[][] = [];
  const serverPort = udpPortOf(server);
  const relay = await udpSocket();
  relay.unref(); // what fails before it stops it keeps nobody waiting
  let clientPort = 0;
  let last = { header: '', port: 0 };
  relay.on('message', (packet, { port }) => {
    if (port !== serverPort || engine === 'kernel') clientPort = port;
    packets.push(chunksOf(packet));
    const to = port === serverPort ? clientPort : serverPort;
    last = { header: packet.toString('hex', 0, 12), port: to };
    relay.send(packet, to, '127.0.0.1');
  });
  const inject = (chunk: string): void => {
    relay.send(sealed(`${last.header} ${chunk}`), last.port, '127.0.0.1');
  };
  const remotePort = relay.address().port;
  const a = connecting(server, { udpEncapsulation: { remotePort }, ...client });
  const [z] = await Promise.all([event(server, 'connection'), event(a, 'connect')]);
  return { server, a, z: opened(z), packets, inject, stop: () => closeUdp(relay) };
}

function udpPortOf(server: SCTPServer): number {
  return server.engine === 'kernel'
    ? kernelsUdpPort
    : server.getOption('localUdpEncapsulationPort');
}

/** What is in a packet. */
export function chunksOf(packet: Buffer): Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = 12; at + 4 <= packet.length;) {
    const length = packet.readUInt16BE(at + 2);
    const body = packet.subarray(at + 4, at + length);
    chunks.push({ type: packet[at]!, flags: packet[at + 1]!, body });
    at += Math.max((length + 3) & -4, 4);
  }
  return chunks;
}
