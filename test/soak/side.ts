import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';

import type { SCTPMessage, SCTPSendFailed, SCTPSendOptions, SCTPSocket } from '../../lib/index';
import type { Random } from './random';

/** One message, from the side that sends it. */
export interface Sent {
  readonly length: number;
  readonly stream: number;
  readonly ppid: number;
  readonly unordered: boolean;
  /** How often its callback or Promise has told, or -1 where it has neither. */
  told: number;
  /** Its callback's error, or a sendFailed: the stack never put it on the wire. */
  refused: boolean;
  /** A sendFailed, of a message that may have been delivered all the same. */
  failed: boolean;
  delivered: boolean;
}

/** How a side ends its association: those after `shutdown` do not care for what is under way. */
const finishes = { end: 40, shutdown: 15, abort: 15, destroy: 10, fail: 5, wait: 0 };

const headerSize = 12;
const largest = 1024 * 1024;
const pattern = Buffer.from(Array.from({ length: largest + 256 }, (_, index) => index & 0xff));

/** Who began the dialogue that a message belongs to. */
export function dialogueOf(data: Buffer): number {
  return data.readUInt32BE(0);
}

/** One end of an association: what it does, what it has sent, and whether what it gets is right. */
export class Side {
  /** By sequence number. */
  readonly sent: Sent[] = [];
  /** The other end, once there is one. */
  peer: Side | undefined;
  received = 0;
  /** It has ended the association without regard to what was under way. */
  gaveUp = false;
  error: NodeJS.ErrnoException | undefined;
  readonly closed: Promise<unknown>;

  readonly #lastOrdered = new Map<number, number>();
  #closes = 0;

  constructor(
    readonly name: string,
    readonly socket: SCTPSocket,
    private readonly dialogue: number,
    private readonly random: Random,
    private readonly complain: (complaint: string) => void,
  ) {
    this.closed = new Promise((resolve) => void socket.once('close', resolve));
    socket.on('close', () => {
      if (++this.#closes > 1) this.#complain(`'close' came ${this.#closes} times`);
    });
    socket.on('error', (error) => {
      if (this.error !== undefined) this.#complain(`a second error: ${error.message}`);
      this.error = error;
    });
    socket.on('sendFailed', (notification) => this.#onSendFailed(notification));
  }

  /** Ended as both sides wanted. */
  get graceful(): boolean {
    const { endedBy } = this.socket;
    const shutDown = endedBy === 'localShutdown' || endedBy === 'peerShutdown';
    return shutDown && this.error === undefined;
  }

  /** Does as chance has it, until it has ended the association or somebody else has. */
  async act(mayWait: boolean): Promise<void> {
    const { random, socket } = this;
    for (let steps = random.integer(0, 12); steps > 0 && this.#open; steps--) {
      switch (random.pick({ burst: 50, rest: 20, hold: 20, drain: 10 })) {
        case 'burst':
          this.#burst(random.integer(1, random.chance(0.1) ? 300 : 30));
          break;
        case 'rest':
          await pause(random.integer(0, 20));
          break;
        case 'hold':
          socket.pause();
          await pause(random.integer(0, 40));
          socket.resume();
          break;
        case 'drain':
          if (socket.writableNeedDrain) await this.#drained();
          break;
      }
    }
    if (this.#open) this.#finish(random.pick({ ...finishes, wait: mayWait ? 15 : 0 }));
  }

  receive(data: Buffer, info: SCTPMessage): void {
    this.received++;
    const sequence = data.readUInt32BE(4);
    const message = this.peer?.sent[sequence];
    if (message === undefined || dialogueOf(data) !== this.dialogue) {
      this.#complain(`message ${sequence} was never sent`);
      return;
    }
    const { length, stream, ppid, unordered } = message;
    if (message.delivered) this.#complain(`message ${sequence} came twice`);
    message.delivered = true;
    if (length !== data.length || !hasPattern(data, sequence)) {
      this.#complain(`message ${sequence} of ${length} bytes came as ${data.length} others`);
    }
    if (info.stream !== stream || info.ppid !== ppid || info.unordered !== unordered) {
      this.#complain(`message ${sequence} came with another stream, PPID or order`);
    }
    if (unordered) return;
    const last = this.#lastOrdered.get(stream) ?? -1;
    if (sequence <= last) this.#complain(`message ${sequence} came after ${last}`);
    this.#lastOrdered.set(stream, sequence);
  }

  /** For a complaint. */
  describe(): string {
    const { state, endedBy, bufferedAmount, readableFlowing, id } = this.socket;
    const known = { id, state, endedBy, bufferedAmount, readableFlowing };
    try {
      return JSON.stringify({ ...known, ...this.socket.getStatus() });
    } catch {
      return JSON.stringify(known); // There is no association to ask.
    }
  }

  get #open(): boolean {
    return !this.socket.destroyed && !this.socket.writableEnded;
  }

  #burst(count: number): void {
    for (let i = 0; i < count && this.#open; i++) this.#send();
  }

  #send(): void {
    const { random, socket } = this;
    const sequence = this.sent.length;
    const size = random.pick({ small: 80, medium: 15, large: 4, huge: 1 });
    const most = { small: 200, medium: 5000, large: 100_000, huge: largest }[size];
    const stream = random.integer(0, Math.max(0, socket.outboundStreams - 1));
    const ppid = random.integer(0, 0xffffffff);
    const unordered = random.chance(0.2);
    const way = random.pick({ callback: 50, promise: 20, event: 25, withdrawn: 5 });
    const message: Sent = {
      length: random.integer(headerSize, most),
      stream,
      ppid,
      unordered,
      told: way === 'event' ? -1 : 0,
      refused: false,
      failed: false,
      delivered: false,
    };
    this.sent.push(message);
    const tell = (error: Error | null): void => {
      message.told++;
      if (error !== null) message.refused = true;
    };
    const data = this.#bytes(sequence, message.length);
    const options: SCTPSendOptions = { stream, ppid, unordered, context: sequence };
    switch (way) {
      case 'callback':
        socket.send(data, options, tell);
        break;
      case 'promise':
        socket.send(data, options).then(() => tell(null), tell);
        break;
      case 'event':
        socket.write({ data, ...options });
        break;
      case 'withdrawn': {
        const controller = new AbortController();
        socket.send(data, { ...options, signal: controller.signal }, tell);
        setImmediate(() => controller.abort());
        break;
      }
    }
  }

  #bytes(sequence: number, length: number): Buffer {
    const data = Buffer.allocUnsafe(length);
    data.writeUInt32BE(this.dialogue, 0);
    data.writeUInt32BE(sequence, 4);
    data.writeUInt32BE(length, 8);
    pattern.copy(data, headerSize, sequence & 0xff, (sequence & 0xff) + length - headerSize);
    return data;
  }

  async #drained(): Promise<void> {
    const { socket } = this;
    const stop = new AbortController();
    const { signal } = stop;
    const waits = ['drain', 'close', 'end'].map((name) => once(socket, name, { signal }));
    await Promise.race(waits).catch(() => undefined); // An error is followed by 'close'.
    stop.abort();
    await Promise.allSettled(waits);
  }

  #finish(how: keyof typeof finishes): void {
    const { socket } = this;
    this.gaveUp = how === 'abort' || how === 'destroy' || how === 'fail';
    switch (how) {
      case 'end':
        socket.end();
        break;
      case 'shutdown':
        void socket.shutdown().catch(() => undefined);
        break;
      case 'abort':
        socket.abort('soaked');
        break;
      case 'destroy':
        socket.destroy();
        break;
      case 'fail':
        socket.destroy(Object.assign(new Error('soaked'), { code: 'SOAKED' }));
        break;
      case 'wait':
        break;
    }
  }

  #onSendFailed({ reason, message: { context } }: SCTPSendFailed): void {
    const message = this.sent[context];
    if (message === undefined) this.#complain(`sendFailed of ${context}, which was never sent`);
    else if (reason === 'unsent') message.refused = true;
    else message.failed = true;
  }

  #complain(complaint: string): void {
    this.complain(`dialogue ${this.dialogue}, ${this.name}: ${complaint}`);
  }
}

function hasPattern(data: Buffer, sequence: number): boolean {
  const from = sequence & 0xff;
  if (data.readUInt32BE(8) !== data.length) return false;
  return data.compare(pattern, from, from + data.length - headerSize, headerSize) === 0;
}
