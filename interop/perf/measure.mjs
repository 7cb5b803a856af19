// One run of one pair in one case: starts the server, then the client, and reads their lines.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { createInterface } from 'node:readline';

import { peers } from './peers.mjs';

/**
 * A rate with one of these behind it is one of a stall or of a loss, and not of the programs. The
 * kernel counts them.
 */
const troubles = ['SctpT3RtxExpireds', 'SctpInDataChunkDiscards'];

const counters = '/proc/net/sctp/snmp';

const TIME_LIMIT_MS = 120_000; // for one run

const host = '127.0.0.1';

/** The fields of both sides' last lines, and why they are not to be believed. */
export async function measure(pair, perfCase) {
  const before = readTroubles();
  const lines = await run(pair, perfCase);
  const after = readTroubles();
  const trouble = troubles.filter((name) => after[name] !== before[name]);
  return { ...lines, trouble };
}

/** `wrap` makes another command of a peer's, by its role. */
export async function run(pair, perfCase, wrap = (command) => command) {
  const started = [];
  const killAll = () => started.forEach((peer) => peer.kill());
  const timer = setTimeout(killAll, TIME_LIMIT_MS);
  const start = (role, port, udp) => {
    const command = wrap(peers[pair[role]].command, role);
    const args = [role, host, port, ...argumentsOf(pair, perfCase)];
    const peer = begin([...command, ...args, `udp=${udp}`]);
    started.push(peer);
    return peer;
  };
  try {
    const server = start('server', 0, 0);
    const { bind, udp } = await server.tell('SERVER_READY');
    const client = start('client', bind.split(':')[1], udp);
    const ends = [server.tellAll('SERVER_DONE'), client.tellAll('CLIENT_RESULT')];
    const [served, connected] = await Promise.all(ends);
    return { server: served, client: connected };
  } finally {
    clearTimeout(timer);
    killAll(); // where one side has failed, the other waits for it
  }
}

/** Both sides of a pair do what the slower can do. */
function argumentsOf(pair, { mode, size, iterations, warmup, settings }) {
  const own = [pair.server, pair.client].map((name) => peers[name]);
  const isFree = mode !== 'latency' && mode !== 'associations'; // to take its time
  const share = isFree ? Math.min(...own.map(({ share = 1 }) => share)) : 1;
  const [count, before] = [iterations, warmup].map((number) => Math.ceil(number * share));
  const assignments = { warmup: before, ...settings, ...own[0].settings };
  return [mode, count, size, ...Object.entries(assignments).map((entry) => entry.join('='))];
}

/** What it tells, line by line; the last is what it ends with. */
function begin([program, ...args]) {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  ended.catch(() => undefined); // awaited where it matters
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const tell = async (event) => {
    const { value } = await lines.next();
    if (value?.startsWith(`PERF_${event} `)) return fieldsOf(value);
    const [status, killer] = await ended;
    throw new Error(`${program} ${args.join(' ')} ended with ${killer ?? status}`);
  };
  const tellAll = async (event) => {
    const fields = await tell(event);
    const [status, killer] = await ended;
    if (status !== 0) throw new Error(`${program} ended with ${killer ?? status}`);
    return fields;
  };
  return { tell, tellAll, kill: () => child.kill('SIGKILL') };
}

/** Numbers, where they are such. */
function fieldsOf(line) {
  const fields = line.split(' ').slice(1);
  return Object.fromEntries(
    fields.map((field) => {
      const [name, text] = field.split('=');
      return [name, Number.isNaN(Number(text)) ? text : Number(text)];
    }),
  );
}

function readTroubles() {
  if (!fs.existsSync(counters)) return {};
  const lines = fs.readFileSync(counters, 'latin1').trim().split('\n');
  return Object.fromEntries(lines.map((line) => line.split(/\s+/)));
}
