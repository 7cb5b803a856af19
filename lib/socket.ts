import * as actions from './actions';
import type { SCTPAddress } from './address';
import type { SCTPAuthKey } from './auth';
import type { SCTPEngine } from './capabilities';
import { debug } from './diagnostics';
import { MessageDuplex, type PeelOff } from './duplex';
import { sctpError } from './errors';
import type { SCTPNotificationEvents } from './events';
import type { SCTPAssociationState, SCTPEndCause } from './lifecycle';
import type { SCTPMessage } from './message';
import type {
  SCTPAbandonmentPolicy,
  SCTPAssociationStatus,
  SCTPEventSubscription,
  SCTPOptionName,
  SCTPOptions,
  SCTPOptionSettings,
  SCTPOptionTarget,
  SCTPPartialReliabilityStatus,
  SCTPPathInfo,
  SCTPStatistics,
} from './option-types';
import { getOption, type OptionScope, setOption } from './options';
import type { SCTPSocketSettings } from './socket-settings';
import { validateFunction, validateInteger } from './validate';

/** The events of an {@link SCTPSocket}, with their arguments. */
export type SCTPSocketEvents = SCTPNotificationEvents & {
  /** The association is up. */
  connect: [];
  /** Right after `'connect'`, as net's. */
  ready: [];
  /** A host name was looked up. */
  lookup: [error: Error | null, address: string | undefined, family: number, host: string];
  /** One message, as the Duplex gives it. */
  data: [message: SCTPMessage];
  /** The same in dgram's manner. Listening to it makes the socket flow, as `'data'` does. */
  message: [data: Buffer, info: SCTPMessage];
  /** As a Readable's. */
  readable: [];
  /** Nothing waits to be sent any more, after `write()` had answered false. */
  drain: [];
  /** The association was ended gracefully, and all has been read. */
  end: [];
  /** Everything written has been taken by the stack, which has been told to shut down. */
  finish: [];
  /** Nothing was sent or received for `timeout` milliseconds. */
  timeout: [];
  /** As a Readable's. */
  pause: [];
  /** As a Readable's. */
  resume: [];
  /** Why the association was not ended gracefully; `'close'` follows. */
  error: [error: Error];
  /** The last event. */
  close: [hadError: boolean];
};

/**
 * One association, in the manner of `net.Socket`: a Duplex whose chunks are messages.
 *
 * Both sides are in object mode, and no message is ever merged or split: a chunk read is one
 * {@link SCTPMessage}; a chunk written is a Buffer, a string, or a message with its own stream and
 * PPID, so that `socket.pipe(socket)` is a faithful echo. `highWaterMark` counts bytes.
 *
 * SCTP has no half-closed state (RFC 9260 section 9.2): once the peer shuts down nothing can be
 * sent any more, and `'end'` is followed by `'close'`.
 *
 * Made by {@link connectSCTP} and {@link SCTPServer}.
 */
export class SCTPSocket extends MessageDuplex {
  /** Milliseconds without traffic until `'timeout'`, or `undefined`. */
  timeout: number | undefined;

  /** What is told after the end: the latest that was known. */
  #last: { local: SCTPAddress[]; remote: SCTPAddress[] } = { local: [], remote: [] };
  #timer: NodeJS.Timeout | undefined;
  #refed = true;

  /** @internal */
  constructor(engine: SCTPEngine, settings: SCTPSocketSettings, peelOff: PeelOff) {
    super(engine, settings, peelOff);
    if (settings.timeout !== undefined) this.setTimeout(settings.timeout);
  }

  // --- What it is ---------------------------------------------------------------------------

  /** The association's id, or 0 before there is one. Ids are reused, though not soon. */
  get id(): number {
    return this.association?.id ?? 0;
  }

  /** How far the association has come, seen from this side; `getStatus().state` is the stack's. */
  get state(): SCTPAssociationState {
    if (this.destroyed) return 'closed';
    return this.association?.state ?? 'connecting';
  }

  /** Whether the association is still being set up. */
  get connecting(): boolean {
    return this.state === 'connecting';
  }

  /** As net's: true until `'connect'`. */
  get pending(): boolean {
    return this.connecting;
  }

  /** Who or what ended the association, once it has ended. */
  get endedBy(): SCTPEndCause | undefined {
    return this.endCause ?? this.association?.endCause;
  }

  /** Negotiated with the peer; 0 while connecting. */
  get inboundStreams(): number {
    return this.association?.inboundStreams ?? 0;
  }

  /** Negotiated with the peer: messages go on streams 0 to one less. 0 while connecting. */
  get outboundStreams(): number {
    return this.association?.outboundStreams ?? 0;
  }

  /** The file descriptor, or -1 where the engine has none or the socket is closed. */
  get fd(): number {
    return this.#open?.handle.native.fd() ?? -1;
  }

  /** All addresses of this side, as they are now. */
  get localAddresses(): SCTPAddress[] {
    return this.#addresses().local;
  }

  /** All addresses of the peer, as they are now. */
  get remoteAddresses(): SCTPAddress[] {
    return this.#addresses().remote;
  }

  /** The first of this side's addresses; `undefined` before there is one. */
  get localAddress(): string | undefined {
    return this.localAddresses[0]?.address;
  }

  /** This side's port, which all its addresses share. */
  get localPort(): number | undefined {
    return this.localAddresses[0]?.port;
  }

  /** `'IPv4'` or `'IPv6'`. */
  get localFamily(): string | undefined {
    return this.localAddresses[0]?.family;
  }

  /** The first of the peer's addresses; `undefined` before there is one. */
  get remoteAddress(): string | undefined {
    return this.remoteAddresses[0]?.address;
  }

  /** The peer's port, which all its addresses share. */
  get remotePort(): number | undefined {
    return this.remoteAddresses[0]?.port;
  }

  /** `'IPv4'` or `'IPv6'`. */
  get remoteFamily(): string | undefined {
    return this.remoteAddresses[0]?.family;
  }

  /** The first local address, as net's; `{}` before there is one. */
  address(): SCTPAddress | Record<string, never> {
    return this.localAddresses[0] ?? {};
  }

  // --- Ending -------------------------------------------------------------------------------

  /**
   * Ends the association gracefully (RFC 9260 section 9.2): everything sent is delivered first.
   * Resolves when the peer has confirmed it, or rejects with the error that ended it.
   */
  shutdown(callback: (error: Error | null) => void): void;
  shutdown(): Promise<void>;
  shutdown(callback?: (error: Error | null) => void): Promise<void> | void {
    if (callback === undefined) {
      return new Promise((resolve, reject) => {
        this.shutdown((error) => (error === null ? resolve() : reject(error)));
      });
    }
    validateFunction(callback, 'callback');
    if (this.closed) {
      process.nextTick(callback, this.errored ?? null);
      return;
    }
    this.once('close', () => callback(this.errored ?? null));
    this.end();
    // Whoever shuts down does not read any more, unless somebody is reading.
    if (this.readableFlowing === null && this.listenerCount('readable') === 0) this.resume();
  }

  /**
   * Ends the association at once, by an ABORT chunk that carries `reason` to the peer (RFC 9260
   * section 9.1). What has not been delivered is lost, and its callbacks say so.
   *
   * @throws `ERR_INVALID_ARG_TYPE`; `ERR_OUT_OF_RANGE` for a reason of more than 1400 bytes.
   */
  abort(reason: string | Uint8Array = ''): void {
    const bytes = actions.abortReason(reason);
    if (this.destroyed) return;
    this.endCause = 'localAbort';
    this.association?.abort(bytes);
    this.destroy();
  }

  /** Resolves when the association has been shut down. */
  override async [Symbol.asyncDispose](): Promise<void> {
    await this.shutdown();
  }

  // --- Options ------------------------------------------------------------------------------

  /**
   * Reads a socket option of this association.
   *
   * @throws `ERR_INVALID_ARG_VALUE`, `ERR_SCTP_FEATURE_UNSUPPORTED`, system errors.
   */
  getOption<Name extends SCTPOptionName>(
    name: Name,
    target?: Omit<SCTPOptionTarget, 'associationId'>,
  ): SCTPOptions[Name] {
    return getOption(this.#scope(), name, target);
  }

  /** Writes a socket option of this association; errors as {@link getOption}. */
  setOption<Name extends SCTPOptionName>(
    name: Name,
    value: SCTPOptionSettings[Name],
    target?: Omit<SCTPOptionTarget, 'associationId'>,
  ): void {
    setOption(this.#scope(), name, value, target);
  }

  /** The association as the stack sees it (RFC 6458 section 8.2.1). */
  getStatus(): SCTPAssociationStatus {
    return this.getOption('status');
  }

  /** One path to the peer (RFC 6458 section 8.2.2). */
  getPeerAddressInfo(address: string): SCTPPathInfo {
    return this.getOption('peerAddressInfo', { address });
  }

  /** What the stack has counted, as far as it counts. */
  getStatistics(): SCTPStatistics {
    return actions.statistics(this.#scope());
  }

  /**
   * How many messages were given up by `policy` (RFC 7496 section 4), on all streams or on one.
   *
   * @throws `ERR_INVALID_ARG_VALUE`; `ERR_OUT_OF_RANGE` and EINVAL for a stream that there is not.
   */
  getPartialReliabilityStatus(
    policy: SCTPAbandonmentPolicy = 'all',
    stream?: number,
  ): SCTPPartialReliabilityStatus {
    return actions.partialReliabilityStatus(this.#scope(), policy, stream);
  }

  /** Asks for a sign of life at once, on one path or on each (RFC 6458 section 8.1.12). */
  requestHeartbeat(address?: string): void {
    actions.requestHeartbeat(this.#scope(), address);
  }

  /** Whether small messages are sent at once instead of being bundled. */
  setNoDelay(noDelay = true): this {
    this.setOption('noDelay', noDelay);
    return this;
  }

  /**
   * `SO_SNDBUF` in bytes. On a server's shared socket it is that of all associations together.
   *
   * @throws as {@link setOption}.
   */
  setSendBufferSize(size: number): void {
    this.setOption('sendBufferSize', size);
  }

  /**
   * `SO_RCVBUF` in bytes, at most twice `net.core.rmem_max`. On a server's shared socket it is
   * that of all associations together.
   *
   * @throws as {@link setOption}.
   */
  setRecvBufferSize(size: number): void {
    this.setOption('receiveBufferSize', size);
  }

  /** Which notifications the stack gives (RFC 6458 section 6.2.2). */
  subscribeEvents(events: SCTPEventSubscription): void {
    this.setOption('events', events);
  }

  /** Adds addresses of this host; the peer learns of them where ASCONF is on (RFC 5061). */
  bindAddresses(addresses: readonly string[]): void {
    actions.bindAddresses(this.#scope(), addresses);
  }

  /** Removes addresses of this host; one must remain. */
  unbindAddresses(addresses: readonly string[]): void {
    actions.unbindAddresses(this.#scope(), addresses);
  }

  /** Sends to this address of the peer from now on. */
  setPrimaryAddress(address: string): void {
    actions.setPrimaryAddress(this.#scope(), address);
  }

  /** Asks the peer to send to this address of ours (RFC 5061 section 5.1). */
  requestPeerPrimaryAddress(address: string): void {
    actions.requestPeerPrimaryAddress(this.#scope(), address);
  }

  /** Resets streams' sequence numbers (RFC 6525); `'streamReset'` tells how it went. */
  resetStreams(request: actions.SCTPStreamResetRequest): void {
    actions.resetStreams(this.#scope(), request);
  }

  /**
   * Begins all sequence numbers anew, of messages and of chunks, both ways (RFC 6525 section
   * 6.3.3); `'associationReset'` tells how it went. The association goes on.
   *
   * @throws EAGAIN while messages wait to be acknowledged, EINPROGRESS while an earlier request
   * does; `ERR_SCTP_FEATURE_UNSUPPORTED`.
   */
  resetAssociation(): void {
    this.setOption('resetAssociation', true);
  }

  /** Adds streams (RFC 6525); `'streamChange'` tells how it went. */
  addStreams(request: { inbound?: number; outbound?: number }): void {
    const { inbound = 0, outbound = 0 } = request;
    this.setOption('addStreams', { inbound, outbound });
  }

  /**
   * Adds a shared key, or replaces one that is not in use, of this association (RFC 6458
   * section 8.3.3). Both ends need the same, by the same id.
   *
   * @throws `ERR_SCTP_FEATURE_UNSUPPORTED` without AUTH, and what is wrong with the arguments;
   * errors never show the secret.
   */
  setAuthKey(key: SCTPAuthKey): void {
    this.setOption('authKey', key);
  }

  /** Authenticates what is sent from now on with this key (section 8.1.18). EINVAL: there is none. */
  activateAuthKey(keyId: number): void {
    this.setOption('authActiveKey', keyId);
  }

  /**
   * Sends nothing more with a key that is not the active one (section 8.3.4): `'authentication'`
   * says `'freeKey'` when nothing that was is left to acknowledge.
   */
  deactivateAuthKey(keyId: number): void {
    this.setOption('deactivateAuthKey', keyId);
  }

  /** Forgets a key that is neither active nor in use (section 8.3.5). EINVAL: it is. */
  deleteAuthKey(keyId: number): void {
    this.setOption('deleteAuthKey', keyId);
  }

  /** After `timeout` milliseconds without traffic `'timeout'` is emitted; nothing else happens. */
  setTimeout(timeout: number, callback?: () => void): this {
    validateInteger(timeout, 'timeout', 0, 0x7fffffff);
    if (callback !== undefined) validateFunction(callback, 'callback');
    clearTimeout(this.#timer);
    this.timeout = timeout === 0 ? undefined : timeout;
    this.#timer =
      timeout === 0 ? undefined : setTimeout(() => this.emit('timeout'), timeout).unref();
    if (callback !== undefined) {
      if (timeout === 0) this.off('timeout', callback);
      else this.once('timeout', callback);
    }
    return this;
  }

  /** Undoes {@link unref}. */
  ref(): this {
    this.#refed = true;
    this.#open?.handle.native.ref();
    return this;
  }

  /** Lets the process end although the socket is open; a shared socket is its server's to hold. */
  unref(): this {
    this.#refed = false;
    this.#open?.handle.native.unref();
    return this;
  }

  /** @internal */
  protected override onUp(): void {
    this.#addresses();
    if (!this.#refed) this.unref();
  }

  /** @internal */
  protected override onTraffic(): void {
    this.#timer?.refresh();
  }

  /** @internal */
  protected override onOver(): void {
    clearTimeout(this.#timer);
    // A shared endpoint stays open for its other associations.
    if (this.association?.handle.exclusive === true) this.association.handle.close();
  }

  /** The association, while it can be asked. */
  get #open() {
    const { association } = this;
    return association === undefined || association.handle.closed ? undefined : association;
  }

  #scope(): OptionScope {
    const association = this.#open;
    if (association === undefined) {
      throw sctpError(this.connecting ? 'ERR_SCTP_NOT_CONNECTED' : 'ERR_SCTP_CLOSED');
    }
    return association.scope;
  }

  #addresses(): { local: SCTPAddress[]; remote: SCTPAddress[] } {
    const association = this.#open;
    if (association === undefined || association.endCause !== undefined) return this.#last;
    const { scope, handle, remote } = association;
    try {
      this.#last = {
        local: actions.localAddresses(scope),
        remote: actions.remoteAddresses(scope),
      };
    } catch (error) {
      // It is gone already, and its notification waits to be read.
      debug('association %d has no addresses any more: %o', scope.associationId, error);
      const isKnown = this.#last.remote.length > 0 || remote === undefined;
      if (!isKnown) {
        this.#last = { local: actions.localAddresses(handle.scope), remote: [remote] };
      }
    }
    return this.#last;
  }
}

/** The events' types, for every way to listen. */
type Listener<Event extends keyof SCTPSocketEvents> = (...args: SCTPSocketEvents[Event]) => void;
type AnyListener = (...args: never[]) => void;

export interface SCTPSocket {
  addListener<E extends keyof SCTPSocketEvents>(event: E, listener: Listener<E>): this;
  addListener(event: string | symbol, listener: AnyListener): this;
  on<E extends keyof SCTPSocketEvents>(event: E, listener: Listener<E>): this;
  on(event: string | symbol, listener: AnyListener): this;
  once<E extends keyof SCTPSocketEvents>(event: E, listener: Listener<E>): this;
  once(event: string | symbol, listener: AnyListener): this;
  prependListener<E extends keyof SCTPSocketEvents>(event: E, listener: Listener<E>): this;
  prependListener(event: string | symbol, listener: AnyListener): this;
  prependOnceListener<E extends keyof SCTPSocketEvents>(event: E, listener: Listener<E>): this;
  prependOnceListener(event: string | symbol, listener: AnyListener): this;
  removeListener<E extends keyof SCTPSocketEvents>(event: E, listener: Listener<E>): this;
  removeListener(event: string | symbol, listener: AnyListener): this;
  emit<E extends keyof SCTPSocketEvents>(event: E, ...args: SCTPSocketEvents[E]): boolean;
  emit(event: string | symbol, ...args: unknown[]): boolean;
  [Symbol.asyncIterator](): NodeJS.AsyncIterator<SCTPMessage>;
}
