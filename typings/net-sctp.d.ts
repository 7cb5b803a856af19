// Generated from lib/ by `npm run build:types`.

import { LookupOneOptions } from 'node:dns';
import { Duplex } from 'node:stream';
import { EventEmitter } from 'node:events';

/** One transport address of an endpoint or a peer. */
interface SCTPAddress {
  /** Numeric, without a zone. */
  address: string;
  /** 0 to 65535; all addresses of an endpoint have the same. */
  port: number;
  family: 'IPv4' | 'IPv6';
  /** The interface's number, for link-local IPv6 addresses only. */
  scopeId?: number;
}
/** `dns.lookup`, or a function with its signature, as net's `lookup` option. */
type SCTPLookupFunction = (
  hostname: string,
  options: LookupOneOptions,
  callback: (error: NodeJS.ErrnoException | null, address: string, family: number) => void,
) => void;
/** How names are looked up. */
interface SCTPResolveOptions {
  /** `4`, `6`, or `0` for whichever the name has. Default `0`. */
  family?: 0 | 4 | 6;
  /** Default `dns.lookup`. */
  lookup?: SCTPLookupFunction;
  /** Gives up with an AbortError. */
  signal?: AbortSignal;
}
/** A host and a port as text, `'192.0.2.1:3868'` or `'[2001:db8::1]:3868'`, or as an object. */
type SCTPHostPort =
  | string
  | {
      host: string;
      port: number;
    };
/**
 * The address of a numeric host.
 *
 * @throws `ERR_INVALID_ARG_VALUE` where `host` is a name: {@link resolveSCTPAddress} looks it up.
 */
declare function sctpAddress(host: string, port: number): SCTPAddress;
/**
 * Looks up one host.
 *
 * @throws `ERR_INVALID_ARG_VALUE` for a text that is not host and port, `ERR_SOCKET_BAD_PORT`;
 * rejects with the look-up's error (`ENOTFOUND`), or `ERR_SCTP_ADDRESS_MISMATCH` where a numeric
 * host is not of the family asked for.
 */
declare function resolveSCTPAddress(
  target: SCTPHostPort,
  options?: SCTPResolveOptions,
): Promise<SCTPAddress>;
/**
 * Looks up the hosts of one multihomed endpoint.
 *
 * @throws as {@link resolveSCTPAddress}; `ERR_SCTP_ADDRESS_MISMATCH` where ports or families
 * differ.
 */
declare function resolveSCTPAddresses(
  targets: readonly SCTPHostPort[],
  options?: SCTPResolveOptions,
): Promise<SCTPAddress[]>;
/** `'192.0.2.1:3868'`, `'[2001:db8::1]:3868'`; several addresses joined by commas. */
declare function formatSCTPAddress(address: SCTPAddress | readonly SCTPAddress[]): string;

/** What a chunk is, by the names of the IANA registry. */
declare const chunkTypes: {
  readonly DATA: 0;
  readonly SACK: 3;
  readonly HEARTBEAT: 4;
  readonly 'HEARTBEAT-ACK': 5;
  readonly ABORT: 6;
  readonly SHUTDOWN: 7;
  readonly 'SHUTDOWN-ACK': 8;
  readonly ERROR: 9;
  readonly 'COOKIE-ECHO': 10;
  readonly 'COOKIE-ACK': 11;
  readonly ECNE: 12;
  readonly CWR: 13;
  readonly 'I-DATA': 64;
  readonly 'ASCONF-ACK': 128;
  readonly 'RE-CONFIG': 130;
  readonly PAD: 132;
  readonly 'FORWARD-TSN': 192;
  readonly ASCONF: 193;
  readonly 'I-FORWARD-TSN': 194;
};
/**
 * A type of chunk that can be authenticated (RFC 4895 section 3.2): those of RFC 9260, RFC 3758,
 * RFC 4820, RFC 5061, RFC 6525 and RFC 8260 by their names, any by its number, 0 to 255.
 */
type SCTPChunkType = keyof typeof chunkTypes | number;
/** What chunks are authenticated with (RFC 4895 section 3.3). */
type SCTPHMACIdentifier = keyof typeof hmacIdentifiers;
declare const hmacIdentifiers: {
  readonly sha1: 1;
  readonly sha256: 3;
};
/** A shared key of an association, or of those to come (RFC 4895 section 6.1). */
interface SCTPAuthKey {
  /** 0 to 65535; 0 is the one that there is always, empty unless it is set. */
  keyId: number;
  /** 1 to 65535 bytes that both ends know; a string stands for its UTF-8. Kept by the stack only. */
  secret: string | Uint8Array;
}

declare const notificationKinds: readonly [
  'message',
  'associationChange',
  'peerAddressChange',
  'remoteError',
  'sendFailed',
  'peerShutdown',
  'adaptationIndication',
  'partialDeliveryAborted',
  'authentication',
  'senderDry',
  'streamReset',
  'associationReset',
  'streamChange',
  'notificationsStopped',
  'unknown',
];
type NotificationKind = Exclude<(typeof notificationKinds)[number], 'message'>;

/** What every notification carries. */
interface NotificationBase<Type extends NotificationKind> {
  readonly type: Type;
  readonly associationId: number;
  /** The notification as the stack wrote it; empty for one that net-sctp made itself. */
  readonly raw: Buffer;
}
/** What both ends can do, which the userspace engine tells with `communicationUp`; the kernel's does not. */
interface SCTPAssociationFeatures {
  readonly partialReliability: boolean;
  readonly auth: boolean;
  readonly asconf: boolean;
  readonly multibuf: boolean;
  readonly reconfig: boolean;
  readonly interleaving: boolean;
}
/** An association came up, went down or started anew (RFC 6458 section 6.1.1). */
interface SCTPAssociationChange extends NotificationBase<'associationChange'> {
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
interface SCTPPeerAddressChange extends NotificationBase<'peerAddressChange'> {
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
interface SCTPRemoteError extends NotificationBase<'remoteError'> {
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
interface SCTPSendFailed extends NotificationBase<'sendFailed'> {
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
type SCTPPeerShutdown = NotificationBase<'peerShutdown'>;
/** The peer's adaptation layer indication (RFC 6458 section 6.1.6). */
interface SCTPAdaptationIndication extends NotificationBase<'adaptationIndication'> {
  readonly value: number;
}
/** The rest of a partly delivered message will not come (RFC 6458 section 6.1.7). */
interface SCTPPartialDeliveryAborted extends NotificationBase<'partialDeliveryAborted'> {
  readonly stream: number;
  readonly sequence: number;
}
/** Keys of RFC 4895 came into use or can be deleted (RFC 6458 section 6.1.8). */
interface SCTPAuthentication extends NotificationBase<'authentication'> {
  readonly indication: 'newKey' | 'noAuth' | 'freeKey';
  readonly keyId: number;
  readonly altKeyId: number;
}
/** Everything sent has been acknowledged (RFC 6458 section 6.1.9). */
type SCTPSenderDry = NotificationBase<'senderDry'>;
/** Streams were reset, by either side (RFC 6525 section 6.1.1). */
interface SCTPStreamReset extends NotificationBase<'streamReset'> {
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
interface SCTPAssociationReset extends NotificationBase<'associationReset'> {
  readonly localTsn: number;
  readonly remoteTsn: number;
  readonly denied: boolean;
  readonly failed: boolean;
}
/**
 * Streams were added (RFC 6525 section 6.1.3). The kernel engine says how many came, the userspace
 * engine how many there are; the socket's own properties of these names say the latter on either.
 */
interface SCTPStreamChange extends NotificationBase<'streamChange'> {
  readonly inboundStreams: number;
  readonly outboundStreams: number;
  readonly denied: boolean;
  readonly failed: boolean;
}
/** The stack had no room for a notification, and stops (RFC 6458 section 6.1.10). */
type SCTPNotificationsStopped = NotificationBase<'notificationsStopped'>;
/** A notification that this version does not know, or one that is malformed. */
interface SCTPUnknownNotification extends NotificationBase<'unknown'> {
  /** The stack's own number for it. */
  readonly stackType: number;
}
/** Everything that a stack tells about an association, by `type`. */
type SCTPNotification =
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
type SCTPNotificationEvents = {
  [N in SCTPNotification as N['type']]: [notification: N];
} & {
  /** Every notification, of whatever kind, before the event of its own. */
  notification: [notification: SCTPNotification];
};
/** Row numbers of src/notification.h's enumerations. */
declare const enumerations: {
  readonly associationChangeState: readonly [
    'communicationUp',
    'communicationLost',
    'restart',
    'shutdownComplete',
    'cannotStart',
  ];
  readonly peerAddressChangeState: readonly [
    'available',
    'unreachable',
    'removed',
    'added',
    'madePrimary',
    'confirmed',
    'potentiallyFailed',
  ];
  readonly associationState: readonly [
    'closed',
    'cookieWait',
    'cookieEchoed',
    'established',
    'shutdownPending',
    'shutdownSent',
    'shutdownReceived',
    'shutdownAckSent',
  ];
  readonly pathState: readonly [
    'inactive',
    'potentiallyFailed',
    'active',
    'unconfirmed',
    'unknown',
  ];
  readonly partialReliabilityPolicy: readonly ['none', 'ttl', 'rtx', 'priority'];
  readonly authenticationIndication: readonly ['newKey', 'noAuth', 'freeKey'];
  readonly streamScheduler: readonly [
    'fcfs',
    'priority',
    'roundRobin',
    'fairCapacity',
    'weightedFairQueueing',
    'roundRobinPerPacket',
  ];
};

type Row<Name extends keyof typeof enumerations> = (typeof enumerations)[Name][number];
/**
 * Every socket option by its name: what `getOption` gives and `setOption` takes.
 *
 * Times are in milliseconds unless they say otherwise, sizes in bytes. "Association" options take
 * `{ associationId }` on an {@link SCTPEndpoint}; without it they are the defaults of associations
 * to come. On an {@link SCTPSocket} they are the association's own.
 */
interface SCTPOptions {
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
  linger: {
    enabled: boolean;
    seconds: number;
  };
  /**
   * Retransmission time-outs in milliseconds, association (RFC 6458 section 8.1.1). Both
   * engines start with 3000, 60000 and 1000. When set, 0 or none is as it was. How soon a lost path is noticed depends on `min` and on
   * `pathMaxRetransmits`.
   */
  rtoInfo: {
    initial: number;
    max: number;
    min: number;
  };
  /**
   * Association (RFC 6458 section 8.1.2). `peerDestinations` and the windows are read only. When
   * set, 0 or none is as it was.
   */
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
  /**
   * What INIT asks for; before connecting or listening (RFC 6458 section 8.1.3). When set, 0 or
   * none is as it was.
   */
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
  /**
   * Whether IPv4 addresses are told as IPv6 ones, `::ffff:192.0.2.1`, by an endpoint of both
   * families (section 8.1.15). Default: false, also on the kernel engine, other than Linux's own.
   * On the userspace engine an endpoint of IPv4 cannot be told so (EINVAL).
   */
  mappedV4: boolean;
  /**
   * Whether addresses that the host gets and loses are added and removed; of an endpoint that is
   * bound to all addresses, else EINVAL (section 8.1.23). Needs ASCONF. The kernel engine only:
   * usrsctp does not hear of them. Default: `net.sctp.default_auto_asconf`, false.
   */
  autoAsconf: boolean;
  /**
   * Whether several sockets can have one port (section 8.1.27). The RFC has it for one-to-one
   * sockets alone, of which net-sctp makes none: both engines refuse it, with
   * `ERR_SCTP_FEATURE_UNSUPPORTED`. A server's associations share its port without it.
   */
  reusePort: boolean;
  /** The peer's address that is sent to, association (section 8.1.9). */
  primaryAddress: SCTPAddress;
  /** What the peer's `adaptationIndication` will say (section 8.1.10). 0 to 4294967295. */
  adaptationIndication: number;
  /** Refuse messages that do not fit a packet with EMSGSIZE (section 8.1.11). */
  disableFragments: boolean;
  /**
   * Of one path, or of all where the target names no address (section 8.1.12). When set, what is
   * left out is as it was.
   */
  peerAddressParameters: SCTPPathParameters;
  /** The largest piece of a message in one chunk; 0 for what the path takes (section 8.1.16). */
  maxSegmentSize: number;
  /**
   * Acknowledge after `delay`, at most 500, or `frequency` packets (section 8.1.19). When set, 0 or
   * none is as it was.
   */
  delayedSack: {
    delay: number;
    frequency: number;
  };
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
  /**
   * The stack's own defaults, for messages sent without any, association (section 8.1.31). All of
   * net-sctp's messages have their own: `defaultSend` in the settings is what they go by. When set,
   * what is left out is as it was.
   */
  defaultSendOptions: {
    stream: number;
    ppid: number;
    unordered: boolean;
    /** Ask the peer to acknowledge at once (RFC 7053). The userspace engine only. */
    sackImmediately: boolean;
    context: number;
  };
  /** The stack's own default policy (section 8.1.32). */
  defaultPartialReliability: {
    policy: Row<'partialReliabilityPolicy'>;
    value: number;
  };
  /** Which notifications the stack gives; write only (section 6.2.2). */
  events: SCTPEventSubscription;
  /** Read only, association (section 8.2.1). */
  status: SCTPAssociationStatus;
  /** Read only; of the path that the target's `address` names (section 8.2.2). */
  peerAddressInfo: SCTPPathInfo;
  /** Read only (section 8.2.6). */
  associationIds: number[];
  /** How many associations the endpoint has; read only (section 8.2.5). */
  associationCount: number;
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
  streamResetEnabled: {
    streams: boolean;
    association: boolean;
    addStreams: boolean;
  };
  /** Write only (RFC 6525 section 6.3.2): `socket.resetStreams()` says it better. */
  resetStreams: {
    incoming: boolean;
    outgoing: boolean;
    streams: readonly number[];
  };
  /** Write only (RFC 6525 section 6.3.4): `socket.addStreams()` says it better. */
  addStreams: {
    inbound: number;
    outbound: number;
  };
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
   * Whether messages can be given up (RFC 3758); before connecting. True by default on both
   * engines; on the kernel `net.sctp.prsctp_enable` turns it off.
   */
  partialReliabilitySupported: boolean;
  /**
   * Whether congestion is told by the network's marks (RFC 9260 appendix A); before connecting.
   * True by default on both engines; on the kernel, whose option needs Linux 5.4,
   * `net.sctp.ecn_enable` turns it off. The userspace engine's packets never bear the marks, as they
   * are in UDP.
   */
  ecnSupported: boolean;
  /**
   * Read only, association (RFC 7496 section 4.3): what was given up by the target's `policy`.
   * `getPartialReliabilityStatus()` says it better.
   */
  partialReliabilityStatus: SCTPPartialReliabilityStatus;
  /** The same, of one `stream` besides (RFC 7496 section 4.4). */
  streamPartialReliabilityStatus: SCTPPartialReliabilityStatus;
  /**
   * When a path is given up, of one or of all where the target names no address (RFC 7829
   * section 7.2). On the kernel engine from Linux 5.5 on.
   */
  peerAddressThresholds: {
    /** How often in a row before the path is `unreachable`, 1 to 65535. Default: 5. */
    pathMaxRetransmits: number;
    /**
     * How often before it is `potentiallyFailed`, and another is sent to, 0 to 65535. Where it is no
     * less than `pathMaxRetransmits`, never. Default: 0, on the kernel engine
     * `net.sctp.pf_retrans`.
     */
    potentiallyFailed: number;
    /**
     * How often before the path that is sent to instead becomes the primary one, at least
     * `potentiallyFailed`; `undefined`, the default, for never. On the kernel engine only, where it
     * is `net.sctp.ps_retrans`.
     */
    primarySwitchover: number | undefined;
  };
  /**
   * Whether paths are told to be `potentiallyFailed`, by `peerAddressChange` and
   * `peerAddressInfo` (RFC 7829 section 7.1). Where it is `disabled` to ask for such a path is
   * refused. Default: `net.sctp.pf_expose`, `unset`: told when asked for, without an event. The
   * kernel engine only, from Linux 5.5 on.
   */
  exposePotentiallyFailed: 'unset' | 'disabled' | 'enabled';
  /**
   * Milliseconds between the packets that search for a larger path MTU (RFC 8899), at least 5000; 0,
   * the default (`net.sctp.plpmtud_probe_interval`), for no search. Of one path, or of all where the
   * target names no address. The kernel engine only, from Linux 5.14 on.
   */
  plpmtudProbeInterval: number;
  /**
   * What Linux counts of an association (SCTP_GET_ASSOC_STATS); read only, the kernel engine only.
   * `getStatistics()` has what either engine counts.
   */
  statistics: SCTPKernelStatistics;
  /**
   * How often each of usrsctp's timers has run out (SCTP_TIMEOUTS), association; read only, the
   * userspace engine only.
   */
  timeouts: SCTPTimeouts;
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
  streamSchedulerValue: {
    stream: number;
    value: number;
  };
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
/**
 * What `setOption` takes: {@link SCTPOptions}, of which records may leave out what is to stay as it
 * is.
 */
interface SCTPOptionSettings extends Omit<SCTPOptions, PartlyWritten> {
  rtoInfo: Partial<SCTPOptions['rtoInfo']>;
  associationParameters: Partial<SCTPOptions['associationParameters']>;
  initOptions: Partial<SCTPOptions['initOptions']>;
  /** Of one path, or of all where the target names no address (section 8.1.12). */
  peerAddressParameters: SCTPPathSettings;
  delayedSack: Partial<SCTPOptions['delayedSack']>;
  defaultSendOptions: Partial<SCTPOptions['defaultSendOptions']>;
  peerAddressThresholds: Omit<SCTPOptions['peerAddressThresholds'], 'primarySwitchover'> & {
    primarySwitchover?: number | undefined;
  };
}
type PartlyWritten =
  | 'rtoInfo'
  | 'associationParameters'
  | 'initOptions'
  | 'peerAddressParameters'
  | 'delayedSack'
  | 'defaultSendOptions'
  | 'peerAddressThresholds';
/** How a path is looked after (RFC 6458 section 8.1.12). */
interface SCTPPathParameters {
  /** Whether the path is asked for signs of life when nothing is sent on it. Default: `enabled`. */
  heartbeat: 'enabled' | 'disabled';
  /**
   * Milliseconds between two of them, beside the path's RTO; 0 for the RTO alone. Default: 30000.
   * To set it enables them, unless `heartbeat` says otherwise.
   */
  heartbeatInterval: number;
  /** How often in a row before the path is `unreachable`. Default: 5. When set, 0 is as it was. */
  pathMaxRetransmits: number;
  /** Whether the path's MTU is learned. Default: true. */
  pathMtuDiscovery: boolean;
  /**
   * Bytes, without the headers on the userspace engine. It is set only together with
   * `pathMtuDiscovery: false`, which on the userspace engine needs it (EINVAL).
   */
  pathMtu: number;
  /**
   * Milliseconds until an acknowledgement, at most 500; 0 for at once. The kernel engine only,
   * `undefined` on the other: see the option `delayedSack`. Default: 200.
   */
  sackDelay: number | undefined;
  /** The 20 bits of RFC 2460. */
  ipv6FlowLabel: number;
  /** The six bits of RFC 2474, shifted left by two. */
  dscp: number;
}
/** What of {@link SCTPPathParameters} is to change. */
type SCTPPathSettings = Partial<Omit<SCTPPathParameters, 'heartbeat'>> & {
  /**
   * `'demand'` sends one at once, on the path that the target's `address` names; where it names
   * none the userspace engine refuses it (EINVAL). `requestHeartbeat()` says it better.
   */
  heartbeat?: SCTPPathParameters['heartbeat'] | 'demand';
};
/** How many messages were given up (RFC 7496 section 4). */
interface SCTPPartialReliabilityStatus {
  /** Before any of it was sent. */
  abandonedUnsent: number;
  /** After some of it was. */
  abandonedSent: number;
}
/** Why a message was given up, or all of these. */
type SCTPAbandonmentPolicy = 'ttl' | 'rtx' | 'priority' | 'all';
/** What Linux counts of an association, since it began. */
interface SCTPKernelStatistics {
  /** Milliseconds: the longest RTO of any path since this was last asked for, `sas_maxrto`. */
  maxRto: number;
  /** Which path had it, `sas_obs_rto_ipaddr`; `undefined` where none had more than the least. */
  maxRtoAddress: SCTPAddress | undefined;
  /** `sas_isacks`. */
  sacksReceived: number;
  /** `sas_osacks`. */
  sacksSent: number;
  /** `sas_opackets`. */
  packetsSent: number;
  /** `sas_ipackets`. */
  packetsReceived: number;
  /** DATA chunks that were sent again, `sas_rtxchunks`. */
  chunksRetransmitted: number;
  /** DATA chunks that came before one of a lower TSN, `sas_outofseqtsns`. */
  chunksOutOfSequence: number;
  /** DATA chunks that came again, `sas_idupchunks`. */
  chunksDuplicated: number;
  /** Gap acknowledgement blocks of the peer's SACKs, `sas_gapcnt`. */
  gapAcksReceived: number;
  /** DATA chunks with the U bit, `sas_ouodchunks`. */
  unorderedChunksSent: number;
  /** `sas_iuodchunks`. */
  unorderedChunksReceived: number;
  /** DATA chunks without the U bit, `sas_oodchunks`. */
  orderedChunksSent: number;
  /** `sas_iodchunks`. */
  orderedChunksReceived: number;
  /** Chunks other than DATA, `sas_octrlchunks`. */
  controlChunksSent: number;
  /** `sas_ictrlchunks`. */
  controlChunksReceived: number;
}
/** How often each of usrsctp's timers has run out, of one association. */
interface SCTPTimeouts {
  /** INIT was not answered, `stimo_init`. */
  init: number;
  /** DATA was not acknowledged, `stimo_data`. */
  data: number;
  /** An acknowledgement was delayed to the end, `stimo_sack`. */
  sack: number;
  /** SHUTDOWN was not answered, `stimo_shutdown`. */
  shutdown: number;
  /** A heartbeat was due, `stimo_heartbeat`. */
  heartbeat: number;
  /** COOKIE-ECHO was not answered, `stimo_cookie`. */
  cookie: number;
  /** SHUTDOWN-ACK was not answered, `stimo_shutdownack`. */
  shutdownAck: number;
}
/**
 * What the stack has counted of an association: what it does not count is `undefined`, rather than
 * 0. The kernel engine has all but `timeouts`, the userspace engine `timeouts` alone.
 */
interface SCTPStatistics extends Partial<SCTPKernelStatistics> {
  readonly timeouts?: SCTPTimeouts;
}
/** Which notifications are wanted (RFC 6458 section 6.2.2); those not named are not. */
type SCTPEventSubscription = Partial<Record<Exclude<NotificationKind, 'unknown'>, boolean>>;
/** An association as the stack sees it (RFC 6458 section 8.2.1). */
interface SCTPAssociationStatus {
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
  primary: SCTPPathInfo & {
    address: SCTPAddress;
  };
}
/** One path to the peer (RFC 6458 section 8.2.2). */
interface SCTPPathInfo {
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
interface SCTPOptionTarget {
  /** One of an endpoint's associations. Default: those to come. */
  associationId?: number;
  /** One of the peer's addresses. */
  address?: string;
  /** One of the outgoing streams, for `streamPartialReliabilityStatus` and `streamSchedulerValue`. */
  stream?: number;
  /** For `partialReliabilityStatus` and `streamPartialReliabilityStatus`. */
  policy?: SCTPAbandonmentPolicy;
}
/** The name of one of {@link SCTPOptions}. */
type SCTPOptionName = keyof SCTPOptions;

/**
 * Every code of our own, with its text. System errors keep their names (`ECONNREFUSED`), wrong
 * arguments have Node's codes (`ERR_INVALID_ARG_TYPE`). doc/errors.md says when each is raised.
 */
declare const messages: {
  readonly ERR_SCTP_UNSUPPORTED: 'SCTP is not available';
  readonly ERR_SCTP_FEATURE_UNSUPPORTED: 'The SCTP feature is not available';
  readonly ERR_SCTP_CLOSED: 'The SCTP socket is closed';
  readonly ERR_SCTP_ABORTED: 'The association was aborted locally';
  readonly ERR_SCTP_ASSOCIATION_LOST: 'The association was lost: no path to the peer works any more';
  readonly ERR_SCTP_PEER_SHUTDOWN: 'The peer has shut the association down';
  readonly ERR_SCTP_NOT_CONNECTED: 'The association is not established';
  readonly ERR_SCTP_IS_BOUND: 'The endpoint is already bound';
  readonly ERR_SCTP_NOT_BOUND: 'The endpoint is not bound';
  readonly ERR_SCTP_NO_ASSOCIATION: 'There is no such association';
  readonly ERR_SCTP_AMBIGUOUS_ASSOCIATION: 'There are several associations: name one';
  readonly ERR_SCTP_ADDRESS_MISMATCH: 'The addresses do not belong together';
  readonly ERR_SCTP_EMPTY_MESSAGE: 'A message has at least one byte (RFC 9260 section 3.3.1)';
  readonly ERR_SCTP_INVALID_STREAM: 'The stream was not negotiated';
  readonly ERR_SCTP_STREAM_IS_OPEN: 'The stream is already open';
  readonly ERR_SCTP_MESSAGE_TOO_LARGE: 'The message is larger than maxMessageSize';
};
/** One of {@link SCTP_ERROR_CODES}. */
type SCTPErrorCode = keyof typeof messages;
/** The codes of {@link SCTPError}, system errors aside. */
declare const SCTP_ERROR_CODES: readonly SCTPErrorCode[];
/** What is known about a failure; every member becomes a property of the error. */
interface SCTPErrorDetails {
  /** Negative, as in Node: `-os.constants.errno.ECONNREFUSED`. */
  errno?: number | undefined;
  /** The system call that failed. */
  syscall?: string | undefined;
  /** The peer's, or the one that could not be bound. */
  address?: string | undefined;
  port?: number | undefined;
  localAddress?: string | undefined;
  associationId?: number | undefined;
  /** `ERR_SCTP_FEATURE_UNSUPPORTED`: the feature's name. */
  feature?: string | undefined;
  engine?: string | undefined;
  /** The cause code of the peer's ABORT chunk (RFC 9260 section 3.3.10). */
  abortCause?: number | undefined;
  /** The bytes that came with the peer's ABORT, such as its upper layer's reason. */
  abortReason?: Buffer | undefined;
  /** What to do about it. */
  hint?: string | undefined;
  cause?: unknown;
}
/**
 * Everything that goes wrong in the stack or on the way to the peer. Match on `code`, which is
 * stable, rather than on the text.
 */
declare class SCTPError extends Error {
  private constructor();
  /** One of {@link SCTP_ERROR_CODES}, or the system error's name such as `ECONNREFUSED`. */
  readonly code: string;
  /** Negative, as in Node: `-os.constants.errno.ECONNREFUSED`. */
  readonly errno?: number;
  /** The system call that failed. */
  readonly syscall?: string;
  /** The peer's, or the one that could not be bound. */
  readonly address?: string;
  readonly port?: number;
  readonly localAddress?: string;
  readonly associationId?: number;
  /** `ERR_SCTP_FEATURE_UNSUPPORTED`: the feature's name. */
  readonly feature?: string;
  /** `ERR_SCTP_UNSUPPORTED`: the engine that is not available. */
  readonly engine?: string;
  /** The cause code of the peer's ABORT chunk (RFC 9260 section 3.3.10), see {@link SCTP_CAUSES}. */
  readonly abortCause?: number;
  /** The bytes that came with the peer's ABORT, such as its upper layer's reason. */
  readonly abortReason?: Buffer;
  /** What to do about it. */
  readonly hint?: string;
}

/**
 * What can be done to an association, or to an endpoint, beyond sending: the sockets' and
 * endpoints' methods of the same names.
 */
/** Which of the streams to reset (RFC 6525 section 6.3.2). */
interface SCTPStreamResetRequest {
  /** Ask the peer to reset the streams that it sends on. */
  incoming?: boolean;
  /** Reset our own outgoing streams. */
  outgoing?: boolean;
  /** Default: all. */
  streams?: readonly number[];
}

/** A stack: the kernel's SCTP, or one in userspace over UDP (RFC 6951). */
type SCTPEngine = 'kernel' | 'userspace';
/**
 * Which engine to use. `'auto'`, the default, takes the kernel's SCTP where the kernel has it, and
 * the userspace stack where it has not: where `socket()` says that there is no such protocol
 * (EPROTONOSUPPORT, ESOCKTNOSUPPORT, EAFNOSUPPORT), and for no other reason. That a peer refused or
 * did not answer changes nothing; neither does a sandbox or a limit that has the kernel refuse
 * (EPERM, EACCES, EMFILE), which is an error of the kernel engine: to go over UDP instead is a
 * decision, made by `'userspace'` or by the environment variable `SCTP_ENGINE`, which replaces
 * `'auto'`.
 *
 * The choice is made when the first socket needs it and then stands, in each thread, so that a
 * module which is loaded later does not part a process's sockets. `NODE_DEBUG=sctp` prints it, one
 * line for each choice.
 */
type SCTPEngineSelection = 'auto' | SCTPEngine;
/** What an engine can do here, as it stands now. */
interface SCTPFeatures {
  /** Several addresses for one association (RFC 9260 section 6.4). */
  readonly multihoming: boolean;
  /** An association can be moved to a socket of its own (RFC 6458 section 9.2). */
  readonly peelOff: boolean;
  /** A message of a peeled-off association can name its path. */
  readonly pathWhenPeeledOff: boolean;
  /** Sockets have a file descriptor. */
  readonly fileDescriptor: boolean;
  /** RFC 3758; on the kernel the sysctl `net.sctp.prsctp_enable`. */
  readonly partialReliability: boolean;
  /** RFC 4895; the kernel's `net.sctp.auth_enable`, or the option `authSupported`. */
  readonly auth: boolean;
  /** RFC 5061; the kernel's `net.sctp.addip_enable`, or the option `asconfSupported`. */
  readonly asconf: boolean;
  /** RFC 6525; the kernel's `net.sctp.reconf_enable`, or the option `reconfigSupported`. */
  readonly reconfig: boolean;
  /** RFC 8260, by the option `interleavingSupported`; the kernel's `net.sctp.intl_enable`. */
  readonly interleaving: boolean;
  /**
   * Extensions that are drafts can be asked for, by the options `nrSackSupported` and
   * `packetDroppedSupported`.
   */
  readonly draftExtensions: boolean;
  /** RFC 6951; on the kernel, from Linux 5.11 on, the sysctl `net.sctp.udp_port`. */
  readonly udpEncapsulation: boolean;
  /** An endpoint can have a UDP port of its own. */
  readonly ownUdpPort: boolean;
  /** The reason of an ABORT reaches the application beyond 504 bytes. */
  readonly longAbortReasons: boolean;
  /** Acknowledgements can be delayed for each path, rather than for an association. */
  readonly pathSackDelay: boolean;
}
/** What {@link getSCTPCapabilities} found. */
interface SCTPCapabilities {
  /** The engine that this tells of; `'kernel'` where `'auto'` finds none. */
  readonly engine: SCTPEngine;
  /** Why it is this engine and not the other; absent where `'auto'` finds none. */
  readonly chosenBecause?: string;
  /** Whether it can open a socket, here and now. */
  readonly available: boolean;
  /** Why it is not available. */
  readonly reason?: string;
  /** What to do about it. */
  readonly remedy?: string;
  /** What is negotiated by default; all false where the engine is not available. */
  readonly features: SCTPFeatures;
}
/**
 * What an engine can do on this machine, asked anew each time: a module can be loaded, a sysctl
 * changed. `'auto'` tells of the engine that it would take.
 *
 * @throws `ERR_INVALID_ARG_VALUE` for another engine's name.
 */
declare function getSCTPCapabilities(engine?: SCTPEngineSelection): SCTPCapabilities;
/** Whether {@link connectSCTP} and its like can work here. */
declare function isSCTPSupported(engine?: SCTPEngineSelection): boolean;

type EventMap<Events> = Record<keyof Events, unknown[]>;
/** What can be asked of an {@link SCTPEndpoint} and its associations, and set. */
declare abstract class EndpointControls<
  Events extends EventMap<Events>,
> extends EventEmitter<Events> {
  /** This side's addresses of an association. */
  getLocalAddresses(associationId: number): SCTPAddress[];
  /** The peer's addresses. */
  getPeerAddresses(associationId: number): SCTPAddress[];
  /** An association as the stack sees it (RFC 6458 section 8.2.1). */
  getStatus(associationId: number): SCTPAssociationStatus;
  /** One path to a peer (RFC 6458 section 8.2.2). */
  getPeerAddressInfo(address: string, associationId: number): SCTPPathInfo;
  /** What the stack has counted of an association, as far as it counts. */
  getStatistics(associationId: number): SCTPStatistics;
  /**
   * How many messages were given up by `policy` (RFC 7496 section 4), on all streams or on one.
   *
   * @throws `ERR_INVALID_ARG_VALUE`; `ERR_OUT_OF_RANGE` and EINVAL for a stream that there is not.
   */
  getPartialReliabilityStatus(
    associationId: number,
    policy?: SCTPAbandonmentPolicy,
    stream?: number,
  ): SCTPPartialReliabilityStatus;
  /** Asks for a sign of life at once, on one path or on each (RFC 6458 section 8.1.12). */
  requestHeartbeat(address: string | undefined, associationId: number): void;
  /** Sends to this address of the peer from now on. */
  setPrimaryAddress(address: string, associationId: number): void;
  /** Asks the peer to send to this address of ours (RFC 5061 section 5.1). */
  requestPeerPrimaryAddress(address: string, associationId: number): void;
  /** Resets streams' sequence numbers (RFC 6525); `'streamReset'` tells how it went. */
  resetStreams(request: SCTPStreamResetRequest, associationId: number): void;
  /**
   * Begins all sequence numbers anew, of messages and of chunks, both ways (RFC 6525 section
   * 6.3.3); `'associationReset'` tells how it went. The association goes on.
   *
   * @throws EAGAIN while messages wait to be acknowledged, EINPROGRESS while an earlier request
   * does; `ERR_SCTP_FEATURE_UNSUPPORTED`.
   */
  resetAssociation(associationId: number): void;
  /** Adds streams (RFC 6525); `'streamChange'` tells how it went. */
  addStreams(
    request: {
      inbound?: number;
      outbound?: number;
    },
    associationId: number,
  ): void;
  /**
   * Types of chunks that peers of associations to come have to authenticate, beside those that are
   * listed already (RFC 6458 section 8.3.2).
   *
   * @throws `ERR_SCTP_FEATURE_UNSUPPORTED` without AUTH; `ERR_INVALID_ARG_VALUE` for INIT,
   * INIT-ACK, SHUTDOWN-COMPLETE and AUTH, which cannot be.
   */
  setAuthChunks(types: readonly SCTPChunkType[]): void;
  /**
   * Adds a shared key, or replaces one that is not in use, of an association, or of those to come (RFC 6458
   * section 8.3.3). Both ends need the same, by the same id.
   *
   * @throws `ERR_SCTP_FEATURE_UNSUPPORTED` without AUTH, and what is wrong with the arguments;
   * errors never show the secret.
   */
  setAuthKey(key: SCTPAuthKey, associationId?: number): void;
  /** Authenticates what is sent from now on with this key (section 8.1.18). EINVAL: there is none. */
  activateAuthKey(keyId: number, associationId?: number): void;
  /**
   * Sends nothing more with a key that is not the active one (section 8.3.4): `'authentication'`
   * says `'freeKey'` when nothing that was is left to acknowledge.
   */
  deactivateAuthKey(keyId: number, associationId?: number): void;
  /** Forgets a key that is neither active nor in use (section 8.3.5). EINVAL: it is. */
  deleteAuthKey(keyId: number, associationId?: number): void;
  /**
   * Reads a socket option, of the association or path that `target` names, or the default of
   * associations to come.
   *
   * @throws `ERR_SCTP_NOT_BOUND`, `ERR_INVALID_ARG_VALUE`, `ERR_SCTP_FEATURE_UNSUPPORTED`, system
   * errors.
   */
  getOption<Name extends SCTPOptionName>(name: Name, target?: SCTPOptionTarget): SCTPOptions[Name];
  /** Writes a socket option; as {@link getOption}. */
  setOption<Name extends SCTPOptionName>(
    name: Name,
    value: SCTPOptionSettings[Name],
    target?: SCTPOptionTarget,
  ): void;
  /** `SO_SNDBUF` in bytes, of all associations together unless `net.sctp.sndbuf_policy` is 1. */
  setSendBufferSize(size: number): void;
  /** `SO_RCVBUF` in bytes, at most twice `net.core.rmem_max`; of all associations together. */
  setRecvBufferSize(size: number): void;
  /** Which notifications the stack gives, of associations to come (RFC 6458 section 6.2.2). */
  subscribeEvents(events: SCTPEventSubscription): void;
  /** Adds addresses of this host; peers learn of them where ASCONF is on (RFC 5061). */
  bindAddresses(addresses: readonly string[]): void;
  /** Removes addresses of this host; one must remain. */
  unbindAddresses(addresses: readonly string[]): void;
}

/** How long a message may be retried before it is given up (RFC 3758, RFC 7496). */
interface SCTPPartialReliability {
  /**
   * - `'ttl'`: for `value` milliseconds;
   * - `'rtx'`: for `value` retransmissions;
   * - `'priority'`: until buffer space is needed; a greater `value` is given up earlier;
   * - `'none'`: for ever.
   */
  policy: 'none' | 'ttl' | 'rtx' | 'priority';
  /** 0 to 4294967295. */
  value: number;
}
/** What can be said of one message when it is sent (RFC 6458 section 5.3). */
interface SCTPSendOptions {
  /** 0 to the negotiated number of outbound streams less one. Default 0. */
  stream?: number;
  /** Payload protocol identifier, 0 to 4294967295, see {@link SCTP_PPID}. Default 0. */
  ppid?: number;
  /** Deliver it as soon as it arrives, whatever is still missing of its stream. */
  unordered?: boolean;
  /** 0 to 4294967295; comes back in `sendFailed` should the message not be delivered. */
  context?: number;
  /** Default: delivered whatever it takes. */
  partialReliability?: SCTPPartialReliability;
  /**
   * The shared key to authenticate it with (RFC 4895), 0 to 65535. Default: the active one. EINVAL
   * where the association has no such key, see `setAuthKey()`.
   */
  authKeyId?: number;
  /** Ask the peer to acknowledge at once (RFC 7053). */
  sackImmediately?: boolean;
  /**
   * One of the peer's addresses to send it to, in place of the primary path. An association that
   * uses it is not peeled off unless it is asked for, as the kernel engine has no such choice from
   * then on: `ERR_SCTP_FEATURE_UNSUPPORTED`.
   */
  address?: string;
  /** Withdraws the message while the stack has not taken it. */
  signal?: AbortSignal;
}
/** What follows in the socket's receive queue (RFC 6458 section 5.3.6). */
interface SCTPNextMessageInfo {
  stream: number;
  ppid: number;
  unordered: boolean;
  /** The whole of it has arrived. The kernel engine does not tell: always false. */
  complete: boolean;
  /** It is no message. */
  notification: boolean;
  /** Bytes that have arrived. */
  length: number;
  associationId: number;
}
/** One received message (RFC 6458 section 5.3.5). */
declare class SCTPMessage {
  /** The message's bytes; they are yours. */
  readonly data: Buffer;
  /** The stream that it came by. */
  readonly stream: number;
  /** Payload protocol identifier. */
  readonly ppid: number;
  /** Whether it may have overtaken others of its stream. */
  readonly unordered: boolean;
  /** Stream sequence number; means nothing where the message is unordered. */
  readonly ssn: number;
  /** Transmission sequence number of the message's first chunk. */
  readonly tsn: number;
  /**
   * Everything up to this TSN has arrived; moves on while messages wait. The userspace engine
   * tells `tsn` here.
   */
  readonly cumulativeTsn: number;
  /** The association's `context` option. */
  readonly context: number;
  readonly associationId: number;
  /** The path that it came by. */
  readonly remoteAddress: SCTPAddress;
  /** False for a piece of a message, with `partialDelivery: 'fragments'`. */
  readonly complete: boolean;
  /** With the option `receiveNextInfo`. */
  readonly next: SCTPNextMessageInfo | undefined;
  constructor(
    /** The message's bytes; they are yours. */
    data: Buffer,
    /** The stream that it came by. */
    stream: number,
    /** Payload protocol identifier. */
    ppid: number,
    /** Whether it may have overtaken others of its stream. */
    unordered: boolean,
    /** Stream sequence number; means nothing where the message is unordered. */
    ssn: number,
    /** Transmission sequence number of the message's first chunk. */
    tsn: number,
    /**
     * Everything up to this TSN has arrived; moves on while messages wait. The userspace engine
     * tells `tsn` here.
     */
    cumulativeTsn: number,
    /** The association's `context` option. */
    context: number,
    associationId: number,
    /** The path that it came by. */
    remoteAddress: SCTPAddress,
    /** False for a piece of a message, with `partialDelivery: 'fragments'`. */
    complete: boolean,
    /** With the option `receiveNextInfo`. */
    next: SCTPNextMessageInfo | undefined,
  );
}
/** What can be sent: bytes, text (as UTF-8), or a message with its own stream and PPID. */
type SCTPSendable =
  | Uint8Array
  | string
  | ({
      data: Uint8Array | string;
    } & SCTPSendOptions);
/** Called once: with `null` when the stack has taken the message, or with why it did not. */
type SCTPSendCallback = (error: Error | null) => void;

/** How {@link createSCTPEndpoint} makes an endpoint. */
interface SCTPEndpointOptions extends SCTPEndpointSettings {
  /**
   * Bytes that may wait for `receive()` or `messages()` before all peers are held back, and to be
   * sent to one association before `send()` answers false. Default 65536.
   */
  highWaterMark?: number;
  /** What `send()` uses where it does not say. */
  defaultSend?: SCTPSendOptions;
  /** Closes the endpoint. */
  signal?: AbortSignal;
}
/** Where an endpoint binds. */
interface SCTPBindOptions {
  /** 0, the default, for a free one. */
  port?: number;
  /** A name or address. Default: all addresses of this host, all of which peers are then told. */
  address?: string;
  /** Several addresses (multihoming), in place of `address`. */
  addresses?: readonly string[];
}
/** Whom a message is for: an association, or a peer that is connected to first if need be. */
type SCTPDestination =
  | {
      associationId: number;
    }
  | {
      address: string;
      port: number;
    };
/** The events of an {@link SCTPEndpoint}, with their arguments. */
type SCTPEndpointEvents = SCTPNotificationEvents & {
  /** It is bound. */
  listening: [];
  /** One message, in dgram's manner. */
  message: [data: Buffer, info: SCTPMessage];
  /** Nothing waits to be sent any more, after `send()` had answered false. */
  drain: [];
  /**
   * An association failed, or was ended for a message beyond `maxMessageSize`. A peer can bring
   * this about, so it is no `'error'`, which would end a process that does not listen to it.
   */
  associationError: [error: Error, associationId: number];
  /** Binding failed, or the socket did. */
  error: [error: Error];
  /** The last event. */
  close: [];
};

/** What can be said of a message to all; a path would be of one association. */
type SCTPSendToAllOptions = Omit<SCTPSendOptions, 'address'>;
/** What became of a message to all, of each association once. */
interface SCTPSendToAllResult {
  /** The associations whose message the stack has taken. */
  associationIds: number[];
  /** Those whose message it has not, and why. */
  failures: {
    associationId: number;
    error: Error;
  }[];
}

/** How {@link SCTPSocket.openStream} opens a stream: what its messages have unless they say. */
interface SCTPStreamOptions extends Omit<SCTPSendOptions, 'stream' | 'signal'> {
  /**
   * What a chunk read is: an {@link SCTPMessage}, or with false the bytes of one as a Buffer. No
   * message is merged or split either way. Default true.
   */
  objectMode?: boolean;
  /**
   * Bytes that may wait to be read before they count as held for the stream, see `maxHeldBytes`,
   * and to be sent before `write()` answers false. Default: the socket's.
   */
  highWaterMark?: number;
}
/** The events of an {@link SCTPStream}, with their arguments. */
interface SCTPStreamEvents<Chunk> {
  /** One message, as the Duplex gives it. */
  data: [chunk: Chunk];
  /** As a Readable's. */
  readable: [];
  /** Nothing of the stream waits to be sent any more, after `write()` had answered false. */
  drain: [];
  /** The peer has reset the stream, or ended the association; all has been read. */
  end: [];
  /** Everything written before `end()` has been taken by the stack. */
  finish: [];
  /** As a Readable's. */
  pause: [];
  /** As a Readable's. */
  resume: [];
  /** Why the association ended other than gracefully; `'close'` follows. */
  error: [error: Error];
  /** The last event. */
  close: [];
}
type Listener$2<Arguments extends unknown[]> = (...args: Arguments) => void;
type AnyListener$1 = (...args: never[]) => void;
/**
 * One SCTP stream of an association, in both directions, as a Duplex: what is written to it leaves
 * on the stream, what the peer sends on the stream of the same number is read from it. Opened by
 * {@link SCTPSocket.openStream}; the peer is not asked, and may open its own or not.
 *
 * Chunks written are as the socket's: a Buffer, a string, or a message with its own PPID, whose
 * `stream` is this one or is left out. Chunks read are messages, or Buffers of one message each.
 *
 * A reader that is slow does not hold up the other streams: messages wait in memory, as many as
 * `highWaterMark` says, and beyond it as many as all streams may hold together, `maxHeldBytes`.
 * Where they hold more the association is not read until they hold less, as it has one window for
 * all of them (RFC 9260 section 6.2).
 *
 * An `incoming` `'streamReset'` ends the readable side; what comes afterwards is the socket's own
 * again. So it is after `destroy()`, which leaves the association as it is, and discards what has
 * not been read (`messagesDiscarded`). A stream that is closed can be opened again. The
 * association's graceful end ends the readable side when all has been read, its failure destroys
 * the stream with the same error.
 *
 * SCTP knows no end of one stream (RFC 9260 section 2): `end()` ends this side of the Duplex when
 * the stack has taken everything, and tells the peer nothing. Where both sides have RFC 6525,
 * `socket.resetStreams({ outgoing: true, streams: [id] })` does, and ends the peer's readable.
 */
declare class SCTPStream<Chunk extends SCTPMessage | Buffer = SCTPMessage> extends Duplex {
  private constructor();
  #private;
  /** The number of the stream. */
  readonly id: number;
  /** Bytes of the messages received, those included that nobody has read yet. */
  bytesRead: number;
  /** Messages received, those included that nobody has read yet. */
  messagesReceived: number;
  /** Bytes of the messages that the stack has taken. */
  bytesWritten: number;
  /** Messages that the stack has taken. */
  messagesSent: number;
  /** Messages received that `destroy()`, or the association's failure, kept from being read. */
  messagesDiscarded: number;
  /** Bytes that wait here for the stack to take them. */
  get bufferedAmount(): number;
  /** Bytes received that wait to be read, the one message aside that the Readable has. */
  get heldBytes(): number;
  /**
   * Sends one message on the stream. Answers false when `highWaterMark` bytes of the stream wait:
   * `'drain'` tells when they are gone. Answers false, too, when the association is ending, and
   * `'close'` comes instead.
   *
   * The callback is called when the stack has taken the message. Where there is none, a message
   * that the stack never took is told by the socket's `'sendFailed'`.
   *
   * @throws `ERR_INVALID_ARG_VALUE` for a message of another stream, and as the socket's `write()`.
   */
  write(chunk: SCTPSendable, callback?: SCTPSendCallback): boolean;
  /** The same, for text in another encoding than UTF-8. */
  write(
    chunk: SCTPSendable,
    encoding: BufferEncoding | undefined,
    callback?: SCTPSendCallback,
  ): boolean;
  /** Messages as they come; leaving the loop leaves the stream open. */
  messages(): AsyncIterableIterator<Chunk>;
  /**
   * Ends the stream, and closes it when the stack has taken what was written. Rejects with the
   * error that ended the association. What has not been read is discarded.
   */
  [Symbol.asyncDispose](): Promise<void>;
}
interface SCTPStream<Chunk> {
  on<Event extends keyof SCTPStreamEvents<Chunk>>(
    event: Event,
    listener: Listener$2<SCTPStreamEvents<Chunk>[Event]>,
  ): this;
  on(event: string | symbol, listener: AnyListener$1): this;
  once<Event extends keyof SCTPStreamEvents<Chunk>>(
    event: Event,
    listener: Listener$2<SCTPStreamEvents<Chunk>[Event]>,
  ): this;
  once(event: string | symbol, listener: AnyListener$1): this;
  [Symbol.asyncIterator](): NodeJS.AsyncIterator<Chunk>;
}

type Listener$1 = Parameters<Duplex['removeListener']>[1];
/**
 * The flow of messages in both directions over one association, with its backpressure and its
 * ends: what makes an {@link SCTPSocket} a Duplex.
 */
declare abstract class MessageDuplex extends Duplex {
  #private;
  /** The engine that carries it. */
  readonly engine: SCTPEngine;
  /** Bytes of the messages received, those included that nobody has read yet. */
  bytesRead: number;
  /** Messages received, those included that nobody has read yet. */
  messagesReceived: number;
  /** Bytes of the messages that the stack has taken. */
  get bytesWritten(): number;
  /** Messages that the stack has taken. */
  get messagesSent(): number;
  /** Bytes that wait here for the stack to take them. */
  get bufferedAmount(): number;
  /**
   * Sends one message. Answers false when `highWaterMark` bytes wait: `'drain'` tells when they
   * are gone. Answers false, too, when the association is ending, and `'close'` comes instead.
   *
   * The callback is called when the stack has taken the message. Where there is none, a message
   * that the stack never took is told by `'sendFailed'`, as one that it took and could not deliver.
   *
   * @throws `ERR_INVALID_ARG_TYPE`, `ERR_OUT_OF_RANGE`, `ERR_SCTP_EMPTY_MESSAGE`,
   * `ERR_SCTP_INVALID_STREAM` for a stream that was not negotiated.
   */
  write(chunk: SCTPSendable, callback?: SCTPSendCallback): boolean;
  /** The same, for text in another encoding than UTF-8. */
  write(
    chunk: SCTPSendable,
    encoding: BufferEncoding | undefined,
    callback?: SCTPSendCallback,
  ): boolean;
  /**
   * Sends one message with options of its own; as `write()`. Where the callback is left out it
   * gives a Promise, which resolves when the stack has taken the message; whoever does not await
   * it need not catch it, as `'error'` and `'close'` tell of the association's end all the same.
   *
   * @throws as `write()`; the Promise form rejects with the same.
   */
  send(
    data: Uint8Array | string,
    options: SCTPSendOptions | undefined,
    callback: SCTPSendCallback,
  ): boolean;
  send(data: Uint8Array | string, options?: SCTPSendOptions): Promise<void>;
  /**
   * Opens one stream of the association, in both directions. From now on what the peer sends on it
   * is read from there; what it sends on streams that nobody has opened is the socket's own.
   *
   * @param id 0 to one less than the negotiated number of streams in either direction. Before
   * `'connect'` any; one that the association turns out not to have is destroyed.
   * @throws `ERR_INVALID_ARG_TYPE`, `ERR_OUT_OF_RANGE`, `ERR_SCTP_INVALID_STREAM`,
   * `ERR_SCTP_STREAM_IS_OPEN`, `ERR_SCTP_CLOSED`.
   */
  openStream(
    id: number,
    options: SCTPStreamOptions & {
      objectMode: false;
    },
  ): SCTPStream<Buffer>;
  openStream(
    id: number,
    options?: SCTPStreamOptions & {
      objectMode?: true;
    },
  ): SCTPStream;
  /** Messages as they come; leaving the loop leaves the socket open. */
  messages(): AsyncIterableIterator<SCTPMessage>;
  removeListener(event: string | symbol, listener: Listener$1): this;
  off(event: string | symbol, listener: Listener$1): this;
  removeAllListeners(...event: [name?: string | symbol]): this;
}

/** How far an association has come, seen from this side (RFC 9260 section 4). */
type SCTPAssociationState =
  | 'connecting'
  | 'established'
  /** `end()` or `shutdown()` was called: what is queued is still delivered. */
  | 'shuttingDown'
  /** The peer has shut down: what it sent before can still be read. */
  | 'peerShutdown'
  | 'closed';
/** Who or what ended an association. */
type SCTPEndCause =
  /** This side: `end()`, `shutdown()`, `destroy()`. */
  | 'localShutdown'
  /** This side: `abort()`, or `destroy()` with something undelivered. */
  | 'localAbort'
  /** The peer, gracefully. */
  | 'peerShutdown'
  /** The peer, by an ABORT chunk. */
  | 'peerAbort'
  /** Nobody: no path to the peer worked any more. */
  | 'pathLoss'
  /** The peer's host answered that nothing listens there. */
  | 'refused'
  /** Nobody answered the attempts to connect; or the peer did not let a shutdown finish. */
  | 'timeout'
  /** The stack or its socket failed. */
  | 'failure';

/** The events of an {@link SCTPSocket}, with their arguments. */
type SCTPSocketEvents = SCTPNotificationEvents & {
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
/** The events' types, for every way to listen. */
type Listener<Event extends keyof SCTPSocketEvents> = (...args: SCTPSocketEvents[Event]) => void;
type AnyListener = (...args: never[]) => void;
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
declare class SCTPSocket extends MessageDuplex {
  private constructor();
  #private;
  /** Milliseconds without traffic until `'timeout'`, or `undefined`. */
  timeout: number | undefined;
  /** The association's id, or 0 before there is one. Ids are reused, though not soon. */
  get id(): number;
  /** How far the association has come, seen from this side; `getStatus().state` is the stack's. */
  get state(): SCTPAssociationState;
  /** Whether the association is still being set up. */
  get connecting(): boolean;
  /** As net's: true until `'connect'`. */
  get pending(): boolean;
  /** Who or what ended the association, once it has ended. */
  get endedBy(): SCTPEndCause | undefined;
  /** Negotiated with the peer; 0 while connecting. */
  get inboundStreams(): number;
  /** Negotiated with the peer: messages go on streams 0 to one less. 0 while connecting. */
  get outboundStreams(): number;
  /** The file descriptor, or -1 where the engine has none or the socket is closed. */
  get fd(): number;
  /** All addresses of this side, as they are now. */
  get localAddresses(): SCTPAddress[];
  /** All addresses of the peer, as they are now. */
  get remoteAddresses(): SCTPAddress[];
  /** The first of this side's addresses; `undefined` before there is one. */
  get localAddress(): string | undefined;
  /** This side's port, which all its addresses share. */
  get localPort(): number | undefined;
  /** `'IPv4'` or `'IPv6'`. */
  get localFamily(): string | undefined;
  /** The first of the peer's addresses; `undefined` before there is one. */
  get remoteAddress(): string | undefined;
  /** The peer's port, which all its addresses share. */
  get remotePort(): number | undefined;
  /** `'IPv4'` or `'IPv6'`. */
  get remoteFamily(): string | undefined;
  /** The first local address, as net's; `{}` before there is one. */
  address(): SCTPAddress | Record<string, never>;
  /**
   * Ends the association gracefully (RFC 9260 section 9.2): everything sent is delivered first.
   * Resolves when the peer has confirmed it, or rejects with the error that ended it.
   */
  shutdown(callback: (error: Error | null) => void): void;
  shutdown(): Promise<void>;
  /**
   * Ends the association at once, by an ABORT chunk that carries `reason` to the peer (RFC 9260
   * section 9.1). What has not been delivered is lost, and its callbacks say so.
   *
   * @throws `ERR_INVALID_ARG_TYPE`; `ERR_OUT_OF_RANGE` for a reason of more than 1400 bytes.
   */
  abort(reason?: string | Uint8Array): void;
  /** Resolves when the association has been shut down. */
  [Symbol.asyncDispose](): Promise<void>;
  /**
   * Reads a socket option of this association.
   *
   * @throws `ERR_INVALID_ARG_VALUE`, `ERR_SCTP_FEATURE_UNSUPPORTED`, system errors.
   */
  getOption<Name extends SCTPOptionName>(
    name: Name,
    target?: Omit<SCTPOptionTarget, 'associationId'>,
  ): SCTPOptions[Name];
  /** Writes a socket option of this association; errors as {@link getOption}. */
  setOption<Name extends SCTPOptionName>(
    name: Name,
    value: SCTPOptionSettings[Name],
    target?: Omit<SCTPOptionTarget, 'associationId'>,
  ): void;
  /** The association as the stack sees it (RFC 6458 section 8.2.1). */
  getStatus(): SCTPAssociationStatus;
  /** One path to the peer (RFC 6458 section 8.2.2). */
  getPeerAddressInfo(address: string): SCTPPathInfo;
  /** What the stack has counted, as far as it counts. */
  getStatistics(): SCTPStatistics;
  /**
   * How many messages were given up by `policy` (RFC 7496 section 4), on all streams or on one.
   *
   * @throws `ERR_INVALID_ARG_VALUE`; `ERR_OUT_OF_RANGE` and EINVAL for a stream that there is not.
   */
  getPartialReliabilityStatus(
    policy?: SCTPAbandonmentPolicy,
    stream?: number,
  ): SCTPPartialReliabilityStatus;
  /** Asks for a sign of life at once, on one path or on each (RFC 6458 section 8.1.12). */
  requestHeartbeat(address?: string): void;
  /** Whether small messages are sent at once instead of being bundled. */
  setNoDelay(noDelay?: boolean): this;
  /**
   * `SO_SNDBUF` in bytes. On a server's shared socket it is that of all associations together.
   *
   * @throws as {@link setOption}.
   */
  setSendBufferSize(size: number): void;
  /**
   * `SO_RCVBUF` in bytes, at most twice `net.core.rmem_max`. On a server's shared socket it is
   * that of all associations together.
   *
   * @throws as {@link setOption}.
   */
  setRecvBufferSize(size: number): void;
  /** Which notifications the stack gives (RFC 6458 section 6.2.2). */
  subscribeEvents(events: SCTPEventSubscription): void;
  /** Adds addresses of this host; the peer learns of them where ASCONF is on (RFC 5061). */
  bindAddresses(addresses: readonly string[]): void;
  /** Removes addresses of this host; one must remain. */
  unbindAddresses(addresses: readonly string[]): void;
  /** Sends to this address of the peer from now on. */
  setPrimaryAddress(address: string): void;
  /** Asks the peer to send to this address of ours (RFC 5061 section 5.1). */
  requestPeerPrimaryAddress(address: string): void;
  /** Resets streams' sequence numbers (RFC 6525); `'streamReset'` tells how it went. */
  resetStreams(request: SCTPStreamResetRequest): void;
  /**
   * Begins all sequence numbers anew, of messages and of chunks, both ways (RFC 6525 section
   * 6.3.3); `'associationReset'` tells how it went. The association goes on.
   *
   * @throws EAGAIN while messages wait to be acknowledged, EINPROGRESS while an earlier request
   * does; `ERR_SCTP_FEATURE_UNSUPPORTED`.
   */
  resetAssociation(): void;
  /** Adds streams (RFC 6525); `'streamChange'` tells how it went. */
  addStreams(request: { inbound?: number; outbound?: number }): void;
  /**
   * Adds a shared key, or replaces one that is not in use, of this association (RFC 6458
   * section 8.3.3). Both ends need the same, by the same id.
   *
   * @throws `ERR_SCTP_FEATURE_UNSUPPORTED` without AUTH, and what is wrong with the arguments;
   * errors never show the secret.
   */
  setAuthKey(key: SCTPAuthKey): void;
  /** Authenticates what is sent from now on with this key (section 8.1.18). EINVAL: there is none. */
  activateAuthKey(keyId: number): void;
  /**
   * Sends nothing more with a key that is not the active one (section 8.3.4): `'authentication'`
   * says `'freeKey'` when nothing that was is left to acknowledge.
   */
  deactivateAuthKey(keyId: number): void;
  /** Forgets a key that is neither active nor in use (section 8.3.5). EINVAL: it is. */
  deleteAuthKey(keyId: number): void;
  /** After `timeout` milliseconds without traffic `'timeout'` is emitted; nothing else happens. */
  setTimeout(timeout: number, callback?: () => void): this;
  /** Undoes {@link unref}. */
  ref(): this;
  /** Lets the process end although the socket is open; a shared socket is its server's to hold. */
  unref(): this;
}
interface SCTPSocket {
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

/**
 * One socket for any number of associations, in the manner of `dgram.Socket` (RFC 6458 section 3):
 * messages come from and go to associations by their ids, without an object for each.
 *
 * Messages wait, up to `highWaterMark`, until `'message'` is listened to, or `receive()` or
 * `messages()` asks for them.
 */
declare class SCTPEndpoint extends EndpointControls<SCTPEndpointEvents> implements AsyncDisposable {
  private constructor();
  #private;
  /** The engine that carries it. */
  readonly engine: SCTPEngine;
  /**
   * Binds; `'listening'` or `'error'` tells how it went. What needs a bound endpoint binds it to a
   * free port of all addresses.
   *
   * @throws `ERR_SCTP_IS_BOUND`, `ERR_SCTP_CLOSED`, and what is wrong with the arguments.
   */
  bind(port?: number, callback?: () => void): this;
  bind(options: SCTPBindOptions, callback?: () => void): this;
  /** Accepts associations that peers begin. Binds first if need be. */
  listen(backlog?: number): this;
  /**
   * Begins an association, and resolves to its id when it is up; one that there is already is given
   * at once. Binds first if need be.
   *
   * Rejects as {@link connectSCTP}'s `'error'`.
   */
  connect(addresses: string | readonly string[], port: number): Promise<number>;
  /** Ends the endpoint; every association is shut down gracefully, in the background. */
  close(callback: () => void): this;
  close(): Promise<void>;
  /** As {@link close}. */
  [Symbol.asyncDispose](): Promise<void>;
  /** Undoes {@link unref}. */
  ref(): this;
  /** Lets the process end although the endpoint is open. */
  unref(): this;
  /** The file descriptor, or -1 where the engine has none, or it is not bound. */
  get fd(): number;
  /** The first address that it is bound to. Throws `ERR_SCTP_NOT_BOUND`. */
  address(): SCTPAddress;
  /** All addresses that it is bound to. */
  addresses(): SCTPAddress[];
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
  /**
   * Sends one message to every association that is up, those that were peeled off aside (as
   * SCTP_SENDALL, RFC 6458 section 5.3.4). Resolves when each has been decided upon, on both engines
   * alike: an association that has no room has its message wait, as by {@link send}, and holds up no
   * other; one that fails does not fail the others.
   *
   * Rejects with `ERR_SCTP_EMPTY_MESSAGE`, `ERR_SCTP_CLOSED`, and what is wrong with the arguments,
   * before anything is sent.
   */
  sendToAll(
    data: Uint8Array | string,
    options?: SCTPSendToAllOptions,
  ): Promise<SCTPSendToAllResult>;
  /**
   * The next message, or `undefined` when the endpoint closes.
   *
   * Rejects with an AbortError.
   */
  receive({ signal }?: { signal?: AbortSignal }): Promise<SCTPMessage | undefined>;
  /** Messages as they come, until the endpoint closes. */
  messages(): AsyncIterableIterator<SCTPMessage>;
  /** Those that are up, or being set up. */
  getAssociationIds(): number[];
  /**
   * Moves an association to a socket of its own (RFC 6458 section 9.2), with all that waits for
   * it. The only one there is need not be named.
   *
   * @throws `ERR_SCTP_NO_ASSOCIATION`, `ERR_SCTP_AMBIGUOUS_ASSOCIATION`, system errors.
   */
  peelOff(associationId?: number): SCTPSocket;
  /** Ends an association gracefully; `'associationChange'` tells when it is done. */
  shutdownAssociation(associationId: number): void;
  /** Ends an association at once; `reason` reaches the peer, as by {@link SCTPSocket.abort}. */
  abortAssociation(associationId: number, reason?: string | Uint8Array): void;
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
declare function createSCTPEndpoint(
  options: SCTPEndpointOptions,
  messageListener?: (data: Buffer, info: SCTPMessage) => void,
): SCTPEndpoint;
declare function createSCTPEndpoint(
  messageListener?: (data: Buffer, info: SCTPMessage) => void,
): SCTPEndpoint;

/** Whose association a diagnostics channel tells of: one of the two. */
interface SCTPDiagnosticsOwner {
  socket?: SCTPSocket;
  endpoint?: SCTPEndpoint;
}
/** What all that is told of an association has. */
interface SCTPDiagnosticsOrigin extends SCTPDiagnosticsOwner {
  engine: SCTPEngine;
  /** 0 where there is none yet. */
  associationId: number;
  /** The peer's address that something came by last; absent before anything did. */
  remoteAddress?: SCTPAddress | undefined;
}
/** `sctp.association.up`: an association is up, or its peer has begun it anew. */
interface SCTPAssociationUp extends SCTPDiagnosticsOrigin {
  outboundStreams: number;
  inboundStreams: number;
  /** The peer has lost its side of it, and set it up again (RFC 9260 section 5.2). */
  restarted: boolean;
}
/**
 * `sctp.association.down`: once for each association that was up, and for each attempt to set one
 * up that failed. It comes when this side is through with it: where a socket was destroyed, or its
 * endpoint closed, before the peer has confirmed it.
 */
interface SCTPAssociationDown extends SCTPDiagnosticsOrigin {
  endedBy: SCTPEndCause;
  /** Absent where it was ended gracefully, or from this side. */
  error?: SCTPError | undefined;
}
/** `sctp.path.change`: a path to the peer came, went, or is the primary one now. */
interface SCTPPathChange
  extends SCTPDiagnosticsOrigin, Pick<SCTPPeerAddressChange, 'address' | 'state' | 'error'> {}
/**
 * `sctp.send.failed`: a message was not delivered, as far as is known. Also where a callback has
 * been told; not where its `signal` has withdrawn it.
 */
interface SCTPSendFailure
  extends SCTPDiagnosticsOrigin, Pick<SCTPSendFailed, 'reason' | 'error' | 'message'> {
  /** Why the stack was not given it; absent where the stack has given it up. */
  cause?: Error;
}
/** `sctp.engine.choice`: which engine sockets have from now on, once for each selection. */
interface SCTPEngineChoice {
  engine: SCTPEngine;
  /** What was asked for, by the option or by SCTP_ENGINE. */
  selection: SCTPEngineSelection;
  /** As `chosenBecause` of the capabilities. */
  because: string;
}
/**
 * The channels of `node:diagnostics_channel` that the package publishes on, by name, and what it
 * publishes there. Nothing is put together for a channel without subscribers.
 */
interface SCTPDiagnostics {
  'sctp.association.up': SCTPAssociationUp;
  'sctp.association.down': SCTPAssociationDown;
  'sctp.path.change': SCTPPathChange;
  'sctp.send.failed': SCTPSendFailure;
  'sctp.engine.choice': SCTPEngineChoice;
}

/** The UDP ports of an endpoint (RFC 6951). */
interface SCTPUDPEncapsulation {
  /**
   * Ours, on the userspace engine; 0 for a free one. Default: 9899 for an endpoint that listens on
   * an SCTP port of its choice, a free one that the process's others share.
   */
  localPort?: number;
  /**
   * The peer's. Default, on the userspace engine: that of the endpoint of this process that listens
   * there, else 9899; on the kernel none, which means no encapsulation.
   */
  remotePort?: number;
}
/** What can be said of every endpoint when it is made. */
interface SCTPEndpointSettings {
  /** Default `'auto'`. */
  engine?: SCTPEngineSelection;
  /** IPv4 or IPv6 only; 0, the default, for what the addresses are. */
  family?: 0 | 4 | 6;
  /** Accept no IPv4 on an IPv6 endpoint. Default false. */
  ipv6Only?: boolean;
  /** Looks host names up. Default `dns.lookup`. */
  lookup?: SCTPLookupFunction;
  /** Streams to send on that are asked for, 1 to 65535; the peer may grant fewer. Default 10. */
  outboundStreams?: number;
  /** Streams to receive on that are granted, 1 to 65535. Default 65535. */
  maxInboundStreams?: number;
  /** How often an unanswered INIT is repeated, 1 to 65535. Default: the stack's, 8. */
  maxInitAttempts?: number;
  /** The longest wait between two INITs, in milliseconds. Default: the maximal RTO, 60000. */
  maxInitTimeout?: number;
  /**
   * Send small messages at once instead of waiting for acknowledgements of earlier ones. Default
   * false, as in net; turn it on for request and response.
   */
  noDelay?: boolean;
  /** `SO_SNDBUF` in bytes. Default: the system's. */
  sendBufferSize?: number;
  /**
   * `SO_RCVBUF` in bytes. Default: 1 MiB or what the system gives, whichever is more; an ordinary
   * user's socket of the kernel engine gets no more than `net.core.rmem_max`.
   */
  receiveBufferSize?: number;
  /**
   * Which notifications the stack gives. Default: all save `senderDry`, which costs a wake-up each
   * time that everything has been acknowledged. Changes of associations and paths, shutdowns and
   * partial deliveries always come, as the sockets live by them.
   */
  events?: SCTPEventSubscription;
  /**
   * `'network'`, the default and what RFC 9260 and every telecom protocol mean; `'host'` for peers
   * that forget `htonl`, as lksctp's examples and the Go fork do.
   */
  ppidByteOrder?: 'network' | 'host';
  /**
   * Bytes of the largest message that is received; the association of a larger one is ended with
   * `ERR_SCTP_MESSAGE_TOO_LARGE`. It bounds what is kept of all incomplete messages of one
   * association together. Default 16777216.
   */
  maxMessageSize?: number;
  /** `'fragments'` gives pieces of large messages as they come (`complete` is false). */
  partialDelivery?: 'reassemble' | 'fragments';
  /**
   * UDP ports, other than by default. The environment variable `SCTP_UDP_PORT` replaces 9899, and
   * the free port of an endpoint that listens.
   */
  udpEncapsulation?: SCTPUDPEncapsulation;
  /** Any other option, set before anything is bound or connected. */
  options?: Partial<SCTPOptionSettings>;
}

/** What the sockets of a server and of a client have in common. */
interface SCTPSocketSettings {
  /**
   * Bytes that may wait to be read before the peer is held back, and to be sent before `write()`
   * answers false. Default 65536.
   */
  highWaterMark?: number;
  /**
   * Bytes that the streams of {@link SCTPSocket.openStream} may hold together, beyond the
   * `highWaterMark` of each, before the peer is held back. Default 1048576.
   */
  maxHeldBytes?: number;
  /** What `write()` and `send()` use where they do not say. Default: stream 0, PPID 0, ordered. */
  defaultSend?: SCTPSendOptions;
  /** Milliseconds without traffic until `'timeout'`; 0, the default, for never. */
  timeout?: number;
}

/** Where and how {@link connectSCTP} connects. */
interface SCTPConnectOptions extends SCTPEndpointSettings, SCTPSocketSettings {
  /** The peer's port, 1 to 65535. */
  port: number;
  /** The peer's name or address. Default `'localhost'`. */
  host?: string;
  /** Several addresses of one peer (multihoming), in place of `host`. */
  remoteAddresses?: readonly string[];
  /** The address to connect from. Default: whatever the system chooses. */
  localAddress?: string;
  /** Several addresses to connect from (multihoming). */
  localAddresses?: readonly string[];
  /** The port to connect from. Default: a free one. */
  localPort?: number;
  /** Aborts the attempt, and later the association. */
  signal?: AbortSignal;
}
/**
 * Connects to a peer. What fails is told by `'error'`: `ECONNREFUSED` where nothing listens,
 * `ETIMEDOUT` where nobody answers, `ENOTFOUND` where a name has no address.
 *
 * @param options A port, or where and how to connect.
 * @param connectListener Listens to `'connect'`.
 * @throws `ERR_SCTP_UNSUPPORTED` where the engine is not available; `ERR_INVALID_ARG_TYPE`,
 * `ERR_INVALID_ARG_VALUE`, `ERR_OUT_OF_RANGE`, `ERR_SOCKET_BAD_PORT`, `ERR_MISSING_ARGS`,
 * `ERR_SCTP_ADDRESS_MISMATCH` for what is wrong with the arguments.
 *
 * @example
 * ```ts
 * import { connectSCTP, SCTP_PPID } from 'net-sctp';
 *
 * const socket = connectSCTP({ host: '127.0.0.1', port: 3868, noDelay: true });
 * await socket.send('hello', { stream: 1, ppid: SCTP_PPID.DIAMETER });
 * for await (const { data, stream, ppid } of socket) console.log(stream, ppid, data.toString());
 * ```
 */
declare function connectSCTP(options: SCTPConnectOptions, connectListener?: () => void): SCTPSocket;
declare function connectSCTP(port: number, host?: string, connectListener?: () => void): SCTPSocket;
declare function connectSCTP(port: number, connectListener?: () => void): SCTPSocket;

/**
 * Payload protocol identifiers assigned by IANA ("SCTP Payload Protocol Identifiers"), as numbers.
 * A PPID tells the receiving application which protocol a message carries; SCTP itself does not
 * look at it (RFC 9260 section 3.3.1).
 */
declare const SCTP_PPID: Readonly<{
  readonly IUA: 1;
  readonly M2UA: 2;
  readonly M3UA: 3;
  readonly SUA: 4;
  readonly M2PA: 5;
  readonly V5UA: 6;
  readonly H248: 7;
  readonly S1AP: 18;
  readonly RUA: 19;
  readonly HNBAP: 20;
  readonly SBC_AP: 24;
  readonly NBAP: 25;
  readonly X2AP: 27;
  readonly LCS_AP: 29;
  readonly SABP: 31;
  readonly M2AP: 43;
  readonly M3AP: 44;
  readonly DIAMETER: 46;
  readonly DIAMETER_DTLS: 47;
  readonly WEBRTC_DCEP: 50;
  readonly WEBRTC_STRING: 51;
  readonly WEBRTC_BINARY: 53;
  readonly WEBRTC_STRING_EMPTY: 56;
  readonly WEBRTC_BINARY_EMPTY: 57;
  readonly XWAP: 58;
  readonly NGAP: 60;
  readonly XNAP: 61;
  readonly F1AP: 62;
  readonly E1AP: 64;
  readonly NGAP_DTLS: 66;
  readonly XNAP_DTLS: 67;
  readonly F1AP_DTLS: 68;
  readonly E1AP_DTLS: 69;
  readonly E2_CP: 70;
  readonly E2_UP: 71;
  readonly E2_DU: 72;
  readonly W1AP: 73;
}>;
/**
 * Error causes of ABORT and ERROR chunks by their code (RFC 9260 section 3.3.10, RFC 5061
 * section 4.3, RFC 4895 section 4.1).
 */
declare const SCTP_CAUSES: Readonly<Record<number, string>>;

/**
 * What became of the packets that came in by UDP, by number since the process began. Those that
 * are not shaped as the RFCs say go no further than the ingress, and get no answer.
 */
interface SCTPIngressCounters {
  /** Given to the stack, which may still have refused it. */
  readonly taken: number;
  /** No chunk in it, not in words of four bytes, or more than IP carries. */
  readonly badSize: number;
  /** From or to what cannot be an end: multicast, broadcast, port 0. */
  readonly badAddress: number;
  /** CRC32C: not SCTP, or damaged. */
  readonly badChecksum: number;
  /** A verification tag that is not the association's, or none without an INIT. */
  readonly badTag: number;
  /** A chunk that runs past the packet, or is short of its own header. */
  readonly chunkLength: number;
  /** A chunk that is too short or too long for its type. */
  readonly chunkShape: number;
  /** INIT, INIT-ACK or SHUTDOWN-COMPLETE in one packet with others. */
  readonly chunkAlone: number;
  /** A parameter that runs past its chunk, or is short of its own header. */
  readonly parameterLength: number;
  /** A parameter that is too short or too long for its type. */
  readonly parameterShape: number;
  /** A cause of an ERROR or an ABORT that runs past its chunk, or is short of its own header. */
  readonly causeLength: number;
  /** More or fewer gap blocks than the chunk has room for. */
  readonly countMismatch: number;
  /** A COOKIE-ECHO that is not the first. */
  readonly outOfOrder: number;
  /** A report of a middle box, which could not have seen SCTP inside of UDP. */
  readonly middleBox: number;
  /** There was no memory for it. */
  readonly noMemory: number;
}
/**
 * How many packets the userspace engine has taken in and how many it has dropped, by the reason; of
 * the whole process, its workers included. All are 0 while that engine carries nothing: what
 * the kernel drops is in `/proc/net/sctp/snmp`.
 */
declare function getSCTPIngressCounters(): SCTPIngressCounters;

/** When an association is moved to a socket of its own (RFC 6458 section 9.2). */
type SCTPPeelOffPolicy = 'auto' | 'always' | 'never';
/** How {@link createSCTPServer} serves. */
interface SCTPServerOptions extends SCTPEndpointSettings, SCTPSocketSettings {
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
interface SCTPListenOptions {
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
interface SCTPDropArgument {
  associationId: number;
  /** The address that the peer set the association up from. */
  remoteAddress: string | undefined;
  remotePort: number | undefined;
  remoteFamily: string | undefined;
}
/** The events of an {@link SCTPServer}, with their arguments. */
interface SCTPServerEvents {
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
/**
 * Accepts associations, in the manner of `net.Server`: one one-to-many socket carries them all
 * (RFC 6458 section 3), so that a busy server reads the messages of many peers in one system call.
 */
declare class SCTPServer extends EventEmitter<SCTPServerEvents> implements AsyncDisposable {
  private constructor();
  #private;
  /** The engine that carries it. */
  readonly engine: SCTPEngine;
  /** As the option; can be changed. */
  maxAssociations: number;
  /** Whether associations are accepted. */
  get listening(): boolean;
  /** The sockets that are open, by association id. */
  get associations(): ReadonlyMap<number, SCTPSocket>;
  /** The file descriptor of the shared socket, or -1. */
  get fd(): number;
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
  /** The first address that it listens on, or `null`. */
  address(): SCTPAddress | null;
  /** All addresses that it listens on. */
  addresses(): SCTPAddress[];
  /**
   * Accepts no more associations; `'close'` comes when those that there are have ended. The
   * callback, or the Promise where it is left out, has `ERR_SERVER_NOT_RUNNING` where it was not
   * listening.
   */
  close(callback: (error?: Error) => void): this;
  close(): Promise<void>;
  /** As net's; the number of open sockets. */
  getConnections(callback: (error: Error | null, count: number) => void): this;
  /** Reads an option of associations to come. */
  getOption<Name extends SCTPOptionName>(name: Name): SCTPOptions[Name];
  /** Writes an option of associations to come. */
  setOption<Name extends SCTPOptionName>(name: Name, value: SCTPOptionSettings[Name]): void;
  /**
   * Types of chunks that peers of associations to come have to authenticate, beside those that are
   * listed already (RFC 6458 section 8.3.2).
   *
   * @throws `ERR_SCTP_FEATURE_UNSUPPORTED` without AUTH; `ERR_INVALID_ARG_VALUE` for INIT,
   * INIT-ACK, SHUTDOWN-COMPLETE and AUTH, which cannot be.
   */
  setAuthChunks(types: readonly SCTPChunkType[]): void;
  /**
   * Adds a shared key, or replaces one that is not in use, of associations to come (RFC 6458
   * section 8.3.3). Both ends need the same, by the same id.
   *
   * @throws `ERR_SCTP_FEATURE_UNSUPPORTED` without AUTH, and what is wrong with the arguments;
   * errors never show the secret.
   */
  setAuthKey(key: SCTPAuthKey): void;
  /** Authenticates what is sent from now on with this key (section 8.1.18). EINVAL: there is none. */
  activateAuthKey(keyId: number): void;
  /**
   * Sends nothing more with a key that is not the active one (section 8.3.4): `'authentication'`
   * says `'freeKey'` when nothing that was is left to acknowledge.
   */
  deactivateAuthKey(keyId: number): void;
  /** Forgets a key that is neither active nor in use (section 8.3.5). EINVAL: it is. */
  deleteAuthKey(keyId: number): void;
  /** Undoes {@link unref}. */
  ref(): this;
  /** Lets the process end although the server listens. */
  unref(): this;
  /** The sockets of associations as they come, until the server closes. */
  [Symbol.asyncIterator](): AsyncIterableIterator<SCTPSocket>;
  /** Resolves when it accepts no more associations and those that there were have ended. */
  [Symbol.asyncDispose](): Promise<void>;
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
declare function createSCTPServer(
  options: SCTPServerOptions,
  connectionListener?: (socket: SCTPSocket) => void,
): SCTPServer;
declare function createSCTPServer(connectionListener?: (socket: SCTPSocket) => void): SCTPServer;

export {
  MessageDuplex,
  SCTPEndpoint,
  SCTPError,
  SCTPMessage,
  SCTPServer,
  SCTPSocket,
  SCTPStream,
  SCTP_CAUSES,
  SCTP_ERROR_CODES,
  SCTP_PPID,
  connectSCTP,
  createSCTPEndpoint,
  createSCTPServer,
  formatSCTPAddress,
  getSCTPCapabilities,
  getSCTPIngressCounters,
  isSCTPSupported,
  resolveSCTPAddress,
  resolveSCTPAddresses,
  sctpAddress,
};
export type {
  SCTPAbandonmentPolicy,
  SCTPAdaptationIndication,
  SCTPAddress,
  SCTPAssociationChange,
  SCTPAssociationDown,
  SCTPAssociationFeatures,
  SCTPAssociationReset,
  SCTPAssociationState,
  SCTPAssociationStatus,
  SCTPAssociationUp,
  SCTPAuthKey,
  SCTPAuthentication,
  SCTPBindOptions,
  SCTPCapabilities,
  SCTPChunkType,
  SCTPConnectOptions,
  SCTPDestination,
  SCTPDiagnostics,
  SCTPDiagnosticsOrigin,
  SCTPDiagnosticsOwner,
  SCTPDropArgument,
  SCTPEndCause,
  SCTPEndpointEvents,
  SCTPEndpointOptions,
  SCTPEndpointSettings,
  SCTPEngine,
  SCTPEngineChoice,
  SCTPEngineSelection,
  SCTPErrorCode,
  SCTPErrorDetails,
  SCTPEventSubscription,
  SCTPFeatures,
  SCTPHMACIdentifier,
  SCTPHostPort,
  SCTPIngressCounters,
  SCTPKernelStatistics,
  SCTPListenOptions,
  SCTPLookupFunction,
  SCTPNextMessageInfo,
  SCTPNotification,
  SCTPNotificationEvents,
  SCTPNotificationsStopped,
  SCTPOptionName,
  SCTPOptionSettings,
  SCTPOptionTarget,
  SCTPOptions,
  SCTPPartialDeliveryAborted,
  SCTPPartialReliability,
  SCTPPartialReliabilityStatus,
  SCTPPathChange,
  SCTPPathInfo,
  SCTPPathParameters,
  SCTPPathSettings,
  SCTPPeelOffPolicy,
  SCTPPeerAddressChange,
  SCTPPeerShutdown,
  SCTPRemoteError,
  SCTPResolveOptions,
  SCTPSendCallback,
  SCTPSendFailed,
  SCTPSendFailure,
  SCTPSendOptions,
  SCTPSendToAllOptions,
  SCTPSendToAllResult,
  SCTPSendable,
  SCTPSenderDry,
  SCTPServerEvents,
  SCTPServerOptions,
  SCTPSocketEvents,
  SCTPSocketSettings,
  SCTPStatistics,
  SCTPStreamChange,
  SCTPStreamEvents,
  SCTPStreamOptions,
  SCTPStreamReset,
  SCTPStreamResetRequest,
  SCTPTimeouts,
  SCTPUDPEncapsulation,
  SCTPUnknownNotification,
};
