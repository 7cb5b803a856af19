import type { SCTPOptionName, SCTPOptions, SCTPOptionTarget } from '../../lib/index';

/** The kinds that sockets live by, as bits. */
export const vitalEvents = 0b10100110;

/** A value, and how it crosses. */
interface Sample<Name extends SCTPOptionName> {
  value: SCTPOptions[Name];
  /** What the addon is given. */
  written?: number[];
  /** What the addon gives. */
  read?: (number | string)[];
  /** What it is asked for by, and how that crosses. */
  query?: [SCTPOptionTarget, number[]];
}

const flag = { value: true, written: [1], read: [1] };
export const path = { address: '192.0.2.1', port: 3868, family: 'IPv4' } as const;
const pathInfo = { congestionWindow: 1, smoothedRtt: 2, rto: 3, mtu: 4 } as const;

function same<Value>(value: Value, numbers: number[]): { value: Value } & Sample<never> {
  return { value, written: numbers, read: numbers } as { value: Value } & Sample<never>;
}

/** One of each option. */
export const samples: { readonly [Name in SCTPOptionName]: Sample<Name> } = {
  sendBufferSize: same(0x7fffffff, [0x7fffffff]),
  receiveBufferSize: same(1, [1]),
  linger: same({ enabled: true, seconds: 5 }, [1, 5]),
  rtoInfo: same({ initial: 1, max: 2, min: 0xffffffff }, [1, 2, 0xffffffff]),
  associationParameters: same(
    {
      maxRetransmits: 1,
      peerDestinations: 2,
      peerReceiverWindow: 3,
      localReceiverWindow: 4,
      cookieLifetime: 5,
    },
    [1, 2, 3, 4, 5],
  ),
  initOptions: same(
    { outboundStreams: 1, maxInboundStreams: 2, maxAttempts: 3, maxTimeout: 65535 },
    [1, 2, 3, 65535],
  ),
  noDelay: flag,
  autoClose: same(60, [60]),
  mappedV4: flag,
  autoAsconf: flag,
  reusePort: flag,
  primaryAddress: { value: path, written: [], read: ['192.0.2.1', 3868] },
  adaptationIndication: same(0xffffffff, [0xffffffff]),
  disableFragments: flag,
  peerAddressParameters: same(
    {
      heartbeat: 'enabled' as const,
      heartbeatInterval: 1,
      pathMaxRetransmits: 2,
      pathMtuDiscovery: false,
      pathMtu: 3,
      sackDelay: 4,
      ipv6FlowLabel: 6,
      dscp: 7,
    },
    [1, 2, 3, 4, 1 + 16 + 32 + 256 + 512, 6, 7],
  ),
  maxSegmentSize: same(0, [0]),
  delayedSack: same({ delay: 200, frequency: 2 }, [200, 2]),
  fragmentInterleave: same(2, [2]),
  partialDeliveryPoint: same(65536, [65536]),
  maxBurst: same(4, [4]),
  context: same(0xffffffff, [0xffffffff]),
  receiveNextInfo: flag,
  defaultSendOptions: same(
    { stream: 1, ppid: 3, unordered: true, sackImmediately: true, context: 4 },
    [1, 5, 3, 4],
  ),
  defaultPartialReliability: same({ policy: 'rtx', value: 9 } as const, [2, 9]),
  events: { value: { senderDry: true, sendFailed: false }, written: [vitalEvents | (1 << 9)] },
  status: {
    value: {
      state: 'established',
      receiverWindow: 11,
      unackedData: 12,
      pendingData: 13,
      inboundStreams: 14,
      outboundStreams: 15,
      fragmentationPoint: 16,
      primary: { address: path, state: 'active', ...pathInfo },
    },
    read: [3, 11, 12, 13, 14, 15, 16, '192.0.2.1', 3868, 2, 1, 2, 3, 4],
  },
  peerAddressInfo: { value: { state: 'unconfirmed', ...pathInfo }, read: [3, 1, 2, 3, 4] },
  associationIds: { value: [3, 4], read: [3, 4] },
  associationCount: { value: 2, read: [2] },
  peerPrimaryAddress: { value: path, written: [] },
  reconfigSupported: flag,
  streamResetEnabled: same({ streams: true, association: false, addStreams: true }, [5]),
  resetStreams: {
    value: { incoming: false, outgoing: true, streams: [0, 65535] },
    written: [2, 0, 65535],
  },
  addStreams: { value: { inbound: 1, outbound: 65535 }, written: [1, 65535] },
  asconfSupported: flag,
  authSupported: flag,
  partialReliabilitySupported: flag,
  ecnSupported: flag,
  partialReliabilityStatus: {
    value: { abandonedUnsent: 7, abandonedSent: 2 ** 40 },
    read: [1, 7, 2 ** 40],
    query: [{ policy: 'rtx' }, [1, 0, 0]],
  },
  streamPartialReliabilityStatus: {
    value: { abandonedUnsent: 7, abandonedSent: 8 },
    read: [9, 3, 7, 8],
    query: [{ stream: 9, policy: 'all' }, [9, 3, 0, 0]],
  },
  peerAddressThresholds: same(
    { pathMaxRetransmits: 5, potentiallyFailed: 0, primarySwitchover: 8 },
    [5, 0, 8],
  ),
  exposePotentiallyFailed: same('enabled' as const, [2]),
  plpmtudProbeInterval: same(5000, [5000]),
  statistics: {
    value: {
      maxRto: 1000,
      maxRtoAddress: path,
      sacksReceived: 1,
      sacksSent: 2,
      packetsSent: 3,
      packetsReceived: 4,
      chunksRetransmitted: 5,
      chunksOutOfSequence: 6,
      chunksDuplicated: 7,
      gapAcksReceived: 8,
      unorderedChunksSent: 9,
      unorderedChunksReceived: 10,
      orderedChunksSent: 11,
      orderedChunksReceived: 12,
      controlChunksSent: 13,
      controlChunksReceived: 14,
    },
    read: ['192.0.2.1', 3868, 1000, ...Array.from({ length: 14 }, (_, index) => index + 1)],
  },
  timeouts: {
    value: { init: 1, data: 2, sack: 3, shutdown: 4, heartbeat: 5, cookie: 6, shutdownAck: 7 },
    read: [1, 2, 3, 4, 5, 6, 7],
  },
  nrSackSupported: flag,
  packetDroppedSupported: flag,
  remoteUdpEncapsulationPort: same(9899, [9899]),
  localUdpEncapsulationPort: same(0, [0]),
  authChunks: { value: ['ASCONF-ACK'], written: [128] },
  hmacIdentifiers: same(['sha256', 'sha1'] as const, [3, 1]),
  authKey: { value: { keyId: 7, secret: 'né' }, written: [7, 0x6e, 0xc3, 0xa9] },
  authActiveKey: same(65535, [65535]),
  deactivateAuthKey: { value: 7, written: [7] },
  deleteAuthKey: { value: 7, written: [7] },
  localAuthChunks: { value: ['DATA', 2, 'I-FORWARD-TSN'], read: [0, 2, 194] },
  peerAuthChunks: { value: [], read: [] },
  streamScheduler: same('roundRobinPerPacket' as const, [5]),
  streamSchedulerValue: {
    ...same({ stream: 1, value: 65535 }, [1, 65535]),
    query: [{ stream: 1 }, [1, 0]],
  },
  interleavingSupported: flag,
  resetAssociation: { value: true, written: [] },
};
