/**
 * Calls into user code from a loop that has more to do. What it throws becomes an uncaught
 * exception, as it would from any event, but what is behind it in the loop is not lost.
 *
 * @internal
 */
export function attempt<Arguments extends unknown[]>(
  call: (...args: Arguments) => void,
  ...args: Arguments
): void {
  try {
    call(...args);
  } catch (error) {
    process.nextTick(() => {
      throw error;
    });
  }
}
