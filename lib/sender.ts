import { getSystemErrorName } from 'node:util';

import { attempt } from './attempt';
import { maxBatchMessages, Transmit, transmitWords } from './batch';
import { sctpError } from './errors';
import type { OutgoingMessage, SCTPSendCallback } from './message';
import { addon, nativeError, type NativeEndpoint } from './native';

/** Longer bodies are lent to the addon; copying shorter ones into the slab costs less. */
const copiedUpTo = 2048;

/** One batch's copied bodies at most, so that none has to be split for want of room. */
const slabSize = maxBatchMessages * copiedUpTo;

/**
 * How many associations are tried one after the other while none has room, before all wait. With
 * `net.sctp.sndbuf_policy=0` they share one budget and the first answer holds for all; with 1 each
 * has its own and a full one says nothing about the next.
 */
const fruitlessTries = 4;

const wouldBlock = new Set(['EAGAIN', 'ENOBUFS', 'ENOMEM']);

/** The association is over, or will be: a notification that waits to be read says how. */
const isEnding = new Set(['EPIPE', 'ESHUTDOWN']);

let lent: { slab: Buffer; words: Int32Array } | undefined;

/** One environment's transmit buffers: a batch is encoded and sent within one call. */
function transmitBuffers(): { slab: Buffer; words: Int32Array } {
  if (lent === undefined) {
    const words = new Int32Array(maxBatchMessages * transmitWords);
    lent = { slab: Buffer.allocUnsafeSlow(slabSize), words };
    addon().lendTransmitBuffers(lent.slab, words);
  }
  return lent;
}

/** Whom an outbox's messages concern. */
export interface OutboxOwner {
  readonly id: number;
  /** Messages were taken or given up, and none is left: callbacks have run. */
  onOutboxEmpty(): void;
  /** A message was given up before the stack took it. */
  onGivenUp(message: OutgoingMessage, error: Error): void;
  /** The same, where nobody waits for it. */
  onUnsent(message: OutgoingMessage, error: Error): void;
  /** The stack has no room for this association. True: it is dealt with, do not wait here. */
  onCongested(): boolean;
  /** The peer's port, for messages that name a path. */
  readonly peerPort: number;
}

/** The messages of one association that the stack has not taken yet. */
export class Outbox {
  readonly messages: OutgoingMessage[] = [];
  /** The index of the first message; those before it have been taken. */
  first = 0;
  bytes = 0;
  /** Set while the association is being set up: nothing can be sent yet (gotcha D.9). */
  held = true;
  /** In its sender's list of those that have something to send. */
  ready = false;
  /** Messages of it in the batch that is being sent. */
  encoded = 0;
  /** What the stack has taken so far. */
  takenMessages = 0;
  takenBytes = 0;
  readonly tellEmpty = (): void => this.owner.onOutboxEmpty();

  constructor(readonly owner: OutboxOwner) {}

  get length(): number {
    return this.messages.length - this.first;
  }

  /** Takes a message back, unless the stack has taken it. */
  withdraw(message: OutgoingMessage, error: Error): void {
    const index = this.messages.indexOf(message, this.first);
    if (index < 0) return;
    // Giving up takes the first message: put this one there.
    this.messages.splice(index, 1);
    this.messages.splice(this.first, 0, message);
    giveUp(this, error);
  }

  shift(): OutgoingMessage {
    const message = this.messages[this.first]!;
    this.messages[this.first++] = undefined!;
    this.bytes -= message.data.length;
    if (this.first === this.messages.length) {
      this.messages.length = 0;
      this.first = 0;
    } else if (this.first === 1024) {
      this.messages.splice(0, this.first);
      this.first = 0;
    }
    return message;
  }
}

/**
 * Gathers what the associations of one endpoint send within a tick into batches.
 *
 * The first message of a tick leaves at once, and what follows it at the tick's end; after a tick
 * of several messages all wait for the end of theirs, so that they leave in one system call.
 *
 * @internal
 */
export class Sender {
  readonly #native: NativeEndpoint;
  #ready: Outbox[] = [];
  #waiting: Outbox[] = [];
  #inTick = false;
  /** Messages sent since the latest tick's end. */
  #sent = 0;
  /** The latest tick had several messages: its caller sends in bulk. */
  #inBulk = false;
  #closed = false;

  constructor(native: NativeEndpoint) {
    this.#native = native;
  }

  enqueue(outbox: Outbox, message: OutgoingMessage): void {
    outbox.messages.push(message);
    outbox.bytes += message.data.length;
    if (outbox.held) return;
    this.wake(outbox);
  }

  /** Has an outbox's messages sent, now or at the end of the tick. */
  wake(outbox: Outbox): void {
    if (outbox.ready || outbox.held || outbox.length === 0) return;
    outbox.ready = true;
    this.#ready.push(outbox);
    if (this.#inTick) return;
    this.#inTick = true;
    process.nextTick(this.#endTick);
    if (!this.#inBulk) this.#flush();
  }

  /** Forgets an outbox: its association has moved to another endpoint, or ended. */
  remove(outbox: Outbox): void {
    outbox.ready = false;
    this.#ready = this.#ready.filter((other) => other !== outbox);
    this.#waiting = this.#waiting.filter((other) => other !== outbox);
  }

  onWritable(): void {
    this.#ready.push(...this.#waiting.splice(0));
    this.#flush();
  }

  close(): void {
    this.#closed = true;
    this.#ready = [];
    this.#waiting = [];
  }

  readonly #endTick = (): void => {
    this.#inTick = false;
    if (this.#ready.length > 0) this.#flush();
    this.#inBulk = this.#sent > 1;
    this.#sent = 0;
  };

  #flush(): void {
    let fruitless = 0;
    while (this.#ready.length > 0 && !this.#closed && fruitless < fruitlessTries) {
      const count = this.#encode();
      const accepted = count === 0 ? 0 : this.#native.transmit(count, bodies);
      if (bodies.length > 0) bodies.length = 0;
      if (accepted > 0) fruitless = 0;
      const refused = this.#settle(accepted);
      if (refused !== undefined && this.#refuse(refused, statusOf(accepted))) fruitless++;
      this.#forgetEmpty();
    }
    if (this.#closed || this.#ready.length + this.#waiting.length === 0) return;
    // Those that were refused come last when there is room again.
    this.#waiting.unshift(...this.#ready.splice(0));
    this.#native.watchWritable();
  }

  /** Fills a batch from those that are ready, in equal shares. Returns how many messages it has. */
  #encode(): number {
    const { slab, words } = transmitBuffers();
    const share = Math.ceil(maxBatchMessages / this.#ready.length);
    let count = 0;
    let offset = 0;
    for (const outbox of this.#ready) {
      const { messages, first, owner } = outbox;
      outbox.encoded = Math.min(outbox.length, share, maxBatchMessages - count);
      for (let i = 0; i < outbox.encoded; i++) {
        const at = count++ * transmitWords;
        offset = encodeMessage(messages[first + i]!, owner, slab, words, at, offset);
      }
    }
    return count;
  }

  /** The stack has accepted the first messages of a batch. Returns whose was the first it did not. */
  #settle(accepted: number): Outbox | undefined {
    this.#sent += accepted;
    let left = accepted;
    for (const outbox of this.#ready) {
      const taken = Math.min(outbox.encoded, left);
      settleTaken(outbox, taken);
      if (taken < outbox.encoded) return outbox;
      left -= taken;
    }
    return undefined;
  }

  /** True where there was no room for it. */
  #refuse(outbox: Outbox, status: number): boolean {
    // By name first: an error has a stack trace, and that there is no room is no news.
    const code = getSystemErrorName(status);
    if (isEnding.has(code)) {
      outbox.held = true;
      this.remove(outbox);
      return false;
    }
    if (!wouldBlock.has(code)) {
      const error = nativeError(this.#native, status, { associationId: outbox.owner.id });
      giveUp(outbox, code === 'ENOTSUP' ? pathUnsupported(outbox, error) : error);
      return false;
    }
    this.remove(outbox);
    if (outbox.owner.onCongested()) return false;
    outbox.ready = true;
    this.#waiting.push(outbox);
    return true;
  }

  /** Those that have nothing left come back with their next message. */
  #forgetEmpty(): void {
    this.#ready = this.#ready.filter((outbox) => {
      outbox.ready = outbox.length > 0;
      return outbox.ready;
    });
  }
}

/** Linux ignores the path that a message of a peeled-off association names. */
function pathUnsupported({ owner }: Outbox, cause: Error): Error {
  return sctpError('ERR_SCTP_FEATURE_UNSUPPORTED', "a message's address, once peeled off", {
    ...{ feature: 'pathWhenPeeledOff', associationId: owner.id, cause },
    hint: "setPrimaryAddress() can move all that it sends; a server has peelOff: 'never'",
  });
}

/** Fails everything that an outbox holds. An error has a stack trace: none is made for nothing. */
export function failAll(outbox: Outbox, reason: () => Error): void {
  if (outbox.length === 0) return;
  const error = reason();
  while (outbox.length > 0) giveUp(outbox, error);
}

/** Bodies that the current batch lends to the addon. */
const bodies: Uint8Array[] = [];

function encodeMessage(
  message: OutgoingMessage,
  owner: OutboxOwner,
  slab: Buffer,
  words: Int32Array,
  at: number,
  offset: number,
): number {
  const { data } = message;
  const { length } = data;
  words[at + Transmit.associationId] = owner.id;
  words[at + Transmit.stream] = message.stream;
  words[at + Transmit.ppid] = message.ppid;
  words[at + Transmit.flags] = message.flags;
  words[at + Transmit.context] = message.context;
  words[at + Transmit.length] = length;
  words[at + Transmit.policy] = message.policy;
  words[at + Transmit.policyValue] = message.policyValue;
  words[at + Transmit.authKeyId] = message.authKeyId;
  words[at + Transmit.status] = 0;
  if (message.path !== undefined) {
    addon().encodeAddress(message.path, owner.peerPort, words, at + Transmit.family);
  }
  if (length > copiedUpTo) {
    words[at + Transmit.body] = bodies.push(data) - 1;
    return offset;
  }
  words[at + Transmit.body] = -1;
  words[at + Transmit.offset] = offset;
  slab.set(data, offset);
  return offset + length;
}

function statusOf(index: number): number {
  return transmitBuffers().words[index * transmitWords + Transmit.status]!;
}

/** The stack has taken the first messages of an outbox: whoever waits hears of it later. */
function settleTaken(outbox: Outbox, count: number): void {
  if (count === 0) return;
  for (let i = 0; i < count; i++) {
    const { data, callback } = outbox.shift();
    outbox.takenBytes += data.length;
    if (callback !== undefined) tellLater(callback, null);
  }
  outbox.takenMessages += count;
  if (outbox.length === 0) tellLater(outbox.tellEmpty, null);
}

/** The first message of an outbox cannot be sent. */
function giveUp(outbox: Outbox, error: Error): void {
  const message = outbox.shift();
  outbox.owner.onGivenUp(message, error);
  tellLater(message.callback ?? ((why) => outbox.owner.onUnsent(message, why!)), error);
  if (outbox.length === 0) tellLater(outbox.tellEmpty, null);
}

interface Outcome {
  callback: SCTPSendCallback;
  error: Error | null;
}

/** What is to be told when the tick's work is done: state first, events after. */
let outcomes: Outcome[] = [];

function tellLater(callback: SCTPSendCallback, error: Error | null): void {
  if (outcomes.length === 0) process.nextTick(tellOutcomes);
  outcomes.push({ callback, error });
}

function tellOutcomes(): void {
  const due = outcomes;
  outcomes = [];
  for (const { callback, error } of due) attempt(callback, error);
}
