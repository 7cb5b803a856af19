// The reporter of every suite: mocha's own, which also writes a tally that scripts/test.mjs sums
// and scripts/engine-docs/ compares.

import { writeFileSync } from 'node:fs';

import Mocha from 'mocha';

import { getSCTPCapabilities, type SCTPEngine } from '../../lib/index';

interface Reason {
  reason: string;
  /** On another machine, or for another user, it would have run. */
  isLocal: boolean;
}

const reasons = new WeakMap<Mocha.Runnable | Mocha.Suite, Reason>();

/** Skips the running test, or in a hook the suite's tests, for a reason that the tally names. */
export function skipBecause(context: Mocha.Context, reason: string): never {
  return skip(context, { reason, isLocal: false });
}

/** The same for want of something that this machine or this user has not. */
export function skipHereBecause(context: Mocha.Context, reason: string): never {
  return skip(context, { reason, isLocal: true });
}

function skip(context: Mocha.Context, reason: Reason): never {
  const runnable = context.runnable();
  reasons.set(runnable instanceof Mocha.Test ? runnable : (runnable.parent ?? runnable), reason);
  return context.skip();
}

export default class Tally extends Mocha.reporters.Spec {
  readonly #passed: string[] = [];
  readonly #failed: string[] = [];
  readonly #skipped: ({ title: string } & Reason)[] = [];

  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const { output } = options.reporterOptions as { output?: string };

    runner.on('pass', (test) => this.#passed.push(test.fullTitle()));
    runner.on('fail', (runnable) => this.#failed.push(runnable.fullTitle()));
    runner.on('pending', (test) => {
      this.#skipped.push({ title: test.fullTitle(), ...reasonFor(test) });
    });
    runner.once('end', () => {
      const tally = { passed: this.#passed, failed: this.#failed, skipped: this.#skipped };
      const engines = (process.env['SCTP_TEST_ENGINES']?.split(',') ?? []) as SCTPEngine[];
      const capabilities = engines.map((engine) => getSCTPCapabilities(engine));
      if (output !== undefined) writeFileSync(output, JSON.stringify({ ...tally, capabilities }));
    });
  }
}

function reasonFor(test: Mocha.Test): Reason {
  const own = reasons.get(test);
  if (own !== undefined) return own;
  for (let suite = test.parent; suite; suite = suite.parent) {
    const reason = reasons.get(suite);
    if (reason !== undefined) return reason;
  }
  return { reason: 'no reason given', isLocal: false };
}
