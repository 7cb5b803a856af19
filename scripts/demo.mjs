// Two programs talk over SCTP by two paths, one of which is cut: `npm run demo`.
//
//   npm run demo                        as any user, on the engine that 'auto' takes here
//   npm run demo -- --engine userspace  over UDP, by relays that can be cut
//   npm run demo -- --engine kernel     in the kernel lab, where this kernel has no SCTP
//
// Sets up what is missing, then plays scripts/demo/story.mjs.

import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { heading, say } from './demo/print.mjs';
import { installCommand, missingPrograms, packageSets } from './packages.mjs';

const TIME_LIMIT_S = 60;

const root = path.dirname(import.meta.dirname);
const launcher = path.join(root, 'test/lab/uml/launcher.mjs');
const story = path.join(root, 'scripts/demo/story.mjs');

const { values } = parseArgs({ options: { engine: { type: 'string', default: 'auto' } } });

heading('net-sctp', 'two programs, one association, two paths');
process.exitCode = setUp() || play();

function setUp(...options) {
  return run(path.join(root, 'scripts/setup.mjs'), ...options);
}

function play() {
  const { getSCTPCapabilities } = createRequire(import.meta.url)('net-sctp');
  const { engine, available, chosenBecause, reason } = getSCTPCapabilities(values.engine);
  if (engine === 'kernel') return available ? playHere(chosenBecause) : playInLab();
  if (available) return run(story, 'relays', engine, chosenBecause);
  say('engine', `no ${engine}: ${reason}`);
  return 1;
}

function playInLab() {
  const status = setUp('--lab');
  if (status !== 0) return status;
  if (missingPrograms(packageSets.lab).length === 0) {
    const why = "in the kernel lab, as this machine's has none";
    const limit = ['-r', '-t', TIME_LIMIT_S];
    return run(launcher, ...limit, process.execPath, story, 'namespaces', 'kernel', why);
  }
  say('', "This machine's kernel has no SCTP, and there is no kernel lab to replace it.");
  say('', `As root: ${installCommand(packageSets.lab)}`);
  return 1;
}

// Paths of the kernel's can only be cut in a network of one's own, which an ordinary user may not
// be allowed.
function playHere(why) {
  const isRoot = process.getuid() === 0;
  const ownNetwork = isRoot ? ['--net'] : ['--user', '--map-root-user', '--net'];
  const isAllowed = spawnSync('unshare', [...ownNetwork, 'ip', 'link']).status === 0;
  if (isAllowed) {
    const program = [process.execPath, story, 'namespaces', 'kernel', why];
    return execute('unshare', ...ownNetwork, ...program);
  }
  const remedy = isRoot ? installCommand(packageSets.lab) : 'run it as root';
  say('network', `only the loopback, where no path can be cut; for more: ${remedy}`);
  return run(story, 'loopback', 'kernel', why);
}

function run(script, ...args) {
  return execute(process.execPath, script, ...args);
}

function execute(command, ...args) {
  const colour = process.stdout.isTTY && !process.env.NO_COLOR ? { FORCE_COLOR: '1' } : {};
  const env = { ...process.env, ...colour };
  const { status, error } = spawnSync(command, args.map(String), {
    cwd: root,
    env,
    stdio: 'inherit',
  });
  if (error) throw error;
  return status ?? 1;
}
