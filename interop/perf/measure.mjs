// One run of one pair: starts the server, then the client, and reads the rate that one of them
// reports.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

import { buffers, peers } from './cases.mjs';

/** A rate with one of these behind it is one of a stall or of a loss, and not of the programs. */
const troubles = ['SctpT3RtxExpireds', 'SctpInDataChunkDiscards'];

/** The rate, and why it is not to be believed; with `strace` also each side's system calls. */
export async function measure(pair, perfCase, { strace = false } = {}) {
  const { roles, count } = perfCase;
  const before = readTroubles();
  const server = start(peers[pair.server], roles.server, perfCase, strace);
  const port = await server.port;
  const client = start(peers[pair.client], roles.client, { ...perfCase, port }, strace);
  const reports = { server: await server.report, client: await client.report };
  const after = readTroubles();

  const trouble = troubles.filter((name) => after[name] !== before[name]);
  const rate = count / reports[roles.reports].seconds;
  if (!strace) return { rate, trouble };
  return { rate, trouble, calls: { server: server.calls(), client: client.calls() } };
}

function start(command, role, { size, count, warmup, nodelay = 1, port }, strace) {
  const settings = { size, count, warmup, nodelay, ...buffers, ...(port && { port }) };
  const argv = [...command, role, ...Object.entries(settings).map((entry) => entry.join('='))];
  const log = path.join(os.tmpdir(), `strace-${role}-${process.pid}`);
  const [program, ...args] = strace ? ['strace', '-f', '-c', '-o', log, ...argv] : argv;
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });

  let report = {};
  const listening = new Promise((resolve, reject) => {
    lines.on('line', (line) => {
      if (line.startsWith('port ')) resolve(Number(line.slice(5)));
      else report = JSON.parse(line);
    });
    child.on('close', () => reject(new Error(`${argv.join(' ')} ended without a port`)));
  });
  listening.catch(() => undefined); // a client has none
  const ended = once(child, 'close').then(([status, signal]) => {
    if (status === 0) return report;
    throw new Error(`${argv.join(' ')} ended with ${signal ?? status}`);
  });
  return {
    port: listening,
    report: ended,
    calls: () => readCalls(log, count + warmup),
  };
}

/** System calls of `strace -c`, for each message. */
function readCalls(log, messages) {
  const rows = fs
    .readFileSync(log, 'latin1')
    .matchAll(/^\s*[\d.]+\s+[\d.]+\s+\d+\s+(\d+)\s.*?(\w+)$/gm);
  fs.unlinkSync(log);
  const perMessage = {};
  for (const [, calls, name] of rows) perMessage[name] = Number(calls) / messages;
  delete perMessage.total;
  return perMessage;
}

function readTroubles() {
  const text = fs.readFileSync('/proc/net/sctp/snmp', 'latin1');
  return Object.fromEntries(
    text
      .trim()
      .split('\n')
      .map((line) => line.split(/\s+/)),
  );
}
