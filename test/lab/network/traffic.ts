import type { SCTPMessage } from '../../../lib/index';

/** What one side sends: an endless row of messages, which the other side knows in advance. */
export interface Traffic {
  /** The messages go round them. */
  streams: number;
  /** The messages' lengths, in turn; as many as have no factor in common with the streams. */
  lengths: readonly number[];
}

const period = 251; // a prime, so that it is in step with no length
const longest = 256 * 1024;
const pattern = Buffer.from(Array.from({ length: longest + period }, (_, index) => index % period));

/** The message of this number. Its PPID says how many came before it on its stream. */
export function messageOf({ streams, lengths }: Traffic, number: number) {
  const length = lengths[number % lengths.length]!;
  const from = (number * 31) % period;
  const data = pattern.subarray(from, from + length);
  return { data, stream: number % streams, ppid: Math.floor(number / streams) };
}

/** Sees that traffic arrives as it was sent: all of it, once, and in order on each stream. */
export class Receipts {
  readonly faults: string[] = [];
  count = 0;
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

  /** Whether the message of this number has arrived. */
  has(number: number): boolean {
    const { stream, ppid } = messageOf(this.traffic, number);
    return ppid < this.#next[stream]!;
  }

  take({ data, stream, ppid, unordered }: SCTPMessage): void {
    const due = this.#next[stream] ?? -1;
    const sent = messageOf(this.traffic, ppid * this.traffic.streams + stream);
    if (ppid !== due) this.#complain(`stream ${stream}: message ${ppid} came, ${due} was due`);
    if (unordered || !data.equals(sent.data)) {
      this.#complain(`stream ${stream}: message ${ppid} is another than was sent`);
    }
    this.#next[stream] = ppid + 1;
    this.count++;
  }

  #complain(fault: string): void {
    if (this.faults.length < 10) this.faults.push(fault);
  }
}
