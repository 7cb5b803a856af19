import { BlockList, isIPv6, SocketAddress } from 'node:net';

import { notificationKinds, Receive, receiveWords } from '../../lib/batch';

/** The words of a receive descriptor by their names; those not named are 0. */
export type Words = Partial<Record<keyof typeof Receive, number>>;

/** A batch of one descriptor. */
export function descriptor(words: Words): Int32Array {
  const batch = new Int32Array(receiveWords);
  for (const [name, value] of Object.entries(words)) {
    batch[Receive[name as keyof typeof Receive]] = value;
  }
  return batch;
}

/** The descriptor word of a kind of notification. */
export function kindOf(type: (typeof notificationKinds)[number]): number {
  return notificationKinds.indexOf(type);
}
