import { EventEmitter } from 'node:events';
import * as actions from './actions';
import type { SCTPAddress } from './address';
import type { SCTPAuthKey, SCTPChunkType } from './auth';
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

type EventMap<Events> = Record<keyof Events, unknown[]>;

/** What can be asked of an {@link SCTPEndpoint} and its associations, and set. */
export abstract class EndpointControls<
  Events extends EventMap<Events>,
> extends EventEmitter<Events> {
  /**
   * What names the endpoint, or one of its associations, to the stack.
   *
   * @internal
   */
  protected abstract scope(associationId?: number): OptionScope;

  /** This side's addresses of an association. */
  getLocalAddresses(associationId: number): SCTPAddress[] {
    return actions.localAddresses(this.scope(associationId));
  }

  /** The peer's addresses. */
  getPeerAddresses(associationId: number): SCTPAddress[] {
    return actions.remoteAddresses(this.scope(associationId));
  }

  /** An association as the stack sees it (RFC 6458 section 8.2.1). */
  getStatus(associationId: number): SCTPAssociationStatus {
    return this.getOption('status', { associationId });
  }

  /** One path to a peer (RFC 6458 section 8.2.2). */
  getPeerAddressInfo(address: string, associationId: number): SCTPPathInfo {
    return this.getOption('peerAddressInfo', { associationId, address });
  }

  /** What the stack has counted of an association, as far as it counts. */
  getStatistics(associationId: number): SCTPStatistics {
    return actions.statistics(this.scope(associationId));
  }

  /**
   * How many messages were given up by `policy` (RFC 7496 section 4), on all streams or on one.
   *
   * @throws `ERR_INVALID_ARG_VALUE`; `ERR_OUT_OF_RANGE` and EINVAL for a stream that there is not.
   */
  getPartialReliabilityStatus(
    associationId: number,
    policy: SCTPAbandonmentPolicy = 'all',
    stream?: number,
  ): SCTPPartialReliabilityStatus {
    return actions.partialReliabilityStatus(this.scope(associationId), policy, stream);
  }

  /** Asks for a sign of life at once, on one path or on each (RFC 6458 section 8.1.12). */
  requestHeartbeat(address: string | undefined, associationId: number): void {
    actions.requestHeartbeat(this.scope(associationId), address);
  }

  /** Sends to this address of the peer from now on. */
  setPrimaryAddress(address: string, associationId: number): void {
    actions.setPrimaryAddress(this.scope(associationId), address);
  }

  /** Asks the peer to send to this address of ours (RFC 5061 section 5.1). */
  requestPeerPrimaryAddress(address: string, associationId: number): void {
    actions.requestPeerPrimaryAddress(this.scope(associationId), address);
  }

  /** Resets streams' sequence numbers (RFC 6525); `'streamReset'` tells how it went. */
  resetStreams(request: actions.SCTPStreamResetRequest, associationId: number): void {
    actions.resetStreams(this.scope(associationId), request);
  }

  /**
   * Begins all sequence numbers anew, of messages and of chunks, both ways (RFC 6525 section
   * 6.3.3); `'associationReset'` tells how it went. The association goes on.
   *
   * @throws EAGAIN while messages wait to be acknowledged, EINPROGRESS while an earlier request
   * does; `ERR_SCTP_FEATURE_UNSUPPORTED`.
   */
  resetAssociation(associationId: number): void {
    this.setOption('resetAssociation', true, { associationId });
  }

  /** Adds streams (RFC 6525); `'streamChange'` tells how it went. */
  addStreams(request: { inbound?: number; outbound?: number }, associationId: number): void {
    const { inbound = 0, outbound = 0 } = request;
    this.setOption('addStreams', { inbound, outbound }, { associationId });
  }

  // --- Authentication -----------------------------------------------------------------------

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
   * Adds a shared key, or replaces one that is not in use, of an association, or of those to come (RFC 6458
   * section 8.3.3). Both ends need the same, by the same id.
   *
   * @throws `ERR_SCTP_FEATURE_UNSUPPORTED` without AUTH, and what is wrong with the arguments;
   * errors never show the secret.
   */
  setAuthKey(key: SCTPAuthKey, associationId = 0): void {
    this.setOption('authKey', key, { associationId });
  }

  /** Authenticates what is sent from now on with this key (section 8.1.18). EINVAL: there is none. */
  activateAuthKey(keyId: number, associationId = 0): void {
    this.setOption('authActiveKey', keyId, { associationId });
  }

  /**
   * Sends nothing more with a key that is not the active one (section 8.3.4): `'authentication'`
   * says `'freeKey'` when nothing that was is left to acknowledge.
   */
  deactivateAuthKey(keyId: number, associationId = 0): void {
    this.setOption('deactivateAuthKey', keyId, { associationId });
  }

  /** Forgets a key that is neither active nor in use (section 8.3.5). EINVAL: it is. */
  deleteAuthKey(keyId: number, associationId = 0): void {
    this.setOption('deleteAuthKey', keyId, { associationId });
  }

  // --- Options ------------------------------------------------------------------------------

  /**
   * Reads a socket option, of the association or path that `target` names, or the default of
   * associations to come.
   *
   * @throws `ERR_SCTP_NOT_BOUND`, `ERR_INVALID_ARG_VALUE`, `ERR_SCTP_FEATURE_UNSUPPORTED`, system
   * errors.
   */
  getOption<Name extends SCTPOptionName>(name: Name, target?: SCTPOptionTarget): SCTPOptions[Name] {
    return getOption(this.scope(target?.associationId), name, target);
  }

  /** Writes a socket option; as {@link getOption}. */
  setOption<Name extends SCTPOptionName>(
    name: Name,
    value: SCTPOptionSettings[Name],
    target?: SCTPOptionTarget,
  ): void {
    setOption(this.scope(target?.associationId), name, value, target);
  }

  /** `SO_SNDBUF` in bytes, of all associations together unless `net.sctp.sndbuf_policy` is 1. */
  setSendBufferSize(size: number): void {
    this.setOption('sendBufferSize', size);
  }

  /** `SO_RCVBUF` in bytes, at most twice `net.core.rmem_max`; of all associations together. */
  setRecvBufferSize(size: number): void {
    this.setOption('receiveBufferSize', size);
  }

  /** Which notifications the stack gives, of associations to come (RFC 6458 section 6.2.2). */
  subscribeEvents(events: SCTPEventSubscription): void {
    this.setOption('events', events);
  }

  /** Adds addresses of this host; peers learn of them where ASCONF is on (RFC 5061). */
  bindAddresses(addresses: readonly string[]): void {
    actions.bindAddresses(this.scope(), addresses);
  }

  /** Removes addresses of this host; one must remain. */
  unbindAddresses(addresses: readonly string[]): void {
    actions.unbindAddresses(this.scope(), addresses);
  }
}
