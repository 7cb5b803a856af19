import type { SCTPAddress } from './address';
import { maxBatchMessages, Receive, receiveFlags, receiveWords } from './batch';
import { SCTPMessage, type SCTPNextMessageInfo } from './message';
import { addon } from './native';

/** Room for sixteen messages of 64 KiB, or for a whole batch of small ones. */
const slabSize = 1024 * 1024;

/** Shorter messages are always copied, so that none of them pins a slab. */
const keptInSlabFrom = 4096;

/**
 * Copies share blocks of this size, as those of net do; a message that is kept keeps its block.
 * Node's own blocks are of 8 KiB, which costs twice as much for a message of 1200 bytes.
 */
const blockSize = 64 * 1024;
const alignment = 8;

/**
 * A batch that lies within this much of the slab is copied at once, as one call for each of its
 * messages would cost more than the bytes. Not more than a block has room for: fresh pages for the
 * copy of a batch of 1200 byte messages made receiving them a third slower.
 */
const copiedAtOnce = blockSize / 4;

/**
 * What an environment receives into. One slab serves all its endpoints, as a batch is read before
 * the next one is filled.
 */
class ReceiveBuffers {
  readonly words = new Int32Array(maxBatchMessages * receiveWords);
  slab = Buffer.allocUnsafeSlow(slabSize);
  #handedOver = false;
  /** The copy of the whole batch, where there is one. */
  #copy: Buffer | undefined;
  #block = Buffer.allocUnsafeSlow(blockSize);
  #used = 0;

  constructor() {
    addon().lendReceiveBuffers(this.slab, this.words);
  }

  /**
   * Decides how the batch's messages leave the slab. Where large ones fill it they keep it, and a
   * fresh one takes its place; else they are copied, so that no small message pins a large slab.
   */
  begin(count: number): void {
    const { words } = this;
    const last = (count - 1) * receiveWords;
    const end = words[last + Receive.offset]! + words[last + Receive.length]!;
    this.#copy = end <= copiedAtOnce ? this.#copied(0, end) : undefined;
    if (this.#copy !== undefined) return;
    let used = 0;
    for (let at = 0; at <= last; at += receiveWords) used += words[at + Receive.length]!;
    this.#handedOver = used >= slabSize / 2;
  }

  /** The bytes of the descriptor at `at`; they stay valid. */
  bytes(at: number): Buffer {
    const offset = this.words[at + Receive.offset]!;
    const length = this.words[at + Receive.length]!;
    if (this.#copy !== undefined) return this.#copy.subarray(offset, offset + length);
    if (this.#handedOver && length >= keptInSlabFrom) {
      return this.slab.subarray(offset, offset + length);
    }
    return this.#copied(offset, length);
  }

  #copied(offset: number, length: number): Buffer {
    const copy = this.#allocate(length);
    copy.set(new Uint8Array(this.slab.buffer, offset, length));
    return copy;
  }

  #allocate(length: number): Buffer {
    if (length > blockSize / 4) return Buffer.allocUnsafeSlow(length);
    if (this.#used + length > blockSize) {
      this.#block = Buffer.allocUnsafeSlow(blockSize);
      this.#used = 0;
    }
    const start = this.#used;
    this.#used = (start + length + alignment - 1) & -alignment;
    return this.#block.subarray(start, start + length);
  }

  end(): void {
    this.#copy = undefined;
    if (!this.#handedOver) return;
    this.#handedOver = false;
    this.slab = Buffer.allocUnsafeSlow(slabSize);
    addon().lendReceiveBuffers(this.slab, this.words);
  }
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
