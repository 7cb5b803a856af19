import { sctpError } from './errors';
import type { SCTPStreamReset } from './events';
import { type OutgoingMessage, type SCTPMessage, streamDefaults } from './message';
import {
  type AnySCTPStream,
  SCTPStream,
  type SCTPStreamOptions,
  type StreamHost,
  type StreamOutlet,
} from './stream';
import { validateBoolean, validateInteger, validateObject } from './validate';

/** A number of streams is sixteen bits wide (RFC 9260 section 3.3.2), and they begin at 0. */
const maxStream = 0xfffe;

/**
 * The streams of one association that were opened, and what they hold together.
 *
 * @internal
 */
export class Streams implements StreamHost {
  readonly #open = new Map<number, AnySCTPStream>();
  /** Those whose reading has not ended: they take what comes. */
  readonly #reading = new Map<number, AnySCTPStream>();
  readonly #limit: number;
  readonly #onRoom: () => void;
  #held = 0;

  /**
   * `limit` bounds what the streams hold beyond their own marks; `onRoom` is called when they hold
   * no more than that again.
   */
  constructor(
    readonly outlet: StreamOutlet,
    limit: number,
    onRoom: () => void,
  ) {
    this.#limit = limit;
    this.#onRoom = onRoom;
  }

  /** They hold more than they may: nothing more is to be received. */
  get isFull(): boolean {
    return this.#held > this.#limit;
  }

  /** Some message waits to be read. */
  get hasUnread(): boolean {
    return [...this.#open.values()].some((stream) => stream.heldBytes + stream.readableLength > 0);
  }

  open(
    id: number,
    options: SCTPStreamOptions,
    defaults: OutgoingMessage,
    defaultHighWaterMark: number,
  ): AnySCTPStream {
    validateInteger(id, 'id', 0, maxStream);
    validateObject(options, 'options');
    const { objectMode = true, highWaterMark = defaultHighWaterMark } = options;
    validateBoolean(objectMode, 'options.objectMode');
    validateInteger(highWaterMark, 'options.highWaterMark', 0);
    const own = streamDefaults(defaults, id, options);
    this.#require(id);
    if (this.#open.has(id)) throw sctpError('ERR_SCTP_STREAM_IS_OPEN', `stream ${id}`);
    const settings = { objectMode, highWaterMark, defaults: own };
    const stream = new SCTPStream(id, this, settings) as AnySCTPStream;
    this.#open.set(id, stream);
    this.#reading.set(id, stream);
    return stream;
  }

  /** Gives a message to the stream that it came by. False where nobody has opened that. */
  take(message: SCTPMessage): boolean {
    const stream = this.#reading.get(message.stream);
    stream?.receive(message);
    return stream !== undefined;
  }

  /** The peer begins its streams anew. What comes from now on is of whoever opens them next. */
  onReset({ incoming, denied, failed, streams }: SCTPStreamReset): void {
    if (!incoming || denied || failed) return;
    for (const id of streams.length === 0 ? [...this.#reading.keys()] : streams) {
      const stream = this.#reading.get(id);
      this.#reading.delete(id);
      stream?.endReading();
    }
  }

  /** The association is up: those that it does not have end. */
  onUp(): void {
    for (const [id, stream] of [...this.#open]) {
      try {
        this.#require(id);
      } catch (error) {
        stream.destroy(error as Error);
      }
    }
  }

  /** The association ended gracefully: what has come can still be read. */
  end(): void {
    for (const stream of this.#forget()) stream.endBoth();
  }

  /** The association ended otherwise. */
  destroy(error: Error | null): void {
    for (const stream of this.#forget()) stream.destroy(error ?? undefined);
  }

  onHeld(difference: number): void {
    const wasFull = this.isFull;
    this.#held += difference;
    if (wasFull && !this.isFull) this.#onRoom();
  }

  onClose(stream: AnySCTPStream): void {
    const { id } = stream;
    if (this.#open.get(id) === stream) this.#open.delete(id);
    if (this.#reading.get(id) === stream) this.#reading.delete(id);
  }

  #require(id: number): void {
    const count = this.outlet.streamCount();
    if (count === 0 || id < count) return;
    throw sctpError('ERR_SCTP_INVALID_STREAM', `stream ${id} of ${count}`);
  }

  #forget(): AnySCTPStream[] {
    const streams = [...this.#open.values()];
    this.#open.clear();
    this.#reading.clear();
    return streams;
  }
}
