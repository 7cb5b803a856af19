import { expect } from 'chai';

import type { SCTPError } from '../../lib/index';

/** What a call throws that is to be refused. */
export function refusal(call: () => unknown): SCTPError {
  try {
    call();
  } catch (error) {
    return error as SCTPError;
  }
  throw new Error('it was accepted, but was to be refused');
}

/** Sees that a call throws an error with this code, whose text names the argument. */
export function expectRefusal(call: () => unknown, code: string, argument: string): void {
  let error: unknown;
  try {
    call();
  } catch (thrown) {
    error = thrown;
  }
  expectNames(error, code, argument);
}

/** Sees that an error has this code, and that its text names the argument as Node's errors do. */
export function expectNames(error: unknown, code: string, argument: string): void {
  expect(error, argument).to.be.instanceOf(Error).and.include({ code });
  const { message } = error as Error;
  const named = [`"${argument}"`, `'${argument}'`].some((quoted) => message.includes(quoted));
  expect(named || message.startsWith(`${argument} should be`), message).to.equal(true);
}
