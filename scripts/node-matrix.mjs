// Runs all tests under other versions of Node: `npm run test:node -- 20 22 24 26`.
//
// Each version comes from npm, binary and headers, and tests a copy of the checkout of its own,
// so that the addon built here stays as it is.

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';

const root = path.dirname(import.meta.dirname);
const majors = process.argv.slice(2);
if (majors.length === 0 || !majors.every((major) => /^\d+$/.test(major))) {
  process.stderr.write('usage: npm run test:node -- MAJOR...\n');
  process.exit(2);
}

const results = [];
for (const major of majors) results.push({ major, ...(await testUnder(major)) });

process.stdout.write('\n');
for (const { major, version, tally } of results) {
  process.stdout.write(`node ${version ?? major}: ${tally}\n`);
}
process.exitCode = results.every(({ status }) => status === 0) ? 0 : 1;

async function testUnder(major) {
  const bin = obtainNode(major);
  if (!bin) return { tally: 'not to be had from npm' };
  const version = execute(path.join(bin, 'node'), ['--version'], root).output.trim();
  process.stdout.write(`\n## node ${version}\n`);

  const copy = copyCheckout();
  const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` };
  const tests = spawn('npm', ['test', '--silent'], {
    cwd: copy,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  tests.stdout.pipe(process.stdout, { end: false });
  const [output, [status]] = await Promise.all([text(tests.stdout), once(tests, 'exit')]);
  fs.rmSync(copy, { recursive: true });
  return { version, status, tally: output.trimEnd().split('\n').at(-1) };
}

// The package "node" only fetches the one for this platform, which has the headers too.
function obtainNode(major) {
  const name = `node-${process.platform}-${process.arch}`;
  const prefix = path.join(root, 'build/node', major);
  fs.mkdirSync(prefix, { recursive: true });
  const args = ['install', '--prefix', prefix, '--no-save', '--loglevel=error', `${name}@${major}`];
  const { status, output } = execute('npm', args, prefix);
  if (status === 0) return path.join(prefix, 'node_modules', name, 'bin');
  process.stdout.write(output);
  return undefined;
}

// What git would have in a clone, and what is not committed yet.
function copyCheckout() {
  const copy = fs.mkdtempSync(path.join(os.tmpdir(), 'net-sctp-node-'));
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const files = execute('git', args, root).output.split('\0').filter(Boolean);
  for (const file of files.filter((name) => fs.existsSync(path.join(root, name)))) {
    fs.cpSync(path.join(root, file), path.join(copy, file), { verbatimSymlinks: true });
  }
  return copy;
}

function execute(command, args, cwd) {
  const { status, stdout, error } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (error) throw error;
  return { status, output: stdout };
}
