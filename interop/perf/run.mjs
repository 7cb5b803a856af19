// Measures net-sctp against a C++ pair that makes the same system calls in the same batches.
//
//   node interop/perf/run.mjs [--rounds N] [--case TEXT] [--pair TEXT] [--json FILE] [--strace]
//
//   --rounds N    runs of each pair, interleaved; 7
//   --case TEXT   only cases with TEXT in their name
//   --pair TEXT   only pairs with TEXT in `server<-client`, such as cpp<-node
//   --strace      system calls per message instead of rates
//   --json FILE   all figures
//
// Where the kernel has no SCTP it all runs in the kernel lab. There only ratios mean something.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { isSCTPSupported } from 'net-sctp';

import { buffers, cases, cppBuild, cppSource, pairs } from './cases.mjs';
import { measureCalls, measureRate } from './measure.mjs';
import { callTable, rateTable, summarize } from './report.mjs';

const LAB_TIME_LIMIT_S = '3000';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    case: { type: 'string', default: '' },
    pair: { type: 'string', default: '' },
    json: { type: 'string' },
    strace: { type: 'boolean', default: false },
  },
});

const root = path.resolve(import.meta.dirname, '../..');

if (isSCTPSupported('kernel')) await main();
else {
  buildPeer();
  runInLab();
}

function nameOf({ server, client }) {
  return `${server}<-${client}`;
}

async function main() {
  if (!fs.existsSync(cppBuild)) buildPeer();
  requireBuffers();
  const figures = options.strace ? await callsOfAll() : summarize(await ratesOfAll());
  process.stdout.write(options.strace ? callTable(figures) : rateTable(figures));
  if (options.json === undefined) return;
  fs.writeFileSync(options.json, `${JSON.stringify(figures, null, 2)}\n`);
}

async function ratesOfAll() {
  const runs = [];
  const rounds = Number(options.rounds);
  for (let round = 1; round <= rounds; round++) {
    for (const [perfCase, pair] of chosen()) {
      tell(`round ${round} of ${rounds}: ${perfCase.name}, ${nameOf(pair)}`);
      const figures = await measureRate(pair, perfCase);
      runs.push({ round, case: perfCase.name, pair: nameOf(pair), ...figures });
    }
  }
  return runs;
}

async function callsOfAll() {
  const rows = [];
  for (const [perfCase, pair] of chosen()) {
    tell(`${perfCase.name}, ${nameOf(pair)}`);
    const calls = await measureCalls(pair, perfCase);
    rows.push({ case: perfCase.name, pair: nameOf(pair), calls });
  }
  return rows;
}

function chosen() {
  const chosenPairs = pairs.filter((pair) => nameOf(pair).includes(options.pair));
  return cases
    .filter(({ name }) => name.includes(options.case))
    .flatMap((perfCase) => chosenPairs.map((pair) => [perfCase, pair]));
}

function tell(progress) {
  process.stderr.write(`${progress}\n`);
}

function buildPeer() {
  for (const args of [
    ['-S', cppSource, '-B', cppBuild],
    ['--build', cppBuild],
  ]) {
    const { status } = spawnSync('cmake', args, { stdio: ['ignore', 'ignore', 'inherit'] });
    if (status !== 0) process.exit(1);
  }
}

function runInLab() {
  const lab = path.join(root, 'scripts/kernel-lab');
  const command = [process.execPath, ...process.argv.slice(1)];
  const args = ['-t', LAB_TIME_LIMIT_S, '-w', root, '-w', process.cwd(), '--', ...command];
  process.exitCode = spawnSync(lab, args, { stdio: ['ignore', 'inherit', 'inherit'] }).status ?? 1;
}

function requireBuffers() {
  const limits = { wmem_max: buffers.sndbuf, rmem_max: buffers.rcvbuf };
  for (const [name, size] of Object.entries(limits)) {
    const limit = Number(fs.readFileSync(`/proc/sys/net/core/${name}`, 'latin1'));
    if (limit >= size) continue;
    process.stderr.write(`net.core.${name} is too low: sysctl -w net.core.${name}=${size}\n`);
    process.exit(1);
  }
}
