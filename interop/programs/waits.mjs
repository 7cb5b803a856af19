// Waiting for what is to happen, never for a length of time; and saying what did not.

import fs from 'node:fs';

const LIMIT_MS = 10_000;
const LOOK_EVERY_MS = 10; // where there is nothing that tells
const LISTENING = 10; // a socket's state, as the kernel numbers them

/** The promise's value, or why there is none in time. */
export async function within(what, promise, limitMs = LIMIT_MS) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no ${what} within ${limitMs} ms`)), limitMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Resolves when a condition is true that tells nobody of it. */
export async function until(what, condition, limitMs = LIMIT_MS) {
  const limit = performance.now() + limitMs;
  while (!condition()) {
    if (performance.now() > limit) throw new Error(`no ${what} within ${limitMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

/** Resolves when a program listens on an SCTP port of the kernel's: few of them say so. */
export function listening(port) {
  return until(`socket that listens on SCTP port ${port}`, () => listeningPorts().includes(port));
}

/** Resolves when a program has a UDP port. */
export function udpBound(port) {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const inUse = new RegExp(`^ *\\d+: [0-9A-F]+:${hex} `, 'm');
  return until(`socket on UDP port ${port}`, () =>
    ['udp', 'udp6'].some((family) => inUse.test(fs.readFileSync(`/proc/net/${family}`, 'latin1'))),
  );
}

// ENDPT SOCK STY SST HBKT LPORT UID INODE LADDRS
function listeningPorts() {
  return fs
    .readFileSync('/proc/net/sctp/eps', 'latin1')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state]) => Number(state) === LISTENING)
    .map(([, , , , , port]) => Number(port));
}
