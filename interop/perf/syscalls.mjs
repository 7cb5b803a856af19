// System calls for each message, which no other load of the machine changes.

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { run } from './measure.mjs';

/** By side, and by the call's name. The difference of two runs has no start-up in it. */
export async function countCalls(pair, perfCase) {
  const short = { ...perfCase, iterations: perfCase.iterations / 4 };
  const few = await runTraced(pair, short);
  const many = await runTraced(pair, perfCase);
  const perMessage = (side) => {
    const messages = many[side].iterations - few[side].iterations;
    const entries = Object.entries(many[side].calls).map(([name, calls]) => {
      return [name, (calls - (few[side].calls[name] ?? 0)) / messages];
    });
    return Object.fromEntries(entries);
  };
  return { calls: { server: perMessage('server'), client: perMessage('client') } };
}

async function runTraced(pair, perfCase) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'net-sctp-strace-'));
  const logOf = (role) => path.join(folder, role);
  const wrap = (command, role) => ['strace', '-f', '-c', '-o', logOf(role), ...command];
  const { client } = await run(pair, perfCase, wrap);
  const sides = ['server', 'client'].map((role) => {
    return [role, { iterations: client.iterations, calls: readCalls(logOf(role)) }];
  });
  fs.rmSync(folder, { recursive: true });
  return Object.fromEntries(sides);
}

/** System calls of `strace -c`, by name. */
function readCalls(log) {
  const text = fs.readFileSync(log, 'latin1');
  const rows = text.matchAll(/^\s*[\d.]+\s+[\d.]+\s+\d+\s+(\d+)\s.*?(\w+)$/gm);
  const calls = Object.fromEntries(Array.from(rows, ([, count, name]) => [name, Number(count)]));
  delete calls.total;
  return calls;
}
