import type { EventEmitter } from 'node:events';
import * as actions from './actions';
import { resolveHosts, type SCTPAddress, toHost, validateHosts } from './address';
import type { Association, AssociationConsumer } from './association';
import { Binding } from './binding';
import type { SCTPEngine } from './capabilities';
import { ownerOf } from './connect';
import { missingArgs, sctpError } from './errors';
import type { SCTPNotification } from './events';
import type { Handle, HandleOwner } from './handle';
import { EndpointControls } from './endpoint-controls';
import {
  bindOptions,
  type SCTPBindOptions,
  type SCTPDestination,
  type SCTPEndpointEvents,
  type SCTPEndpointOptions,
} from './endpoint-options';
import { Mailbox } from './mailbox';
import {
  defaultMessage,
  type OutgoingMessage,
  outgoingMessage,
  type SCTPMessage,
  type SCTPSendCallback,
  type SCTPSendOptions,
  unsentNotification,
} from './message';
import { engineOf, validateEndpointSettings } from './open';
import type { OptionScope } from './options';
import { type SCTPSendToAllOptions, type SCTPSendToAllResult, sendToEach } from './send-to-all';
import { heed } from './signal';
import { SCTPSocket } from './socket';
import {
  validateFunction,
  validateInteger,
  validateObject,
  validatePort,
  validateSignal,
} from './validate';

const defaultHighWaterMark = 64 * 1024;
const defaultBacklog = 511;

/**
 * One socket for any number of associations, in the manner of `dgram.Socket` (RFC 6458 section 3):
 * messages come from and go to associations by their ids, without an object for each.
 *
 * Messages wait, up to `highWaterMark`, until `'message'` is listened to, or `receive()` or
 * `messages()` asks for them.
 */
export class SCTPEndpoint extends EndpointControls<SCTPEndpointEvents> implements AsyncDisposable {
  /** The engine that carries it. */
  readonly engine: SCTPEngine;

  readonly #options: SCTPEndpointOptions;
  readonly #defaults: OutgoingMessage;
  readonly #highWaterMark: number;
  readonly #mailbox: Mailbox;
  readonly #binding: Binding;
  #closed = false;
  #needDrain = false;

  /** @internal */
  constructor(options: SCTPEndpointOptions) {
    super();
    validateEndpointSettings(options);
    const { highWaterMark = defaultHighWaterMark, defaultSend, signal } = options;
    validateInteger(highWaterMark, 'options.highWaterMark', 0);
    if (signal !== undefined) validateSignal(signal, 'options.signal');
    this.engine = engineOf(options);
    this.#options = options;
    this.#highWaterMark = highWaterMark;
    this.#defaults = defaultMessage(defaultSend);
    this.#binding = new Binding({
      engine: this.engine,
      options,
      events: this.#owner,
      onListening: () => void this.emit('listening'),
      onError: (error, isTold) => {
        if (!isTold || this.listenerCount('error') > 0) this.emit('error', error);
      },
    });
    this.#mailbox = new Mailbox({
      listens: () => this.listenerCount('message') > 0,
      tell: (message) => void this.emit('message', message.data, message),
      onEmpty: () => this.#handle?.resume(this),
    });
    (this as EventEmitter).on('newListener', (event) => {
      if (event === 'message') process.nextTick(() => this.#mailbox.deliver());
    });
    if (signal !== undefined) heed(signal, this, () => void this.close());
  }

  // --- Its life -----------------------------------------------------------------------------

  /**
   * Binds; `'listening'` or `'error'` tells how it went. What needs a bound endpoint binds it to a
   * free port of all addresses.
   *
   * @throws `ERR_SCTP_IS_BOUND`, `ERR_SCTP_CLOSED`, and what is wrong with the arguments.
   */
  bind(port?: number, callback?: () => void): this;
  bind(options: SCTPBindOptions, callback?: () => void): this;
  bind(target: number | SCTPBindOptions = 0, callback?: () => void): this {
    this.#requireOpen();
    if (this.#binding.isBegun) throw sctpError('ERR_SCTP_IS_BOUND');
    const { port, hosts } = bindOptions(target);
    if (callback !== undefined) {
      validateFunction(callback, 'callback');
      this.once('listening', callback);
    }
    void this.#binding.bind(hosts, port);
    return this;
  }

  /** Accepts associations that peers begin. Binds first if need be. */
  listen(backlog = defaultBacklog): this {
    validateInteger(backlog, 'backlog', 1, 0x7fffffff);
    this.#requireOpen();
    this.#binding.listen(backlog);
    if (!this.#binding.isBegun) this.bind();
    return this;
  }

  /**
   * Begins an association, and resolves to its id when it is up; one that there is already is given
   * at once. Binds first if need be.
   *
   * Rejects as {@link connectSCTP}'s `'error'`.
   */
  async connect(addresses: string | readonly string[], port: number): Promise<number> {
    const hosts = typeof addresses === 'string' ? [addresses] : addresses;
    validateHosts(hosts, 'addresses');
    validatePort(port, 'port', false);
    const association = await this.#associate(hosts, port);
    if (association.state === 'connecting') {
      await new Promise<void>((resolve, reject) => {
        this.#connecting.set(association, { resolve, reject });
      });
    }
    return association.id;
  }

  /** Ends the endpoint; every association is shut down gracefully, in the background. */
  close(callback: () => void): this;
  close(): Promise<void>;
  close(callback?: () => void): this | Promise<void> {
    if (callback === undefined) return new Promise((resolve) => void this.close(resolve));
    validateFunction(callback, 'callback');
    if (this.#closed) {
      process.nextTick(callback);
      return this;
    }
    this.once('close', callback);
    this.#closed = true;
    const associations = [...(this.#handle?.associations.values() ?? [])];
    for (const association of associations) association.end('localShutdown', undefined);
    this.#binding.close();
    this.#mailbox.close();
    process.nextTick(() => this.emit('close'));
    return this;
  }

  /** As {@link close}. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Undoes {@link unref}. */
  ref(): this {
    this.#binding.reference(true);
    return this;
  }

  /** Lets the process end although the endpoint is open. */
  unref(): this {
    this.#binding.reference(false);
    return this;
  }

  /** The file descriptor, or -1 where the engine has none, or it is not bound. */
  get fd(): number {
    return this.#handle?.native.fd() ?? -1;
  }

  /** The first address that it is bound to. Throws `ERR_SCTP_NOT_BOUND`. */
  address(): SCTPAddress {
    return this.addresses()[0]!;
  }

  /** All addresses that it is bound to. */
  addresses(): SCTPAddress[] {
    return actions.localAddresses(this.scope());
  }

  // --- Messages -----------------------------------------------------------------------------

  /**
   * Sends one message. Answers false when `highWaterMark` bytes wait for this association:
   * `'drain'` tells when nothing waits any more. Without a callback it gives a Promise, as
   * {@link SCTPSocket.send}.
   *
   * A peer that there is no association with is connected to first; the message waits.
   *
   * @throws `ERR_SCTP_NO_ASSOCIATION`, `ERR_SCTP_INVALID_STREAM`, `ERR_SCTP_EMPTY_MESSAGE`,
   * `ERR_SCTP_CLOSED`, and what is wrong with the arguments; the Promise form rejects with the same.
   */
  send(
    data: Uint8Array | string,
    to: SCTPDestination,
    options: SCTPSendOptions | undefined,
    callback: SCTPSendCallback,
  ): boolean;
  send(data: Uint8Array | string, to: SCTPDestination, options?: SCTPSendOptions): Promise<void>;
  send(
    data: Uint8Array | string,
    to: SCTPDestination,
    options: SCTPSendOptions = {},
    callback?: SCTPSendCallback,
  ): boolean | Promise<void> {
    if (callback !== undefined) {
      validateFunction(callback, 'callback');
      return this.#send(
        outgoingMessage({ ...options, data }, undefined, this.#defaults, callback),
        to,
      );
    }
    const sent = new Promise<void>((resolve, reject) => {
      const settle = (error: Error | null): void => (error === null ? resolve() : reject(error));
      this.#send(outgoingMessage({ ...options, data }, undefined, this.#defaults, settle), to);
    });
    sent.catch(() => undefined);
    return sent;
  }

  /**
   * Sends one message to every association that is up, those that were peeled off aside (as
   * SCTP_SENDALL, RFC 6458 section 5.3.4). Resolves when each has been decided upon, on both engines
   * alike: an association that has no room has its message wait, as by {@link send}, and holds up no
   * other; one that fails does not fail the others.
   *
   * Rejects with `ERR_SCTP_EMPTY_MESSAGE`, `ERR_SCTP_CLOSED`, and what is wrong with the arguments,
   * before anything is sent.
   */
  async sendToAll(
    data: Uint8Array | string,
    options: SCTPSendToAllOptions = {},
  ): Promise<SCTPSendToAllResult> {
    this.#requireOpen();
    const message = outgoingMessage({ ...options, data }, undefined, this.#defaults, undefined);
    const all = [...(this.#handle?.associations.values() ?? [])];
    const up = all.filter(({ state }) => state === 'established');
    return sendToEach(up, message, (association, one) => this.#sendOn(association, one));
  }

  /**
   * The next message, or `undefined` when the endpoint closes.
   *
   * Rejects with an AbortError.
   */
  receive({ signal }: { signal?: AbortSignal } = {}): Promise<SCTPMessage | undefined> {
    if (this.#closed) return Promise.resolve(undefined);
    return this.#mailbox.receive(signal);
  }

  /** Messages as they come, until the endpoint closes. */
  async *messages(): AsyncIterableIterator<SCTPMessage> {
    for (;;) {
      const message = await this.receive();
      if (message === undefined) return;
      yield message;
    }
  }

  // --- Associations -------------------------------------------------------------------------

  /** Those that are up, or being set up. */
  getAssociationIds(): number[] {
    return [...(this.#handle?.associations.keys() ?? [])];
  }

  /**
   * Moves an association to a socket of its own (RFC 6458 section 9.2), with all that waits for
   * it. The only one there is need not be named.
   *
   * @throws `ERR_SCTP_NO_ASSOCIATION`, `ERR_SCTP_AMBIGUOUS_ASSOCIATION`, system errors.
   */
  peelOff(associationId?: number): SCTPSocket {
    const association = this.#association(associationId ?? this.#only());
    const socket = new SCTPSocket(this.engine, this.#options, () => false);
    association.handle.peelOff(association, ownerOf(socket));
    socket.attach(association);
    return socket;
  }

  /** Ends an association gracefully; `'associationChange'` tells when it is done. */
  shutdownAssociation(associationId: number): void {
    this.#association(associationId).shutdown();
  }

  /** Ends an association at once; `reason` reaches the peer, as by {@link SCTPSocket.abort}. */
  abortAssociation(associationId: number, reason: string | Uint8Array = ''): void {
    this.#association(associationId).abort(actions.abortReason(reason));
  }

  // --- How it works -------------------------------------------------------------------------

  readonly #connecting = new Map<
    Association,
    { resolve: () => void; reject: (error: Error) => void }
  >();

  /** The association with a peer, begun if need be. */
  async #associate(hosts: readonly string[], port: number): Promise<Association> {
    const remote = await resolveHosts(hosts, port, this.#options);
    this.#requireOpen();
    if (!this.#binding.isBegun) this.bind();
    await this.#binding.whenBound();
    this.#requireOpen();
    const handle = this.#handle!;
    const known = handle.associations.get(handle.native.associationAt(toHost(remote[0]!), port));
    return known ?? this.#begin(handle, remote, port);
  }

  #begin(handle: Handle, remote: readonly SCTPAddress[], port: number): Association {
    const association = handle.connect(remote.map(toHost), port);
    association.consumer = this.#consumer;
    return association;
  }

  #send(message: OutgoingMessage, to: SCTPDestination): boolean {
    this.#requireOpen();
    validateObject(to, 'to');
    if ('associationId' in to) return this.#sendOn(this.#association(to.associationId), message);
    if (to.address === undefined || to.port === undefined)
      throw missingArgs('to.address', 'to.port');
    const port = validatePort(to.port, 'to.port', false);
    this.#associate([to.address], port).then(
      (association) => this.#sendOn(association, message),
      (error: Error) => message.callback?.(error),
    );
    return true;
  }

  #sendOn(association: Association, message: OutgoingMessage): boolean {
    const { outboundStreams: streams, id: associationId } = association;
    if (streams > 0 && message.stream >= streams) {
      const text = `stream ${message.stream} of ${streams}`;
      throw sctpError('ERR_SCTP_INVALID_STREAM', text, { associationId });
    }
    if (!association.canSend) throw sctpError('ERR_SCTP_PEER_SHUTDOWN');
    association.send(message);
    const room = association.outbox.bytes < this.#highWaterMark;
    if (!room) this.#needDrain = true;
    return room;
  }

  readonly #owner: HandleOwner = {
    onAssociation: (association) => {
      association.consumer = this.#consumer;
      return !this.#closed;
    },
    onStrayNotification: (notification) => this.#tell(notification),
    onFailure: (error) => {
      this.emit('error', error);
      void this.close();
    },
  };

  readonly #consumer: AssociationConsumer = {
    owner: { endpoint: this },
    onMessage: (_, message) => {
      this.#mailbox.put(message);
      if (this.#mailbox.bytes > this.#highWaterMark) this.#handle?.pause(this);
      return true;
    },
    onNotification: (association, notification) => {
      this.#tell(notification);
      if (association.state !== 'connecting' && association.state !== 'closed') {
        this.#connecting.get(association)?.resolve();
        this.#connecting.delete(association);
      }
    },
    onEnd: (association, error) => {
      const waiting = this.#connecting.get(association);
      this.#connecting.delete(association);
      if (waiting !== undefined) waiting.reject(error ?? sctpError('ERR_SCTP_CLOSED'));
      else if (error !== undefined) this.emit('associationError', error, association.id);
    },
    onDrain: () => {
      if (!this.#needDrain || this.#closed) return;
      const waiting = [...this.#handle!.associations.values()];
      if (waiting.some(({ outbox }) => outbox.length > 0)) return;
      this.#needDrain = false;
      this.emit('drain');
    },
    onUnsent: (association, message, error) => {
      this.#tell(unsentNotification(association.id, message, error));
    },
    onCongested: () => false,
    onPressure: () => undefined,
    onReceiveError: (association, error) => {
      this.emit('associationError', error, association.id);
      association.abort(Buffer.from(error.message));
    },
  };

  #tell(notification: SCTPNotification): void {
    this.emit('notification', notification);
    (this as EventEmitter).emit(notification.type, notification);
  }

  #association(associationId: number): Association {
    validateInteger(associationId, 'associationId', 1, 0x7fffffff);
    this.#requireOpen();
    const association = this.#handle?.associations.get(associationId);
    if (association !== undefined) return association;
    throw sctpError('ERR_SCTP_NO_ASSOCIATION', String(associationId), { associationId });
  }

  #only(): number {
    const ids = this.getAssociationIds();
    if (ids.length === 0) throw sctpError('ERR_SCTP_NO_ASSOCIATION');
    if (ids.length > 1) throw sctpError('ERR_SCTP_AMBIGUOUS_ASSOCIATION', ids.join(', '));
    return ids[0]!;
  }

  /** @internal */
  protected override scope(associationId = 0): OptionScope {
    this.#requireOpen();
    if (this.#handle === undefined) throw sctpError('ERR_SCTP_NOT_BOUND');
    return associationId === 0 ? this.#handle.scope : this.#association(associationId).scope;
  }

  get #handle(): Handle | undefined {
    return this.#binding.handle;
  }

  #requireOpen(): void {
    if (this.#closed) throw sctpError('ERR_SCTP_CLOSED');
  }
}

/**
 * An endpoint that is bound nowhere yet.
 *
 * @param messageListener Listens to `'message'`.
 * @throws `ERR_SCTP_UNSUPPORTED` where the engine is not available, and what is wrong with the
 * options.
 *
 * @example
 * ```ts
 * import { createSCTPEndpoint } from 'net-sctp';
 *
 * const endpoint = createSCTPEndpoint((data, { associationId, stream, ppid }) => {
 *   void endpoint.send(data, { associationId }, { stream, ppid });
 * });
 * endpoint.bind(3868).listen();
 * ```
 */
export function createSCTPEndpoint(
  options: SCTPEndpointOptions,
  messageListener?: (data: Buffer, info: SCTPMessage) => void,
): SCTPEndpoint;
export function createSCTPEndpoint(
  messageListener?: (data: Buffer, info: SCTPMessage) => void,
): SCTPEndpoint;
export function createSCTPEndpoint(
  optionsOrListener: SCTPEndpointOptions | ((data: Buffer, info: SCTPMessage) => void) = {},
  messageListener?: (data: Buffer, info: SCTPMessage) => void,
): SCTPEndpoint {
  const given = typeof optionsOrListener === 'function';
  const listener = given ? optionsOrListener : messageListener;
  const endpoint = new SCTPEndpoint(given ? {} : optionsOrListener);
  if (listener !== undefined) {
    validateFunction(listener, 'messageListener');
    endpoint.on('message', listener);
  }
  return endpoint;
}
