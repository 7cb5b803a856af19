// Writes doc/engines.md, what each engine can do and what each passes: `npm run docs:engines`.
//
//   npm run docs:engines                    runs the conformance suite on both engines first
//   npm run docs:engines -- FOLDER          of tallies that are there: kernel.json, userspace.json
//
// Both run in the kernel lab, so that a case tells the engines apart and not machines.
//
// A test tells when the capabilities have changed since (test/unit/docs.test.ts).

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import * as prettier from 'prettier';

const root = path.dirname(import.meta.dirname);
const page = path.join(root, 'doc/engines.md');

const both = ['kernel', 'userspace'];
const TIME_LIMIT_S = 900; // for one of them

// Why an engine has not what it has not.
const reasons = {
  kernel: {
    pathWhenPeeledOff: 'Linux ignores the address that such a message names',
    auth: 'off by default',
    asconf: 'off by default',
    reconfig: 'off by default',
    interleaving: 'off by default',
    draftExtensions: 'Linux has neither',
    udpEncapsulation: 'off by default',
    ownUdpPort: 'Linux has one for all',
  },
  userspace: {
    fileDescriptor: 'a socket is memory of the process; UDP ports are shared',
    asconf: 'off by default, as a bad peer can do more with it',
    reconfig: 'off by default, as a bad peer can do more with it',
    longAbortReasons: 'usrsctp tells the first 512 bytes of the chunk',
    pathSackDelay: 'usrsctp has one delay for all paths',
  },
};

const [folder] = process.argv.slice(2);
const tallies = folder ?? runSuites();
const told = both.map((engine) => readTally(engine));
if (folder === undefined) fs.rmSync(tallies, { recursive: true });
const config = await prettier.resolveConfig(page);
fs.writeFileSync(page, await prettier.format(describe(), { ...config, parser: 'markdown' }));

function runSuites() {
  setUp();
  const tallies = fs.mkdtempSync(path.join(os.tmpdir(), 'net-sctp-engines-'));
  for (const engine of both) runSuite(engine, tallies);
  return tallies;
}

function setUp() {
  const script = path.join(root, 'scripts/setup.mjs');
  const { status } = spawnSync(process.execPath, [script, '--lab'], { stdio: 'inherit' });
  if (status !== 0) throw new Error('the set-up has failed');
}

function runSuite(engine, tallies) {
  const launcher = path.join(root, 'test/lab/uml/launcher.mjs');
  const mocha = [
    path.join(root, 'node_modules/mocha/bin/mocha.js'),
    ...['--reporter', path.join(root, 'dist/test/helpers/tally.js')],
    ...['--reporter-option', `output=${path.join(tallies, `${engine}.json`)}`],
    'dist/test/conformance/**/*.test.js',
  ];
  const lab = [launcher, '-t', String(TIME_LIMIT_S), '-w', tallies, process.execPath];
  spawnSync(process.execPath, [...lab, ...mocha], {
    cwd: root,
    env: { ...process.env, SCTP_TEST_ENGINES: engine },
    stdio: 'inherit',
  });
}

function readTally(engine) {
  const file = path.join(tallies, `${engine}.json`);
  const { passed, failed, skipped, capabilities } = JSON.parse(fs.readFileSync(file, 'utf8'));
  if (failed.length > 0) throw new Error(`${engine} has failed: ${failed.join('; ')}`);
  const neutral = (title) => title.replace(` (${engine})`, '');
  const untold = skipped.filter(({ isLocal }) => isLocal);
  return {
    engine,
    features: capabilities[0].features,
    passed: new Set(passed.map(neutral)),
    skipped: new Map(skipped.map(({ title, reason }) => [neutral(title), reason])),
    // What they say of the engine is left open.
    untold: new Set(untold.map(({ title }) => neutral(title))),
  };
}

function describe() {
  return `# Engines

What the two engines can do, and every case of the conformance suite that one of them passes and the other does not. \`npm run docs:engines\` writes this page by running the suite on both in the kernel lab, as Linux sets it up.

## Capabilities

As \`getSCTPCapabilities(engine).features\` tells them: what there is without asking for it. \`auth\`, \`asconf\` and \`reconfig\` can be had on either engine by their options, on both ends.

| Capability | kernel | userspace |  |
| --- | --- | --- | --- |
${capabilityRows().join('\n')}

## Cases

${both.map(countOf).join(', ')}.

A case that needs what one engine has not is pending on the other:

| Case | Passes on | Why not on the other |
| --- | --- | --- |
${caseRows().join('\n')}
`;
}

function capabilityRows() {
  return documentedFeatures().map(({ name, text }) => {
    const cells = told.map(({ engine, features }) => {
      const reason = reasons[engine][name];
      if (features[name] === (reason !== undefined)) {
        throw new Error(`${engine}: ${name} is ${features[name]}, its reason: ${reason}`);
      }
      return features[name] ? 'yes' : `no: ${reason}`;
    });
    return `| \`${name}\` | ${cells.join(' | ')} | ${text} |`;
  });
}

// The members of SCTPFeatures, each with its comment.
function documentedFeatures() {
  const source = fs.readFileSync(path.join(root, 'lib/capabilities.ts'), 'utf8');
  const [, members] = /^export interface SCTPFeatures \{\n(.*?)^\}/ms.exec(source);
  const member = /\/\*\*(?<text>.*?)\*\/\s+readonly (?<name>\w+): boolean;/gs;
  return [...members.matchAll(member)].map(({ groups: { text, name } }) => {
    return { name, text: text.replace(/\s*\n\s*\*\s*/g, ' ').trim() };
  });
}

function countOf(engine) {
  const { passed, skipped, untold } = told.find((one) => one.engine === engine);
  return `${engine} passes ${passed.size} and has ${skipped.size - untold.size} pending`;
}

function caseRows() {
  const titles = new Set(told.flatMap(({ passed }) => [...passed]));
  return [...titles].sort().flatMap((title) => {
    const without = told.find(({ passed }) => !passed.has(title));
    if (without === undefined || without.untold.has(title)) return [];
    const other = told.find((one) => one !== without);
    const reason = without.skipped.get(title) ?? 'the case is not there';
    return [`| ${escaped(title)} | ${other.engine} | ${escaped(reason)} |`];
  });
}

function escaped(text) {
  return text.replace(/[|<>_*`]/g, '\\$&');
}
