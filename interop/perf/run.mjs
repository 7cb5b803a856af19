// Measures net-sctp against a C++ pair that makes the same system calls in the same batches.
//
//   node interop/perf/run.mjs [--rounds N] [--case TEXT] [--pair TEXT] [--json FILE] [--strace]
//
//   --rounds N    runs of each pair, interleaved; 7
//   --case TEXT   only cases with TEXT in their name
//   --pair TEXT   only pairs with TEXT in `server<-client`, such as cpp<-node
//   --strace      one run of each, with its system calls per message instead of its rate
//   --json FILE   all figures
//
// Where the kernel has no SCTP it all runs in the kernel lab. There only ratios mean something.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { isSCTPSupported } from 'net-sctp';

import { buffers, cases, cppBuild, cppSource, pairs } from './cases.mjs';
import { measure } from './measure.mjs';
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
  const chosenCases = cases.filter(({ name }) => name.includes(options.case)).map(shortened);
  const chosenPairs = pairs.filter((pair) => nameOf(pair).includes(options.pair));
  const rounds = options.strace ? 1 : Number(options.rounds);
  const runs = [];
  for (let round = 1; round <= rounds; round++) {
    for (const perfCase of chosenCases) {
      for (const pair of chosenPairs) {
        const result = await measure(pair, perfCase, options);
        runs.push({ round, case: perfCase.name, pair: nameOf(pair), ...result });
        process.stderr.write(`${round}/${rounds} ${perfCase.name}, ${nameOf(pair)}\r\x1b[K`);
      }
    }
  }

  const table = options.strace ? callTable(runs) : rateTable(summarize(runs));
  process.stdout.write(table);
  if (options.json !== undefined) {
    const figures = options.strace ? runs : summarize(runs);
    fs.writeFileSync(options.json, `${JSON.stringify(figures, null, 2)}\n`);
  }
}

/** strace makes each system call many times dearer, and counts them as well in a short run. */
function shortened(perfCase) {
  return options.strace ? { ...perfCase, count: perfCase.count / 4, warmup: 0 } : perfCase;
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
