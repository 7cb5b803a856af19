// What is measured, and with whom: rows of tables, so that more of either is one line.

import path from 'node:path';

const here = import.meta.dirname;
export const cppSource = path.join(here, 'cpp');
export const cppBuild = path.join(cppSource, 'build');

const cpp = (name, engine) => [path.join(cppBuild, engine, name)];
const node = (name) => [process.execPath, path.join(here, `node/${name}.mjs`)];

const oneWay = { server: 'sink', client: 'flood', reports: 'server', unit: 'messages/s' };
const roundTrip = { server: 'echo', client: 'ping', reports: 'client', unit: 'round trips/s' };

const pair = (name) => ({ server: name, client: name });

/**
 * For each engine its peers, who serves and who connects, and what they do. All peers understand
 * the same command line (cpp/settings.h, cpp/roles.h). The first pair is what the others are
 * compared with. Of `count` messages after `warmup` more the time is taken; a peer's `share` of
 * them is less where it is slow.
 */
export const tables = {
  kernel: {
    peers: {
      cpp: { command: cpp('kernel', 'kernel') },
      node: { command: node('socket') },
      endpoint: { command: node('endpoint') },
    },
    pairs: [
      pair('cpp'),
      { server: 'cpp', client: 'node' },
      { server: 'node', client: 'cpp' },
      pair('node'),
      pair('endpoint'),
    ],
    cases: [
      { name: '64 B', roles: oneWay, size: 64, count: 100_000, warmup: 50_000 },
      { name: '1200 B', roles: oneWay, size: 1200, count: 100_000, warmup: 50_000 },
      {
        name: '64 B, bundled',
        ...{ roles: oneWay, size: 64, count: 200_000, warmup: 50_000, nodelay: 0 },
      },
      { name: 'round trips, 64 B', roles: roundTrip, size: 64, count: 5_000, warmup: 2_000 },
    ],
    /**
     * `SO_SNDBUF` and `SO_RCVBUF`. A message of 64 bytes takes more than ten times as much of the
     * receiver's buffer, while the window counts its bytes only: where the sender may have as much
     * in flight as the receiver has room, the receiver's stack drops some.
     */
    settings: { sndbuf: 1024 * 1024, rcvbuf: 8 * 1024 * 1024, engine: 'kernel' },
  },

  userspace: {
    peers: {
      engine: { command: cpp('engine', 'userspace') },
      node: { command: node('socket') },
      endpoint: { command: node('endpoint') },
      stock: { command: cpp('stock', 'userspace'), share: 1 / 4 },
      net: { command: node('net') },
      corked: { command: node('net'), settings: { corked: 1 } },
      dgram: { command: node('dgram'), share: 1 / 4 },
      werift: { command: node('werift'), share: 1 / 100 },
    },
    pairs: [
      pair('engine'),
      { server: 'engine', client: 'node' },
      { server: 'node', client: 'engine' },
      ...['node', 'endpoint', 'stock', 'net', 'corked', 'dgram', 'werift'].map(pair),
    ],
    cases: [
      { name: '64 B', roles: oneWay, size: 64, count: 400_000, warmup: 200_000 },
      { name: '1200 B', roles: oneWay, size: 1200, count: 160_000, warmup: 80_000 },
      {
        name: '64 KiB',
        ...{ roles: oneWay, size: 65_536, count: 6_000, warmup: 3_000, except: ['dgram'] },
      },
      { name: 'round trips, 64 B', roles: roundTrip, size: 64, count: 20_000, warmup: 10_000 },
    ],
    settings: { engine: 'userspace' },
  },
};
