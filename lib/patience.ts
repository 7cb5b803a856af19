import { getOption, type OptionScope } from './options';

/**
 * How much too early a timer of a stack may run out, in milliseconds: it counts the ticks of a
 * clock, the first of which has begun already. This is the tick of the slowest kernels.
 */
const tick = 10;

/**
 * How long the stack goes on asking, at least, before it reports that nobody answered, in
 * milliseconds from before it is told to connect. The wait doubles once all addresses have been
 * tried.
 */
export function initPatience(scope: OptionScope, addresses: number): number {
  const { maxAttempts, maxTimeout } = getOption(scope, 'initOptions');
  const { initial, max } = getOption(scope, 'rtoInfo');
  const longest = maxTimeout > 0 ? Math.min(maxTimeout, max) : max;
  let patience = 0;
  let wait = initial;
  for (let attempt = 0; attempt <= maxAttempts; attempt++) {
    patience += Math.min(wait, longest) - tick;
    if ((attempt + 1) % addresses === 0) wait = Math.min(wait * 2, longest);
  }
  return patience;
}

/**
 * How long the stack goes on with a graceful shutdown, at least, in milliseconds from before it is
 * told to: its T5-shutdown-guard timer has five times RTO.Max (RFC 9260 section 9.2).
 */
export function shutdownPatience(scope: OptionScope): number {
  return 5 * getOption(scope, 'rtoInfo').max - tick;
}
