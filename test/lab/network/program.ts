// The program of one host: a side of an association, which does what the test's process tells it
// to (remote.ts), and ends with that.

import { closeEverything, rememberOpen } from '../../helpers/opened';
import type { Answer, Call } from './remote';
import { Side } from './side';

let side = new Side();
rememberOpen();

process.on('message', (call: Call) => void answer(call));
process.on('disconnect', () => process.exit());

async function answer({ id, method, args }: Call): Promise<void> {
  try {
    const act = method === 'reset' ? reset : (side[method] as (...args: unknown[]) => unknown);
    reply({ id, result: await act.apply(side, args) });
  } catch (error) {
    // What else there is to an error would not cross.
    const { message, stack, ...rest } = error as Error;
    reply({ id, error: { ...rest, message, stack } });
  }
}

/** For the next test. */
async function reset(): Promise<void> {
  await closeEverything();
  rememberOpen();
  side = new Side();
}

function reply(answer: Answer): void {
  if (process.connected) process.send!(answer);
}
