import type { SCTPAddress } from './address';
import type { SCTPAuthKey, SCTPChunkType, SCTPHMACIdentifier } from './auth';
import type { NotificationKind } from './batch';
import type { enumerations } from './events';

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
   * engines start with 3000, 60000 and 1000. When set, 0 or none is as it was. How soon a lost path is noticed depends on `min` and on
   * `pathMaxRetransmits`.
   */
  rtoInfo: { initial: number; max: number; min: number };
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
  defaultPartialReliability: { policy: Row<'partialReliabilityPolicy'>; value: number };
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

/**
 * What `setOption` takes: {@link SCTPOptions}, of which records may leave out what is to stay as it
 * is.
 */
export interface SCTPOptionSettings extends Omit<SCTPOptions, PartlyWritten> {
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
export interface SCTPPathParameters {
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
export type SCTPPathSettings = Partial<Omit<SCTPPathParameters, 'heartbeat'>> & {
  /**
   * `'demand'` sends one at once, on the path that the target's `address` names; where it names
   * none the userspace engine refuses it (EINVAL). `requestHeartbeat()` says it better.
   */
  heartbeat?: SCTPPathParameters['heartbeat'] | 'demand';
};

/** How many messages were given up (RFC 7496 section 4). */
export interface SCTPPartialReliabilityStatus {
  /** Before any of it was sent. */
  abandonedUnsent: number;
  /** After some of it was. */
  abandonedSent: number;
}

/** Why a message was given up, or all of these. */
export type SCTPAbandonmentPolicy = 'ttl' | 'rtx' | 'priority' | 'all';

/** What Linux counts of an association, since it began. */
export interface SCTPKernelStatistics {
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
export interface SCTPTimeouts {
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
export interface SCTPStatistics extends Partial<SCTPKernelStatistics> {
  readonly timeouts?: SCTPTimeouts;
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
  /** One of the outgoing streams, for `streamPartialReliabilityStatus` and `streamSchedulerValue`. */
  stream?: number;
  /** For `partialReliabilityStatus` and `streamPartialReliabilityStatus`. */
  policy?: SCTPAbandonmentPolicy;
}

/** The name of one of {@link SCTPOptions}. */
export type SCTPOptionName = keyof SCTPOptions;
