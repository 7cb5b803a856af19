// Writes doc/engines.md, what each engine can do and what each passes: `npm run docs:engines`.
//
//   npm run docs:engines                    runs the conformance suite on both engines first
//   npm run docs:engines -- FOLDER          of the tallies that `npm test -- --tallies=FOLDER` kept
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

// Why an engine has not what it has not.
const reasons = {
  kernel: {
    pathWhenPeeledOff: 'Linux ignores the address that such a message names',
    auth: 'Linux leaves it off',
    asconf: 'Linux leaves it off',
    reconfig: 'Linux leaves it off',
    interleaving: 'Linux leaves it off',
    draftExtensions: 'Linux has neither',
    udpEncapsulation: 'Linux leaves it off',
    ownUdpPort: 'the host has one for all',
  },
  userspace: {
    fileDescriptor: 'it is no socket of the kernel; many share one UDP port',
    asconf: 'off: a bad peer can do more with it',
    reconfig: 'off: a bad peer can do more with it',
    interleaving: 'usrsctp has it, net-sctp has no option for it yet',
    longAbortReasons: 'usrsctp cuts them, to fit the least packet',
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
  const tallies = fs.mkdtempSync(path.join(os.tmpdir(), 'net-sctp-engines-'));
  const suites = [path.join(root, 'scripts/test.mjs'), ...both, `--tallies=${tallies}`];
  const { status } = spawnSync(process.execPath, suites, { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error('the suites have failed');
  return tallies;
}

function readTally(engine) {
  const file = path.join(tallies, `${engine}.json`);
  const { passed, failed, skipped, capabilities } = JSON.parse(fs.readFileSync(file, 'utf8'));
  if (failed.length > 0) throw new Error(`${engine} has failed: ${failed.join('; ')}`);
  const neutral = (title) => title.replace(` (${engine})`, '');
  return {
    engine,
    features: capabilities[0].features,
    passed: new Set(passed.map(neutral)),
    skipped: new Map(skipped.map(({ title, reason }) => [neutral(title), reason])),
  };
}

function describe() {
  return `# Engines

What the two engines can do, and every case of the conformance suite that one of them passes and the other does not. \`npm run docs:engines\` writes this page by running the suite on both: the kernel's in the kernel lab, as Linux sets it up.

## Capabilities

As \`getSCTPCapabilities(engine).features\` tells them: what is negotiated by default.

| Capability | kernel | userspace |  |
| --- | --- | --- | --- |
${capabilityRows().join('\n')}

## Cases

${both.map(countOf).join(', ')}.

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
  const { passed, skipped } = told.find((one) => one.engine === engine);
  return `${engine} passes ${passed.size} and has ${skipped.size} pending`;
}

function caseRows() {
  const titles = new Set(told.flatMap(({ passed }) => [...passed]));
  return [...titles].sort().flatMap((title) => {
    const without = told.find(({ passed }) => !passed.has(title));
    if (without === undefined) return [];
    const other = told.find((one) => one !== without);
    const reason = without.skipped.get(title) ?? 'the case is not there';
    return [`| ${escaped(title)} | ${other.engine} | ${escaped(reason)} |`];
  });
}

function escaped(text) {
  return text.replace(/[|<>_*`]/g, '\\$&');
}
