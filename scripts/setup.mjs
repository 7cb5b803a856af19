// Makes a checkout ready to use: `node scripts/setup.mjs [--lab] [--format]`.
// Does only what is missing or stale, says each step in one line, and may be run at any time.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import { addonBuild } from './build-addon.mjs';
import { installCommand, missingPrograms, packageSets } from './packages.mjs';
import { hasUsrsctp, provideUsrsctp } from './usrsctp.mjs';

const root = path.dirname(import.meta.dirname);
const addon = 'build/Release/sctp.node';
const buildInfo = 'dist/tsconfig.tsbuildinfo';

const steps = [
  {
    title: 'install npm dependencies',
    isStale: () => isOlder('node_modules/.package-lock.json', ['package-lock.json']),
    // The next steps are the install scripts, with a line each. npm's configuration may ask
    // for silence and for production, which would hide errors and the compiler.
    run: () =>
      run({
        command: 'npm',
        args: ['ci', '--ignore-scripts', '--include=dev', '--loglevel=warn'],
      }),
  },
  {
    title: 'compile TypeScript',
    isStale: () =>
      isOlder(buildInfo, ['doc/examples', 'lib', 'test', 'typings', 'tsconfig.json']) ||
      orphans().length > 0,
    run: compileTypeScript,
  },
  {
    title: 'obtain usrsctp',
    isStale: () => !hasUsrsctp(),
    run: () => provideUsrsctp(say),
  },
  {
    title: 'build the native addon',
    isStale: () => isOlder(addon, ['src', 'binding.gyp']) || isForOtherNode(),
    run: () => {
      provide(packageSets.compiler);
      run(addonBuild());
    },
  },
];

for (const { title, isStale, run } of steps) {
  if (!isStale()) continue;
  say(title);
  await run();
}
for (const argument of process.argv.slice(2)) {
  const set = packageSets[argument.replace(/^--/, '')];
  if (!set) fail(`unknown argument ${argument}`);
  provide(set);
}

// A renamed test would otherwise run twice, and a removed module could still be required.
function compileTypeScript() {
  for (const file of orphans()) {
    fs.rmSync(file);
    fs.rmSync(`${file}.map`, { force: true });
  }
  run({ command: process.execPath, args: ['node_modules/typescript/bin/tsc', '--build'] });
  fs.utimesSync(path.join(root, buildInfo), new Date(), new Date());
}

function orphans() {
  return filesUnder('dist')
    .filter((file) => file.endsWith('.js'))
    .filter((file) => !fs.existsSync(sourceOf(file)));
}

function sourceOf(compiled) {
  const name = path.relative(path.join(root, 'dist'), compiled);
  return path.join(root, name.replace(/\.js$/, '.ts'));
}

function isForOtherNode() {
  const config = fs.readFileSync(path.join(root, 'build/config.gypi'), 'utf8');
  return !config.includes(`"node_module_version": ${process.versions.modules},`);
}

function isOlder(target, sources) {
  const built = fs.statSync(path.join(root, target), { throwIfNoEntry: false });
  if (!built) return true;
  return sources.flatMap(filesUnder).some((file) => fs.statSync(file).mtimeMs > built.mtimeMs);
}

function filesUnder(name) {
  const location = path.join(root, name);
  const stat = fs.statSync(location, { throwIfNoEntry: false });
  if (!stat?.isDirectory()) return stat ? [location] : [];
  return fs
    .readdirSync(location, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

// What a machine lacks is no error of set-up: whoever needs it says what was skipped for it.
function provide(set) {
  const missing = missingPrograms(set);
  if (missing.length === 0) return;
  if (process.getuid() !== 0 || missingPrograms({ programs: ['apt-get'] }).length > 0) {
    say(`${set.purpose} needs ${missing.join(', ')}; install: ${installCommand(set)}`);
    return;
  }
  say(`install ${set.packages.join(' ')} for ${set.purpose}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const args = ['-c', `apt-get update && ${installCommand(set)}`];
  const { status, output } = attempt({ command: 'sh', args, env });
  if (status !== 0) say(`${output}\n${set.purpose} is not available`);
}

function run(program) {
  const { status, output } = attempt(program);
  if (status !== 0) fail(`${output}\n${[program.command, ...program.args].join(' ')} failed`);
}

function attempt({ command, args, env = process.env }) {
  const options = { cwd: root, env, encoding: 'utf8', maxBuffer: 2 ** 28 };
  const { status, stdout, stderr, error } = spawnSync(command, args, options);
  return { status, output: error ? error.message : (stdout + stderr).trim() };
}

function say(message) {
  process.stdout.write(`setup: ${message}\n`);
}

function fail(message) {
  process.stderr.write(`setup: ${message}\n`);
  process.exit(1);
}
