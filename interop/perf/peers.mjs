// Who is measured, and with whom: rows of tables, so that another is one line.

import path from 'node:path';

const here = import.meta.dirname;
export const cppSource = path.join(here, 'cpp');
export const cppBuild = path.join(here, 'build');

const cpp = (name, engine) => [path.join(cppBuild, engine, name)];
const node = (name) => [process.execPath, '--expose-gc', path.join(here, `node/${name}.mjs`)];

/**
 * `SO_SNDBUF` and `SO_RCVBUF`. A message of 64 bytes takes more than ten times as much of the
 * receiver's buffer, while the window counts its bytes only: where the sender may have as much in
 * flight as the receiver has room, the receiver's stack drops some.
 */
export const kernelBuffers = { sndbuf: 1024 * 1024, rcvbuf: 8 * 1024 * 1024 };

// All associations of a C++ server share one receive buffer: `messages` is what it has room for.
const kernel = {
  engine: 'kernel',
  settings: { engine: 'kernel', ...kernelBuffers, messages: 10_000 },
  calls: 'batches of 128, four a wake-up, epoll',
  share: 1 / 4,
};
const userspace = { engine: 'userspace', settings: { engine: 'userspace' } };

/**
 * All understand one command line (cpp/settings.h). `calls` names how a peer calls the system:
 * peers with the same make as many calls for a message. Of a case's messages a slow peer gets its
 * `share`; `atOnce` is how many associations it can have, if it takes part in that.
 */
export const peers = {
  'cpp-kernel': { ...kernel, command: cpp('kernel', 'kernel'), atOnce: Infinity },
  'node-kernel': { ...kernel, command: node('socket'), atOnce: Infinity },
  'endpoint-kernel': { ...kernel, command: node('endpoint') },

  'cpp-userspace': { ...userspace, command: cpp('engine', 'userspace'), atOnce: Infinity },
  'node-userspace': { ...userspace, command: node('socket'), atOnce: Infinity },
  'endpoint-userspace': { ...userspace, command: node('endpoint') },
  // It loses packets in bursts, and each loss costs it a second: 10,000 associations were not up
  // after two minutes, and those that are carry two thousand messages a second.
  stock: {
    command: cpp('stock', 'userspace'),
    ...{ share: 1 / 4, atOnce: 1_000, settings: { messages: 2_000 } },
  },
  net: { command: node('net'), atOnce: Infinity },
  'net-corked': { command: node('net'), settings: { corked: 1 } },
  dgram: { command: node('dgram'), share: 1 / 4 },
  werift: { command: node('werift'), share: 1 / 100 },
};

const both = (peer) => ({ server: peer, client: peer });

/** By the engine that must be there. What needs none is measured beside the userspace engine. */
export const pairs = {
  userspace: [
    both('cpp-userspace'),
    { server: 'cpp-userspace', client: 'node-userspace' },
    { server: 'node-userspace', client: 'cpp-userspace' },
    both('node-userspace'),
    both('endpoint-userspace'),
    both('stock'),
    both('net'),
    both('net-corked'),
    both('dgram'),
    both('werift'),
  ],
  kernel: [
    both('cpp-kernel'),
    { server: 'cpp-kernel', client: 'node-kernel' },
    { server: 'node-kernel', client: 'cpp-kernel' },
    both('node-kernel'),
    both('endpoint-kernel'),
  ],
};

export function nameOf({ server, client }) {
  return server === client ? server : `${server}<-${client}`;
}
