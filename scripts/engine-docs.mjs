// Writes doc/engines.md, what each engine can do and what each passes, and doc/features.md, what
// there is and where it passes its tests: `npm run docs:engines`.
//
//   npm run docs:engines                 runs the conformance suite and the contracts that need a
//                                        network on both engines first, in the kernel lab
//   npm run docs:engines -- FOLDER       of tallies that are there: kernel.json, userspace.json
//
// A test tells when what they describe has changed since (test/unit/docs.test.ts).

import fs from 'node:fs';
import path from 'node:path';

import * as prettier from 'prettier';

import { describeEngines } from './engine-docs/engines.mjs';
import { describeFeatures } from './engine-docs/features.mjs';
import { readTallies, runBoth } from './engine-docs/tallies.mjs';

const folder = process.argv[2] ?? runBoth();
const tallies = readTallies(folder);
if (process.argv[2] === undefined) fs.rmSync(folder, { recursive: true });

const pages = { 'engines.md': describeEngines(tallies), 'features.md': describeFeatures(tallies) };
for (const [name, text] of Object.entries(pages)) {
  const file = path.join(import.meta.dirname, '../doc', name);
  const config = await prettier.resolveConfig(file);
  fs.writeFileSync(file, await prettier.format(text, { ...config, parser: 'markdown' }));
}
