// What is measured, and with whom: rows of tables, so that more of either is one line.

import path from 'node:path';

const here = import.meta.dirname;
export const cppSource = path.join(here, 'cpp');
export const cppBuild = path.join(cppSource, 'build');

/** The programs, by name. All understand the command line of cpp/peer.cc. */
export const peers = {
  cpp: [path.join(cppBuild, 'sctp_perf')],
  node: [process.execPath, path.join(here, 'node/socket.mjs')],
  endpoint: [process.execPath, path.join(here, 'node/endpoint.mjs')],
};

/** Who serves and who connects. The first is what the others are compared with. */
export const pairs = [
  { server: 'cpp', client: 'cpp' },
  { server: 'cpp', client: 'node' },
  { server: 'node', client: 'cpp' },
  { server: 'node', client: 'node' },
  { server: 'endpoint', client: 'endpoint' },
];

const oneWay = { server: 'sink', client: 'flood', reports: 'server', unit: 'messages/s' };
const roundTrip = { server: 'echo', client: 'ping', reports: 'client', unit: 'round trips/s' };

/** `count` messages are timed, after `warmup` more. */
export const cases = [
  { name: '64 B', roles: oneWay, size: 64, count: 100_000, warmup: 50_000 },
  { name: '1200 B', roles: oneWay, size: 1200, count: 100_000, warmup: 50_000 },
  { name: '64 B, bundled', roles: oneWay, size: 64, count: 200_000, warmup: 50_000, nodelay: 0 },
  { name: 'round trips, 64 B', roles: roundTrip, size: 64, count: 5_000, warmup: 2_000 },
];

/**
 * `SO_SNDBUF` and `SO_RCVBUF`. A message of 64 bytes takes more than ten times as much of the
 * receiver's buffer, while the window counts its bytes only: where the sender may have as much in
 * flight as the receiver has room, the receiver's stack drops some.
 */
export const buffers = { sndbuf: 1024 * 1024, rcvbuf: 8 * 1024 * 1024 };
