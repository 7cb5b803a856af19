// Measures net-sctp against C++ peers that do the same, and against what else there is.
//
//   node interop/perf/run.mjs [--engine NAME] [--rounds N] [--case TEXT] [--pair TEXT]
//                             [--json FILE] [--strace]
//
//   --engine NAME  userspace (natively) or kernel; userspace
//   --rounds N     runs of each pair, interleaved; 7
//   --case TEXT    only cases with TEXT in their name
//   --pair TEXT    only pairs with TEXT in `server<-client`, such as engine<-node
//   --strace       system calls per message instead of rates
//   --json FILE    all figures
//
// Where the kernel has no SCTP its engine runs in the kernel lab. There only ratios mean something.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { getSCTPCapabilities, isSCTPSupported } from 'net-sctp';

import { cppBuild, cppSource, tables } from './cases.mjs';
import { measureCalls, measureRate } from './measure.mjs';
import { callTable, rateTable, summarize } from './report.mjs';

const LAB_TIME_LIMIT_S = '3000';

const { values: options } = parseArgs({
  options: {
    engine: { type: 'string', default: 'userspace' },
    rounds: { type: 'string', default: '7' },
    case: { type: 'string', default: '' },
    pair: { type: 'string', default: '' },
    json: { type: 'string' },
    strace: { type: 'boolean', default: false },
  },
});

const root = path.resolve(import.meta.dirname, '../..');

const table = tables[options.engine];
if (table === undefined) fail(`--engine is one of ${Object.keys(tables).join(', ')}`);
const build = path.join(cppBuild, options.engine);

if (isSCTPSupported(options.engine)) await main();
else if (options.engine === 'kernel') {
  buildPeers();
  runInLab();
} else fail(getSCTPCapabilities(options.engine).reason);

function nameOf({ server, client }) {
  return `${server}<-${client}`;
}

async function main() {
  if (options.engine === 'userspace' || !fs.existsSync(build)) buildPeers();
  if (options.engine === 'kernel') requireBuffers();
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
      const figures = await measureRate(table, pair, perfCase);
      runs.push({ round, case: perfCase.name, pair: nameOf(pair), ...figures });
    }
  }
  return runs;
}

async function callsOfAll() {
  const rows = [];
  for (const [perfCase, pair] of chosen()) {
    tell(`${perfCase.name}, ${nameOf(pair)}`);
    const calls = await measureCalls(table, pair, perfCase);
    rows.push({ case: perfCase.name, pair: nameOf(pair), calls });
  }
  return rows;
}

function chosen() {
  const chosenPairs = table.pairs.filter((pair) => nameOf(pair).includes(options.pair));
  return table.cases
    .filter(({ name }) => name.includes(options.case))
    .flatMap((perfCase) => chosenPairs.map((pair) => [perfCase, pair]))
    .filter(([{ except = [] }, { client }]) => !except.includes(client));
}

function tell(progress) {
  process.stderr.write(`${progress}\n`);
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function buildPeers() {
  for (const args of [
    ['-S', cppSource, '-B', build, `-DPEERS=${options.engine}`],
    ['--build', build],
  ]) {
    const { status } = spawnSync('cmake', args, { stdio: ['ignore', 'ignore', 'inherit'] });
    if (status === 0) continue;
    fail('the C++ peers need cmake, and for userspace libuv1-dev and libusrsctp-dev');
  }
}

function runInLab() {
  const lab = path.join(root, 'scripts/kernel-lab');
  const command = [process.execPath, ...process.argv.slice(1)];
  const args = ['-t', LAB_TIME_LIMIT_S, '-w', root, '-w', process.cwd(), '--', ...command];
  process.exitCode = spawnSync(lab, args, { stdio: ['ignore', 'inherit', 'inherit'] }).status ?? 1;
}

function requireBuffers() {
  const limits = { wmem_max: table.settings.sndbuf, rmem_max: table.settings.rcvbuf };
  for (const [name, size] of Object.entries(limits)) {
    const limit = Number(fs.readFileSync(`/proc/sys/net/core/${name}`, 'latin1'));
    if (limit >= size) continue;
    fail(`net.core.${name} is too low: sysctl -w net.core.${name}=${size}`);
  }
}
