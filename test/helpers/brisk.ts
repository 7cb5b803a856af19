import type { SCTPOptionSettings } from '../../lib/index';

/**
 * Options for stacks on one host, whose packets of 64 KiB overrun a receive buffer before its
 * window closes, and then wait for time-outs that are meant for the Internet. The longest one also
 * limits how long a shutdown may take, by five.
 */
export const brisk = {
  maxSegmentSize: 1200,
  rtoInfo: { initial: 200, max: 10_000, min: 100 },
  delayedSack: { delay: 0, frequency: 1 },
} satisfies Partial<SCTPOptionSettings>;
