// Who takes part in the matrix: a server and a client each, told the same by their command lines.

import fs from 'node:fs';
import path from 'node:path';

const interop = path.dirname(import.meta.dirname);
const inInterop = (file) => path.join(interop, file);

const node = (engine) => ({
  prefix: 'NODE',
  engine,
  server: [process.execPath, inInterop('node/server.mjs')],
  client: [process.execPath, inInterop('node/client.mjs')],
  env: { SCTP_ENGINE: engine },
});

/** By name. `prefix` begins their lines; `engine` is what carries them. */
export const peers = {
  'node-kernel': node('kernel'),
  'node-userspace': node('userspace'),
  'cpp-kernel': {
    prefix: 'CPP',
    engine: 'kernel',
    server: [inInterop('cpp/build/server')],
    client: [inInterop('cpp/build/client')],
  },
  usrsctp: {
    prefix: 'USRSCTP',
    engine: 'userspace',
    server: [inInterop('usrsctp/build/server')],
    client: [inInterop('usrsctp/build/client')],
  },
};

/** A kernel has one UDP port for all its associations (RFC 6951). */
export function udpPortOf({ engine }, context) {
  if (engine !== 'kernel') return context.port();
  return Number(fs.readFileSync('/proc/sys/net/sctp/udp_port', 'latin1'));
}
