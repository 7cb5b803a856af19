import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

/** A UDP socket on a free port of every address, or on the one that is named. */
export async function udpSocket(port = 0): Promise<Socket> {
  const socket = createSocket('udp4').bind(port);
  await once(socket, 'listening');
  return socket;
}

export async function closeUdp(socket: Socket): Promise<void> {
  const closed = once(socket, 'close');
  socket.close();
  await closed;
}

/** A UDP port that was free just now. */
export async function freeUdpPort(): Promise<number> {
  const socket = await udpSocket();
  const { port } = socket.address();
  await closeUdp(socket);
  return port;
}

/** Whether anybody on this host has the UDP port, for IPv4. */
export function isUdpPortOpen(port: number): boolean {
  const lines = readFileSync('/proc/self/net/udp', 'latin1').trim().split('\n').slice(1);
  return lines.some((line) => Number.parseInt(/:([0-9A-F]{4}) /.exec(line)![1]!, 16) === port);
}
