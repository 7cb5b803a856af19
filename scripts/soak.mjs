// Connects, sends, aborts and closes at random for a while, and sees that every message is
// delivered once or reported, and that nothing leaks, hangs or crashes: `npm run soak`.
//
//   npm run soak -- --minutes 60 --seed 7 --engine userspace
//
// The kernel's SCTP, the default, is taken natively where there is one, else in the kernel lab.

import { spawn, spawnSync } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';

const SILENCE_MS = 60_000; // without a beat of its event loop the soak hangs
const MARGIN_S = 300; // for what has to settle after the last minute

const root = path.dirname(import.meta.dirname);
const launcher = path.join(root, 'test/lab/uml/launcher.mjs');
const options = parse();

const isInLab = process.env.SCTP_SOAK_IN_LAB !== undefined;

if (!isInLab) setUp();
const { getSCTPCapabilities } = await import('../dist/lib/index.js');
const { available, reason } = getSCTPCapabilities(options.engine);

if (available) watch(soakHere());
else if (options.engine === 'kernel' && !isInLab) soakInLab();
else fail(reason);

function parse() {
  const { values } = parseArgs({
    options: {
      engine: { type: 'string', default: 'kernel' },
      minutes: { type: 'string', default: '15' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    },
  });
  if (!(Number(values.minutes) > 0)) fail(`--minutes needs a number, not ${values.minutes}`);
  if (!/^\d+$/.test(values.seed)) fail(`--seed needs a whole number, not ${values.seed}`);
  return values;
}

function setUp() {
  const args = ['scripts/setup.mjs', ...(options.engine === 'kernel' ? ['--lab'] : [])];
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(1);
}

function soakInLab() {
  const { engine, minutes, seed } = options;
  const seconds = String(Math.ceil(Number(minutes) * 60) + MARGIN_S);
  const own = ['--engine', engine, '--minutes', minutes, '--seed', seed];
  const command = [process.execPath, import.meta.filename, ...own];
  const { status } = spawnSync(process.execPath, [launcher, '-r', '-t', seconds, ...command], {
    cwd: root,
    env: { ...process.env, SCTP_SOAK_IN_LAB: '1' },
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
}

function soakHere() {
  const { engine, minutes, seed } = options;
  process.stdout.write(`soak: seed ${seed}, ${minutes} minutes, engine ${engine}\n`);
  const program = path.join(root, 'dist/test/soak/main.js');
  const args = ['--expose-gc', '--enable-source-maps', program, engine, seed, minutes];
  return spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
}

function watch(soak) {
  const silence = setTimeout(hang, SILENCE_MS);
  soak.on('message', () => silence.refresh());
  soak.on('exit', (status, signal) => {
    clearTimeout(silence);
    if (signal) process.stdout.write(`soak: crashed with ${signal}, seed ${options.seed}\n`);
    process.exitCode = status ?? 1;
  });

  function hang() {
    process.stdout.write(`soak: hangs, seed ${options.seed}\n`);
    soak.kill('SIGKILL');
  }
}

function fail(message) {
  process.stderr.write(`soak: ${message}\n`);
  process.exit(2);
}
