import { Duplex } from 'node:stream';
import type { Association, AssociationConsumer } from './association';
import type { SCTPEngine } from './capabilities';
import { publish } from './diagnostics';
import { sctpError, type SCTPError } from './errors';
import type { SCTPNotification } from './events';
import { Inbox } from './inbox';
import type { SCTPEndCause } from './lifecycle';
import {
  defaultMessage,
  type OutgoingMessage,
  outgoingMessage,
  type SCTPMessage,
  type SCTPSendable,
  type SCTPSendCallback,
  type SCTPSendOptions,
  unsentFailure,
  unsentNotification,
} from './message';
import type { SCTPSocket } from './socket';
import { type SCTPSocketSettings, validateSocketSettings } from './socket-settings';
import type { SCTPStream, SCTPStreamOptions, StreamOutlet } from './stream';
import { Streams } from './streams';
import { validateFunction } from './validate';

type Listener = Parameters<Duplex['removeListener']>[1];

/** Moves an association to a socket of its own. False where that may not be. */
export type PeelOff = (association: Association) => boolean;

const defaultHighWaterMark = 64 * 1024;
const defaultMaxHeldBytes = 1024 * 1024;

/**
 * The flow of messages in both directions over one association, with its backpressure and its
 * ends: what makes an {@link SCTPSocket} a Duplex.
 */
export abstract class MessageDuplex extends Duplex {
  /** Bytes of the messages received, those included that nobody has read yet. */
  bytesRead = 0;
  /** Messages received, those included that nobody has read yet. */
  messagesReceived = 0;

  /** What diagnostics name. */
  readonly #socket = this as unknown as SCTPSocket;
  /** @internal */
  protected association: Association | undefined;
  /** @internal */
  protected endCause: SCTPEndCause | undefined;
  readonly #peelOff: PeelOff;
  readonly #defaults: OutgoingMessage;
  readonly #highWaterMark: number;
  readonly #inbox = new Inbox();
  readonly #streams: Streams;
  /** The inbox was beyond its mark, and has not been emptied since. */
  #full = false;
  /** Messages from before there is an association to give them to. */
  #early: OutgoingMessage[] = [];
  #earlyBytes = 0;
  /** `end()` was called before there was an association to end. */
  #earlyEnd: (() => void) | undefined;
  /** The Readable has asked for more than it was given. */
  #wanted = false;
  /** Nothing follows what the inbox has. */
  #over = false;
  #needDrain = false;

  static {
    // Accessors in Node, though Duplex's types call them properties. An object stream counts
    // objects; these count bytes.
    const accessor = (get: (this: MessageDuplex) => unknown): PropertyDescriptor => ({ get });
    Object.defineProperties(this.prototype, {
      writableLength: accessor(function () {
        return this.bufferedAmount;
      }),
      writableHighWaterMark: accessor(function () {
        return this.#highWaterMark;
      }),
      writableNeedDrain: accessor(function () {
        return this.#needDrain;
      }),
    });
  }

  /** @internal */
  constructor(
    /** The engine that carries it. */
    readonly engine: SCTPEngine,
    settings: SCTPSocketSettings,
    peelOff: PeelOff,
  ) {
    // 'close' carries an argument, as net's, so it is emitted here.
    super({ objectMode: true, allowHalfOpen: false, emitClose: false });
    validateSocketSettings(settings);
    const { highWaterMark = defaultHighWaterMark, defaultSend } = settings;
    const { maxHeldBytes = defaultMaxHeldBytes } = settings;
    this.#highWaterMark = highWaterMark;
    this.#defaults = defaultMessage(defaultSend);
    this.#peelOff = peelOff;
    this.#streams = new Streams(this.#outlet, maxHeldBytes, () => this.#receive());
    this.on('newListener', (event) => {
      if (event === 'message' && this.listenerCount('message') === 0) this.on('data', this.#tell);
    });
  }

  /** Bytes of the messages that the stack has taken. */
  get bytesWritten(): number {
    return this.association?.outbox.takenBytes ?? 0;
  }

  /** Messages that the stack has taken. */
  get messagesSent(): number {
    return this.association?.outbox.takenMessages ?? 0;
  }

  /** Bytes that wait here for the stack to take them. */
  get bufferedAmount(): number {
    return this.association?.outbox.bytes ?? this.#earlyBytes;
  }

  /**
   * Sends one message. Answers false when `highWaterMark` bytes wait: `'drain'` tells when they
   * are gone. Answers false, too, when the association is ending, and `'close'` comes instead.
   *
   * The callback is called when the stack has taken the message. Where there is none, a message
   * that the stack never took is told by `'sendFailed'`, as one that it took and could not deliver.
   *
   * @throws `ERR_INVALID_ARG_TYPE`, `ERR_OUT_OF_RANGE`, `ERR_SCTP_EMPTY_MESSAGE`,
   * `ERR_SCTP_INVALID_STREAM` for a stream that was not negotiated.
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

  /**
   * Sends one message with options of its own; as `write()`. Where the callback is left out it
   * gives a Promise, which resolves when the stack has taken the message; whoever does not await
   * it need not catch it, as `'error'` and `'close'` tell of the association's end all the same.
   *
   * @throws as `write()`; the Promise form rejects with the same.
   */
  send(
    data: Uint8Array | string,
    options: SCTPSendOptions | undefined,
    callback: SCTPSendCallback,
  ): boolean;
  send(data: Uint8Array | string, options?: SCTPSendOptions): Promise<void>;
  send(
    data: Uint8Array | string,
    options: SCTPSendOptions = {},
    callback?: SCTPSendCallback,
  ): boolean | Promise<void> {
    if (callback !== undefined) {
      validateFunction(callback, 'callback');
      return this.#send({ ...options, data }, undefined, callback);
    }
    const sent = new Promise<void>((resolve, reject) => {
      const settle = (error: Error | null): void => (error === null ? resolve() : reject(error));
      this.#send({ ...options, data }, undefined, settle);
    });
    sent.catch(() => undefined);
    return sent;
  }

  /**
   * Opens one stream of the association, in both directions. From now on what the peer sends on it
   * is read from there; what it sends on streams that nobody has opened is the socket's own.
   *
   * @param id 0 to one less than the negotiated number of streams in either direction. Before
   * `'connect'` any; one that the association turns out not to have is destroyed.
   * @throws `ERR_INVALID_ARG_TYPE`, `ERR_OUT_OF_RANGE`, `ERR_SCTP_INVALID_STREAM`,
   * `ERR_SCTP_STREAM_IS_OPEN`, `ERR_SCTP_CLOSED`.
   */
  openStream(id: number, options: SCTPStreamOptions & { objectMode: false }): SCTPStream<Buffer>;
  openStream(id: number, options?: SCTPStreamOptions & { objectMode?: true }): SCTPStream;
  openStream(id: number, options: SCTPStreamOptions = {}): SCTPStream | SCTPStream<Buffer> {
    if (this.destroyed || this.association?.endCause !== undefined) {
      throw sctpError('ERR_SCTP_CLOSED');
    }
    return this.#streams.open(id, options, this.#defaults, this.#highWaterMark);
  }

  /** Messages as they come; leaving the loop leaves the socket open. */
  messages(): AsyncIterableIterator<SCTPMessage> {
    return this.iterator({ destroyOnReturn: false }) as AsyncIterableIterator<SCTPMessage>;
  }

  // Not by the event 'removeListener', which streams do not emit for the last listener of its kind.
  override removeListener(event: string | symbol, listener: Listener): this {
    super.removeListener(event, listener as (...args: unknown[]) => void);
    if (event === 'message' && this.listenerCount('message') === 0) {
      super.removeListener('data', this.#tell);
    }
    return this;
  }

  override off(event: string | symbol, listener: Listener): this {
    return this.removeListener(event, listener);
  }

  override removeAllListeners(...event: [name?: string | symbol]): this {
    super.removeAllListeners(...event);
    if (event[0] === 'message') super.removeListener('data', this.#tell);
    return this;
  }

  /**
   * The association that was connected, accepted or peeled off.
   *
   * @internal
   */
  attach(association: Association): void {
    this.association = association;
    association.consumer = this.#consumer;
    // First of all: an early end may be over before anybody is told of the beginning.
    this.onUp();
    this.#streams.onUp();
    for (const message of this.#early.splice(0)) association.send(message);
    if (this.#earlyEnd !== undefined) association.shutdown(this.#earlyEnd);
  }

  /**
   * Tells of what the stack told of the association.
   *
   * @internal
   */
  tell(notification: SCTPNotification): void {
    if (notification.type === 'streamReset') this.#streams.onReset(notification);
    this.emit('notification', notification);
    this.emit(notification.type, notification);
    if (isUp(notification) && this.association?.endCause === undefined) {
      this.emit('connect');
      this.emit('ready');
    }
  }

  /**
   * There will be no association.
   *
   * @internal
   */
  fail(cause: SCTPEndCause, error: SCTPError | undefined): void {
    this.endCause = cause;
    this.destroy(error);
  }

  /**
   * The association came up, and nobody has been told yet.
   *
   * @internal
   */
  protected abstract onUp(): void;

  /**
   * Something was sent or received.
   *
   * @internal
   */
  protected abstract onTraffic(): void;

  /**
   * The association ended; its socket can be let go.
   *
   * @internal
   */
  protected abstract onOver(): void;

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
    if (this.association !== undefined) this.association.shutdown(callback);
    else this.#earlyEnd = callback;
  }

  /** @internal */
  override _read(): void {
    this.#wanted = true;
    this.#deliver();
  }

  /** @internal */
  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    const { association } = this;
    if (association === undefined) {
      const cause = this.#early.length > 0 ? 'localAbort' : 'localShutdown';
      this.endCause ??= error === null ? cause : 'failure';
      for (const message of this.#early.splice(0)) {
        this.#fail(message, error ?? sctpError('ERR_SCTP_CLOSED'));
      }
      this.#earlyBytes = 0;
    } else if (association.endCause === undefined) {
      const unread = this.#inbox.length > 0 || this.#streams.hasUnread;
      const undelivered = association.outbox.length > 0 || unread;
      if (error === null && !undelivered && association.state !== 'connecting') {
        this.endCause = 'localShutdown';
        association.abandon();
      } else {
        association.abort(new Uint8Array());
      }
    }
    this.#streams.destroy(error);
    this.onOver();
    callback(error);
    process.nextTick(() => this.emit('close', error !== null));
  }

  readonly #consumer: AssociationConsumer = {
    owner: { socket: this.#socket },
    onMessage: (_, message) => {
      this.bytesRead += message.data.length;
      this.messagesReceived++;
      this.onTraffic();
      if (!this.#streams.take(message)) this.#take(message);
      return !this.#full && !this.#streams.isFull;
    },
    onNotification: (_, notification) => this.tell(notification),
    onEnd: ({ endCause }, error) => {
      // Whoever has aborted or destroyed it reads no end.
      if (this.destroyed || endCause === 'localAbort') return;
      this.#over = true;
      if (error !== undefined) {
        this.destroy(error);
        return;
      }
      this.#streams.end();
      this.#deliver();
    },
    onDrain: () => {
      if (!this.#needDrain || this.writableEnded || this.destroyed) return;
      this.#needDrain = false;
      this.emit('drain');
    },
    onUnsent: (_, message, error) => this.#tellUnsent(message, error),
    onCongested: (association) => this.#peelOff(association),
    onPressure: (association) => void this.#peelOff(association),
    onReceiveError: (_, error) => this.destroy(error),
  };

  readonly #outlet: StreamOutlet = {
    canSend: () => this.association?.canSend ?? true,
    streamCount: () => {
      const { outboundStreams = 0, inboundStreams = 0 } = this.association ?? {};
      return Math.max(outboundStreams, inboundStreams);
    },
    accept: (message) => this.#accept(message),
    requireOutbound: (stream) => this.#requireOutbound(stream),
    tellUnsent: (message, error) => this.#tellUnsent(message, error),
  };

  #take(message: SCTPMessage): void {
    if (this.#wanted && this.#inbox.length === 0) {
      this.#wanted = this.push(message);
      return;
    }
    this.#inbox.push(message);
    this.#deliver();
    if (this.#inbox.bytes > this.#highWaterMark) this.#full = true;
  }

  /** Goes on to receive, unless somebody has yet to read. */
  #receive(): void {
    const { association } = this;
    if (association === undefined || this.#full || this.#streams.isFull) return;
    association.handle.resume(association);
  }

  /** Gives the Readable what it wants of what has come. */
  #deliver(): void {
    while (this.#wanted) {
      const message = this.#inbox.shift();
      if (message === undefined) break;
      this.#wanted = this.push(message);
    }
    if (this.#inbox.length > 0) return;
    this.#full = false;
    this.#receive();
    if (!this.#over) return;
    this.#over = false;
    this.push(null);
    // Ends it where nobody reads, and nothing is left to read.
    if (this.readableLength === 0) this.read(0);
  }

  readonly #tell = (message: SCTPMessage): void => {
    this.emit('message', message.data, message);
  };

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
    // What its end refuses waits nowhere: who writes while there is room would go on for ever.
    const isRefused = this.association?.canSend === false;
    const room = !isRefused && this.bufferedAmount < this.#highWaterMark;
    if (!room) this.#needDrain = true;
    return room;
  }

  #outgoing(
    sendable: SCTPSendable,
    encoding: BufferEncoding | undefined,
    callback: SCTPSendCallback | undefined,
  ): OutgoingMessage {
    const message = outgoingMessage(sendable, encoding, this.#defaults, callback);
    this.#requireOutbound(message.stream);
    return message;
  }

  #requireOutbound(stream: number): void {
    const streams = this.association?.outboundStreams ?? 0;
    // Not known while connecting; the stack's EINVAL is then told by the callback.
    if (streams === 0 || stream < streams) return;
    const text = `stream ${stream} of ${streams}`;
    throw sctpError('ERR_SCTP_INVALID_STREAM', text, { associationId: this.association?.id });
  }

  #accept(message: OutgoingMessage): void {
    const { association } = this;
    this.onTraffic();
    if (association === undefined) {
      this.#early.push(message);
      this.#earlyBytes += message.data.length;
    } else if (association.canSend) association.send(message);
    else {
      // Its end may have been told already, and is concluded when nothing more of it comes.
      const byPeer = association.state === 'peerShutdown';
      this.#fail(message, sctpError(byPeer ? 'ERR_SCTP_PEER_SHUTDOWN' : 'ERR_SCTP_CLOSED'));
    }
  }

  /** It has not come to an association that could take it. */
  #fail(message: OutgoingMessage, error: Error): void {
    const { engine, association } = this;
    const origin = { engine, associationId: association?.id ?? 0, socket: this.#socket };
    publish('sctp.send.failed', () => ({ ...origin, ...unsentFailure(message, error) }));
    const { callback } = message;
    if (callback !== undefined) process.nextTick(callback, error);
    else process.nextTick(() => this.#tellUnsent(message, error));
  }

  #tellUnsent(message: OutgoingMessage, error: Error): void {
    const notification = unsentNotification(this.association?.id ?? 0, message, error);
    this.emit('notification', notification);
    this.emit('sendFailed', notification);
  }
}

function isUp(notification: SCTPNotification): boolean {
  return notification.type === 'associationChange' && notification.state === 'communicationUp';
}
