// The conformance suite on the userspace engine with a sanitizer beneath the addon:
//
//   npm run test:asan                 AddressSanitizer, LeakSanitizer, UBSan
//   npm run test:tsan                 ThreadSanitizer
//   npm run test:asan -- FILE...      some of dist/test/conformance/*.test.js
//
// Node itself has no sanitizer in it: the runtime is loaded before everything else, and what the
// addon has no part in is Node's own affair. The addon that was built for use stays as it is.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import { addonBuild } from './build-addon.mjs';

const kinds = {
  address: { sanitizers: 'address,undefined', runtime: 'libasan.so', options: 'ASAN_OPTIONS' },
  thread: { sanitizers: 'thread', runtime: 'libtsan.so', options: 'TSAN_OPTIONS' },
};

const root = path.dirname(import.meta.dirname);
const [name, ...files] = process.argv.slice(2);
const kind = kinds[name];
if (!kind) fail(`which sanitizer: ${Object.keys(kinds).join(' or ')}?`);
const directory = path.join(root, 'build/sanitized', name);
const reports = path.join(directory, 'reports');

build();
const status = test();
const findings = readFindings();
for (const finding of findings) process.stdout.write(`${finding}\n`);
process.stdout.write(`${name} sanitizer: ${findings.length} findings\n`);
process.exitCode = findings.length > 0 ? 1 : status;

// Beside the other, in a directory that has the same sources.
function build() {
  run(process.execPath, ['scripts/setup.mjs'], { cwd: root });
  fs.mkdirSync(directory, { recursive: true });
  for (const source of ['binding.gyp', 'node_modules', 'package.json', 'scripts', 'src']) {
    const link = path.join(directory, source);
    if (!fs.existsSync(link)) fs.symlinkSync(path.join(root, source), link);
  }
  const { command, args, env } = addonBuild();
  run(command, [...args, '--loglevel=error'], {
    cwd: directory,
    env: { ...env, GYP_DEFINES: `sanitize=${kind.sanitizers}` },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

function test() {
  fs.rmSync(reports, { recursive: true, force: true });
  fs.mkdirSync(reports);
  const runtime = spawnSync('g++', [`-print-file-name=${kind.runtime}`], { encoding: 'utf8' });
  const mocha = path.join(root, 'node_modules/mocha/bin/mocha.js');
  const tests = files.length > 0 ? files : ['dist/test/conformance/*.test.js'];
  return run(process.execPath, [mocha, '--timeout', '300000', ...tests], {
    cwd: root,
    isAllowedToFail: true,
    env: {
      ...process.env,
      [kind.options]: [
        `log_path=${path.join(reports, 'of')}`,
        'exitcode=0', // a process whose exit status is looked at may have findings of Node's
        'stack_trace_format="    #%n %f %S %M"', // with the library, by which ours are told
      ].join(':'),
      SCTP_NATIVE_PATH: path.join(directory, 'build/Release/sctp.node'),
      SCTP_TEST_ENGINES: 'userspace',
      SCTP_TEST_SLOWDOWN: process.env.SCTP_TEST_SLOWDOWN ?? '10',
      LD_PRELOAD: runtime.stdout.trim(),
      LSAN_OPTIONS: 'exitcode=0',
      UBSAN_OPTIONS: 'print_stacktrace=1',
    },
  });
}

// Each process writes a file, in which lines divide reports, and empty lines their stacks.
function readFindings() {
  return fs
    .readdirSync(reports)
    .flatMap((file) => fs.readFileSync(path.join(reports, file), 'utf8').split(/={18,}/))
    .flatMap((report) => (report.includes('LeakSanitizer') ? report.split('\n\n') : [report]))
    .filter((report) => report.split('\n\n').some(isOurs));
}

// V8 leaks, and races with itself, beneath our calls into JavaScript: what counts is who has
// accessed, allocated or freed.
function isOurs(stack) {
  const frames = stack.split('\n').filter((line) => /^ *#\d/.test(line));
  const innermost = frames.find((frame) => !/lib(asan|tsan|stdc\+\+)\.so/.test(frame));
  return innermost?.includes('sctp.node');
}

function run(command, args, { isAllowedToFail = false, ...options }) {
  const { status, signal, error } = spawnSync(command, args, { stdio: 'inherit', ...options });
  if (error) throw error;
  if (status !== 0 && !isAllowedToFail) fail(`${command} ended with ${signal ?? status}`);
  return status ?? 1;
}

function fail(message) {
  process.stderr.write(`sanitized: ${message}\n`);
  process.exit(2);
}
