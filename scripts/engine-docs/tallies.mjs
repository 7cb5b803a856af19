// What the tests found on either engine. Both run in the kernel lab, so that a case tells the
// engines apart and not machines.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
const engines = ['kernel', 'userspace'];
const TIME_LIMIT_S = 900; // for one of them

/** Tests both. The folder that it answers has their tallies, and is the caller's. */
export function runBoth() {
  const setUp = path.join(root, 'scripts/setup.mjs');
  const { status } = spawnSync(process.execPath, [setUp, '--lab'], { stdio: 'inherit' });
  if (status !== 0) throw new Error('the set-up has failed');
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'net-sctp-engines-'));
  for (const engine of engines) run(engine, folder);
  return folder;
}

function run(engine, folder) {
  const launcher = path.join(root, 'test/lab/uml/launcher.mjs');
  const mocha = [
    path.join(root, 'node_modules/mocha/bin/mocha.js'),
    ...['--reporter', path.join(root, 'dist/test/helpers/tally.js')],
    ...['--reporter-option', `output=${path.join(folder, `${engine}.json`)}`],
    ...['dist/test/lab/network/contracts.test.js', 'dist/test/conformance/**/*.test.js'],
  ];
  const lab = [launcher, '-t', String(TIME_LIMIT_S), '-w', folder, process.execPath];
  spawnSync(process.execPath, [...lab, ...mocha], {
    cwd: root,
    env: { ...process.env, SCTP_TEST_ENGINES: engine },
    stdio: 'inherit',
  });
}

/** In the order of the pages' columns. Throws where a test has failed. */
export function readTallies(folder) {
  return engines.map((engine) => {
    const text = fs.readFileSync(path.join(folder, `${engine}.json`), 'utf8');
    const { passed, failed, skipped, capabilities } = JSON.parse(text);
    if (failed.length > 0) throw new Error(`${engine} has failed: ${failed.join('; ')}`);
    return { engine, passed, skipped, features: capabilities[0].features };
  });
}

export function escaped(text) {
  return text.replace(/[|<>_*`]/g, '\\$&');
}
