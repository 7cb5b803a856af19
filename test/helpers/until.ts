import { setImmediate as turn } from 'node:timers/promises';

/** Resolves when a condition holds that no event tells of; it is asked once a turn. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await turn();
}
