import { Duplex } from 'node:stream';
import { attempt } from './attempt';
import { invalidArgValue } from './errors';
import { Inbox } from './inbox';
import {
  type OutgoingMessage,
  outgoingMessage,
  type SCTPMessage,
  type SCTPSendable,
  type SCTPSendCallback,
  type SCTPSendOptions,
} from './message';

/** How {@link SCTPSocket.openStream} opens a stream: what its messages have unless they say. */
export interface SCTPStreamOptions extends Omit<SCTPSendOptions, 'stream' | 'signal'> {
  /**
   * What a chunk read is: an {@link SCTPMessage}, or with false the bytes of one as a Buffer. No
   * message is merged or split either way. Default true.
   */
  objectMode?: boolean;
  /**
   * Bytes that may wait to be read before they count as held for the stream, see `maxHeldBytes`,
   * and to be sent before `write()` answers false. Default: the socket's.
   */
  highWaterMark?: number;
}

/** The events of an {@link SCTPStream}, with their arguments. */
export interface SCTPStreamEvents<Chunk> {
  /** One message, as the Duplex gives it. */
  data: [chunk: Chunk];
  /** As a Readable's. */
  readable: [];
  /** Nothing of the stream waits to be sent any more, after `write()` had answered false. */
  drain: [];
  /** The peer has reset the stream, or ended the association; all has been read. */
  end: [];
  /** Everything written before `end()` has been taken by the stack. */
  finish: [];
  /** As a Readable's. */
  pause: [];
  /** As a Readable's. */
  resume: [];
  /** Why the association ended other than gracefully; `'close'` follows. */
  error: [error: Error];
  /** The last event. */
  close: [];
}

/** What a stream sends by: the association's socket. */
export interface StreamOutlet {
  /** Whether a message can still be given to the association. */
  canSend(): boolean;
  /** How many streams the association has, in the direction that has more; 0 for not known yet. */
  streamCount(): number;
  /** Sends a message, or tells why it cannot. */
  accept(message: OutgoingMessage): void;
  /** @throws `ERR_SCTP_INVALID_STREAM` for a stream that was not negotiated. */
  requireOutbound(stream: number): void;
  /** A message that nobody waits for was not taken. */
  tellUnsent(message: OutgoingMessage, error: Error): void;
}

/** What a stream is one of. */
export interface StreamHost {
  readonly outlet: StreamOutlet;
  /** What the stream holds beyond its mark has changed by so many bytes. */
  onHeld(difference: number): void;
  /** Its messages are the socket's own again. */
  onClose(stream: AnySCTPStream): void;
}

/** A stream, whatever its chunks are. */
export type AnySCTPStream = SCTPStream<SCTPMessage> | SCTPStream<Buffer>;

/** What a stream was opened with, all of it known to be right. */
export interface StreamSettings {
  objectMode: boolean;
  highWaterMark: number;
  defaults: OutgoingMessage;
}

/**
 * One SCTP stream of an association, in both directions, as a Duplex: what is written to it leaves
 * on the stream, what the peer sends on the stream of the same number is read from it. Opened by
 * {@link SCTPSocket.openStream}; the peer is not asked, and may open its own or not.
 *
 * Chunks written are as the socket's: a Buffer, a string, or a message with its own PPID, whose
 * `stream` is this one or is left out. Chunks read are messages, or Buffers of one message each.
 *
 * A reader that is slow does not hold up the other streams: messages wait in memory, as many as
 * `highWaterMark` says, and beyond it as many as all streams may hold together, `maxHeldBytes`.
 * Where they hold more the association is not read until they hold less, as it has one window for
 * all of them (RFC 9260 section 6.2).
 *
 * An `incoming` `'streamReset'` ends the readable side; what comes afterwards is the socket's own
 * again. So it is after `destroy()`, which leaves the association as it is, and discards what has
 * not been read (`messagesDiscarded`). A stream that is closed can be opened again. The
 * association's graceful end ends the readable side when all has been read, its failure destroys
 * the stream with the same error.
 *
 * SCTP knows no end of one stream (RFC 9260 section 2): `end()` ends this side of the Duplex when
 * the stack has taken everything, and tells the peer nothing. Where both sides have RFC 6525,
 * `socket.resetStreams({ outgoing: true, streams: [id] })` does, and ends the peer's readable.
 */
export class SCTPStream<Chunk extends SCTPMessage | Buffer = SCTPMessage> extends Duplex {
  /** Bytes of the messages received, those included that nobody has read yet. */
  bytesRead = 0;
  /** Messages received, those included that nobody has read yet. */
  messagesReceived = 0;
  /** Bytes of the messages that the stack has taken. */
  bytesWritten = 0;
  /** Messages that the stack has taken. */
  messagesSent = 0;
  /** Messages received that `destroy()`, or the association's failure, kept from being read. */
  messagesDiscarded = 0;

  readonly #host: StreamHost;
  readonly #settings: StreamSettings;
  readonly #inbox = new Inbox();
  /** Bytes that the stack has not taken yet. */
  #waiting = 0;
  /** Bytes beyond the mark that the host was told of. */
  #held = 0;
  /** The Readable has asked for more than it was given. */
  #wanted = false;
  /** Nothing follows what the inbox has. */
  #over = false;
  #needDrain = false;
  /** `end()` waits for the stack to take what is left. */
  #onTaken: (() => void) | undefined;

  static {
    // As the socket's: accessors in Node, which count bytes.
    const accessor = (get: (this: AnySCTPStream) => unknown): PropertyDescriptor => ({ get });
    Object.defineProperties(this.prototype, {
      writableLength: accessor(function () {
        return this.bufferedAmount;
      }),
      writableHighWaterMark: accessor(function () {
        return this.#settings.highWaterMark;
      }),
      writableNeedDrain: accessor(function () {
        return this.#needDrain;
      }),
    });
  }

  /** @internal */
  constructor(
    /** The number of the stream. */
    readonly id: number,
    host: StreamHost,
    settings: StreamSettings,
  ) {
    // Bytes are counted here, so that the Readable need not have more than the next message.
    super({ readableObjectMode: true, readableHighWaterMark: 1, writableObjectMode: true });
    this.#host = host;
    this.#settings = settings;
  }

  /** Bytes that wait here for the stack to take them. */
  get bufferedAmount(): number {
    return this.#waiting;
  }

  /** Bytes received that wait to be read, the one message aside that the Readable has. */
  get heldBytes(): number {
    return this.#inbox.bytes;
  }

  /**
   * Sends one message on the stream. Answers false when `highWaterMark` bytes of the stream wait:
   * `'drain'` tells when they are gone. Answers false, too, when the association is ending, and
   * `'close'` comes instead.
   *
   * The callback is called when the stack has taken the message. Where there is none, a message
   * that the stack never took is told by the socket's `'sendFailed'`.
   *
   * @throws `ERR_INVALID_ARG_VALUE` for a message of another stream, and as the socket's `write()`.
   */
  override write(chunk: SCTPSendable, callback?: SCTPSendCallback): boolean;
  /** The same, for text in another encoding than UTF-8. */
  override write(
    chunk: SCTPSendable,
    encoding: BufferEncoding | undefined,
    callback?: SCTPSendCallback,
  ): boolean;
  override write(
    chunk: SCTPSendable,
    encodingOrCallback?: BufferEncoding | SCTPSendCallback,
    callback?: SCTPSendCallback | null, // so node:http says that there is none
  ): boolean {
    const given = typeof encodingOrCallback === 'function';
    const encoding = given ? undefined : encodingOrCallback;
    return this.#send(chunk, encoding, given ? encodingOrCallback : (callback ?? undefined));
  }

  /** Messages as they come; leaving the loop leaves the stream open. */
  messages(): AsyncIterableIterator<Chunk> {
    return this.iterator({ destroyOnReturn: false }) as AsyncIterableIterator<Chunk>;
  }

  /**
   * Ends the stream, and closes it when the stack has taken what was written. Rejects with the
   * error that ended the association. What has not been read is discarded.
   */
  override async [Symbol.asyncDispose](): Promise<void> {
    if (!this.closed) {
      const closed = new Promise<void>((resolve) => {
        this.once('close', resolve);
        this.once('error', () => undefined); // the Promise has it
      });
      if (this.writableFinished) this.destroy();
      else {
        this.once('finish', () => this.destroy());
        if (!this.writableEnded) this.end();
      }
      await closed;
    }
    if (this.errored !== null) throw this.errored;
  }

  /**
   * A message came by the stream.
   *
   * @internal
   */
  receive(message: SCTPMessage): void {
    this.bytesRead += message.data.length;
    this.messagesReceived++;
    if (this.#wanted && this.#inbox.length === 0) {
      this.#wanted = this.#give(message);
      return;
    }
    this.#inbox.push(message);
    this.#deliver();
  }

  /**
   * Nothing comes any more: the stream was reset.
   *
   * @internal
   */
  endReading(): void {
    this.#over = true;
    this.#deliver();
  }

  /**
   * The association ended gracefully: what has come can still be read, nothing can be written.
   *
   * @internal
   */
  endBoth(): void {
    // Not end(), by which a pipe into it would seem to have written everything.
    const close = (): void => {
      if (!this.writableEnded) this.destroy();
    };
    if (this.readableEnded) close();
    else this.once('end', close);
    this.endReading();
  }

  /** @internal */
  override _write(
    message: OutgoingMessage | SCTPSendable,
    encoding: BufferEncoding,
    callback: () => void,
  ): void {
    // What `end(chunk)` gives has not been through `write()`.
    const known = (message as OutgoingMessage).flags !== undefined;
    if (known) this.#accept(message as OutgoingMessage);
    else this.#accept(this.#outgoing(message as SCTPSendable, encoding, undefined));
    callback();
  }

  /** @internal */
  override _final(callback: () => void): void {
    if (this.#waiting === 0) callback();
    else this.#onTaken = callback;
  }

  /** @internal */
  override _read(): void {
    this.#wanted = true;
    this.#deliver();
  }

  /** @internal */
  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.messagesDiscarded = this.#inbox.length + this.readableLength;
    this.#inbox.clear();
    this.#account();
    this.#host.onClose(this as AnySCTPStream);
    callback(error);
  }

  /** Gives the Readable what it wants of what has come. */
  #deliver(): void {
    while (this.#wanted) {
      const message = this.#inbox.shift();
      if (message === undefined) break;
      this.#wanted = this.#give(message);
    }
    this.#account();
    if (!this.#over || this.#inbox.length > 0) return;
    this.#over = false;
    this.push(null);
    // Ends it where nobody reads, and nothing is left to read.
    if (this.readableLength === 0) this.read(0);
  }

  #give(message: SCTPMessage): boolean {
    return this.push(this.#settings.objectMode ? message : message.data);
  }

  /** Tells the host what the stream holds of what all may hold together. */
  #account(): void {
    const held = Math.max(0, this.#inbox.bytes - this.#settings.highWaterMark);
    const difference = held - this.#held;
    if (difference === 0) return;
    this.#held = held;
    this.#host.onHeld(difference);
  }

  #send(
    sendable: SCTPSendable,
    encoding: BufferEncoding | undefined,
    callback: SCTPSendCallback | undefined,
  ): boolean {
    const message = this.#outgoing(sendable, encoding, callback);
    if (this.destroyed || this.writableEnded) {
      // Node's own answer: an error after end(), a callback's alone after destroy().
      return super.write(message, (error?: Error | null) => callback?.(error ?? null));
    }
    super.write(message);
    const room = this.#host.outlet.canSend() && this.#waiting < this.#settings.highWaterMark;
    if (!room) this.#needDrain = true;
    return room;
  }

  #outgoing(
    sendable: SCTPSendable,
    encoding: BufferEncoding | undefined,
    callback: SCTPSendCallback | undefined,
  ): OutgoingMessage {
    const message = outgoingMessage(sendable, encoding, this.#settings.defaults, callback);
    if (message.stream !== this.id) {
      const reason = `must be left out or ${this.id}, as the stream it is written to`;
      throw invalidArgValue('message.stream', message.stream, reason);
    }
    this.#host.outlet.requireOutbound(this.id);
    return message;
  }

  #accept(message: OutgoingMessage): void {
    const { callback } = message;
    const { length } = message.data;
    this.#waiting += length;
    message.callback = (error) => {
      this.#waiting -= length;
      if (error === null) {
        this.bytesWritten += length;
        this.messagesSent++;
      }
      if (callback !== undefined) attempt(callback, error);
      else if (error !== null) this.#host.outlet.tellUnsent(message, error);
      if (this.#waiting === 0) this.#onEmpty();
    };
    this.#host.outlet.accept(message);
  }

  #onEmpty(): void {
    this.#onTaken?.();
    this.#onTaken = undefined;
    if (!this.#needDrain || this.writableEnded || this.destroyed) return;
    this.#needDrain = false;
    this.emit('drain');
  }
}

type Listener<Arguments extends unknown[]> = (...args: Arguments) => void;
type AnyListener = (...args: never[]) => void;

export interface SCTPStream<Chunk> {
  on<Event extends keyof SCTPStreamEvents<Chunk>>(
    event: Event,
    listener: Listener<SCTPStreamEvents<Chunk>[Event]>,
  ): this;
  on(event: string | symbol, listener: AnyListener): this;
  once<Event extends keyof SCTPStreamEvents<Chunk>>(
    event: Event,
    listener: Listener<SCTPStreamEvents<Chunk>[Event]>,
  ): this;
  once(event: string | symbol, listener: AnyListener): this;
  [Symbol.asyncIterator](): NodeJS.AsyncIterator<Chunk>;
}
