import { afterEach, beforeEach, describe, it } from 'mocha';

import { getSCTPCapabilities, type SCTPEngine, type SCTPFeatures } from '../../lib/index';
import { closeEverything, rememberOpen } from './opened';
import { skipBecause } from './tally';

const known: readonly SCTPEngine[] = ['kernel', 'userspace'];

/** Those that SCTP_TEST_ENGINES lists; without it, those that work here. */
export const engines: readonly SCTPEngine[] = (() => {
  const asked = process.env['SCTP_TEST_ENGINES']?.split(',').map((name) => name.trim());
  const unknown = asked?.find((name) => !known.includes(name as SCTPEngine));
  if (unknown !== undefined) throw new Error(`SCTP_TEST_ENGINES: there is no engine '${unknown}'`);
  return (asked as SCTPEngine[] | undefined) ?? known.filter(isAvailable);
})();

/** One suite for each engine, after each test of which everything `opened` is closed. */
export function forEachEngine(title: string, suite: (engine: SCTPEngine) => void): void {
  for (const engine of engines) {
    describe(`${title} (${engine})`, () => {
      beforeEach(rememberOpen);
      afterEach(closeEverything);
      suite(engine);
    });
  }
  if (engines.length === 0) itHasNoEngine(title);
}

/** The engines of the two sides of an association. */
export interface Engines {
  a: SCTPEngine;
  z: SCTPEngine;
}

/** One suite for each engine with each. */
export function forEachPairOfEngines(title: string, suite: (engines: Engines) => void): void {
  for (const a of engines) {
    for (const z of engines) {
      const who = a === z ? a : `${a} to ${z}`;
      describe(`${title} (${who})`, () => suite({ a, z }));
    }
  }
  if (engines.length === 0) itHasNoEngine(title);
}

function itHasNoEngine(title: string): void {
  it(title, function () {
    skipBecause(this, 'no engine is available here');
  });
}

/** A test that is pending, with the reason, where the engine lacks the feature. */
export function itNeeds(
  engine: SCTPEngine,
  feature: keyof SCTPFeatures,
  title: string,
  test: Mocha.AsyncFunc,
): void {
  it(title, async function () {
    const { features } = getSCTPCapabilities(engine);
    if (!features[feature]) skipBecause(this, `the engine ${engine} has no ${feature} here`);
    await test.call(this);
  });
}

function isAvailable(engine: SCTPEngine): boolean {
  return getSCTPCapabilities(engine).available;
}
