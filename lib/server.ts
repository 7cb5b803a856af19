import { EventEmitter, on } from 'node:events';
import * as actions from './actions';
import { resolveHosts, type SCTPAddress, toHost, validateHosts } from './address';
import type { Association } from './association';
import type { SCTPAuthKey, SCTPChunkType } from './auth';
import type { SCTPEngine } from './capabilities';
import { ownerOf } from './connect';
import { debug } from './diagnostics';
import { sctpError, type SCTPError, serverAlreadyListening, serverNotRunning } from './errors';
import type { SCTPNotification } from './events';
import type { Handle, HandleOwner } from './handle';
import {
  bindHandle,
  engineOf,
  openHandle,
  type SCTPEndpointSettings,
  validateEndpointSettings,
} from './open';
import type { SCTPOptionName, SCTPOptions, SCTPOptionSettings } from './option-types';
import { getOption, type OptionScope, setOption } from './options';
import { heed } from './signal';
import { SCTPSocket } from './socket';
import { type SCTPSocketSettings, validateSocketSettings } from './socket-settings';
import {
  validateBoolean,
  validateFunction,
  validateInteger,
  validateObject,
  validateOneOf,
  validatePort,
  validateSignal,
  validateString,
} from './validate';

/** When an association is moved to a socket of its own (RFC 6458 section 9.2). */
export type SCTPPeelOffPolicy = 'auto' | 'always' | 'never';

/** How {@link createSCTPServer} serves. */
export interface SCTPServerOptions extends SCTPEndpointSettings, SCTPSocketSettings {
  /** Sockets start paused. Default false. */
  pauseOnConnect?: boolean;
  /** More associations than this are aborted, and told by `'drop'`. Default: no limit. */
  maxAssociations?: number;
  /**
   * All associations of a server share one socket, with one receive queue and, on the kernel engine
   * unless `net.sctp.sndbuf_policy` says otherwise, one send buffer.
   *
   * - `'auto'`, the default: an association whose consumer pauses, or whose peer does not read, is
   *   moved to a socket of its own, where it holds up nobody else;
   * - `'always'`: every one is, as soon as it is up;
   * - `'never'`: one that pauses stops all the others.
   */
  peelOff?: SCTPPeelOffPolicy;
}

/** Where a server listens. */
export interface SCTPListenOptions {
  /** 0, the default, for a free one. */
  port?: number;
  /** A name or address. Default: all addresses of this host, all of which peers are then told. */
  host?: string;
  /** Several addresses (multihoming), in place of `host`. */
  localAddresses?: readonly string[];
  /** Associations that may wait to be set up. Default 511. */
  backlog?: number;
  /** Closes the server. */
  signal?: AbortSignal;
}

/** What is known of an association that was refused. */
export interface SCTPDropArgument {
  associationId: number;
  /** The address that the peer set the association up from. */
  remoteAddress: string | undefined;
  remotePort: number | undefined;
  remoteFamily: string | undefined;
}

/** The events of an {@link SCTPServer}, with their arguments. */
export interface SCTPServerEvents {
  /** It listens; `address()` says where. */
  listening: [];
  /** An association is up. */
  connection: [socket: SCTPSocket];
  /** One was refused, because of `maxAssociations`. */
  drop: [data: SCTPDropArgument];
  /** Every notification of every association, before its socket tells of it. */
  notification: [notification: SCTPNotification];
  /** Listening failed, or the shared socket did, which closes the server. */
  error: [error: Error];
  /** It listens no more, and all its associations have ended. */
  close: [];
}

const defaultBacklog = 511;

/**
 * Accepts associations, in the manner of `net.Server`: one one-to-many socket carries them all
 * (RFC 6458 section 3), so that a busy server reads the messages of many peers in one system call.
 */
export class SCTPServer extends EventEmitter<SCTPServerEvents> implements AsyncDisposable {
  /** The engine that carries it. */
  readonly engine: SCTPEngine;
  /** As the option; can be changed. */
  maxAssociations: number;

  readonly #options: SCTPServerOptions;
  readonly #sockets = new Map<number, SCTPSocket>();
  #handle: Handle | undefined;
  #listening = false;
  /** `listen()` was called, and `close()` has not been since. */
  #wanted = false;
  #refed = true;

  /** @internal */
  constructor(options: SCTPServerOptions) {
    super({ captureRejections: false });
    validateEndpointSettings(options);
    validateSocketSettings(options);
    const { pauseOnConnect = false, maxAssociations = Infinity, peelOff = 'auto' } = options;
    validateBoolean(pauseOnConnect, 'options.pauseOnConnect');
    if (maxAssociations !== Infinity) {
      validateInteger(maxAssociations, 'options.maxAssociations', 0);
    }
    validateOneOf(peelOff, 'options.peelOff', ['auto', 'always', 'never']);
    this.maxAssociations = maxAssociations;
    this.engine = engineOf(options);
    this.#options = options;
  }

  /** Whether associations are accepted. */
  get listening(): boolean {
    return this.#listening;
  }

  /** The sockets that are open, by association id. */
  get associations(): ReadonlyMap<number, SCTPSocket> {
    return this.#sockets;
  }

  /** The file descriptor of the shared socket, or -1. */
  get fd(): number {
    return this.#handle?.native.fd() ?? -1;
  }

  /**
   * Begins to accept associations; `'listening'` or `'error'` tells how it went.
   *
   * @throws `ERR_SERVER_ALREADY_LISTEN`, and what is wrong with the arguments.
   */
  listen(port?: number, host?: string, backlog?: number, listener?: () => void): this;
  listen(port: number, host: string, listener?: () => void): this;
  listen(port: number, listener?: () => void): this;
  listen(options: SCTPListenOptions, listener?: () => void): this;
  listen(listener: () => void): this;
  listen(...args: unknown[]): this {
    const listener = typeof args.at(-1) === 'function' ? (args.pop() as () => void) : undefined;
    const options = listenOptions(args);
    if (this.#wanted || this.#sockets.size > 0) throw serverAlreadyListening();
    const { signal } = options;
    if (listener !== undefined) this.once('listening', listener);
    this.#wanted = true;
    if (signal !== undefined) heed(signal, this, () => void this.close());
    if (signal?.aborted !== true) void this.#listen(options);
    return this;
  }

  /** The first address that it listens on, or `null`. */
  address(): SCTPAddress | null {
    return this.addresses()[0] ?? null;
  }

  /** All addresses that it listens on. */
  addresses(): SCTPAddress[] {
    return this.#listening ? actions.localAddresses(this.#scope()) : [];
  }

  /**
   * Accepts no more associations; `'close'` comes when those that there are have ended. The
   * callback, or the Promise where it is left out, has `ERR_SERVER_NOT_RUNNING` where it was not
   * listening.
   */
  close(callback: (error?: Error) => void): this;
  close(): Promise<void>;
  close(callback?: (error?: Error) => void): this | Promise<void> {
    if (callback === undefined) {
      const closed = new Promise<void>((resolve, reject) => {
        this.close((error) => (error === undefined ? resolve() : reject(error)));
      });
      closed.catch(() => undefined);
      return closed;
    }
    validateFunction(callback, 'callback');
    if (!this.#wanted) {
      process.nextTick(callback, serverNotRunning());
      return this;
    }
    this.once('close', () => callback());
    this.#wanted = false;
    this.#listening = false;
    // A one-to-many socket goes on serving its associations when it listens no more.
    this.#handle?.native.listen(0);
    this.#closeWhenIdle();
    return this;
  }

  /** As net's; the number of open sockets. */
  getConnections(callback: (error: Error | null, count: number) => void): this {
    validateFunction(callback, 'callback');
    process.nextTick(callback, null, this.#sockets.size);
    return this;
  }

  /** Reads an option of associations to come. */
  getOption<Name extends SCTPOptionName>(name: Name): SCTPOptions[Name] {
    return getOption(this.#scope(), name);
  }

  /** Writes an option of associations to come. */
  setOption<Name extends SCTPOptionName>(name: Name, value: SCTPOptionSettings[Name]): void {
    setOption(this.#scope(), name, value);
  }

  /**
   * Types of chunks that peers of associations to come have to authenticate, beside those that are
   * listed already (RFC 6458 section 8.3.2).
   *
   * @throws `ERR_SCTP_FEATURE_UNSUPPORTED` without AUTH; `ERR_INVALID_ARG_VALUE` for INIT,
   * INIT-ACK, SHUTDOWN-COMPLETE and AUTH, which cannot be.
   */
  setAuthChunks(types: readonly SCTPChunkType[]): void {
    this.setOption('authChunks', types);
  }

  /**
   * Adds a shared key, or replaces one that is not in use, of associations to come (RFC 6458
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

  /** Undoes {@link unref}. */
  ref(): this {
    this.#refed = true;
    this.#handle?.native.ref();
    return this;
  }

  /** Lets the process end although the server listens. */
  unref(): this {
    this.#refed = false;
    this.#handle?.native.unref();
    return this;
  }

  /** The sockets of associations as they come, until the server closes. */
  async *[Symbol.asyncIterator](): AsyncIterableIterator<SCTPSocket> {
    const connections = on(this, 'connection', { close: ['close'] });
    for await (const [socket] of connections) yield socket as SCTPSocket;
  }

  /** Resolves when it accepts no more associations and those that there were have ended. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#wanted) await this.close();
  }

  async #listen(options: SCTPListenOptions): Promise<void> {
    try {
      await this.#open(options);
      if (this.#wanted) this.emit('listening');
    } catch (error) {
      this.#wanted = false;
      this.#handle?.close();
      this.#handle = undefined;
      this.emit('error', error as Error);
    }
  }

  async #open({ port = 0, host, localAddresses, backlog }: SCTPListenOptions): Promise<void> {
    const hosts = localAddresses ?? (host === undefined ? [] : [host]);
    const local = hosts.length === 0 ? [] : await resolveHosts(hosts, port, this.#options);
    // As net does: events never come before the caller has had a chance to listen to them.
    await new Promise(process.nextTick);
    if (!this.#wanted) return;
    const family = local[0]?.family ?? (this.#options.family === 4 ? 'IPv4' : 'IPv6');
    this.#handle = this.#openHandle(family, local.length === 0);
    bindHandle(this.#handle, { hosts: local.map(toHost), port });
    this.#handle.listen(backlog ?? defaultBacklog);
    if (!this.#refed) this.#handle.native.unref();
    this.#listening = true;
  }

  /** A wildcard takes both families where the host has IPv6. */
  #openHandle(family: SCTPAddress['family'], wildcard: boolean): Handle {
    try {
      return openHandle(this.engine, this.#owner, family, this.#options, false);
    } catch (error) {
      const absent = (error as SCTPError).code === 'EAFNOSUPPORT';
      if (!wildcard || !absent || this.#options.family === 6) throw error;
      return openHandle(this.engine, this.#owner, 'IPv4', this.#options, false);
    }
  }

  readonly #owner: HandleOwner = {
    onAssociation: (association) => this.#accept(association),
    onStrayNotification: (notification) => void this.emit('notification', notification),
    onFailure: (error) => {
      this.emit('error', error);
      if (this.#wanted) void this.close();
    },
  };

  #accept(association: Association): boolean {
    if (!this.#wanted) return false;
    if (this.#sockets.size >= this.maxAssociations) {
      const { address, port, family } = association.remote!;
      const { id: associationId } = association;
      const remote = { remoteAddress: address, remotePort: port, remoteFamily: family };
      this.emit('drop', { associationId, ...remote });
      return false;
    }
    const { peelOff, pauseOnConnect } = this.#options;
    const socket = new SCTPSocket(this.engine, this.#options, (other) => this.#peelOff(other));
    socket.attach(association);
    this.#sockets.set(association.id, socket);
    socket.on('notification', (notification) => this.emit('notification', notification));
    socket.once('connect', () => this.emit('connection', socket));
    socket.once('close', () => {
      this.#sockets.delete(association.id);
      this.#closeWhenIdle();
    });
    if (pauseOnConnect) socket.pause();
    // Not within the batch that it came with, which may have messages of it.
    if (peelOff === 'always') process.nextTick(() => this.#peelOff(association));
    return true;
  }

  #peelOff(association: Association): boolean {
    const { id, handle } = association;
    const socket = this.#sockets.get(id);
    if (this.#options.peelOff === 'never' || handle.exclusive || socket === undefined) return false;
    if (association.endCause !== undefined) return false;
    // Linux would send all of it by the primary path from then on.
    if (association.namesPaths) return false;
    try {
      const own = handle.peelOff(association, ownerOf(socket));
      if (!this.#refed) own.native.unref();
      return true;
    } catch (error) {
      // It stays where it is, where it may hold up others: out of file descriptors, for one.
      debug('association %d cannot be peeled off: %o', id, error);
      return false;
    }
  }

  #closeWhenIdle(): void {
    if (this.#wanted || this.#sockets.size > 0) return;
    const handle = this.#handle;
    this.#handle = undefined;
    handle?.close();
    process.nextTick(() => this.emit('close'));
  }

  #scope(): OptionScope {
    if (this.#handle === undefined) throw sctpError('ERR_SCTP_CLOSED');
    return this.#handle.scope;
  }
}

/**
 * A server that listens nowhere yet.
 *
 * @param connectionListener Listens to `'connection'`.
 * @throws `ERR_SCTP_UNSUPPORTED` where the engine is not available, and what is wrong with the
 * options.
 *
 * @example
 * ```ts
 * import { createSCTPServer } from 'net-sctp';
 *
 * const server = createSCTPServer({ noDelay: true }, (socket) => socket.pipe(socket));
 * server.listen({ port: 3868, localAddresses: ['127.0.0.1', '127.0.0.2'] });
 * ```
 */
export function createSCTPServer(
  options: SCTPServerOptions,
  connectionListener?: (socket: SCTPSocket) => void,
): SCTPServer;
export function createSCTPServer(connectionListener?: (socket: SCTPSocket) => void): SCTPServer;
export function createSCTPServer(
  optionsOrListener: SCTPServerOptions | ((socket: SCTPSocket) => void) = {},
  connectionListener?: (socket: SCTPSocket) => void,
): SCTPServer {
  const given = typeof optionsOrListener === 'function';
  const listener = given ? optionsOrListener : connectionListener;
  const server = new SCTPServer(given ? {} : optionsOrListener);
  if (listener !== undefined) {
    validateFunction(listener, 'connectionListener');
    server.on('connection', listener);
  }
  return server;
}

/** Of listen(port, host, backlog) and listen(options). */
function listenOptions([first, host, backlog]: unknown[]): SCTPListenOptions {
  const options = (typeof first === 'object' ? first : { port: first, host, backlog })!;
  validateObject(options, 'options');
  const given = options as SCTPListenOptions;
  if (given.port !== undefined) validatePort(given.port, 'options.port');
  if (given.host !== undefined) validateString(given.host, 'options.host');
  if (given.localAddresses !== undefined) {
    validateHosts(given.localAddresses, 'options.localAddresses');
  }
  if (given.backlog !== undefined) validateInteger(given.backlog, 'options.backlog', 1, 0x7fffffff);
  if (given.signal !== undefined) validateSignal(given.signal, 'options.signal');
  return { ...given, port: given.port ?? 0 };
}
