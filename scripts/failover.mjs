// Measures what it costs to lose the primary path amid a transfer, and writes it down in
// doc/multihoming.md and doc/multihoming.svg: `npm run failover`, a quarter of an hour.
//
//   npm run failover -- --runs 3      how often each; 5 by default
//   npm run failover -- FILE...       of measurements that are there
//
// It runs in the kernel lab, where a host is a network namespace and a path a link between two.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import * as prettier from 'prettier';

import { figure } from './failover-figure.mjs';

const TIME_LIMIT_S = 3600;

const root = path.dirname(import.meta.dirname);
const page = path.join(root, 'doc/multihoming.md');
const picture = path.join(root, 'doc/multihoming.svg');

// What is written anew lies between these.
const place = /(?<=<!-- measured -->\n).*(?=<!-- end -->)/s;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string', default: '5' } },
});
const runs = positionals.length > 0 ? positionals.flatMap(readRuns) : measure();

fs.writeFileSync(picture, figure(runs));
const text = fs.readFileSync(page, 'utf8').replace(place, () => `\n${describe()}\n\n`);
const config = await prettier.resolveConfig(page);
fs.writeFileSync(page, await prettier.format(text, { ...config, parser: 'markdown' }));

function measure() {
  const setUp = [path.join(root, 'scripts/setup.mjs'), '--lab'];
  run(setUp);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'net-sctp-failover-'));
  const file = path.join(folder, 'runs.json');
  const lab = [path.join(root, 'test/lab/uml/launcher.mjs'), '-t', String(TIME_LIMIT_S)];
  const program = [path.join(root, 'dist/test/failover/main.js'), '--runs', values.runs, file];
  run([...lab, '-w', folder, process.execPath, ...program]);
  const measured = readRuns(file);
  fs.rmSync(folder, { recursive: true });
  return measured;
}

function run(args) {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error(`it has failed: ${args.join(' ')}`);
}

function readRuns(file) {
  return JSON.parse(fs.readFileSync(file, 'utf8')).runs;
}

function describe() {
  const rows = ['kernel', 'userspace'].flatMap((engine) => {
    return ['default', 'tuned'].map((settings) => {
      const group = runs.filter((one) => one.engine === engine && one.settings === settings);
      const sum = (count) => group.reduce((total, one) => total + count(one), 0);
      const arrived = `${sum(({ received }) => received)} of ${sum(({ sent }) => sent)}`;
      const cells = [engine, settings, group.length, spread(group, 'pause')];
      const faults = sum((one) => one.faults.length);
      return `| ${[...cells, spread(group, 'unreachable'), arrived, faults].join(' | ')} |`;
    });
  });
  return `| Engine | Options | Runs | Outage | \`unreachable\` after | Messages that arrived | Twice or out of order |
| --- | --- | ---: | ---: | ---: | ---: | ---: |
${rows.join('\n')}`;
}

// The median, and the range.
function spread(group, name) {
  const sorted = group.map((one) => one[name]).sort((one, other) => one - other);
  const middle = sorted[(sorted.length - 1) >> 1];
  return `${inSeconds(middle)} s (${inSeconds(sorted[0])} to ${inSeconds(sorted.at(-1))})`;
}

function inSeconds(milliseconds) {
  return (milliseconds / 1000).toFixed(milliseconds < 10_000 ? 2 : 1);
}
