// The network that the matrix runs on: the loopback of a network namespace of its own, so that
// neither its settings nor its ports concern anybody else.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';

export const KERNELS_UDP_PORT = 9899; // RFC 6951

const udpPort = '/proc/sys/net/sctp/udp_port';

/** The addresses; as in the Go fork, the environment may name others. */
export const hosts = {
  host: process.env.SERVER_HOST ?? '127.0.0.1',
  host6: process.env.SERVER_HOST6 ?? '::1',
  multi: (process.env.MULTI_HOSTS ?? '127.0.0.1,127.0.0.2').split(','),
  dead6: process.env.DEAD_HOST6 ?? 'fd00::dead',
  multi6: (process.env.MULTI_HOSTS6 ?? 'fd00::1,fd00::2').split(','),
};

/** Cuts the first of the IPv6 paths, what goes by which is lost, while `during` runs. */
export async function withoutFirstPath(during) {
  const address = [`${hosts.multi6[0]}/64`, 'dev', 'paths'];
  ip('address', 'delete', ...address);
  try {
    await during();
  } finally {
    ip('address', 'replace', ...address, 'nodad');
  }
}

/** Sets it up. Throws where this is everybody's network. */
export function setUpNetwork() {
  if (!isUnused()) {
    throw new Error('this is no network namespace of its own: run interop/run_matrix.sh');
  }
  // As by Ethernet. Linux 6.1 panics of several of SCTP's packets in one of UDP's trains, and loses
  // such trains of its own where they have to be taken apart.
  const single = ['gso_max_segs', '1', 'gso_max_size', '1500'];
  ip('link', 'set', 'lo', 'mtu', '1500', ...single, 'up');
  // To usrsctp what lo has but 127/8 and ::1 is no address to call others from.
  ip('link', 'add', 'paths', 'mtu', '1500', 'type', 'dummy');
  ip('link', 'set', 'paths', 'up');
  for (const address of hosts.multi) ip('address', 'replace', `${address}/8`, 'dev', 'lo');
  for (const address of hosts.multi6) {
    ip('address', 'replace', `${address}/64`, 'dev', 'paths', 'nodad');
  }
  if (fs.existsSync(udpPort)) fs.writeFileSync(udpPort, String(KERNELS_UDP_PORT));
}

// A new namespace has a loopback that is down, and nothing else.
function isUnused() {
  const interfaces = os.networkInterfaces();
  return Object.keys(interfaces).length === 0;
}

function ip(...args) {
  const { status, stderr, error } = spawnSync('ip', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`ip ${args.join(' ')}: ${error?.message ?? stderr.trim()}`);
}
