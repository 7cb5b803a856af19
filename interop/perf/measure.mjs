// One run of one pair: starts the server, then the client, and reads the rate that one of them
// reports.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

/**
 * A rate with one of these behind it is one of a stall or of a loss, and not of the programs. The
 * kernel counts them.
 */
const troubles = ['SctpT3RtxExpireds', 'SctpInDataChunkDiscards'];

const counters = '/proc/net/sctp/snmp';

const TIME_LIMIT_MS = 120_000; // for one run

/** The rate, and why it is not to be believed. */
export async function measureRate(table, pair, perfCase) {
  const before = readTroubles();
  const reports = await run(table, pair, perfCase);
  const after = readTroubles();
  const trouble = troubles.filter((name) => after[name] !== before[name]);
  const { count, seconds } = reports[perfCase.roles.reports];
  return { rate: count / seconds, trouble };
}

/** Each side's system calls per message. The difference of two runs has no start-up in it. */
export async function measureCalls(table, pair, perfCase) {
  const [short, long] = [perfCase.count / 4, perfCase.count];
  const few = await run(table, pair, { ...perfCase, count: short }, straced);
  const many = await run(table, pair, { ...perfCase, count: long }, straced);
  const perMessage = (side) =>
    Object.entries(many[side].calls).map(([name, calls]) => {
      return [name, (calls - (few[side].calls[name] ?? 0)) / (long - short)];
    });
  return {
    server: Object.fromEntries(perMessage('server')),
    client: Object.fromEntries(perMessage('client')),
  };
}

/** What both sides have reported. */
async function run({ peers, settings }, pair, perfCase, wrap = plain) {
  const { size, count, warmup, nodelay = 1, roles } = perfCase;
  const start = (role, more) => {
    const { command, share = 1, settings: own } = peers[pair[role]];
    const numbers = { size, count: Math.ceil(count * share), warmup: Math.ceil(warmup * share) };
    const assignments = { ...numbers, nodelay, ...settings, ...own, ...more };
    return begin(wrap(command, roles[role]), assignments);
  };
  const server = start('server');
  const { port, udp } = await server.ports;
  const client = start('client', { port, udp });
  return { server: await server.report, client: await client.report };
}

function plain(peer, role) {
  return { command: [...peer, role], extra: () => ({}) };
}

function straced(peer, role) {
  const log = path.join(os.tmpdir(), `strace-${role}-${process.pid}`);
  const command = ['strace', '-f', '-c', '-o', log, ...peer, role];
  return { command, extra: () => ({ calls: readCalls(log) }) };
}

function begin({ command, extra }, settings) {
  const [program, ...args] = command;
  args.push(...Object.entries(settings).map((entry) => entry.join('=')));
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const timer = setTimeout(() => child.kill('SIGKILL'), TIME_LIMIT_MS);

  let report = {};
  const ports = new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [word, port, udp] = line.split(' ');
      if (word === 'port') resolve({ port, udp });
      else report = JSON.parse(line);
    });
    child.on('close', () => reject(new Error(`${command.join(' ')} ended without a port`)));
  });
  ports.catch(() => undefined); // a client has none
  const ended = once(child, 'close').then(([status, signal]) => {
    clearTimeout(timer);
    if (status === 0) return { ...report, ...extra() };
    throw new Error(`${command.join(' ')} ended with ${signal ?? status}`);
  });
  ended.catch(() => undefined); // where the other side has failed before
  return { ports, report: ended };
}

/** System calls of `strace -c`, by name. */
function readCalls(log) {
  const text = fs.readFileSync(log, 'latin1');
  fs.unlinkSync(log);
  const rows = text.matchAll(/^\s*[\d.]+\s+[\d.]+\s+\d+\s+(\d+)\s.*?(\w+)$/gm);
  const calls = Object.fromEntries(Array.from(rows, ([, count, name]) => [name, Number(count)]));
  delete calls.total;
  return calls;
}

function readTroubles() {
  if (!fs.existsSync(counters)) return {};
  const text = fs.readFileSync(counters, 'latin1');
  return Object.fromEntries(
    text
      .trim()
      .split('\n')
      .map((line) => line.split(/\s+/)),
  );
}
