import { endianness } from 'node:os';
import type { SCTPAddress } from './address';
import { type NotificationKind, notificationKinds, Receive, receiveFlags } from './batch';

/** What every notification carries. */
interface NotificationBase<Type extends NotificationKind> {
  readonly type: Type;
  readonly associationId: number;
  /** The notification as the stack wrote it; empty for one that net-sctp made itself. */
  readonly raw: Buffer;
}

/** What both ends can do, which the userspace engine tells with `communicationUp`; the kernel's does not. */
export interface SCTPAssociationFeatures {
  readonly partialReliability: boolean;
  readonly auth: boolean;
  readonly asconf: boolean;
  readonly multibuf: boolean;
  readonly reconfig: boolean;
  readonly interleaving: boolean;
}

/** An association came up, went down or started anew (RFC 6458 section 6.1.1). */
export interface SCTPAssociationChange extends NotificationBase<'associationChange'> {
  readonly state:
    'communicationUp' | 'communicationLost' | 'restart' | 'shutdownComplete' | 'cannotStart';
  /** The stack's error, or the cause code of the ABORT that ended it; 0 for none. */
  readonly error: number;
  readonly outboundStreams: number;
  readonly inboundStreams: number;
  readonly features?: SCTPAssociationFeatures;
  /**
   * Whether an ABORT of the peer ended it; `undefined` where the stack does not tell, as Linux does
   * not of an ABORT without a cause.
   */
  readonly aborted: boolean | undefined;
  /** What came with the ABORT, such as the peer's reason. */
  readonly abortReason?: Buffer;
}

/** A path changed its state (RFC 6458 section 6.1.2). */
export interface SCTPPeerAddressChange extends NotificationBase<'peerAddressChange'> {
  readonly state:
    | 'available'
    | 'unreachable'
    | 'removed'
    | 'added'
    | 'madePrimary'
    | 'confirmed'
    | 'potentiallyFailed';
  /** The peer's address that the path leads to. */
  readonly address: SCTPAddress;
  /** The stack's error number; 0 for none. */
  readonly error: number;
}

/** The peer sent an ERROR chunk (RFC 6458 section 6.1.3). */
export interface SCTPRemoteError extends NotificationBase<'remoteError'> {
  /** Cause code, RFC 9260 section 3.3.10. */
  readonly errorCode: number;
  readonly data: Buffer;
}

/**
 * A message, or a fragment of a large one, was not delivered (RFC 6458 section 6.1.11).
 *
 * The kernel engine reports each DATA chunk of a fragmented message by itself, and, on Linux 6.1,
 * none of a partially reliable message that was given up after it had been sent.
 */
export interface SCTPSendFailed extends NotificationBase<'sendFailed'> {
  /** Whether it had been put on the wire: then the peer may have it all the same. */
  readonly reason: 'unsent' | 'sent';
  /** The stack's error, or a negative errno where the stack never took the message; 0 for none. */
  readonly error: number;
  /** What was not delivered, with the `context` that it was sent with. */
  readonly message: {
    readonly data: Buffer;
    readonly stream: number;
    readonly ppid: number;
    readonly unordered: boolean;
    readonly context: number;
  };
}

/** The peer shuts down: nothing more can be sent to it (RFC 6458 section 6.1.5). */
export type SCTPPeerShutdown = NotificationBase<'peerShutdown'>;

/** The peer's adaptation layer indication (RFC 6458 section 6.1.6). */
export interface SCTPAdaptationIndication extends NotificationBase<'adaptationIndication'> {
  readonly value: number;
}

/** The rest of a partly delivered message will not come (RFC 6458 section 6.1.7). */
export interface SCTPPartialDeliveryAborted extends NotificationBase<'partialDeliveryAborted'> {
  readonly stream: number;
  readonly sequence: number;
}

/** Keys of RFC 4895 came into use or can be deleted (RFC 6458 section 6.1.8). */
export interface SCTPAuthentication extends NotificationBase<'authentication'> {
  readonly indication: 'newKey' | 'noAuth' | 'freeKey';
  readonly keyId: number;
  readonly altKeyId: number;
}

/** Everything sent has been acknowledged (RFC 6458 section 6.1.9). */
export type SCTPSenderDry = NotificationBase<'senderDry'>;

/** Streams were reset, by either side (RFC 6525 section 6.1.1). */
export interface SCTPStreamReset extends NotificationBase<'streamReset'> {
  readonly incoming: boolean;
  readonly outgoing: boolean;
  /** The peer would not have it. */
  readonly denied: boolean;
  /** It could not be done. */
  readonly failed: boolean;
  /** Empty for all of them. */
  readonly streams: readonly number[];
}

/** Both directions start anew (RFC 6525 section 6.1.2). */
export interface SCTPAssociationReset extends NotificationBase<'associationReset'> {
  readonly localTsn: number;
  readonly remoteTsn: number;
  readonly denied: boolean;
  readonly failed: boolean;
}

/**
 * Streams were added (RFC 6525 section 6.1.3). The kernel engine says how many came, the userspace
 * engine how many there are; the socket's own properties of these names say the latter on either.
 */
export interface SCTPStreamChange extends NotificationBase<'streamChange'> {
  readonly inboundStreams: number;
  readonly outboundStreams: number;
  readonly denied: boolean;
  readonly failed: boolean;
}

/** The stack had no room for a notification, and stops (RFC 6458 section 6.1.10). */
export type SCTPNotificationsStopped = NotificationBase<'notificationsStopped'>;

/** A notification that this version does not know, or one that is malformed. */
export interface SCTPUnknownNotification extends NotificationBase<'unknown'> {
  /** The stack's own number for it. */
  readonly stackType: number;
}

/** Everything that a stack tells about an association, by `type`. */
export type SCTPNotification =
  | SCTPAssociationChange
  | SCTPPeerAddressChange
  | SCTPRemoteError
  | SCTPSendFailed
  | SCTPPeerShutdown
  | SCTPAdaptationIndication
  | SCTPPartialDeliveryAborted
  | SCTPAuthentication
  | SCTPSenderDry
  | SCTPStreamReset
  | SCTPAssociationReset
  | SCTPStreamChange
  | SCTPNotificationsStopped
  | SCTPUnknownNotification;

/** One event for each kind of notification, under the kind's name. */
export type SCTPNotificationEvents = {
  [N in SCTPNotification as N['type']]: [notification: N];
} & {
  /** Every notification, of whatever kind, before the event of its own. */
  notification: [notification: SCTPNotification];
};

/** Row numbers of src/notification.h's enumerations. */
export const enumerations = {
  associationChangeState: [
    'communicationUp',
    'communicationLost',
    'restart',
    'shutdownComplete',
    'cannotStart',
  ],
  peerAddressChangeState: [
    'available',
    'unreachable',
    'removed',
    'added',
    'madePrimary',
    'confirmed',
    'potentiallyFailed',
  ],
  associationState: [
    'closed',
    'cookieWait',
    'cookieEchoed',
    'established',
    'shutdownPending',
    'shutdownSent',
    'shutdownReceived',
    'shutdownAckSent',
  ],
  pathState: ['inactive', 'potentiallyFailed', 'active', 'unconfirmed', 'unknown'],
  partialReliabilityPolicy: ['none', 'ttl', 'rtx', 'priority'],
  authenticationIndication: ['newKey', 'noAuth', 'freeKey'],
  streamScheduler: [
    'fcfs',
    'priority',
    'roundRobin',
    'fairCapacity',
    'weightedFairQueueing',
    'roundRobinPerPacket',
  ],
} as const;

const resetDetail = { incoming: 1, outgoing: 2, denied: 4, failed: 8 } as const;

/**
 * The notification of the descriptor at `at`. `bytes` is what its offsets are relative to; what is
 * kept of it is copied.
 *
 * @internal
 */
export function readNotification(
  words: Int32Array,
  at: number,
  bytes: Uint8Array,
  addressOf: (at: number) => SCTPAddress,
): SCTPNotification {
  const word = (name: keyof typeof Receive): number => words[at + Receive[name]]!;
  const copy = (offset: number, length: number): Buffer =>
    Buffer.from(bytes.subarray(offset, offset + length));
  const data = (): Buffer => copy(word('dataOffset'), word('dataLength'));
  const has = (bit: number): boolean => (word('details') & bit) !== 0;

  const type = notificationKinds[word('kind')] as NotificationKind;
  const associationId = word('associationId');
  const raw = copy(word('offset'), word('length'));
  const denied = has(resetDetail.denied);
  const failed = has(resetDetail.failed);

  switch (type) {
    case 'associationChange':
      return associationChange({ type, associationId, raw }, word, data);
    case 'peerAddressChange': {
      const state = enumerations.peerAddressChangeState[word('state')];
      if (state === undefined) break;
      return { type, associationId, raw, state, address: addressOf(at), error: word('error') };
    }
    case 'remoteError':
      return { type, associationId, raw, errorCode: word('error'), data: data() };
    case 'sendFailed': {
      const message = {
        data: data(),
        stream: word('stream'),
        ppid: word('ppid') >>> 0,
        unordered: (word('flags') & receiveFlags.unordered) !== 0,
        context: word('context') >>> 0,
      };
      const reason = word('state') === 0 ? 'unsent' : 'sent';
      return { type, associationId, raw, reason, error: word('error'), message };
    }
    case 'adaptationIndication':
      return { type, associationId, raw, value: word('value') >>> 0 };
    case 'partialDeliveryAborted':
      return { type, associationId, raw, stream: word('stream'), sequence: word('value') >>> 0 };
    case 'authentication': {
      const indication = enumerations.authenticationIndication[word('state')];
      if (indication === undefined) break;
      const keys = { keyId: word('value'), altKeyId: word('otherValue') };
      return { type, associationId, raw, indication, ...keys };
    }
    case 'streamReset': {
      const incoming = has(resetDetail.incoming);
      const outgoing = has(resetDetail.outgoing);
      const streams = uint16List(data());
      return { type, associationId, raw, incoming, outgoing, denied, failed, streams };
    }
    case 'associationReset': {
      const tsns = { localTsn: word('value') >>> 0, remoteTsn: word('otherValue') >>> 0 };
      return { type, associationId, raw, ...tsns, denied, failed };
    }
    case 'streamChange': {
      const counts = { inboundStreams: word('value'), outboundStreams: word('otherValue') };
      return { type, associationId, raw, ...counts, denied, failed };
    }
    case 'peerShutdown':
    case 'senderDry':
    case 'notificationsStopped':
      return { type, associationId, raw };
    case 'unknown':
      break;
  }
  return { type: 'unknown', associationId, raw, stackType: word('value') };
}

/** As `AbortDetail` of src/notification.h. */
const abortDetails = [undefined, true, false] as const;

function associationChange(
  base: NotificationBase<'associationChange'>,
  word: (name: keyof typeof Receive) => number,
  data: () => Buffer,
): SCTPAssociationChange | SCTPUnknownNotification {
  const state = enumerations.associationChangeState[word('state')];
  if (state === undefined) return { ...base, type: 'unknown', stackType: word('value') };
  const streams = { outboundStreams: word('value'), inboundStreams: word('otherValue') };
  const change = { ...base, state, error: word('error'), ...streams };
  if (state === 'communicationUp' || state === 'restart') {
    const bits = word('details');
    return bits === 0
      ? { ...change, aborted: false }
      : { ...change, aborted: false, features: featuresOf(bits) };
  }
  const aborted = state === 'shutdownComplete' ? false : abortDetails[word('details')];
  const reason = data();
  return reason.length === 0 ? { ...change, aborted } : { ...change, aborted, abortReason: reason };
}

function featuresOf(bits: number): SCTPAssociationFeatures {
  const has = (bit: number): boolean => (bits & bit) !== 0;
  return {
    partialReliability: has(1),
    auth: has(2),
    asconf: has(4),
    multibuf: has(8),
    reconfig: has(16),
    interleaving: has(32),
  };
}

function uint16List(bytes: Buffer): number[] {
  const read = endianness() === 'LE' ? bytes.readUInt16LE : bytes.readUInt16BE;
  return Array.from({ length: bytes.length >> 1 }, (_, index) => read.call(bytes, index * 2));
}
