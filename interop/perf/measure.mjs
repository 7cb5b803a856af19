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

/** The rate, and why it is not to be believed. */
export async function measureRate(pair, perfCase) {
  const before = readTroubles();
  const reports = await run(pair, perfCase);
  const after = readTroubles();
  const trouble = troubles.filter((name) => after[name] !== before[name]);
  return { rate: perfCase.count / reports[perfCase.roles.reports].seconds, trouble };
}

/** Each side's system calls per message. The difference of two runs has no start-up in it. */
export async function measureCalls(pair, perfCase) {
  const [short, long] = [perfCase.count / 4, perfCase.count];
  const few = await run(pair, { ...perfCase, count: short }, straced);
  const many = await run(pair, { ...perfCase, count: long }, straced);
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
async function run(pair, perfCase, wrap = plain) {
  const { roles } = perfCase;
  const server = start(wrap(peers[pair.server], roles.server), perfCase);
  const port = await server.port;
  const client = start(wrap(peers[pair.client], roles.client), { ...perfCase, port });
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

function start({ command, extra }, { size, count, warmup, nodelay = 1, port }) {
  const settings = { size, count, warmup, nodelay, ...buffers, ...(port && { port }) };
  const [program, ...args] = command;
  args.push(...Object.entries(settings).map((entry) => entry.join('=')));
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });

  let report = {};
  const listening = new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('port ')) resolve(Number(line.slice(5)));
      else report = JSON.parse(line);
    });
    child.on('close', () => reject(new Error(`${command.join(' ')} ended without a port`)));
  });
  listening.catch(() => undefined); // a client has none
  const ended = once(child, 'close').then(([status, signal]) => {
    if (status === 0) return { ...report, ...extra() };
    throw new Error(`${command.join(' ')} ended with ${signal ?? status}`);
  });
  return { port: listening, report: ended };
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
  const text = fs.readFileSync('/proc/net/sctp/snmp', 'latin1');
  return Object.fromEntries(
    text
      .trim()
      .split('\n')
      .map((line) => line.split(/\s+/)),
  );
}
