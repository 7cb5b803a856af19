import type { SCTPMessage, SCTPPartialReliability } from '../../../lib/index';

/** What one side sends: an endless row of messages, which the other side knows in advance. */
export interface Traffic {
  /** The messages go round them. */
  streams: number;
  /** The messages' lengths, in turn; as many as have no factor in common with the streams. */
  lengths: readonly number[];
  unordered?: boolean;
  /** Some of them may never come. */
  partialReliability?: SCTPPartialReliability;
}

const period = 251; // a prime, so that it is in step with no length
const longest = 256 * 1024;
const pattern = Buffer.from(Array.from({ length: longest + period }, (_, index) => index % period));

/** The message of this number. Its PPID says how many came before it on its stream. */
export function messageOf(traffic: Traffic, number: number) {
  const { streams, lengths, unordered = false, partialReliability } = traffic;
  const length = lengths[number % lengths.length]!;
  const from = (number * 31) % period;
  const data = pattern.subarray(from, from + length);
  const place = { stream: number % streams, ppid: Math.floor(number / streams), unordered };
  return { data, ...place, ...(partialReliability && { partialReliability }) };
}

/**
 * Sees that traffic arrives as it was sent: once, in order on each stream unless it is unordered,
 * and all of it unless it is partially reliable.
 */
export class Receipts {
  readonly faults: string[] = [];
  /** The numbers of those that have come. */
  readonly #come = new Set<number>();
  /** By stream. */
  readonly #next: number[];

  /** @param first The number of the first message that is to come. */
  constructor(
    private readonly traffic: Traffic,
    first: number,
  ) {
    const { streams } = traffic;
    this.#next = Array.from({ length: streams }, (_, stream) =>
      Math.ceil((first - stream) / streams),
    );
  }

  get count(): number {
    return this.#come.size;
  }

  /** Whether the message of this number has arrived. */
  has(number: number): boolean {
    return this.#come.has(number);
  }

  take({ data, stream, ppid, unordered }: SCTPMessage): void {
    const number = ppid * this.traffic.streams + stream;
    const sent = messageOf(this.traffic, number);
    if (this.#come.has(number)) this.#complain(`stream ${stream}: message ${ppid} came again`);
    if (!this.#isDue(stream, ppid)) {
      this.#complain(`stream ${stream}: message ${ppid} came, ${this.#next[stream]} was due`);
    }
    if (unordered !== sent.unordered || !data.equals(sent.data)) {
      this.#complain(`stream ${stream}: message ${ppid} is another than was sent`);
    }
    this.#next[stream] = ppid + 1;
    this.#come.add(number);
  }

  #isDue(stream: number, ppid: number): boolean {
    const { unordered = false, partialReliability } = this.traffic;
    const due = this.#next[stream] ?? -1;
    return unordered || (partialReliability === undefined ? ppid === due : ppid >= due);
  }

  #complain(fault: string): void {
    if (this.faults.length < 10) this.faults.push(fault);
  }
}
