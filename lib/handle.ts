import { constants } from 'node:os';
import { fromHost, type SCTPAddress } from './address';
import { abandoned, Association } from './association';
import { attempt } from './attempt';
import { Receive, receiveFlags, receiveWords } from './batch';
import { getSCTPCapabilities, type SCTPEngine } from './capabilities';
import { debug } from './diagnostics';
import { type SCTPError, type SCTPErrorDetails, sctpError } from './errors';
import { readNotification, type SCTPNotification } from './events';
import { addon, check, nativeError, type NativeEndpoint } from './native';
import { getOption, type OptionScope } from './options';
import { PathCache } from './paths';
import { initPatience } from './patience';
import { readMessage, receiveBuffers } from './receiver';
import { Sender } from './sender';

/** What an endpoint's associations have in common. */
export interface HandleSettings {
  maxMessageSize: number;
  /** Hand pieces of incomplete messages up as they come. */
  fragments: boolean;
  hostByteOrder: boolean;
}

/** Whom an endpoint belongs to. */
export interface HandleOwner {
  /** The peer began an association, which wants a consumer. False refuses it. */
  onAssociation(association: Association): boolean;
  /** What is not of an association that anybody knows. */
  onStrayNotification(notification: SCTPNotification): void;
  /** The socket cannot be used any more. */
  onFailure(error: SCTPError): void;
}

/**
 * One native endpoint, with all the associations that live on it: what is received is told to
 * their consumers, what they send is gathered by the sender.
 */
export class Handle {
  readonly native: NativeEndpoint;
  readonly sender: Sender;
  family: SCTPAddress['family'] = 'IPv4';
  readonly associations = new Map<number, Association>();
  readonly #owner: HandleOwner;
  /** Who does not want to receive now. On a shared endpoint one of them stops all. */
  readonly #pausers = new Set<object>();
  readonly #notification: Buffer[] = [];
  /** Of the batch that is being told: those that left, and those that hold up the others. */
  readonly #leaving = new Set<number>();
  readonly #pressed: Association[] = [];
  #dispatching = false;
  #receiving = false;
  #closed = false;

  constructor(
    readonly engine: SCTPEngine,
    owner: HandleOwner,
    readonly settings: HandleSettings,
    /** It has one association, whose socket closes it. */
    readonly exclusive: boolean,
  ) {
    initialize();
    this.#owner = owner;
    this.native = new (addon().Endpoint)(engine);
    this.native.owner = this;
    this.sender = new Sender(this.native);
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Of the options that are the endpoint's own. */
  get scope(): OptionScope {
    return { native: this.native, associationId: 0, peerPort: 0 };
  }

  open(family: SCTPAddress['family'], ipv6Only: boolean): void {
    const version = family === 'IPv6' ? 6 : 4;
    this.#check(this.native.open(version, ipv6Only, this.settings.hostByteOrder));
    this.family = family;
  }

  bind(hosts: readonly string[], port: number): void {
    this.#check(this.native.bind(hosts, port), { address: hosts[0], port });
  }

  listen(backlog: number): void {
    const status = this.native.listen(backlog);
    this.#check(status, this.#udpPortIn(status));
    this.receive();
  }

  /** Begins an association. */
  connect(hosts: readonly string[], port: number): Association {
    // From before the call: whatever the stack's clock counts comes after it.
    const patientUntil = performance.now() + initPatience(this.scope, hosts.length);
    const status = this.native.connect(hosts, port);
    const id = this.#check(status, { address: hosts[0], port, ...this.#udpPortIn(status) });
    const association = new Association(id, this, abandoned, patientUntil);
    association.remote = fromHost(hosts[0]!, port);
    this.associations.set(id, association);
    this.receive();
    return association;
  }

  /** Moves an association, and what waits for it, to an endpoint of its own. */
  peelOff(association: Association, owner: HandleOwner): Handle {
    const target = new Handle(this.engine, owner, this.settings, true);
    const details = { associationId: association.id };
    this.#check(this.native.peelOff(association.id, target.native), details);
    const paused = this.#pausers.has(association);
    this.forget(association);
    target.associations.set(association.id, association);
    association.handle = target;
    if (paused) target.pause(association);
    else target.receive();
    target.sender.wake(association.outbox);
    debug('association %d peeled off', association.id);
    return target;
  }

  /** Starts to receive, unless somebody has paused. */
  receive(): void {
    if (this.#receiving || this.#closed || this.#pausers.size > 0) return;
    this.#receiving = true;
    this.native.receiveStart();
  }

  pause(by: object): void {
    this.#pausers.add(by);
    if (!this.#receiving || this.#closed) return;
    this.#receiving = false;
    this.native.receiveStop();
  }

  resume(by: object): void {
    if (this.#pausers.delete(by)) this.receive();
  }

  /** It has ended, or moved away. What the current batch has of it is still told. */
  forget(association: Association): void {
    if (this.#dispatching) this.#leaving.add(association.id);
    else this.associations.delete(association.id);
    this.sender.remove(association.outbox);
    this.resume(association);
  }

  /** Associations on it end as the stack ends those of a closed socket. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const association of this.associations.values()) {
      association.publishDown('localShutdown', undefined);
    }
    this.sender.close();
    this.native.close();
  }

  /** @internal */
  onBatch(count: number): void {
    const received = receiveBuffers();
    received.begin(count);
    this.#dispatching = true;
    const tell = (at: number): void => this.#onDescriptor(received.words, at);
    for (let i = 0; i < count && !this.#closed; i++) attempt(tell, i * receiveWords);
    this.#dispatching = false;
    received.end();
    for (const id of this.#leaving) this.associations.delete(id);
    this.#leaving.clear();
    const pressed = this.#pressed.splice(0).filter(({ endCause }) => endCause === undefined);
    for (const association of pressed) attempt(() => association.consumer.onPressure(association));
  }

  /** @internal */
  onWritable(): void {
    this.sender.onWritable();
  }

  /** @internal */
  onFailure(status: number): void {
    const error = nativeError(this.native, status);
    for (const association of [...this.associations.values()]) association.end('failure', error);
    this.#owner.onFailure(error);
  }

  /** Who listens or connects was bound before: what is in use now is the UDP port. */
  #udpPortIn(status: number): SCTPErrorDetails {
    if (status !== -constants.errno.EADDRINUSE) return {};
    if (!getSCTPCapabilities(this.engine).features.ownUdpPort) return {};
    return {
      address: this.family === 'IPv6' ? '::' : '0.0.0.0',
      port: getOption(this.scope, 'localUdpEncapsulationPort'),
      hint: 'Something else has the UDP port of RFC 6951; udpEncapsulation.localPort takes another',
    };
  }

  #check<Result>(result: Result, details?: SCTPErrorDetails): Result {
    return check(this.native, result, details);
  }

  #onDescriptor(words: Int32Array, at: number): void {
    const association = this.associations.get(words[at + Receive.associationId]!);
    if ((words[at + Receive.flags]! & receiveFlags.notification) !== 0) {
      this.#onPieceOfNotification(words, at);
    } else if (words[at + Receive.kind] !== 0) {
      this.#onNotification(association, words, at, receiveBuffers().slab);
    } else if (association !== undefined && association.endCause === undefined) {
      this.#onMessage(association, words, at);
    }
    // Else: a message that was read before its association was aborted here.
  }

  #onMessage(association: Association, words: Int32Array, at: number): void {
    const { reassembler, paths, consumer } = association;
    const address = (association.remote = paths.lookUp(words, at));
    const flags = words[at + Receive.flags]!;
    const last = (flags & receiveFlags.endOfRecord) !== 0;
    // Until the rest of it comes, the stack keeps back what the others send.
    if ((flags & receiveFlags.partial) !== 0) this.#pressed.push(association);
    let data: Buffer | 'tooLarge' | undefined = receiveBuffers().bytes(at);
    if (!last || !reassembler.idle) {
      const stream = words[at + Receive.stream]!;
      const unordered = (flags & receiveFlags.unordered) !== 0;
      const piece = { ppid: words[at + Receive.ppid]!, tsn: words[at + Receive.tsn]! };
      const { ppid, tsn } = reassembler.describe(stream, unordered, piece, last);
      words[at + Receive.ppid] = ppid;
      words[at + Receive.tsn] = tsn;
      if (!this.settings.fragments) data = reassembler.add(stream, unordered, data, last);
    }
    if (data === undefined) return;
    if (data === 'tooLarge' || data.length > this.settings.maxMessageSize) {
      const text = `${this.settings.maxMessageSize} bytes`;
      const details = { associationId: association.id };
      const error = sctpError('ERR_SCTP_MESSAGE_TOO_LARGE', text, details);
      consumer.onReceiveError(association, error);
    } else if (!consumer.onMessage(association, readMessage(words, at, data, address))) {
      association.handle.pause(association);
      this.#pressed.push(association);
    }
  }

  #onNotification(
    known: Association | undefined,
    words: Int32Array,
    at: number,
    bytes: Uint8Array,
  ): void {
    const paths = known?.paths ?? new PathCache();
    const notification = readNotification(words, at, bytes, (where) => paths.lookUp(words, where));
    const association = known ?? this.#announce(notification, paths.lookUp(words, at));
    if (association === undefined) {
      this.#owner.onStrayNotification(notification);
      return;
    }
    if (association.endCause !== undefined) return;
    association.apply(notification);
    attempt(() => association.consumer.onNotification(association, notification));
    association.conclude(notification);
  }

  /** A peer's association, which begins with communicationUp. */
  #announce(notification: SCTPNotification, address: SCTPAddress): Association | undefined {
    const { type, associationId } = notification;
    if (type !== 'associationChange' || notification.state !== 'communicationUp') return undefined;
    const association = new Association(associationId, this, abandoned, -Infinity);
    this.associations.set(associationId, association);
    association.remote = address;
    if (!this.#owner.onAssociation(association)) association.abort(new Uint8Array());
    return association;
  }

  /** One that was longer than what was left of a batch: put together here, decoded by the engine. */
  #onPieceOfNotification(words: Int32Array, at: number): void {
    this.#notification.push(receiveBuffers().bytes(at));
    if ((words[at + Receive.flags]! & receiveFlags.endOfRecord) === 0) return;
    const bytes = Buffer.concat(this.#notification.splice(0));
    // The engine decodes into the first descriptor, which has been dealt with unless it is this.
    this.native.decodeNotification(bytes);
    const association = this.associations.get(words[Receive.associationId]!);
    this.#onNotification(association, words, 0, bytes);
  }
}

let initialized = false;

/** Lends the addon its buffers and tells it whom to call; once for each environment. */
function initialize(): void {
  if (initialized) return;
  initialized = true;
  receiveBuffers();
  addon().initialize({
    onBatch: (endpoint, count) => (endpoint.owner as Handle).onBatch(count),
    onWritable: (endpoint) => (endpoint.owner as Handle).onWritable(),
    onFailure: (endpoint, status) => (endpoint.owner as Handle).onFailure(status),
  });
}
