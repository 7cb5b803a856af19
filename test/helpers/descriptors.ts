import { notificationKinds, Receive, receiveWords } from '../../lib/batch';

/** The words of a receive descriptor by their names; those not named are 0. */
export type Words = Partial<Record<keyof typeof Receive, number>>;

/** Writes a received descriptor as the addon does, at any place of a batch. */
export function writeWords(batch: Int32Array, at: number, words: Words): void {
  batch.fill(0, at, at + receiveWords);
  for (const [name, value] of Object.entries(words)) {
    batch[at + Receive[name as keyof typeof Receive]] = value;
  }
}

/** The words of a path, whose address is given by its bytes as they are on the wire. */
export function pathWords(bytes: readonly number[], port: number, scopeId = 0): Words {
  const padded = Uint8Array.from({ length: 16 }, (_, index) => bytes[index] ?? 0);
  const [ip0, ip1, ip2, ip3] = new Int32Array(padded.buffer) as unknown as Quadruple;
  return { family: bytes.length === 16 ? 6 : 4, port, scopeId, ip0, ip1, ip2, ip3 };
}

type Quadruple = [number, number, number, number];

/** The descriptor's word for a kind of notification. */
export function kindOf(type: (typeof notificationKinds)[number]): number {
  return notificationKinds.indexOf(type);
}
