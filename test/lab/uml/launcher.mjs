// The host half of the kernel lab: runs a command as root inside User-Mode Linux, which sees
// this machine's files and whose kernel has SCTP.
//
// The guest's root is the host's "/" (hostfs, read-only) under an overlay kept in guest memory;
// only the directories given with -w are mounted read-write. The guest half is guest-init.

import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { installCommand, missingPrograms, packageSets } from '../../../scripts/packages.mjs';
import { guestPath, leastUsedCpu, maxOpenFiles, memoryDirectory } from './machine.mjs';

const LAB_FAILED = 125; // as docker: the lab itself failed, not the command
const TIMED_OUT = 124; // as timeout(1)
const GRACE_MS = 5000; // from the command's getting a signal to killing the guest
const DELIVERY_MS = 30_000; // for a guest to pass a signal on, on a busy machine

const USAGE = `usage: kernel-lab [options] [--] COMMAND [ARGS...]
  -w DIR       mount DIR read-write (repeatable; default: the current directory)
  -r           mount nothing read-write
  -m SIZE      guest memory, such as 512M (default $KERNEL_LAB_MEM or 2G)
  -c CPU       host CPU to pin to (default $KERNEL_LAB_CPU or the least used)
  -a ARGUMENT  give the guest's kernel an argument, such as ipv6.disable=1 (repeatable)
  -t SECONDS   end COMMAND after SECONDS (exit status ${TIMED_OUT})
  -k           keep the work directory, which has boot.log, and print its name
  -v           show the guest kernel's messages
COMMAND's exit status is kernel-lab's, 128+N if signal N ended it; ${LAB_FAILED} if the
lab itself failed. COMMAND's stdin is empty.
`;

// What the guest's kernel says when it kills or spoils what the user runs. A process with more
// than some 240 MiB scattered over guest memory meets the host's vm.max_map_count, for each
// page that has no neighbour is one mapping: the line that says so names the remedy.
const KERNEL_TROUBLE =
  /^.*(?:ran out of memory on the host|Out of memory|WARNING: |BUG: |Oops|refcount_t).*$/gm;

const options = parseOptions(process.argv.slice(2));
if (missingPrograms(packageSets.lab).length > 0) {
  fail(`${missingPrograms(packageSets.lab).join(', ')} not found
install: ${installCommand(packageSets.lab)}`);
}

const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'kernel-lab-'));
const fileOf = (name) => path.join(directory, name);
writeOrders();

const uml = startGuest();
const guard = startGuard();
const [, bootOut, bootErr, guestOut, guestErr, control, delivered] = uml.stdio;

let ownStatus; // set when the launcher ends the guest, and not the command itself
let signalled; // what ended the command, if it did not tell
let killer;

relayOutput();
relaySignals();
if (options.timeout) limitTime(options.timeout);
uml.on('exit', killGuest); // the host processes that a crashed UML leaves behind
uml.on('close', finish);

function parseOptions(argv) {
  const { KERNEL_LAB_CPU: cpu, KERNEL_LAB_MEM: memory = '2G' } = process.env;
  const parsed = { cpu, memory, writable: [], kernelArguments: [] };
  let index = 0;
  const value = () => argv[++index] ?? fail(`${argv[index - 1]} needs a value\n${USAGE}`);
  const settings = {
    '-w': () => parsed.writable.push(existingDirectory(value())),
    '-r': () => (parsed.readOnly = true),
    '-m': () => (parsed.memory = value()),
    '-c': () => (parsed.cpu = value()),
    '-a': () => parsed.kernelArguments.push(value()),
    '-t': () => (parsed.timeout = positive(value())),
    '-k': () => (parsed.keep = true),
    '-v': () => (parsed.verbose = true),
    '-h': printUsage,
    '--help': printUsage,
  };
  for (; argv[index]?.startsWith('-') && argv[index] !== '--'; index++) {
    const set = settings[argv[index]] ?? fail(`unknown option ${argv[index]}\n${USAGE}`);
    set();
  }
  if (argv[index] === '--') index++;
  parsed.command = argv.slice(index);
  if (parsed.command.length === 0) fail(USAGE);
  if (!parsed.readOnly && parsed.writable.length === 0) parsed.writable.push(process.cwd());
  if (parsed.readOnly) parsed.writable = [];
  if (parsed.writable.includes('/')) fail('refusing to mount / read-write; use -w DIR or -r');
  return parsed;
}

function existingDirectory(name) {
  try {
    return fs.realpathSync(name);
  } catch (error) {
    return fail(error.message);
  }
}

function positive(text) {
  return Number(text) > 0 ? Number(text) : fail(`-t needs a number of seconds, not ${text}`);
}

function printUsage() {
  process.stdout.write(USAGE);
  process.exit(0);
}

function fail(message) {
  process.stderr.write(`kernel-lab: ${message.trimEnd()}\n`);
  process.exit(LAB_FAILED);
}

// What guest-init is to do, as files: a kernel's command line is short and bears no newlines.
function writeOrders() {
  const nulTerminated = (list) => list.map((item) => `${item}\0`).join('');
  const environment = Object.entries(guestEnvironment()).map(([name, value]) => `${name}=${value}`);
  fs.writeFileSync(fileOf('argv'), nulTerminated(options.command));
  fs.writeFileSync(fileOf('env'), nulTerminated(environment));
  fs.writeFileSync(fileOf('writable'), nulTerminated(options.writable));
  fs.writeFileSync(fileOf('cwd'), process.cwd());
  fs.writeFileSync(fileOf('hostname'), os.hostname());
  fs.writeFileSync(fileOf('boot.log'), '');
}

// UML 6.1 saves only AVX state in signal frames: the upper halves of the AVX-512 registers are
// lost, and glibc's string functions then return wrong results now and then (68 times in 30000
// signals). Keep glibc off them. A child started with an empty environment is not protected.
function guestEnvironment() {
  const tunables = ['glibc.cpu.hwcaps=-AVX512F,-AVX512VL,-AVX512BW'];
  if (process.env.GLIBC_TUNABLES) tunables.unshift(process.env.GLIBC_TUNABLES);
  return { ...process.env, PATH: guestPath(), GLIBC_TUNABLES: tunables.join(':') };
}

// UML cannot poll plain files, so its consoles are pipes of ours and never the caller's own
// descriptors: 0 has the kernel's messages, 1 stdout, 2 stderr, 3 is the control channel, on
// which signals go in, and come out again when the command has got them.
function startGuest() {
  const cpu = options.cpu ?? leastUsedCpu();
  const init = path.join(import.meta.dirname, 'guest-init');
  const kernelArguments = [
    ...[`mem=${options.memory}`, 'root=/dev/root', 'rootfstype=hostfs', 'hostfs=/', 'ro'],
    ...[`init="${init}"`, `KERNEL_LAB_DIR="${directory}"`, `KERNEL_LAB_NOFILE=${maxOpenFiles()}`],
    ...['con=null', 'con0=null,fd:2', 'con1=null,fd:3', 'con2=null,fd:4', 'con3=fd:5,fd:6'],
    ...[`uml_dir=${directory}`, 'umid=uml', 'noreboot', 'panic=-1'],
    ...(options.verbose ? [] : ['quiet']),
    ...options.kernelArguments,
  ];
  const guest = spawn('taskset', ['-c', String(cpu), 'linux.uml', ...kernelArguments], {
    cwd: '/',
    env: { PATH: process.env.PATH, TMPDIR: memoryDirectory(options.memory) },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe', 'pipe', 'pipe'],
    detached: true, // its own process group: Ctrl-C reaches it only through forward()
  });
  guest.on('error', (error) => fail(`cannot start linux.uml: ${error.message}`));
  return guest;
}

// Should the launcher die without ending the guest, UML's helper processes would survive it and
// hold all guest memory: this process then ends them and removes the directory.
function startGuard() {
  const script = 'read -r _; kill -KILL -- "-$0"; rm -rf "$1"';
  return spawn('sh', ['-c', script, String(uml.pid), directory], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
}

function relayOutput() {
  for (const stream of [bootOut, bootErr]) {
    stream.on('data', (chunk) => fs.appendFileSync(fileOf('boot.log'), chunk));
    if (options.verbose) stream.pipe(process.stderr, { end: false });
  }
  guestOut.pipe(process.stdout, { end: false });
  guestErr.pipe(process.stderr, { end: false });
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', () => {
      ownStatus ??= 128 + os.constants.signals.SIGPIPE; // nobody reads our output any more
      killGuest();
    });
  }
}

function relaySignals() {
  control.on('error', () => {}); // the guest is gone
  delivered.on('data', () => {
    clearTimeout(killer);
    killer = setTimeout(killGuest, GRACE_MS);
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT']) process.on(signal, forward);
}

function limitTime(seconds) {
  const end = () => {
    process.stderr.write(`kernel-lab: timed out after ${seconds} s\n`);
    ownStatus ??= TIMED_OUT;
    forward('SIGTERM');
  };
  setTimeout(end, seconds * 1000).unref();
}

// Passes a signal to the command; if the guest is still there after GRACE_MS, kills it.
// A guest that is still booting would lose the signal and has nothing to lose itself.
function forward(signal) {
  signalled ??= 128 + os.constants.signals[signal];
  if (!fs.existsSync(fileOf('started'))) return killGuest();
  control.write(`${signal.slice('SIG'.length)}\n`);
  killer ??= setTimeout(killGuest, DELIVERY_MS);
}

function killGuest() {
  try {
    process.kill(-uml.pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}

function finish() {
  clearTimeout(killer);
  guard.kill('SIGKILL');
  process.exitCode = ownStatus ?? guestStatus();
  if (options.keep) process.stderr.write(`kernel-lab: kept ${directory}\n`);
  else fs.rmSync(directory, { recursive: true, force: true });
}

function guestStatus() {
  const log = fs.readFileSync(fileOf('boot.log'), 'utf8');
  for (const line of new Set(log.match(KERNEL_TROUBLE))) {
    process.stderr.write(`kernel-lab: guest kernel: ${line}\n`);
  }
  const told = (name) =>
    fs.existsSync(fileOf(name)) ? Number(fs.readFileSync(fileOf(name), 'utf8')) : undefined;
  // What was cut short by a signal has perhaps not written all that it had to say.
  const status = told('status') ?? (signalled && (told('ended') ?? signalled));
  if (status !== undefined) return status;

  const lastMessages = log.trimEnd().split('\n').slice(-40).join('\n');
  const failure = fs.existsSync(fileOf('booted'))
    ? 'the guest ended without an exit status'
    : 'User-Mode Linux does not boot on this machine';
  process.stderr.write(`${lastMessages}\nkernel-lab: ${failure}; its last messages are above\n`);
  return LAB_FAILED;
}
