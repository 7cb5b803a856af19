// Measures net-sctp against C++ peers that do the same, and against what else there is, and writes
// it down in doc/performance.md: `npm run perf`.
//
//   npm run perf -- [--rounds N] [--engine NAME] [--case TEXT] [--pair TEXT] [--quick]
//                   [--strace] [--page FILE] [--data FOLDER] [FILE]
//
//   --rounds N     runs of each pair, interleaved; 5
//   --engine NAME  only userspace, with what needs no engine, or kernel
//   --case TEXT    only cases with TEXT in their name
//   --pair TEXT    only pairs with TEXT in `server<-client`, such as cpp-userspace<-node
//   --quick        one round of few messages, a case for each mode: whether everything works
//   --strace       system calls for each message instead of times
//   --page FILE    writes the page there; doc/performance.md where everything is measured
//   --data FOLDER  where runs.json and perf.csv go; $PERF_DATA_DIR, or interop/perf/build/data
//   FILE           of runs that are there, such as a runs.json, instead of measuring
//
// Where the kernel has no SCTP its engine runs in the kernel lab.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { conditions } from './conditions.mjs';
import { cppBuild, cppSource, pairs } from './peers.mjs';
import { callTable, csv, markdown } from './report.mjs';
import { measureRounds } from './rounds.mjs';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '5' },
    engine: { type: 'string' },
    case: { type: 'string', default: '' },
    pair: { type: 'string', default: '' },
    quick: { type: 'boolean', default: false },
    strace: { type: 'boolean', default: false },
    page: { type: 'string' },
    data: { type: 'string', default: process.env.PERF_DATA_DIR ?? path.join(cppBuild, 'data') },
  },
});

const folder = path.resolve(options.data);

/** Written without being asked to where everything is measured. */
const ownPage = path.join(import.meta.dirname, '../../doc/performance.md');
const { engine, case: caseText, pair, quick, strace } = options;
const isPart = engine || caseText || pair || quick || strace || positionals.length > 0;
const page = options.page ?? (isPart ? undefined : ownPage);

const engines = engine === undefined ? Object.keys(pairs) : [engine];
if (engines.some((engine) => pairs[engine] === undefined)) {
  throw new RangeError(`--engine is one of ${Object.keys(pairs).join(', ')}`);
}

const measured = positionals.length > 0 ? read(positionals[0]) : await measureAll();
if (strace) process.stdout.write(`${callTable(measured.runs)}\n`);
else {
  process.stdout.write(`${markdown(measured.runs)}\n`);
  if (page !== undefined) {
    const { writePage } = await import('./page.mjs'); // prettier takes its time
    await writePage(page, measured);
  }
}

if (measured.runs.some(({ hasFailed }) => hasFailed)) process.exitCode = 1;

function read(file) {
  return JSON.parse(fs.readFileSync(file, 'utf8'));
}

async function measureAll() {
  engines.forEach(buildPeers);
  fs.mkdirSync(folder, { recursive: true });
  const measured = { ...conditions(), runs: [] };
  for (const one of engines) {
    const runs = await measureRounds({
      ...{ engine: one, folder, rounds: quick ? 1 : Number(options.rounds) },
      ...{ cases: caseText, pairs: pair, quick, calls: strace },
    });
    measured.runs.push(...runs);
    keep(measured); // what comes next may fail
  }
  return measured;
}

function keep(measured) {
  const write = (name, text) => fs.writeFileSync(path.join(folder, name), text);
  write(strace ? 'calls.json' : 'runs.json', JSON.stringify(measured));
  if (!strace) write('perf.csv', csv(measured.runs));
}

function buildPeers(engine) {
  const build = path.join(cppBuild, engine);
  for (const args of [
    ['-S', cppSource, '-B', build, `-DPEERS=${engine}`],
    ['--build', build],
  ]) {
    const { status } = spawnSync('cmake', args, { stdio: ['ignore', 'ignore', 'inherit'] });
    if (status === 0) continue;
    throw new Error('the C++ peers need cmake, and for userspace libuv1-dev and libusrsctp-dev');
  }
}
