// doc/features.md: what there is, and where it passes its tests.
//
// The rows are those of lib/ and of the contracts' table; a test is of a row whose name its title
// has, or where the title says it in words, by the list below. A row without a test is an error,
// unless it is said here why there can be none.

import { createRequire } from 'node:module';
import path from 'node:path';

import { escaped } from './tallies.mjs';

const required = createRequire(path.join(import.meta.dirname, '../../dist/'));

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

export function describeFeatures(tallies) {
  const problems = [];
  const described = sections.map((section) => describe(section, tallies, problems));
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return `# Features

Every option, event and action, and every feature contract, as the tests found it on either engine: the kernel's, of Linux 6.1 in the kernel lab, and the userspace engine. \`npm run docs:engines\` writes this page. "pass" is followed by how many tests there are.

${described.join('\n')}`;
}

function describe({ title, text, names, isOf }, tallies, problems) {
  const rows = names.map((name) => {
    const shows = (title) => isOf(name)(title) || isShownBy(title, name);
    const cells = tallies.map((tally) => cellOf(tally, name, shows, problems));
    return `| \`${name}\` | ${cells.join(' | ')} |`;
  });
  return `## ${title}

${text}

| | kernel 6.1 (lab) | userspace |
| --- | --- | --- |
${rows.join('\n')}
`;
}

function cellOf({ engine, passed, skipped }, name, isOf, problems) {
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
