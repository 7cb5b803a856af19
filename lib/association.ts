import os from 'node:os';
import { getSystemErrorName } from 'node:util';
import type { SCTPAddress } from './address';
import { attempt } from './attempt';
import {
  debug,
  publish,
  type SCTPDiagnosticsOrigin,
  type SCTPDiagnosticsOwner,
} from './diagnostics';
import {
  AbortError,
  peerAbortError,
  type SCTPError,
  type SCTPErrorDetails,
  sctpError,
  systemError,
} from './errors';
import type {
  SCTPAssociationChange,
  SCTPNotification,
  SCTPPeerAddressChange,
  SCTPSendFailed,
} from './events';
import type { Handle } from './handle';
import {
  type AssociationInput,
  canSend,
  nextState,
  type SCTPAssociationState,
  type SCTPEndCause,
} from './lifecycle';
import { type OutgoingMessage, type SCTPMessage, unsentFailure } from './message';
import { nativeError } from './native';
import { getOption, type OptionScope } from './options';
import { PathCache } from './paths';
import { shutdownPatience } from './patience';
import { Reassembler } from './reassembly';
import { failAll, Outbox, type OutboxOwner } from './sender';

const { errno } = os.constants;

/** What stacks say of an association that has ended, while its notification waits to be read. */
const isOver = new Set(['ENOENT', 'ENOTCONN', 'EPIPE', 'ECONNRESET', 'ESHUTDOWN']);

/** Who is told about an association: a socket of its own, or an endpoint with many. */
export interface AssociationConsumer {
  /** Whom diagnostics name. */
  readonly owner?: SCTPDiagnosticsOwner;
  /** False: more is not wanted for now. */
  onMessage(association: Association, message: SCTPMessage): boolean;
  /** The association's state has already moved. */
  onNotification(association: Association, notification: SCTPNotification): void;
  /** Nothing follows. `error` is set where it was not ended gracefully. */
  onEnd(association: Association, error: SCTPError | undefined): void;
  /** Everything queued has been given to the stack. */
  onDrain(association: Association): void;
  /** A message that nobody waits for was given up before the stack took it. */
  onUnsent(association: Association, message: OutgoingMessage, error: Error): void;
  /** The stack has no room. True: the association was moved to a socket where it has. */
  onCongested(association: Association): boolean;
  /**
   * It holds up the others of its endpoint: it was paused, as `onMessage` had answered false, or
   * has received a message in part. The batch has been dealt with.
   */
  onPressure(association: Association): void;
  /** A message was given up while it was received; the association goes on. */
  onReceiveError(association: Association, error: SCTPError): void;
}

/** One association on one endpoint, for as long as either side knows it. */
export class Association implements OutboxOwner {
  state: SCTPAssociationState = 'connecting';
  outboundStreams = 0;
  inboundStreams = 0;
  endCause: SCTPEndCause | undefined;
  readonly outbox = new Outbox(this);
  readonly paths = new PathCache();
  /** Some message named its path. */
  namesPaths = false;
  readonly reassembler: Reassembler;
  /** The latest path that something came by. */
  remote: SCTPAddress | undefined;
  #ending = false;
  /** The peer's addresses where nobody answers. */
  readonly #lostPaths = new Set<string>();
  /** Messages that the stack gave up. */
  #failures = 0;
  /** Its end has been published. */
  #isDown = false;
  readonly #onShutdown: (() => void)[] = [];
  #shutdownBy: 'localShutdown' | 'peerShutdown' = 'peerShutdown';
  /** Before this time the stack has not given up a graceful shutdown of ours. */
  #shutdownPatientUntil = Infinity;

  constructor(
    readonly id: number,
    /** Changes when the association is peeled off. */
    public handle: Handle,
    public consumer: AssociationConsumer,
    /** Before this time the stack has not given up to connect. */
    private readonly patientUntil: number,
  ) {
    this.reassembler = new Reassembler(handle.settings.maxMessageSize);
  }

  get peerPort(): number {
    return this.remote?.port ?? 0;
  }

  /** Of the options that are its own. */
  get scope(): OptionScope {
    return { native: this.handle.native, associationId: this.id, peerPort: this.peerPort };
  }

  /** Whether a message can still be given to {@link send}. */
  get canSend(): boolean {
    return canSend(this.state) && !this.#ending;
  }

  send(message: OutgoingMessage): void {
    const { path, signal } = message;
    if (path !== undefined) this.namesPaths = true;
    if (signal?.aborted) {
      const { callback = (error: Error) => this.onUnsent(message, error) } = message;
      const tell = (): void => {
        attempt(callback, new AbortError(signal));
        this.onOutboxEmpty(); // there may never have been another
      };
      process.nextTick(tell);
      return;
    }
    if (signal !== undefined) this.#heed(message, signal);
    this.handle.sender.enqueue(this.outbox, message);
  }

  /**
   * Graceful: what is queued here is sent, and what the stack has is delivered, before it ends.
   * `begun` is called when the stack has been told to, or when it was too late for that.
   */
  shutdown(begun?: () => void): void {
    if (begun !== undefined) this.#onShutdown.push(begun);
    this.#ending = true;
    this.#shutdownWhenEmpty();
  }

  /** Nobody cares for it any more: it shuts down, or is aborted should the peer send more. */
  abandon(): void {
    this.publishDown('localShutdown', undefined);
    this.consumer = abandoned;
    this.shutdown();
    this.handle.resume(this);
  }

  abort(reason: Uint8Array): void {
    if (this.state === 'closed') return;
    const failure = this.#failureOf(this.handle.native.abort(this.id, reason));
    // Its socket is over for its user, who can do no more than that about it.
    if (failure !== undefined) debug('association %d stays: %o', this.id, failure);
    this.end('localAbort', undefined);
  }

  /** Takes a notification in: the association's state moves before anybody is told. */
  apply(notification: SCTPNotification): void {
    switch (notification.type) {
      case 'associationChange':
        this.#applyChange(notification);
        break;
      case 'peerShutdown':
        this.#move('peerShutdown');
        break;
      case 'peerAddressChange':
        this.#applyPathChange(notification);
        break;
      case 'partialDeliveryAborted':
        this.reassembler.abandon(notification.stream);
        break;
      case 'sendFailed':
        this.#failures++;
        this.#publishFailure(notification);
        break;
      case 'streamChange':
        if (!notification.denied && !notification.failed) this.#countStreams();
        break;
      default:
        break;
    }
  }

  /** Carries out what a notification means beyond itself, once it has been told. */
  conclude(notification: SCTPNotification): void {
    if (notification.type === 'associationChange') this.#concludeChange(notification);
    // Nothing that is still here can be sent any more.
    if (this.state === 'peerShutdown')
      failAll(this.outbox, () => endError('peerShutdown', this.id));
  }

  /** The association is over: settles what is queued, and tells once. */
  end(cause: SCTPEndCause, error: SCTPError | undefined): void {
    if (this.endCause !== undefined) return;
    this.endCause = cause;
    this.state = 'closed';
    this.publishDown(cause, error);
    this.handle.forget(this);
    this.reassembler.clear();
    failAll(this.outbox, () => error ?? endError(cause, this.id));
    for (const begun of this.#onShutdown.splice(0)) attempt(begun);
    this.consumer.onEnd(this, error);
  }

  onOutboxEmpty(): void {
    if (this.endCause !== undefined || this.outbox.length > 0) return;
    this.consumer.onDrain(this);
    if (this.#ending) this.#shutdownWhenEmpty();
  }

  onGivenUp(message: OutgoingMessage, error: Error): void {
    if (error instanceof AbortError) return;
    publish('sctp.send.failed', () => ({ ...this.#origin(), ...unsentFailure(message, error) }));
  }

  onUnsent(message: OutgoingMessage, error: Error): void {
    this.consumer.onUnsent(this, message, error);
  }

  onCongested(): boolean {
    return this.consumer.onCongested(this);
  }

  /** Once: when this side is through with it. */
  publishDown(endedBy: SCTPEndCause, error: SCTPError | undefined): void {
    if (this.#isDown) return;
    this.#isDown = true;
    publish('sctp.association.down', () => ({ ...this.#origin(), endedBy, error }));
  }

  #origin(): SCTPDiagnosticsOrigin {
    const { engine } = this.handle;
    return { engine, associationId: this.id, remoteAddress: this.remote, ...this.consumer.owner };
  }

  /** Lets a signal withdraw a message, for as long as the stack has not taken it. */
  #heed(message: OutgoingMessage, signal: AbortSignal): void {
    const { callback } = message;
    const withdraw = (): void => this.outbox.withdraw(message, new AbortError(signal));
    message.callback = (error) => {
      signal.removeEventListener('abort', withdraw);
      if (callback !== undefined) callback(error);
      else if (error !== null) this.onUnsent(message, error);
    };
    signal.addEventListener('abort', withdraw, { once: true });
  }

  #shutdownWhenEmpty(): void {
    if (this.outbox.length > 0 || this.state === 'connecting') return;
    if (this.state === 'established') {
      const patience = this.#ask(shutdownPatience) ?? Infinity;
      this.#shutdownPatientUntil = performance.now() + patience;
      const failure = this.#failureOf(this.handle.native.shutdown(this.id));
      if (failure !== undefined) {
        this.end('failure', failure);
        return;
      }
    }
    this.#move('shutdown');
    for (const begun of this.#onShutdown.splice(0)) attempt(begun);
  }

  /** The error that a request to the stack met; none where it came too late. */
  #failureOf(status: number): SCTPError | undefined {
    if (status >= 0 || isOver.has(getSystemErrorName(status))) return undefined;
    return nativeError(this.handle.native, status, { associationId: this.id });
  }

  #move(input: AssociationInput): void {
    this.state = nextState(this.state, input);
    if (this.state === 'shuttingDown') this.#shutdownBy = 'localShutdown';
    if (this.state === 'peerShutdown') this.#shutdownBy = 'peerShutdown';
  }

  /** After a change, of which stacks tell differently. */
  #countStreams(): void {
    const status = this.#ask((scope) => getOption(scope, 'status'));
    if (status === undefined) return;
    this.inboundStreams = status.inboundStreams;
    this.outboundStreams = status.outboundStreams;
  }

  /** Undefined where it is gone already, and its notification waits to be read. */
  #ask<Answer>(question: (scope: OptionScope) => Answer): Answer | undefined {
    try {
      return question(this.scope);
    } catch (error) {
      debug('association %d cannot be asked any more: %o', this.id, error);
      return undefined;
    }
  }

  #applyChange(change: SCTPAssociationChange): void {
    this.#move(change.state);
    if (change.state !== 'communicationUp' && change.state !== 'restart') return;
    this.outboundStreams = change.outboundStreams;
    this.inboundStreams = change.inboundStreams;
    // What the peer had sent in part before it restarted does not come any more.
    this.reassembler.clear();
    this.outbox.held = false;
    const { outboundStreams, inboundStreams } = this;
    const restarted = change.state === 'restart';
    publish('sctp.association.up', () => {
      return { ...this.#origin(), outboundStreams, inboundStreams, restarted };
    });
  }

  #publishFailure({ reason, error, message }: SCTPSendFailed): void {
    publish('sctp.send.failed', () => ({ ...this.#origin(), reason, error, message }));
  }

  #applyPathChange({ address, state, error }: SCTPPeerAddressChange): void {
    if (state === 'unreachable') this.#lostPaths.add(address.address);
    else this.#lostPaths.delete(address.address);
    publish('sctp.path.change', () => ({ ...this.#origin(), address, state, error }));
  }

  /** The stack tells of what it could not deliver after it has told that the association is lost. */
  #endSoon(cause: SCTPEndCause, error: SCTPError): void {
    const told = this.#failures;
    this.handle.sender.remove(this.outbox);
    setImmediate(() => {
      if (this.#failures === told) this.end(cause, error);
      else this.#endSoon(cause, error);
    });
  }

  #concludeChange(change: SCTPAssociationChange): void {
    const { address, port } = this.remote ?? {};
    const { error: abortCause, abortReason } = change;
    const details = { address, port, associationId: this.id, abortCause, abortReason };
    switch (change.state) {
      case 'communicationUp':
      case 'restart':
        this.handle.sender.wake(this.outbox);
        if (this.#ending) this.#shutdownWhenEmpty();
        break;
      case 'shutdownComplete':
        this.end(this.#shutdownBy, undefined);
        break;
      case 'cannotStart': {
        // One-to-many sockets have no errno for it (gotcha D.23), and Linux does not tell of an
        // ABORT without a cause. But that comes at once, while silence lasts until the stack has
        // made all its attempts.
        const refused = change.aborted ?? performance.now() < this.patientUntil;
        const status = -(refused ? errno.ECONNREFUSED : errno.ETIMEDOUT);
        const error = systemError(status, 'connect', details);
        this.end(refused ? 'refused' : 'timeout', error);
        break;
      }
      case 'communicationLost':
        if (change.aborted === true) this.#endSoon('peerAbort', peerAbortError(details));
        else this.#concludeLoss(change.aborted, details);
        break;
    }
  }

  /**
   * The stack has given it up, for want of an answer or of patience with a shutdown. Or, on Linux,
   * there was an ABORT without a cause, as of a host that has started anew, which leaves no trace
   * in the notification: but lost paths have been told of before, and how long a shutdown may last
   * is known.
   */
  #concludeLoss(aborted: false | undefined, details: SCTPErrorDetails): void {
    const timedOut = { ...details, errno: -errno.ETIMEDOUT };
    const isLate = performance.now() >= this.#shutdownPatientUntil;
    if (this.#lostPaths.size === 0 && isLate) {
      const hint = 'The peer took longer to take what was queued than five times rtoInfo.max';
      const error = systemError(-errno.ETIMEDOUT, 'shutdown', { ...details, hint });
      this.#endSoon('timeout', error);
    } else if (this.#lostPaths.size > 0 || aborted === false) {
      this.#endSoon('pathLoss', sctpError('ERR_SCTP_ASSOCIATION_LOST', undefined, timedOut));
    } else {
      this.#endSoon('peerAbort', peerAbortError(details));
    }
  }
}

/** What a consumer does about what it does not care for. */
export const indifferent: AssociationConsumer = {
  onMessage: () => true,
  onNotification: () => undefined,
  onEnd: () => undefined,
  onDrain: () => undefined,
  onUnsent: () => undefined,
  onCongested: () => false,
  onPressure: () => undefined,
  onReceiveError: () => undefined,
};

/** Refuses an association, or sees one off whose socket was destroyed. */
export const abandoned: AssociationConsumer = {
  ...indifferent,
  onMessage: (association) => {
    association.abort(new Uint8Array());
    return true;
  },
  onPressure: (association) => association.abort(new Uint8Array()),
};

/** Why a message that was still queued cannot be sent. */
function endError(cause: SCTPEndCause, associationId: number): SCTPError {
  const details = { associationId };
  if (cause === 'peerShutdown') return sctpError('ERR_SCTP_PEER_SHUTDOWN', undefined, details);
  if (cause === 'localAbort') return sctpError('ERR_SCTP_ABORTED', undefined, details);
  return sctpError('ERR_SCTP_CLOSED', undefined, details);
}
