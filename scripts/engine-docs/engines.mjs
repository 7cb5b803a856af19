// doc/engines.md: what each engine can do, and which cases only one of them passes.

import fs from 'node:fs';
import path from 'node:path';

import { escaped } from './tallies.mjs';

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

const isContract = (title) => title.startsWith('the feature contract ');

export function describeEngines(tallies) {
  const told = tallies.map(compare);
  return `# Engines

What the two engines can do, and every case of the conformance suite that one of them passes and the other does not. \`npm run docs:engines\` writes this page by running the suite on both in the kernel lab, as Linux sets it up.

## Capabilities

As \`getSCTPCapabilities(engine).features\` tells them: what there is without asking for it. \`auth\`, \`asconf\` and \`reconfig\` can be had on either engine by their options, on both ends.

| Capability | kernel | userspace |  |
| --- | --- | --- | --- |
${capabilityRows(told).join('\n')}

## Cases

${told.map(countOf).join(', ')}.

A case that needs what one engine has not is pending on the other:

| Case | Passes on | Why not on the other |
| --- | --- | --- |
${caseRows(told).join('\n')}
`;
}

// Of cases, which have the same title on either engine; the contracts are of doc/features.md.
function compare({ engine, features, passed, skipped }) {
  const neutral = (title) => title.replace(` (${engine})`, '');
  const pending = skipped.filter(({ title }) => !isContract(title));
  const untold = pending.filter(({ isLocal }) => isLocal);
  return {
    engine,
    features,
    passed: new Set(passed.filter((title) => !isContract(title)).map(neutral)),
    skipped: new Map(pending.map(({ title, reason }) => [neutral(title), reason])),
    // What they say of the engine is left open.
    untold: new Set(untold.map(({ title }) => neutral(title))),
  };
}

function capabilityRows(told) {
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
  const source = fs.readFileSync(
    path.join(import.meta.dirname, '../../lib/capabilities.ts'),
    'utf8',
  );
  const [, members] = /^export interface SCTPFeatures \{\n(.*?)^\}/ms.exec(source);
  const member = /\/\*\*(?<text>.*?)\*\/\s+readonly (?<name>\w+): boolean;/gs;
  return [...members.matchAll(member)].map(({ groups: { text, name } }) => {
    return { name, text: text.replace(/\s*\n\s*\*\s*/g, ' ').trim() };
  });
}

function countOf({ engine, passed, skipped, untold }) {
  return `${engine} passes ${passed.size} and has ${skipped.size - untold.size} pending`;
}

function caseRows(told) {
  const titles = new Set(told.flatMap(({ passed }) => [...passed]));
  return [...titles].sort().flatMap((title) => {
    const without = told.find(({ passed }) => !passed.has(title));
    if (without === undefined || without.untold.has(title)) return [];
    const other = told.find((one) => one !== without);
    const reason = without.skipped.get(title) ?? 'the case is not there';
    return [`| ${escaped(title)} | ${other.engine} | ${escaped(reason)} |`];
  });
}
