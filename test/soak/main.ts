/**
 * The soak itself, one round a minute; scripts/soak.mjs starts it, and watches over it.
 *
 *   node --expose-gc main.js ENGINE SEED MINUTES
 */

import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

import type { SCTPEngine } from '../../lib/index';
import { Random } from './random';
import { Counters, Round } from './round';

const [engine, seed, minutes] = process.argv.slice(2) as [SCTPEngine, string, string];

/** What a process holds when it has let everything go. */
interface Holdings {
  descriptors: number;
  handles: number;
  /** Of the whole kernel, which is this process's own in the kernel lab. */
  associations: number;
  heapMiB: number;
  residentMiB: number;
}

/** Growth that is noise: caches, compiled code, the allocator's free lists. */
const tolerated: Holdings = {
  descriptors: 0,
  handles: 0,
  associations: 0,
  heapMiB: 4,
  residentMiB: 64,
};

/**
 * Rounds of which the least counts: what leaks is never given back, while what a round has left to
 * the next collection is.
 */
const window = 3;

/** Associations that were closed go on in the kernel for the time that SHUTDOWN takes. */
const settlingTime = 10_000;

const complaints: string[] = [];
const total = new Counters();
const beat = setInterval(() => process.send?.('beat'), 1000);

void soak().then(() => {
  clearInterval(beat);
  process.disconnect?.();
  process.exitCode = complaints.length === 0 ? 0 : 1;
});

async function soak(): Promise<void> {
  const random = new Random(Number(seed));
  const rounds = Math.max(1, Math.round(Number(minutes)));
  const length = (Number(minutes) * 60_000) / rounds;
  const history: Holdings[] = [];
  console.log(`${rounds} rounds of ${Math.round(length / 1000)} s`); // opens stdout
  for (let number = 1; number <= rounds; number++) {
    const counters = await run(random.fork(), length);
    const holdings = await settle(history[0]);
    say(`minute ${number}`, counters, holdings);
    add(counters);
    history.push(holdings);
    compare(history);
  }
  say(`seed ${seed}, ${engine}`, total, history.at(-1)!);
  for (const complaint of complaints.slice(0, 100)) console.log(complaint);
  console.log(`soak: ${complaints.length === 0 ? 'passed' : `${complaints.length} complaints`}`);
}

/** One round, of which nothing but its counters is kept: its dialogues are no leak. */
async function run(random: Random, length: number): Promise<Counters> {
  const round = new Round(engine, random, complain);
  await round.run(length);
  return round.counters;
}

function complain(complaint: string): void {
  if (complaints.push(complaint) <= 20) console.log(`  ${complaint}`);
}

/** Waits until what closes in the background has closed. */
async function settle(usual: Holdings | undefined): Promise<Holdings> {
  const deadline = performance.now() + settlingTime;
  for (;;) {
    const { descriptors, handles, associations } = measure();
    const isCalm =
      associations === 0 &&
      (usual === undefined || (descriptors <= usual.descriptors && handles <= usual.handles));
    if (isCalm || performance.now() > deadline) break;
    await pause(100);
  }
  for (let i = 0; i < 3; i++) {
    globalThis.gc!();
    await pause(50);
  }
  return measure();
}

function measure(): Holdings {
  const { heapUsed, external, rss } = process.memoryUsage();
  return {
    descriptors: countEntries('/proc/self/fd'),
    handles: process.getActiveResourcesInfo().length,
    associations: associations(),
    heapMiB: Math.round((heapUsed + external) / 2 ** 20),
    residentMiB: Math.round(rss / 2 ** 20),
  };
}

function associations(): number {
  if (engine !== 'kernel') return 0;
  const lines = readFileSync('/proc/net/sctp/assocs', 'utf8').trimEnd().split('\n');
  return lines.length - 1;
}

function countEntries(directory: string): number {
  try {
    return readdirSync(directory).length;
  } catch {
    return 0; // Not Linux.
  }
}

/** The first rounds bring in what stays, such as code and buffers. What has no noise is exact. */
function compare(history: readonly Holdings[]): void {
  for (const name of Object.keys(tolerated) as (keyof Holdings)[]) {
    const rounds = tolerated[name] === 0 ? 1 : window;
    const least = (some: readonly Holdings[]): number =>
      Math.min(...some.map((holdings) => holdings[name]));
    const [before, now] = [least(history.slice(0, rounds)), least(history.slice(-rounds))];
    if (now - before > tolerated[name]) complain(`leak: ${name} ${before} -> ${now}`);
  }
}

function add(counters: Counters): void {
  for (const name of Object.keys(counters) as (keyof Counters)[]) total[name] += counters[name];
}

function say(title: string, counters: Counters, holdings: Holdings): void {
  const text = (numbers: object): string =>
    Object.entries(numbers)
      .map(([name, number]) => `${number} ${name}`)
      .join(', ');
  console.log(`${title}: ${text(counters)}; ${text(holdings)}`);
}
