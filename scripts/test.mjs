// Runs the test suites, each where it can run, and sums their tallies: `npm test`.
//
//   npm test                          everything that this machine can run
//   npm test -- unit kernel           some suites, by the names below
//   npm test -- unit --grep PATTERN   what follows the suites goes to mocha
//   npm test -- --coverage            one report over lib/ for all suites together
//   npm test -- --tallies=FOLDER      keeps what each run of mocha tells of its cases
//
// A suite that needs the kernel's SCTP runs natively where there is one, else in the kernel lab. The
// lab has one processor: where there are two, it runs beside what is tested natively. What each run
// says is then printed when it has ended.

import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { installCommand, missingPrograms, packageSets } from './packages.mjs';
import { hasUsrsctp } from './usrsctp.mjs';

const suites = [
  { name: 'types', script: 'test:types' },
  { name: 'docs', script: 'docs' },
  { name: 'native', script: 'fuzz', env: { INPUTS: '100000' } },
  { name: 'stack', script: 'test:stack', needsUsrsctp: true },
  { name: 'hostile', script: 'hostile', env: { EXECUTIONS: '2000' }, needsUsrsctp: true },
  {
    name: 'engine',
    script: 'test:engine',
    env: { CYCLES: '300' },
    needsUsrsctp: true,
    packages: 'engine',
  },
  { name: 'unit', files: 'dist/test/unit/**/*.test.js' },
  { name: 'userspace', files: 'dist/test/conformance/**/*.test.js', engine: 'userspace' },
  {
    name: 'perf',
    files: 'dist/test/perf/**/*.test.js',
    engine: 'userspace',
    needsUsrsctp: true,
    packages: 'perf',
  },
  { name: 'lab', files: 'dist/test/lab/*.test.js', needsLab: true },
  { name: 'kernel', files: 'dist/test/conformance/**/*.test.js', engine: 'kernel' },
  {
    name: 'network',
    files: 'dist/test/lab/network/**/*.test.js',
    engine: 'kernel',
    with: ['kernel', 'userspace'],
    needsRoot: true,
  },
  {
    name: 'interop',
    files: 'dist/test/lab/interop/**/*.test.js',
    engine: 'kernel',
    with: ['kernel', 'userspace'],
    needsRoot: true,
    needsUsrsctp: true,
  },
  { name: 'broken-peers', files: 'dist/test/interop/**/*.test.js', engine: 'userspace' },
  // All pairs of the interop matrix play one case of it.
  {
    name: 'matrix',
    script: 'interop',
    args: ['--only', 'metadata/'],
    env: { INTEROP_PROGRAMS: '' },
    needsLab: true,
    needsUsrsctp: true,
    packages: 'interop',
  },
  // Where the kernel is tested there are the interfaces that tests make, which this machine may lack.
  {
    name: 'interfaces',
    files: ['connect', 'errors', 'lost-network', 'multihoming', 'notifications'].map(
      (name) => `dist/test/conformance/${name}.test.js`,
    ),
    engine: 'kernel',
    with: ['userspace'],
    needsRoot: true,
    needsUsrsctp: true,
  },
];

const TIME_LIMIT_S = 900; // for one run of mocha
const MODEST = 10; // a process that lets others go before
const LINGER_MS = 10_000; // from the last test's end to the process's: a handle left open is a bug

const root = path.dirname(import.meta.dirname);
const launcher = path.join(root, 'test/lab/uml/launcher.mjs');
const mocha = path.join(root, 'node_modules/mocha/bin/mocha.js');
const coverage = path.join(root, 'coverage/tmp');

const { selected, mochaArguments, withCoverage, keptTallies } = parseArguments(
  process.argv.slice(2),
);
const tallies = keptTallies ?? fs.mkdtempSync(path.join(os.tmpdir(), 'net-sctp-test-'));
const total = { passed: 0, failed: [], skipped: [] };
const running = new Set();
let interrupted = false;

const engines = once(probeEngines);
const lab = once(probeLab);

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    interrupted = true;
    for (const end of running) end(signal);
  });
}

await testEverything();
if (!keptTallies) fs.rmSync(tallies, { recursive: true });
report();

function parseArguments(argv) {
  const withCoverage = argv.includes('--coverage');
  const tallies = argv.find((argument) => argument.startsWith('--tallies='));
  const rest = argv.filter((argument) => argument !== '--coverage' && argument !== tallies);
  const firstOption = rest.findIndex((argument) => argument.startsWith('-'));
  const names = firstOption < 0 ? rest : rest.slice(0, firstOption);
  const known = suites.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    process.stderr.write(`no suite ${unknown.join(', ')}; there are ${known.join(', ')}\n`);
    process.exit(2);
  }
  return {
    withCoverage,
    keptTallies: tallies && path.resolve(tallies.slice(tallies.indexOf('=') + 1)),
    mochaArguments: firstOption < 0 ? [] : rest.slice(firstOption),
    selected: suites.filter(({ name }) => names.length === 0 || names.includes(name)),
  };
}

async function testEverything() {
  const setUp = [path.join(root, 'scripts/setup.mjs'), ...setUpFor(selected)];
  if ((await execute({ args: setUp })) !== 0) {
    total.failed.push('set-up');
    return;
  }
  if (withCoverage) fs.rmSync(coverage, { recursive: true, force: true });

  const { native, inLab } = planRuns();
  const runAll = async (runs, isAlone) => {
    for (let run; !interrupted && (run = runs.shift()) !== undefined;) {
      const output = newOutput(isAlone);
      await run(output);
      output.print();
    }
  };
  const isAlone = os.availableParallelism() < 2 || native.length * inLab.length === 0;
  // Native runs come one after the other, for they have the ports of one machine, and after the lab
  // where both want a processor.
  const natively = runAll(native, isAlone).then(() => runAll(inLab, isAlone));
  await (isAlone ? natively : Promise.all([natively, runAll(inLab, isAlone)]));
  if (interrupted) total.failed.push('interrupted');
  if (withCoverage && (await reportCoverage()) !== 0) total.failed.push('coverage');
}

/** What is to be done natively, and what boots the lab: functions of where their output goes. */
function planRuns() {
  const native = [];
  const inLab = [];
  const sharingLab = [];
  for (const suite of selected) {
    const { where, reason } = placeFor(suite);
    const run = (output) => (suite.script ? runScript(suite, output) : runMocha([suite], output));
    if (where === 'host') (suite.needsLab ? inLab : native).push(run);
    else if (where === 'lab') sharingLab.push(suite);
    else if (where === 'nowhere') total.skipped.push(`${suite.name}: ${reason}`);
    else total.failed.push(`${suite.name}: ${reason}`);
  }
  // Once for all that are tested with the same engines, and after those that boot it for themselves:
  // networks with short timeouts mind a busy machine, and come when it has least to do.
  for (const sharing of groupBy(sharingLab, enginesOf)) {
    inLab.push((output) => runMocha(sharing, output, { lab: true }));
  }
  return { native, inLab };
}

/** Of one run: as it comes, or all of it in the end. */
function newOutput(isLive) {
  const kept = [];
  const write = (text) => (isLive ? process.stdout.write(text) : kept.push(text));
  return { isLive, write, print: () => kept.forEach((text) => process.stdout.write(text)) };
}

function setUpFor(wanted) {
  const sets = wanted.flatMap(({ packages }) => packages ?? []);
  if (wanted.some(({ engine, needsLab }) => needsLab || engine === 'kernel')) sets.push('lab');
  return sets.map((set) => `--${set}`);
}

function placeFor({ engine, packages, needsLab, needsRoot, needsUsrsctp }) {
  if (needsUsrsctp && !hasUsrsctp()) return { where: 'nowhere', reason: 'no usrsctp' };
  if (packages && missingPrograms(packageSets[packages]).length > 0) {
    return { where: 'nowhere', reason: `install: ${installCommand(packageSets[packages])}` };
  }
  if (needsLab) return lab().available ? { where: 'host' } : { where: 'nowhere', ...lab() };
  if (!engine) return { where: 'host' };
  if (engines().broken) return { where: 'broken', reason: engines().broken };

  const { available, reason = 'not available' } = engines()[engine];
  const isAllowed = !needsRoot || process.getuid() === 0;
  if (available && isAllowed) return { where: 'host' };
  if (engine !== 'kernel') return { where: 'nowhere', reason };
  if (lab().available) return { where: 'lab' };
  return { where: 'nowhere', reason: `${available ? 'needs root' : reason}; ${lab().reason}` };
}

// In a process of its own, for an addon that crashes must not take this one with it.
function probeEngines() {
  const script = `
    const { getSCTPCapabilities } = require('./dist/lib/index.js');
    const probe = (engine) => {
      const { available, reason } = getSCTPCapabilities(engine);
      return { available, reason };
    };
    const engines = { kernel: probe('kernel'), userspace: probe('userspace') };
    process.stdout.write(JSON.stringify(engines));`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', script], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status === 0) return JSON.parse(stdout);
  process.stderr.write(stderr);
  return { broken: 'the package cannot be loaded' };
}

// A lab that does not boot is this machine's limit; any other failure of it is a bug to be seen.
function probeLab() {
  if (missingPrograms(packageSets.lab).length > 0) {
    return { reason: `no kernel lab; install: ${installCommand(packageSets.lab)}` };
  }
  const { stderr } = spawnSync(process.execPath, [launcher, '-r', '-t', '60', 'true'], {
    encoding: 'utf8',
  });
  if (!stderr.includes('does not boot')) return { available: true };
  process.stderr.write(stderr);
  return { reason: 'User-Mode Linux does not boot on this machine' };
}

function once(probe) {
  let result;
  return () => (result ??= probe());
}

// What a suite is tested with; userspace only where it was built.
function enginesOf(suite) {
  const named = suite.with ?? [suite.engine];
  return named.filter((name) => name === suite.engine || hasUsrsctp()).join();
}

function groupBy(list, keyOf) {
  const groups = new Map();
  for (const one of list) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return groups.values();
}

// One run of mocha for all the suites given, which share their engines.
async function runMocha(suites, output, { lab = false } = {}) {
  const name = suites.map((suite) => suite.name).join('+');
  announce(lab ? `${name} in the kernel lab` : name, output);
  const tally = path.join(tallies, `${name}.json`);
  const command = [
    ...['--enable-source-maps', mocha, '--forbid-only'],
    ...['--reporter', path.join(root, 'dist/test/helpers/tally.js')],
    ...['--reporter-option', `output=${tally}`],
    ...mochaArguments,
    ...suites.flatMap(({ files }) => files),
  ];
  const labOptions = ['-t', String(TIME_LIMIT_S), '-w', root, '-w', tallies];
  const ending = await execute({
    output,
    args: lab ? [launcher, ...labOptions, process.execPath, ...command] : command,
    env: {
      SCTP_TEST_ENGINES: suites[0].engine && enginesOf(suites[0]),
      ...(withCoverage && { NODE_V8_COVERAGE: coverage }),
    },
    tally,
  });
  if (!fs.existsSync(tally)) {
    total.failed.push(`${name}: ended without a tally, with ${ending}`);
    return;
  }

  const { passed, failed, skipped } = JSON.parse(fs.readFileSync(tally, 'utf8'));
  total.passed += passed.length;
  total.failed.push(...failed.map((title) => `${name}: ${title}`));
  total.skipped.push(...skipped.map(({ title, reason }) => `${name}: ${title}: ${reason}`));
  const isExplained = ending === 0 || (ending.startsWith('status ') && failed.length > 0);
  if (!isExplained) total.failed.push(`${name}: ended with ${ending}`);
}

async function runScript({ name, script, args = [], env }, output) {
  if (mochaArguments.length > 0) return;
  announce(name, output);
  const command = { program: 'npm', args: ['run', script, '--', ...args], env };
  if ((await execute({ ...command, output })) === 0) total.passed++;
  else total.failed.push(`${name}: npm run ${script} failed`);
}

function reportCoverage() {
  return execute({ args: [path.join(root, 'node_modules/c8/bin/c8.js'), 'report'] });
}

// Resolves with 0, or in words with how else the program ended. Once there is a tally, the
// program has LINGER_MS to end by itself.
function execute({ program = process.execPath, args, env, tally, output = newOutput(true) }) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: root,
      detached: true, // a process group, so that what the tests have started ends with them
      stdio: output.isLive ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    });
    if (!output.isLive && !args.includes(launcher)) os.setPriority(child.pid, MODEST);
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', output.write);
    // What it has left behind may hold them open.
    child.on('exit', () => setTimeout(() => child.stdio.forEach(close), LINGER_MS).unref());
    let overdue;
    const end = (signal, why) => {
      overdue ??= why;
      process.kill(-child.pid, signal);
    };
    const timer = setTimeout(end, (TIME_LIMIT_S + 60) * 1000, 'SIGTERM', 'no end in sight');
    const linger = setInterval(() => {
      const written = tally && fs.statSync(tally, { throwIfNoEntry: false });
      if (written && Date.now() - written.mtimeMs > LINGER_MS) end('SIGTERM', 'an open handle');
    }, 1000);
    running.add(end);
    child.on('error', (error) => resolve(error.message));
    child.on('close', (status, signal) => {
      running.delete(end);
      clearTimeout(timer);
      clearInterval(linger);
      resolve(overdue ?? (status === 0 ? 0 : (signal ?? `status ${status}`)));
    });
  });
}

function close(stream) {
  stream?.destroy();
}

function announce(title, output) {
  output.write(`\n# ${title}\n`);
}

function report() {
  const { passed, failed, skipped } = total;
  process.stdout.write('\n');
  for (const entry of skipped) process.stdout.write(`skipped: ${entry}\n`);
  for (const entry of failed) process.stdout.write(`failed: ${entry}\n`);
  const counts = `${passed} passed, ${failed.length} failed, ${skipped.length} skipped`;
  process.stdout.write(`${counts}\n`);
  process.exitCode = failed.length === 0 ? 0 : 1;
}
