// One row of a table. A row is
//
//   { id, server, client, case, exchanged, needs?, run }
//
// `id` names it among all rows; `exchanged` says in words what is exchanged and checked; `needs` is
// what it cannot do without, each `{ reason, isMet() }`; `run(context)` rejects with the reason
// for which it has failed. The context is
//
//   start(name, command, args, { env, cwd })   a Program (program.mjs)
//   port()                                     a port that nobody has, of TCP and UDP
//   hosts, logDir
//
// What is still running when a row ends, or its time is over, is killed.

import dgram from 'node:dgram';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';

import { missingPrograms } from '../../scripts/packages.mjs';
import { Program } from './program.mjs';

const TIME_LIMIT_MS = 30_000;
const PORTS_PER_ROW = 8;

/** Runs a row. Resolves with it and its outcome: `passed`, `failed` or `not run`. */
export async function runRow(row, { logDir, hosts, timeLimitMs = TIME_LIMIT_MS }) {
  const unmet = row.needs?.find(({ isMet }) => !isMet());
  if (unmet !== undefined) return { ...row, outcome: 'not run', reason: unmet.reason };

  const started = performance.now();
  const programs = [];
  const ports = await freePorts(PORTS_PER_ROW);
  const context = {
    hosts,
    logDir,
    port: () => ports.pop(),
    start(name, command, args, { env, cwd } = {}) {
      const log = path.join(logDir, `${fileName(row.id)}-${name}.log`);
      const program = new Program(name, command, args, { env, cwd, log });
      programs.push(program);
      return program;
    },
  };
  const reason = await failureOf(row, context, { programs, timeLimitMs });
  await Promise.all(programs.map((program) => program.end()));
  const milliseconds = Math.round(performance.now() - started);
  return reason === undefined
    ? { ...row, outcome: 'passed', milliseconds }
    : { ...row, outcome: 'failed', reason, milliseconds };
}

/** A need of a row: that a program is there, by name or path, which a package of Debian brings. */
export function needsProgram(name, packageName) {
  const isMet = () => missingPrograms({ programs: [name] }).length === 0;
  return { reason: `no ${name}: install ${packageName}`, isMet };
}

/** A need of a row: that the kernel has a sysctl, such as `net.sctp.udp_port`. */
export function needsSysctl(name) {
  const file = `/proc/sys/${name.replaceAll('.', '/')}`;
  return { reason: `the kernel has no ${name}`, isMet: () => existsSync(file) };
}

async function failureOf(row, context, { programs, timeLimitMs }) {
  let timer;
  const late = new Promise((_, reject) => {
    const fail = () => {
      const last = programs.map((program) => program.explain('last')).join('; ');
      reject(new Error(`not done within ${timeLimitMs} ms; ${last}`));
    };
    timer = setTimeout(fail, timeLimitMs);
  });
  try {
    await Promise.race([row.run(context), late]);
  } catch (error) {
    return error.message;
  } finally {
    clearTimeout(timer);
  }
}

// All are held until all are found, so that they differ.
async function freePorts(count) {
  const held = [];
  const ports = [];
  while (ports.length < count) {
    const tcp = net.createServer().listen(0);
    held.push(tcp);
    await once(tcp, 'listening');
    const { port } = tcp.address();
    const udp = dgram.createSocket('udp4');
    held.push(udp);
    try {
      udp.bind(port);
      await once(udp, 'listening');
      ports.push(port);
    } catch {
      // Somebody has it for UDP.
    }
  }
  await Promise.all(held.map((socket) => new Promise((resolve) => socket.close(resolve))));
  return ports;
}

function fileName(id) {
  return id.replaceAll(/[^\w.-]+/g, '-');
}
