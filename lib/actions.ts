import { fromPortAndHosts, type SCTPAddress, sctpAddress, toHost, validateHosts } from './address';
import { invalidArgType, sctpError } from './errors';
import { check } from './native';
import type {
  SCTPAbandonmentPolicy,
  SCTPOptionName,
  SCTPOptions,
  SCTPPartialReliabilityStatus,
  SCTPStatistics,
} from './option-types';
import { getOption, type OptionScope, setOption } from './options';
import { validateInteger } from './validate';

/**
 * What can be done to an association, or to an endpoint, beyond sending: the sockets' and
 * endpoints' methods of the same names.
 */

/** Which of the streams to reset (RFC 6525 section 6.3.2). */
export interface SCTPStreamResetRequest {
  /** Ask the peer to reset the streams that it sends on. */
  incoming?: boolean;
  /** Reset our own outgoing streams. */
  outgoing?: boolean;
  /** Default: all. */
  streams?: readonly number[];
}

/** An ABORT chunk that fits one packet of any usual path: nobody would send it a second time. */
const maxAbortReason = 1400;

/** @throws `ERR_INVALID_ARG_TYPE`, and `ERR_OUT_OF_RANGE` beyond 1400 bytes. */
export function abortReason(reason: unknown): Uint8Array {
  const bytes = typeof reason === 'string' ? Buffer.from(reason) : reason;
  if (!(bytes instanceof Uint8Array)) {
    throw invalidArgType('reason', 'of type string or an instance of Uint8Array', reason);
  }
  validateInteger(bytes.length, 'reason.length', 0, maxAbortReason);
  return bytes;
}

export function localAddresses({ native, associationId }: OptionScope): SCTPAddress[] {
  return fromPortAndHosts(check(native, native.localAddresses(associationId)) as Listed);
}

export function remoteAddresses({ native, associationId }: OptionScope): SCTPAddress[] {
  return fromPortAndHosts(check(native, native.peerAddresses(associationId)) as Listed);
}

export function bindAddresses(scope: OptionScope, addresses: readonly string[]): void {
  const { native } = scope;
  const port = localPort(scope, addresses);
  check(native, native.bindAdd(addresses, port), { address: addresses[0], port });
}

export function unbindAddresses(scope: OptionScope, addresses: readonly string[]): void {
  const { native } = scope;
  const port = localPort(scope, addresses);
  check(native, native.bindRemove(addresses, port), { address: addresses[0], port });
}

export function setPrimaryAddress(scope: OptionScope, address: string): void {
  setOption(scope, 'primaryAddress', sctpAddress(address, scope.peerPort));
}

export function requestPeerPrimaryAddress(scope: OptionScope, address: string): void {
  const { port } = localAddresses(scope)[0]!;
  setOption(scope, 'peerPrimaryAddress', sctpAddress(address, port));
}

export function resetStreams(scope: OptionScope, request: SCTPStreamResetRequest): void {
  const { incoming = false, outgoing = false, streams = [] } = request;
  setOption(scope, 'resetStreams', { incoming, outgoing, streams });
}

/** Each path by itself: usrsctp overlooks a demand that is for all. */
export function requestHeartbeat(scope: OptionScope, address: string | undefined): void {
  const addresses =
    address === undefined ? remoteAddresses(scope).map((remote) => toHost(remote)) : [address];
  for (const path of addresses) {
    setOption(scope, 'peerAddressParameters', { heartbeat: 'demand' }, { address: path });
  }
}

export function partialReliabilityStatus(
  scope: OptionScope,
  policy: SCTPAbandonmentPolicy,
  stream: number | undefined,
): SCTPPartialReliabilityStatus {
  return stream === undefined
    ? getOption(scope, 'partialReliabilityStatus', { policy })
    : getOption(scope, 'streamPartialReliabilityStatus', { policy, stream });
}

export function statistics(scope: OptionScope): SCTPStatistics {
  const timeouts = optionIfAny(scope, 'timeouts');
  return { ...optionIfAny(scope, 'statistics'), ...(timeouts !== undefined && { timeouts }) };
}

/** `undefined` where the stack has no such option. */
function optionIfAny<Name extends SCTPOptionName>(
  scope: OptionScope,
  name: Name,
): SCTPOptions[Name] | undefined {
  try {
    return getOption(scope, name);
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_SCTP_FEATURE_UNSUPPORTED') return undefined;
    throw error;
  }
}

/**
 * The association that is meant where none is named: the only one there is.
 *
 * @throws `ERR_SCTP_NO_ASSOCIATION`, `ERR_SCTP_AMBIGUOUS_ASSOCIATION`.
 */
export function onlyAssociation(scope: OptionScope): number {
  const ids = getOption(scope, 'associationIds');
  if (ids.length === 0) throw sctpError('ERR_SCTP_NO_ASSOCIATION');
  if (ids.length > 1) throw sctpError('ERR_SCTP_AMBIGUOUS_ASSOCIATION', ids.join(', '));
  return ids[0]!;
}

type Listed = (number | string)[];

function localPort(scope: OptionScope, addresses: readonly string[]): number {
  validateHosts(addresses, 'addresses');
  for (const address of addresses) sctpAddress(address, 0);
  return localAddresses(scope)[0]!.port;
}
