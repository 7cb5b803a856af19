// What a measurement is worth nothing without.

import { execFileSync } from 'node:child_process';
import os from 'node:os';

export function conditions() {
  const cpus = os.cpus();
  return {
    date: new Date().toISOString().slice(0, 10),
    processor: cpus[0].model.trim(),
    processors: os.availableParallelism(),
    kernel: os.release(),
    node: process.version,
    load: os.loadavg()[0],
    commit: commit(),
  };
}

function commit() {
  const git = (...args) =>
    execFileSync('git', args, { cwd: import.meta.dirname, encoding: 'utf8' }).trim();
  // What the run itself writes does not count.
  const changed = git(
    'status',
    '--porcelain',
    '--untracked-files=no',
    '--',
    ':/',
    ':(top,exclude)doc',
  );
  return git('rev-parse', '--short', 'HEAD') + (changed === '' ? '' : ', changed');
}
