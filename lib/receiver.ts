import type { SCTPAddress } from './address';
import { maxBatchMessages, Receive, receiveFlags, receiveWords } from './batch';
import { SCTPMessage, type SCTPNextMessageInfo } from './message';
import { addon } from './native';

/** Room for sixteen messages of 64 KiB, or for a whole batch of small ones. */
const slabSize = 1024 * 1024;

/** With less than this left of it, batches would be small: a fresh slab takes its place. */
const leastSlab = slabSize / 4;

/** Longer messages stay where they were received; shorter ones would pin a slab for little. */
const keptInSlabFrom = 4096;

/**
 * Copies share blocks of this size, as those of net do; a message that is kept keeps its block.
 * Node's own blocks are of 8 KiB, which costs twice as much for a message of 1200 bytes.
 */
const blockSize = 64 * 1024;
const alignment = 8;

/**
 * What an environment receives into. One slab serves all its endpoints, as a batch is read before
 * the next one is filled.
 */
class ReceiveBuffers {
  readonly words = new Int32Array(maxBatchMessages * receiveWords);
  slab = Buffer.allocUnsafeSlow(slabSize);
  /** The words of this batch's descriptors. */
  #end = 0;
  /** A message of this batch stays in the slab. */
  #kept = false;
  #block = Buffer.allocUnsafeSlow(blockSize);
  #used = 0;
  /** The copy of what the slab has from here to there, which are offsets. */
  #copy = this.#block;
  #copiedFrom = 0;
  #copiedTo = 0;

  constructor() {
    addon().lendReceiveBuffers(this.slab, this.words);
  }

  begin(count: number): void {
    this.#end = count * receiveWords;
    this.#copiedTo = 0;
  }

  /** The bytes of the descriptor at `at`, which are asked for in their order; they stay valid. */
  bytes(at: number): Buffer {
    const offset = this.words[at + Receive.offset]!;
    const length = this.words[at + Receive.length]!;
    if (length >= keptInSlabFrom) {
      this.#kept = true;
      return this.slab.subarray(offset, offset + length);
    }
    if (offset >= this.#copiedTo) this.#copyFrom(at);
    const start = offset - this.#copiedFrom;
    return this.#copy.subarray(start, start + length);
  }

  /**
   * Copies what lies side by side from a message on, as far as a block has room: one call for each
   * message would cost more than its bytes. In blocks, for fresh pages cost more than either.
   */
  #copyFrom(at: number): void {
    const { words } = this;
    const from = words[at + Receive.offset]!;
    let to = from + words[at + Receive.length]!;
    if (this.#used + to - from > blockSize) {
      this.#block = Buffer.allocUnsafeSlow(blockSize);
      this.#used = 0;
    }
    const room = from + blockSize - this.#used;
    for (let next = at + receiveWords; next < this.#end; next += receiveWords) {
      const offset = words[next + Receive.offset]!;
      const length = words[next + Receive.length]!;
      if (offset >= to + alignment || length >= keptInSlabFrom || offset + length > room) break;
      to = offset + length;
    }
    this.#copy = this.#block.subarray(this.#used, this.#used + to - from);
    this.#copy.set(this.slab.subarray(from, to));
    this.#used = aligned(this.#used + to - from);
    this.#copiedFrom = from;
    this.#copiedTo = to;
  }

  /** What stays in the slab is used up: the next batch comes behind it. */
  end(): void {
    if (!this.#kept) return;
    this.#kept = false;
    const last = this.#end - receiveWords;
    const used = this.words[last + Receive.offset]! + this.words[last + Receive.length]!;
    const left = this.slab.subarray(aligned(used));
    this.slab = left.length < leastSlab ? Buffer.allocUnsafeSlow(slabSize) : left;
    addon().lendReceiveBuffers(this.slab, this.words);
  }
}

function aligned(size: number): number {
  return (size + alignment - 1) & -alignment;
}

let buffers: ReceiveBuffers | undefined;

export function receiveBuffers(): ReceiveBuffers {
  return (buffers ??= new ReceiveBuffers());
}

/** The message of the descriptor at `at`, whose bytes have been put together. */
export function readMessage(
  words: Int32Array,
  at: number,
  data: Buffer,
  remoteAddress: SCTPAddress,
): SCTPMessage {
  const flags = words[at + Receive.flags]!;
  return new SCTPMessage(
    data,
    words[at + Receive.stream]!,
    words[at + Receive.ppid]! >>> 0,
    (flags & receiveFlags.unordered) !== 0,
    words[at + Receive.ssn]!,
    words[at + Receive.tsn]! >>> 0,
    words[at + Receive.cumulativeTsn]! >>> 0,
    words[at + Receive.context]! >>> 0,
    words[at + Receive.associationId]!,
    remoteAddress,
    (flags & receiveFlags.endOfRecord) !== 0,
    (flags & receiveFlags.hasNext) === 0 ? undefined : readNext(words, at, flags),
  );
}

function readNext(words: Int32Array, at: number, flags: number): SCTPNextMessageInfo {
  return {
    stream: words[at + Receive.nextStream]!,
    ppid: words[at + Receive.nextPpid]! >>> 0,
    unordered: (flags & receiveFlags.nextUnordered) !== 0,
    complete: (flags & receiveFlags.nextComplete) !== 0,
    notification: (flags & receiveFlags.nextNotification) !== 0,
    length: words[at + Receive.nextLength]!,
    associationId: words[at + Receive.nextAssociationId]!,
  };
}
