// Writes doc/features.md, what there is and where it passes its tests: `npm run docs:features`.
//
//   npm run docs:features                 runs the conformance suite and the contracts that need a
//                                         network on both engines first, in the kernel lab
//   npm run docs:features -- FOLDER       of tallies that are there: kernel*.json, userspace*.json
//
// The rows are those of lib/ and of the contracts' table; a test is of a row whose name its title
// has, or where the title says it in words, by the list below. A row without a test is an error, unless it is said here why there can be none; a unit test
// tells when rows have come since (test/unit/docs.test.ts).

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';

import * as prettier from 'prettier';

const root = path.dirname(import.meta.dirname);
const page = path.join(root, 'doc/features.md');
const required = createRequire(path.join(root, 'dist/'));

const engines = ['kernel', 'userspace'];
const TIME_LIMIT_S = 900; // for one of them

// Why no test of a stack can show it.
const untested = {
  notificationsStopped: 'neither stack sends one; decoded in unit tests',
  unknown: 'neither stack sends one; decoded in unit tests',
};

// Shown by the contract of another name.
const contractOf = {
  partialDeliveryAborted: 'partial_delivery_event',
  peerShutdown: 'association_shutdown_notifications',
};

// Shown by tests whose titles say it in words, as they begin.
const sharedKeys = 'authentication by shared keys';
const shownBy = {
  localUdpEncapsulationPort: ['the UDP port'],
  partialReliabilityStatus: ['what the stack counts of messages that were given up'],
  streamPartialReliabilityStatus: ['what the stack counts of messages that were given up'],
  getPartialReliabilityStatus: ['what the stack counts of messages that were given up'],
  getStatistics: ['what the stack counts is told'],
  requestHeartbeat: ['an option of paths a heartbeat'],
  authChunks: ['authentication of chunks that an end demands'],
  setAuthChunks: ['authentication of chunks that an end demands is set'],
  localAuthChunks: ['authentication of chunks that an end demands is known to both'],
  peerAuthChunks: ['authentication of chunks that an end demands is known to both'],
  hmacIdentifiers: ['authentication on the wire is with'],
  authKey: [`${sharedKeys} does not let`],
  setAuthKey: [sharedKeys],
  authActiveKey: [`${sharedKeys} rotates`, 'authentication on the wire is by the key'],
  activateAuthKey: [`${sharedKeys} rotates`],
  deactivateAuthKey: [`${sharedKeys} rotates`, `${sharedKeys} refuses`],
  deleteAuthKey: [`${sharedKeys} rotates`, `${sharedKeys} refuses`],
  streamScheduler: ['the scheduler of streams'],
  streamSchedulerValue: ['the scheduler of streams of an association'],
  interleavingSupported: ['interleaving'],
  resetAssociation: ['reconfiguration of the whole association'],
  associationReset: ['reconfiguration of the whole association'],
};

const { optionTable } = required('./lib/option-table.js');
const { notificationKinds } = required('./lib/batch.js');
const { EndpointControls } = required('./lib/endpoint-controls.js');
const { contracts } = required('./test/helpers/contracts.js');

const notActions = ['constructor', 'scope', 'getOption', 'setOption'];

const sections = [
  {
    title: 'Options',
    text: 'What `getOption` gives and `setOption` takes.',
    names: Object.keys(optionTable),
    isOf: (name) => (title) => /option|extension|capabilit/i.test(title) && hasWord(title, name),
  },
  {
    title: 'Events',
    text: 'What a stack tells, each under its own name and as `notification`.',
    names: notificationKinds.filter((kind) => kind !== 'message'),
    isOf: (name) => (title) => hasWord(title, name) || isContract(title, contractOf[name]),
  },
  {
    title: 'Actions',
    text: 'What can be done to an endpoint and to its associations.',
    names: Object.getOwnPropertyNames(EndpointControls.prototype).filter(
      (name) => !notActions.includes(name),
    ),
    isOf: (name) => (title) => hasWord(title, name),
  },
  {
    title: 'Feature contracts',
    text: 'Of the Go fork, by their ids.',
    names: Object.keys(contracts),
    isOf: (name) => (title) => isContract(title, name),
  },
];

const [folder] = process.argv.slice(2);
const problems = [];
const tallies = folder ?? runSuites();
const told = engines.map(readTallies);
if (folder === undefined) fs.rmSync(tallies, { recursive: true });

const described = sections.map(describe).join('\n');
if (problems.length > 0) {
  process.stderr.write(`${problems.join('\n')}\n`);
  process.exit(1);
}
const config = await prettier.resolveConfig(page);
const text = `# Features

Every option, event and action, and every feature contract, as the tests found it on either engine: the kernel's, of Linux 6.1 in the kernel lab, and the userspace engine. \`npm run docs:features\` writes this page. "pass" is followed by how many tests there are.

${described}`;
fs.writeFileSync(page, await prettier.format(text, { ...config, parser: 'markdown' }));

function runSuites() {
  const setUp = path.join(root, 'scripts/setup.mjs');
  const { status } = spawnSync(process.execPath, [setUp, '--lab'], { stdio: 'inherit' });
  if (status !== 0) throw new Error('the set-up has failed');
  const tallies = fs.mkdtempSync(path.join(os.tmpdir(), 'net-sctp-features-'));
  for (const engine of engines) runSuite(engine, tallies);
  return tallies;
}

function runSuite(engine, tallies) {
  const launcher = path.join(root, 'test/lab/uml/launcher.mjs');
  const mocha = [
    path.join(root, 'node_modules/mocha/bin/mocha.js'),
    ...['--reporter', path.join(root, 'dist/test/helpers/tally.js')],
    ...['--reporter-option', `output=${path.join(tallies, `${engine}.json`)}`],
    ...['dist/test/lab/network/contracts.test.js', 'dist/test/conformance/**/*.test.js'],
  ];
  const lab = [launcher, '-t', String(TIME_LIMIT_S), '-w', tallies, process.execPath];
  spawnSync(process.execPath, [...lab, ...mocha], {
    cwd: root,
    env: { ...process.env, SCTP_TEST_ENGINES: engine },
    stdio: 'inherit',
  });
}

function readTallies(engine) {
  const files = fs
    .readdirSync(tallies)
    .filter((name) => name.startsWith(engine) && name.endsWith('.json'))
    .map((name) => JSON.parse(fs.readFileSync(path.join(tallies, name), 'utf8')));
  const all = (list) => files.flatMap((file) => file[list]);
  if (files.length === 0) throw new Error(`there is no tally of the engine ${engine}`);
  for (const title of all('failed')) problems.push(`${engine}: failed: ${title}`);
  return { engine, passed: all('passed'), skipped: all('skipped') };
}

function describe({ title, text, names, isOf }) {
  const rows = names.map((name) => {
    const shows = (title) => isOf(name)(title) || isShownBy(title, name);
    const cells = told.map((tally) => cellOf(tally, name, shows));
    return `| \`${name}\` | ${cells.join(' | ')} |`;
  });
  return `## ${title}

${text}

| | kernel 6.1 (lab) | userspace |
| --- | --- | --- |
${rows.join('\n')}
`;
}

function cellOf({ engine, passed, skipped }, name, isOf) {
  const good = passed.filter(isOf);
  if (good.length > 0) return `pass (${good.length})`;
  const [pending] = skipped.filter((one) => isOf(one.title));
  const reason = pending?.reason ?? untested[name];
  if (reason === undefined) problems.push(`${engine}: ${name} has no test`);
  return escaped(`no: ${reason}`);
}

function hasWord(title, name) {
  if (title.includes('is refused by an engine that has it not')) return false;
  return new RegExp(`(^|[^\\w])${name}([^\\w]|$)`).test(title);
}

function isShownBy(title, name) {
  const words = title.replace(/ \((kernel|userspace)\)/, '');
  return (shownBy[name] ?? []).some((beginning) => words.startsWith(beginning));
}

function isContract(title, id) {
  return title.startsWith('the feature contract (') && title.endsWith(` ${id}`);
}

function escaped(text) {
  return text.replace(/[|<>_*`]/g, '\\$&');
}
