import { resolveHosts, type SCTPAddress, toHost } from './address';
import type { SCTPEngine } from './capabilities';
import type { SCTPEndpointOptions } from './endpoint-options';
import { sctpError, type SCTPError } from './errors';
import type { Handle, HandleOwner } from './handle';
import { bindHandle, openHandle } from './open';

/** @internal */
export interface BindingOwner {
  readonly engine: SCTPEngine;
  readonly options: SCTPEndpointOptions;
  /** Of the handle. */
  readonly events: HandleOwner;
  onListening: () => void;
  /** `isTold`: somebody waited for it to be bound. */
  onError: (error: Error, isTold: boolean) => void;
}

/**
 * How an endpoint comes by its handle: bound once, at what was looked up, and then as it was asked
 * to be meanwhile, listening and referenced or not.
 *
 * @internal
 */
export class Binding {
  /** From when it is bound until binding has failed; stays when it is closed. */
  handle: Handle | undefined;

  readonly #owner: BindingOwner;
  #state: 'no' | 'binding' | 'yes' = 'no';
  #backlog = 0;
  #isReferenced = true;
  #isClosed = false;
  #settle: ((error?: Error) => void)[] = [];

  constructor(owner: BindingOwner) {
    this.#owner = owner;
  }

  /** Whether it is bound, or about to be. */
  get isBegun(): boolean {
    return this.#state !== 'no';
  }

  async bind(hosts: readonly string[], port: number): Promise<void> {
    this.#state = 'binding';
    const { options } = this.#owner;
    try {
      const local = hosts.length === 0 ? [] : await resolveHosts(hosts, port, options);
      // Events never come before the caller has had a chance to listen to them.
      await new Promise(process.nextTick);
      if (this.#isClosed) return;
      this.#open(local[0]?.family, local.map(toHost), port);
    } catch (error) {
      this.handle?.close();
      this.handle = undefined;
      this.#state = 'no';
      const isTold = this.#settle.length > 0;
      this.#tell(error as Error);
      this.#owner.onError(error as Error, isTold);
      return;
    }
    this.#tell();
    this.#owner.onListening();
  }

  /** Rejects with the error that binding failed with, or when it is closed before. */
  whenBound(): Promise<void> {
    if (this.#state === 'yes') return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#settle.push((error) => (error === undefined ? resolve() : reject(error)));
    });
  }

  listen(backlog: number): void {
    this.#backlog = backlog;
    if (this.#state === 'yes') this.handle!.listen(backlog);
  }

  reference(on: boolean): void {
    this.#isReferenced = on;
    if (on) this.handle?.native.ref();
    else this.handle?.native.unref();
  }

  close(): void {
    this.#isClosed = true;
    this.handle?.close();
    this.#tell(sctpError('ERR_SCTP_CLOSED'));
  }

  /** A wildcard takes both families where the host has IPv6. */
  #open(asked: SCTPAddress['family'] | undefined, hosts: readonly string[], port: number): void {
    const { engine, options, events } = this.#owner;
    const family = asked ?? (options.family === 4 ? 'IPv4' : 'IPv6');
    const open = (version: SCTPAddress['family']): Handle =>
      openHandle(engine, events, version, options, false);
    try {
      this.handle = open(family);
    } catch (error) {
      const absent = (error as SCTPError).code === 'EAFNOSUPPORT';
      if (!absent || asked !== undefined || options.family === 6) throw error;
      this.handle = open('IPv4');
    }
    bindHandle(this.handle, { hosts, port });
    if (!this.#isReferenced) this.handle.native.unref();
    this.#state = 'yes';
    if (this.#backlog > 0) this.handle.listen(this.#backlog);
    else this.handle.receive();
  }

  #tell(error?: Error): void {
    for (const settle of this.#settle.splice(0)) settle(error);
  }
}
