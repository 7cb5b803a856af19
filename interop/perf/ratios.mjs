// Which ratios are of interest, and which of them mean something.

import { peers } from './peers.mjs';

/** How many times as fast one pair is as another in the same round. */
export const ratioTables = [
  {
    title: 'The kernel engine, in times of C++ on it',
    ratios: [
      { title: 'Node', of: 'node-kernel', to: 'cpp-kernel' },
      { title: 'C++<-Node', of: 'cpp-kernel<-node-kernel', to: 'cpp-kernel' },
      { title: 'Node<-C++', of: 'node-kernel<-cpp-kernel', to: 'cpp-kernel' },
      { title: 'endpoint', of: 'endpoint-kernel', to: 'cpp-kernel' },
    ],
  },
  {
    title: 'The userspace engine, in times of C++ on it',
    ratios: [
      { title: 'Node', of: 'node-userspace', to: 'cpp-userspace' },
      { title: 'C++<-Node', of: 'cpp-userspace<-node-userspace', to: 'cpp-userspace' },
      { title: 'Node<-C++', of: 'node-userspace<-cpp-userspace', to: 'cpp-userspace' },
      { title: 'endpoint', of: 'endpoint-userspace', to: 'cpp-userspace' },
    ],
  },
  {
    title: 'Node on the userspace engine, in times of what else there is',
    ratios: ['stock', 'net', 'net-corked', 'dgram', 'werift', 'node-kernel'].map((to) => {
      return { title: to, of: 'node-userspace', to };
    }),
  },
];

/** Beyond it the pages of fresh buffers count, and in the lab they cost 30 times as much. */
const labMaxSize = 1200;

const oneWay = ['messages', 'throughput'];

/**
 * Why a ratio means nothing, if so. `places` are where its two sides were measured: `native` or
 * `lab`. In the kernel lab a system call costs 85 times as much, reading the clock 700 times, and
 * there is one processor.
 */
export function objection({ mode, size }, { of, to }, places) {
  if (!places.includes('lab')) return undefined;
  if (places.includes('native')) return 'one side is measured in the kernel lab, the other is not';
  if (callsOf(of) === undefined || callsOf(of) !== callsOf(to)) {
    return 'the two make other system calls, which cost 85 times as much in the kernel lab';
  }
  if (!oneWay.includes(mode)) {
    return 'in the kernel lab waits, timers and looks at the clock cost more than what is measured';
  }
  if (size > labMaxSize) {
    return 'in the kernel lab the pages of large messages cost more than what is measured';
  }
  return undefined;
}

/** Of both sides of a pair, where they are the same. */
function callsOf(pair) {
  const calls = new Set(pair.split('<-').map((name) => peers[name].calls));
  return calls.size === 1 ? [...calls][0] : undefined;
}
