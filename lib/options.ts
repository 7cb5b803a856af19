import type { NotificationKind } from './batch';
import { invalidArgValue, type SCTPErrorDetails, sctpError, systemError } from './errors';
import { type SCTPAddress, sctpAddress, toHost } from './address';
import type { SCTPAuthKey, SCTPChunkType, SCTPHMACIdentifier } from './auth';
import type { enumerations } from './events';
import { check, type NativeEndpoint } from './native';
import { type OptionRow, optionTable } from './option-table';
import { validateInteger, validateObject } from './validate';

type Row<Name extends keyof typeof enumerations> = (typeof enumerations)[Name][number];

/**
 * Every socket option by its name: what `getOption` gives and `setOption` takes.
 *
 * Times are in milliseconds unless they say otherwise, sizes in bytes. "Association" options take
 * `{ associationId }` on an {@link SCTPEndpoint}; without it they are the defaults of associations
 * to come. On an {@link SCTPSocket} they are the association's own.
 */
export interface SCTPOptions {
  /**
   * `SO_SNDBUF`: bytes that wait for acknowledgement. On the kernel engine at most
   * `net.core.wmem_max` twice.
   */
  sendBufferSize: number;
  /**
   * `SO_RCVBUF`: what the peer may send ahead. On the kernel engine at most `net.core.rmem_max`
   * twice.
   */
  receiveBufferSize: number;
  /** `SO_LINGER`: `{ enabled: true, seconds: 0 }` makes closing abort (RFC 6458 section 8.1.4). */
  linger: { enabled: boolean; seconds: number };
  /**
   * Retransmission time-outs in milliseconds, association (RFC 6458 section 8.1.1). Both
   * engines start with 3000, 60000 and 1000. How soon a lost path is noticed depends on `min` and on
   * `pathMaxRetransmits`.
   */
  rtoInfo: { initial: number; max: number; min: number };
  /** Association (RFC 6458 section 8.1.2). `peerDestinations` and the windows are read only. */
  associationParameters: {
    /** How often in a row, over all paths, before the association is lost. Default: 10. */
    maxRetransmits: number;
    /** How many addresses the peer has. */
    peerDestinations: number;
    /** Bytes. */
    peerReceiverWindow: number;
    /** Bytes. */
    localReceiverWindow: number;
    /** Milliseconds. Default: 60000. */
    cookieLifetime: number;
  };
  /** What INIT asks for; before connecting or listening (RFC 6458 section 8.1.3). */
  initOptions: {
    /** 1 to 65535. */
    outboundStreams: number;
    /** 1 to 65535. */
    maxInboundStreams: number;
    /** How often an unanswered INIT is repeated, 0 to 65535. */
    maxAttempts: number;
    /** The longest wait between two attempts; 0 for the maximal RTO. */
    maxTimeout: number;
  };
  /** Send small messages at once instead of bundling them (RFC 6458 section 8.1.5). */
  noDelay: boolean;
  /** Seconds without data after which an association is shut down; 0 for never (section 8.1.8). */
  autoClose: number;
  /** The peer's address that is sent to, association (section 8.1.9). */
  primaryAddress: SCTPAddress;
  /** What the peer's `adaptationIndication` will say (section 8.1.10). 0 to 4294967295. */
  adaptationIndication: number;
  /** Refuse messages that do not fit a packet with EMSGSIZE (section 8.1.11). */
  disableFragments: boolean;
  /** Of one path, or of all where the target names no address (section 8.1.12). */
  peerAddressParameters: {
    /** Milliseconds. Default: 30000. */
    heartbeatInterval: number;
    /** How often in a row before the path is `unreachable`. Default: 5. */
    pathMaxRetransmits: number;
    /** Bytes; only where path MTU discovery is off. */
    pathMtu: number;
    /** Milliseconds, at most 500; the kernel engine only, see the option `delayedSack`. */
    sackDelay: number;
    /** `SPP_*` bits of RFC 6458. */
    flags: number;
    ipv6FlowLabel: number;
    /** The six bits of RFC 2474, shifted left by two. */
    dscp: number;
  };
  /** The largest piece of a message in one chunk; 0 for what the path takes (section 8.1.16). */
  maxSegmentSize: number;
  /** Acknowledge after `delay`, at most 500, or `frequency` packets (section 8.1.19). */
  delayedSack: { delay: number; frequency: number };
  /** 0 to 2: how pieces of different messages may mix when received (section 8.1.20). */
  fragmentInterleave: number;
  /** From how many bytes on an incomplete message may be handed up (section 8.1.21). */
  partialDeliveryPoint: number;
  /** The most packets sent in one go (section 8.1.24). */
  maxBurst: number;
  /** Comes back with every received message, association (section 8.1.25). */
  context: number;
  /** Whether messages carry `next` (section 8.1.30). Costs a look-up for each message. */
  receiveNextInfo: boolean;
  /** The stack's own defaults, for messages sent without any (section 8.1.31). */
  defaultSendOptions: { stream: number; flags: number; ppid: number; context: number };
  /** The stack's own default policy (section 8.1.32). */
  defaultPartialReliability: { policy: Row<'partialReliabilityPolicy'>; value: number };
  /** Which notifications the stack gives; write only (section 6.2.2). */
  events: SCTPEventSubscription;
  /** Read only, association (section 8.2.1). */
  status: SCTPAssociationStatus;
  /** Read only; of the path that the target's `address` names (section 8.2.2). */
  peerAddressInfo: SCTPPathInfo;
  /** Read only (section 8.2.6). */
  associationIds: number[];
  /** Write only: ask the peer to send to this address of ours (section 8.3.1, RFC 5061). */
  peerPrimaryAddress: SCTPAddress;
  /**
   * Whether stream reconfiguration is offered (RFC 6525); before connecting. Off by default on both
   * engines; on the kernel the sysctl `net.sctp.reconf_enable` turns it on.
   */
  reconfigSupported: boolean;
  /**
   * What the peer may ask for (RFC 6525 section 6.3.1). The userspace engine lets it reset the
   * association where `addStreams` is true, whatever `association` says.
   */
  streamResetEnabled: { streams: boolean; association: boolean; addStreams: boolean };
  /** Write only (RFC 6525 section 6.3.2): `socket.resetStreams()` says it better. */
  resetStreams: { incoming: boolean; outgoing: boolean; streams: readonly number[] };
  /** Write only (RFC 6525 section 6.3.4): `socket.addStreams()` says it better. */
  addStreams: { inbound: number; outbound: number };
  /**
   * Whether addresses can change later (RFC 5061); before connecting. Off by default on both
   * engines; on the kernel, whose option needs Linux 5.4, `net.sctp.addip_enable` turns it on.
   */
  asconfSupported: boolean;
  /**
   * Whether chunks can be authenticated (RFC 4895); before connecting. On by default on the
   * userspace engine; on the kernel, whose option needs Linux 5.4, off unless
   * `net.sctp.auth_enable` turns it on.
   */
  authSupported: boolean;
  /**
   * Whether acknowledgements can be final, so that the sender forgets at once what they name
   * (draft-tuexen-tsvwg-sctp-multipath); before connecting. The userspace engine only, off by
   * default: a bad peer can do more with it.
   */
  nrSackSupported: boolean;
  /**
   * Whether peers tell each other of damaged packets (draft-stewart-sctp-pktdrprep); before
   * connecting. The userspace engine only, off by default: a bad peer can do more with it.
   */
  packetDroppedSupported: boolean;
  /**
   * The peer's UDP port (RFC 6951): of associations to come, of one, or of the path that the
   * target's `address` names. The userspace engine always encapsulates, by default to 9899. The
   * kernel, from Linux 5.11 on, does where this is not 0, by default `net.sctp.encap_port`, and
   * where `net.sctp.udp_port` is set.
   */
  remoteUdpEncapsulationPort: number;
  /**
   * The UDP port of an endpoint of the userspace engine; before connecting or listening. 0 takes a
   * free one, and reads so until then. The kernel has one for all: `net.sctp.udp_port`.
   */
  localUdpEncapsulationPort: number;
  /**
   * Write only: the types of chunks that the peer has to authenticate when it sends them to us,
   * beside those that are already listed (RFC 6458 section 8.3.2); before connecting or listening,
   * as INIT and INIT-ACK tell them. Default: none, with `asconfSupported` ASCONF and ASCONF-ACK.
   * `setAuthChunks()` of endpoints and servers says the same. As all that follows of RFC 4895 it
   * needs `authSupported`, or on Linux `net.sctp.auth_enable`: `ERR_SCTP_FEATURE_UNSUPPORTED`.
   */
  authChunks: readonly SCTPChunkType[];
  /**
   * What we can authenticate with, preferred first; before connecting or listening (section
   * 8.1.17). RFC 4895 demands `'sha1'` of everybody, so it must be among them. The userspace
   * engine has no other; the kernel's default is `['sha1', 'sha256']`.
   */
  hmacIdentifiers: readonly SCTPHMACIdentifier[];
  /**
   * Write only, association: adds a shared key, or replaces one that is not in use (section 8.3.3).
   * `setAuthKey()` says the same.
   */
  authKey: SCTPAuthKey;
  /**
   * The shared key that what is sent is authenticated with, association; 0 to 65535, by default 0,
   * which is empty unless it is set (section 8.1.18). EINVAL where there is no such key.
   */
  authActiveKey: number;
  /** Write only, association: `deactivateAuthKey()` says it better (section 8.3.4). */
  deactivateAuthKey: number;
  /** Write only, association: `deleteAuthKey()` says it better (section 8.3.5). */
  deleteAuthKey: number;
  /** Read only: what we demand to be authenticated, association (section 8.2.4). */
  localAuthChunks: readonly SCTPChunkType[];
  /** Read only: what the peer demands to be authenticated, association only (section 8.2.3). */
  peerAuthChunks: readonly SCTPChunkType[];
  /**
   * Whose turn it is when messages of several streams wait, association (RFC 8260 section 3). What
   * waits in JavaScript goes before it in the order in which it was sent.
   *
   * - `'fcfs'`: who came first, the kernel's default;
   * - `'priority'`: the stream of the least `streamSchedulerValue`;
   * - `'roundRobin'`: one message of each stream in turn, the userspace engine's default;
   * - `'roundRobinPerPacket'`: as that, with one stream in a packet; the userspace engine only;
   * - `'fairCapacity'`: the same number of bytes for each stream; the userspace engine, Linux 6.4;
   * - `'weightedFairQueueing'`: bytes by `streamSchedulerValue`; Linux 6.4 only.
   *
   * `ERR_SCTP_FEATURE_UNSUPPORTED` where the engine has it not.
   */
  streamScheduler: Row<'streamScheduler'>;
  /**
   * What a scheduler goes by, association only; 0 to 65535 each. It is set with its stream, and read
   * of the stream that the target names: `getOption('streamSchedulerValue', { stream: 20 })`. For
   * `'priority'` the least comes first, and all begin with 0; other schedulers than that and
   * `'weightedFairQueueing'` do without.
   */
  streamSchedulerValue: { stream: number; value: number };
  /**
   * Whether messages of different streams may mix on the wire, in pieces (I-DATA, RFC 8260 section
   * 2), so that a large one holds up none of another stream; before connecting or listening, on both
   * ends. Read of an association it says whether both have agreed. It needs `fragmentInterleave: 2`,
   * which can be given along with it, and on Linux `net.sctp.intl_enable`:
   * `ERR_SCTP_FEATURE_UNSUPPORTED`. Off by default.
   *
   * Of a sender the `streamScheduler` must take streams in turn. Of a receiver what has come of all
   * messages together must fit its buffer before one of them is `partialDeliveryPoint` long, or none
   * is ever handed up: with large messages on many streams, lower that.
   */
  interleavingSupported: boolean;
  /** Write only (RFC 6525 section 6.3.3): `resetAssociation()` says it better. */
  resetAssociation: true;
}

/** Which notifications are wanted (RFC 6458 section 6.2.2); those not named are not. */
export type SCTPEventSubscription = Partial<Record<Exclude<NotificationKind, 'unknown'>, boolean>>;

/** An association as the stack sees it (RFC 6458 section 8.2.1). */
export interface SCTPAssociationStatus {
  /** RFC 9260 section 4. */
  state: Row<'associationState'>;
  /** What the peer can still take, in bytes. */
  receiverWindow: number;
  /** DATA chunks without acknowledgement. */
  unackedData: number;
  /** DATA chunks that wait to be received. */
  pendingData: number;
  inboundStreams: number;
  outboundStreams: number;
  /** The largest piece of a message in one packet. */
  fragmentationPoint: number;
  /** The path that is sent on. */
  primary: SCTPPathInfo & { address: SCTPAddress };
}

/** One path to the peer (RFC 6458 section 8.2.2). */
export interface SCTPPathInfo {
  /** `'unconfirmed'` until a heartbeat has been answered (RFC 9260 section 5.4). */
  state: Row<'pathState'>;
  /** Bytes. */
  congestionWindow: number;
  /** Milliseconds. */
  smoothedRtt: number;
  /** The retransmission time-out, in milliseconds. */
  rto: number;
  /** Bytes. */
  mtu: number;
}

/** What an option applies to. */
export interface SCTPOptionTarget {
  /** One of an endpoint's associations. Default: those to come. */
  associationId?: number;
  /** One of the peer's addresses. */
  address?: string;
  /** The stream that `streamSchedulerValue` is read of. */
  stream?: number;
}

/** The name of one of {@link SCTPOptions}. */
export type SCTPOptionName = keyof SCTPOptions;

const optionIds = new Map(Object.keys(optionTable).map((name, index) => [name, index]));

/** What names an option's target to the addon. */
export interface OptionScope {
  native: NativeEndpoint;
  /** 0 for the endpoint. */
  associationId: number;
  /** The peer's port, which paths share. */
  peerPort: number;
}

export function getOption<Name extends SCTPOptionName>(
  scope: OptionScope,
  name: Name,
  target: SCTPOptionTarget = {},
): SCTPOptions[Name] {
  const row = rowOf(name);
  if (row.decode === undefined) throw invalidArgValue('name', name, 'cannot be read');
  const { associationId, host } = resolve(scope, target);
  const id = optionIds.get(name)!;
  const { native, peerPort } = scope;
  const values = native.getOption(id, associationId, host, peerPort, row.ask?.(target) ?? []);
  const failed = typeof values === 'number' ? values : 0;
  if (failed < 0) checkOption(native, failed, name);
  return row.decode(values as (number | string)[]);
}

export function setOption<Name extends SCTPOptionName>(
  scope: OptionScope,
  name: Name,
  value: SCTPOptions[Name],
  target: SCTPOptionTarget = {},
): void {
  const row = writableRowOf(name);
  const { native } = scope;
  const { associationId, host } = resolve(scope, target);
  const values = row.encode(value);
  const ofValue = row.addressOf?.(value);
  const address = ofValue === undefined ? host : toHost(ofValue);
  const port = ofValue?.port ?? scope.peerPort;
  const id = optionIds.get(name)!;
  for (const part of row.repeats === true ? values.map((number) => [number]) : [values]) {
    checkOption(native, native.setOption(id, associationId, address, port, part), name);
  }
}

/** @throws what is wrong with their names and values. */
export function validateOptions(options: Partial<SCTPOptions>): void {
  validateObject(options, 'options.options');
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue;
    const row = writableRowOf(name as SCTPOptionName) as Writable<unknown>;
    row.encode(value);
    row.addressOf?.(value);
  }
}

/** Sets several options, in the order of the table: `initOptions` before what depends on it. */
export function setOptions(scope: OptionScope, options: Partial<SCTPOptions>): void {
  for (const name of Object.keys(optionTable) as SCTPOptionName[]) {
    if (options[name] !== undefined) setOption(scope, name, options[name]);
  }
}

function rowOf<Name extends SCTPOptionName>(name: Name): OptionRow<SCTPOptions[Name]> {
  if (!Object.hasOwn(optionTable, name)) {
    throw invalidArgValue('name', name, `must be one of: ${Object.keys(optionTable).join(', ')}`);
  }
  return optionTable[name];
}

type Writable<T> = OptionRow<T> & Required<Pick<OptionRow<T>, 'encode'>>;

function writableRowOf<Name extends SCTPOptionName>(name: Name): Writable<SCTPOptions[Name]> {
  const row = rowOf(name);
  if (row.encode === undefined) throw invalidArgValue('name', name, 'cannot be written');
  return row as Writable<SCTPOptions[Name]>;
}

function resolve(
  { associationId }: OptionScope,
  target: SCTPOptionTarget,
): { associationId: number; host: string } {
  validateObject(target, 'target');
  const id = target.associationId ?? associationId;
  validateInteger(id, 'target.associationId', 0, 0x7fffffff);
  if (target.address !== undefined) sctpAddress(target.address, 0);
  return { associationId: id, host: target.address ?? '' };
}

/**
 * Errors that mean "this stack, as it is set up, cannot" rather than "this call was wrong".
 * ENOTSUP is Node's name for EOPNOTSUPP.
 */
const unsupported = new Set(['ENOTSUP', 'ENOPROTOOPT', 'EPERM', 'EACCES']);

const needsAuth =
  'Needs the option authSupported, or on Linux net.sctp.auth_enable; on both ends to be of use';

const remedies: Partial<Record<SCTPOptionName, string>> = {
  nrSackSupported: 'Only the userspace engine has it',
  packetDroppedSupported: 'Only the userspace engine has it',
  localUdpEncapsulationPort: 'The kernel has one UDP port for all: net.sctp.udp_port',
  peerPrimaryAddress:
    'Needs the options asconfSupported and authSupported on both ends, or on Linux ' +
    'net.sctp.addip_enable and net.sctp.auth_enable',
  resetStreams:
    'Needs the option reconfigSupported on both ends, or on Linux net.sctp.reconf_enable',
  addStreams: 'Needs the option reconfigSupported on both ends, or on Linux net.sctp.reconf_enable',
  streamResetEnabled: 'Needs the option reconfigSupported, or on Linux net.sctp.reconf_enable',
  authChunks: needsAuth,
  hmacIdentifiers: `The userspace engine has sha1 alone. ${needsAuth}`,
  authKey: needsAuth,
  authActiveKey: needsAuth,
  deactivateAuthKey: needsAuth,
  deleteAuthKey: needsAuth,
  localAuthChunks: needsAuth,
  peerAuthChunks: needsAuth,
  streamScheduler: 'Linux has fairCapacity and weightedFairQueueing from 6.4 on',
  interleavingSupported:
    'Needs the option fragmentInterleave: 2 before it, on Linux net.sctp.intl_enable besides',
  resetAssociation:
    'Needs the option reconfigSupported on both ends, or on Linux net.sctp.reconf_enable, and ' +
    'streamResetEnabled',
};

/** What EINVAL says of arguments that are right: that the engine cannot. */
const unsupportedIfInvalid = new Set<SCTPOptionName>([
  'hmacIdentifiers',
  'interleavingSupported',
  'streamScheduler',
]);

const isBusy = {
  EAGAIN: "Messages wait to be acknowledged: 'senderDry' says when none does",
  EINPROGRESS: 'The one before it has not been answered yet',
};

/** What a system error means where it says too little. */
const meanings: Partial<Record<SCTPOptionName, Partial<Record<string, string>>>> = {
  authActiveKey: { EINVAL: 'There is no such key, or it was deactivated' },
  deactivateAuthKey: {
    EINVAL: 'There is no such key, or it is active: activate another first',
  },
  deleteAuthKey: {
    EINVAL: 'There is no such key, or it is in use: activate another and deactivate it first',
  },
  resetStreams: isBusy,
  addStreams: isBusy,
  resetAssociation: isBusy,
};

function checkOption(native: NativeEndpoint, status: number, name: SCTPOptionName): void {
  try {
    check(native, status, { feature: name });
  } catch (error) {
    const { code, errno, syscall } = error as { code: string } & SCTPErrorDetails;
    const meaning = meanings[name]?.[code];
    if (meaning !== undefined)
      throw systemError(status, syscall!, { feature: name, hint: meaning });
    const isInvalid = code === 'EINVAL' && unsupportedIfInvalid.has(name);
    if (!unsupported.has(code) && !isInvalid) throw error;
    const details = { errno, syscall, feature: name, hint: remedies[name], cause: error };
    throw sctpError('ERR_SCTP_FEATURE_UNSUPPORTED', `${name} (${code})`, details);
  }
}
