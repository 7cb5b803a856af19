import { fromHost } from './address';
import {
  authKeyNumbers,
  fromChunkType,
  fromHmacIdentifier,
  type SCTPChunkType,
  toChunkType,
  toHmacIdentifiers,
} from './auth';
import { type NotificationKind, notificationKinds, transmitFlags } from './batch';
import { invalidArgType, invalidArgValue } from './errors';
import { enumerations } from './events';
import {
  address,
  bitsOf,
  choice,
  flag,
  integer,
  numberIfAny,
  optionalBoolean,
  optionalInteger,
  type OptionRow,
  partialRecord,
  readOnly,
  record,
  uint32,
  type Value,
  writeOnly,
} from './option-codecs';
import type {
  SCTPEventSubscription,
  SCTPOptionName,
  SCTPOptions,
  SCTPOptionSettings,
  SCTPOptionTarget,
  SCTPPathInfo,
} from './option-types';
import {
  validateBoolean,
  validateInteger,
  validateObject,
  validateOneOf,
  validateUint16,
} from './validate';

/** RFC 7829 section 7.2: the primary path is never another's for good. */
const neverSwitchOver = 0xffff;

const abandoningPolicies = ['ttl', 'rtx', 'priority', 'all'] as const;

const counters = [
  'sacksReceived',
  'sacksSent',
  'packetsSent',
  'packetsReceived',
  'chunksRetransmitted',
  'chunksOutOfSequence',
  'chunksDuplicated',
  'gapAcksReceived',
  'unorderedChunksSent',
  'unorderedChunksReceived',
  'orderedChunksSent',
  'orderedChunksReceived',
  'controlChunksSent',
  'controlChunksReceived',
] as const;

/** In the order of src/option.def, which numbers them; a test compares the two. */
export const optionTable: {
  readonly [Name in SCTPOptionName]: OptionRow<SCTPOptions[Name], SCTPOptionSettings[Name]>;
} = {
  sendBufferSize: integer('size', 1, 0x7fffffff),
  receiveBufferSize: integer('size', 1, 0x7fffffff),
  linger: {
    fields: ['enabled', 'seconds'],
    encode: (value) => {
      validateObject(value, 'value');
      const { enabled, seconds } = value;
      validateBoolean(enabled, 'value.enabled');
      validateInteger(seconds, 'value.seconds', 0, 0x7fffffff);
      return [Number(enabled), seconds];
    },
    decode: ([enabled, seconds]) => ({ enabled: enabled !== 0, seconds: Number(seconds) }),
  },
  rtoInfo: partialRecord(['initial', 'max', 'min'], uint32),
  associationParameters: partialRecord(
    [
      'maxRetransmits',
      'peerDestinations',
      'peerReceiverWindow',
      'localReceiverWindow',
      'cookieLifetime',
    ],
    uint32,
  ),
  initOptions: partialRecord(
    ['outboundStreams', 'maxInboundStreams', 'maxAttempts', 'maxTimeout'],
    0xffff,
  ),
  noDelay: flag(),
  autoClose: integer('seconds'),
  mappedV4: flag(),
  autoAsconf: flag(),
  reusePort: flag(),
  primaryAddress: address(),
  adaptationIndication: integer('value'),
  disableFragments: flag(),
  peerAddressParameters: {
    fields: [
      'heartbeatInterval',
      'pathMaxRetransmits',
      'pathMtu',
      'sackDelay',
      'flags',
      'ipv6FlowLabel',
      'dscp',
    ],
    encode: (value) => {
      validateObject(value, 'value');
      const { heartbeat } = value;
      if (heartbeat !== undefined) validateOneOf(heartbeat, 'value.heartbeat', heartbeats);
      optionalBoolean(value, 'pathMtuDiscovery');
      return [
        optionalInteger(value, 'heartbeatInterval', uint32) ?? 0,
        optionalInteger(value, 'pathMaxRetransmits', 0xffff) ?? 0,
        optionalInteger(value, 'pathMtu', uint32) ?? 0,
        optionalInteger(value, 'sackDelay', 500) ?? 0,
        peerAddressFlags(value),
        optionalInteger(value, 'ipv6FlowLabel', 0xfffff) ?? 0,
        optionalInteger(value, 'dscp', 0xff) ?? 0,
      ];
    },
    decode: ([interval, pathMaxRetransmits, pathMtu, sackDelay, bits, ipv6FlowLabel, dscp]) => {
      const flags = Number(bits);
      return {
        heartbeat: (flags & pathFlags.heartbeatDisable) === 0 ? 'enabled' : 'disabled',
        heartbeatInterval: Number(interval),
        pathMaxRetransmits: Number(pathMaxRetransmits),
        pathMtuDiscovery: (flags & pathFlags.mtuDiscoveryDisable) === 0,
        pathMtu: Number(pathMtu),
        sackDelay: (flags & pathFlags.sackDelayDisable) === 0 ? numberIfAny(sackDelay) : 0,
        ipv6FlowLabel: Number(ipv6FlowLabel),
        dscp: Number(dscp),
      };
    },
  },
  maxSegmentSize: integer('size'),
  delayedSack: partialRecord(['delay', 'frequency'], uint32),
  fragmentInterleave: integer('level', 0, 2),
  partialDeliveryPoint: integer('size'),
  maxBurst: integer('packets'),
  context: integer('value'),
  receiveNextInfo: flag(),
  defaultSendOptions: {
    fields: ['stream', 'flags', 'ppid', 'context'],
    encode: (value) => {
      validateObject(value, 'value');
      const flags =
        (optionalBoolean(value, 'unordered') ? transmitFlags.unordered : 0) |
        (optionalBoolean(value, 'sackImmediately') ? transmitFlags.sackImmediately : 0);
      return [
        optionalInteger(value, 'stream', 0xffff) ?? 0,
        flags,
        optionalInteger(value, 'ppid', uint32) ?? 0,
        optionalInteger(value, 'context', uint32) ?? 0,
      ];
    },
    decode: ([stream, flags, ppid, context]) => ({
      stream: Number(stream),
      ppid: Number(ppid),
      unordered: (Number(flags) & transmitFlags.unordered) !== 0,
      sackImmediately: (Number(flags) & transmitFlags.sackImmediately) !== 0,
      context: Number(context),
    }),
    amends: true,
  },
  defaultPartialReliability: {
    fields: ['policy:partialReliabilityPolicy', 'value'],
    encode: (policyAndValue) => {
      validateObject(policyAndValue, 'value');
      const { policy, value } = policyAndValue;
      validateOneOf(policy, 'value.policy', enumerations.partialReliabilityPolicy);
      validateInteger(value, 'value.value', 0, uint32);
      return [enumerations.partialReliabilityPolicy.indexOf(policy), value];
    },
    decode: ([policy, value]) => ({
      policy: enumerations.partialReliabilityPolicy[Number(policy)] ?? 'none',
      value: Number(value),
    }),
  },
  events: {
    fields: ['mask'],
    encode: (subscription) => [eventMask(subscription) | vitalEvents],
  },
  status: {
    fields: [
      'state:associationState',
      'receiverWindow',
      'unackedData',
      'pendingData',
      'inboundStreams',
      'outboundStreams',
      'fragmentationPoint',
      'primaryAddress:address',
      'primaryState:pathState',
      'congestionWindow',
      'smoothedRtt',
      'rto',
      'mtu',
    ],
    decode: (values) => ({
      state: enumerations.associationState[Number(values[0])] ?? 'closed',
      receiverWindow: Number(values[1]),
      unackedData: Number(values[2]),
      pendingData: Number(values[3]),
      inboundStreams: Number(values[4]),
      outboundStreams: Number(values[5]),
      fragmentationPoint: Number(values[6]),
      primary: {
        address: fromHost(String(values[7]), Number(values[8])),
        ...pathInfo(values.slice(9)),
      },
    }),
  },
  peerAddressInfo: {
    fields: ['state:pathState', 'congestionWindow', 'smoothedRtt', 'rto', 'mtu'],
    decode: pathInfo,
  },
  associationIds: {
    fields: ['id...'],
    decode: (values) => values.map(Number),
  },
  associationCount: readOnly(integer('count')),
  peerPrimaryAddress: writeOnly(address()),
  reconfigSupported: flag(),
  streamResetEnabled: {
    fields: ['flags'],
    encode: (value) => [bitsOf(value, ['streams', 'association', 'addStreams'])],
    decode: ([bits]) => ({
      streams: (Number(bits) & 1) !== 0,
      association: (Number(bits) & 2) !== 0,
      addStreams: (Number(bits) & 4) !== 0,
    }),
  },
  resetStreams: {
    fields: ['flags', 'stream...'],
    encode: (value) => {
      const bits = bitsOf(value, ['incoming', 'outgoing']);
      const { streams } = value;
      if (!Array.isArray(streams)) throw invalidArgType('streams', 'an instance of Array', streams);
      for (const stream of streams) validateInteger(stream, 'streams', 0, 0xffff);
      return [bits, ...(streams as number[])];
    },
  },
  addStreams: writeOnly(record(['inbound', 'outbound'], 0xffff)),
  asconfSupported: flag(),
  authSupported: flag(),
  partialReliabilitySupported: flag(),
  ecnSupported: flag(),
  partialReliabilityStatus: {
    fields: ['policy', 'abandonedUnsent', 'abandonedSent'],
    query: (target) => [abandoningPolicy(target), 0, 0],
    decode: ([, abandonedUnsent, abandonedSent]) => ({
      abandonedUnsent: Number(abandonedUnsent),
      abandonedSent: Number(abandonedSent),
    }),
  },
  streamPartialReliabilityStatus: {
    fields: ['stream', 'policy', 'abandonedUnsent', 'abandonedSent'],
    query: (target) => {
      validateInteger(target.stream, 'target.stream', 0, 0xffff);
      return [target.stream, abandoningPolicy(target), 0, 0];
    },
    decode: ([, , abandonedUnsent, abandonedSent]) => ({
      abandonedUnsent: Number(abandonedUnsent),
      abandonedSent: Number(abandonedSent),
    }),
  },
  peerAddressThresholds: {
    fields: ['pathMaxRetransmits', 'potentiallyFailed', 'primarySwitchover'],
    encode: (value) => {
      validateObject(value, 'value');
      const { pathMaxRetransmits, potentiallyFailed } = value;
      validateInteger(pathMaxRetransmits, 'value.pathMaxRetransmits', 1, 0xffff);
      validateInteger(potentiallyFailed, 'value.potentiallyFailed', 0, 0xffff);
      const primarySwitchover = optionalInteger(value, 'primarySwitchover', 0xffff);
      return [pathMaxRetransmits, potentiallyFailed, primarySwitchover ?? neverSwitchOver];
    },
    decode: ([pathMaxRetransmits, potentiallyFailed, primarySwitchover]) => ({
      pathMaxRetransmits: Number(pathMaxRetransmits),
      potentiallyFailed: Number(potentiallyFailed),
      primarySwitchover:
        primarySwitchover === neverSwitchOver ? undefined : Number(primarySwitchover),
    }),
  },
  exposePotentiallyFailed: choice('exposure', ['unset', 'disabled', 'enabled'], 'unset'),
  plpmtudProbeInterval: integer('interval'),
  statistics: {
    fields: ['maxRtoAddress:address', 'maxRto', ...counters],
    decode: ([host, port, maxRto, ...values]) => ({
      maxRto: Number(maxRto),
      maxRtoAddress: host === '' ? undefined : fromHost(String(host), Number(port)),
      ...(Object.fromEntries(
        counters.map((name, index) => [name, Number(values[index])]),
      ) as Record<(typeof counters)[number], number>),
    }),
  },
  timeouts: readOnly(
    record(['init', 'data', 'sack', 'shutdown', 'heartbeat', 'cookie', 'shutdownAck'], uint32),
  ),
  nrSackSupported: flag(),
  packetDroppedSupported: flag(),
  remoteUdpEncapsulationPort: integer('port', 0, 0xffff),
  localUdpEncapsulationPort: integer('port', 0, 0xffff),
  authChunks: {
    fields: ['type'],
    repeats: true,
    encode: (types) => {
      if (!Array.isArray(types)) throw invalidArgType('value', 'an instance of Array', types);
      return types.map(toChunkType);
    },
  },
  hmacIdentifiers: {
    fields: ['identifier...'],
    encode: toHmacIdentifiers,
    decode: (values) => values.map((value) => fromHmacIdentifier(Number(value))),
  },
  authKey: { fields: ['keyId', 'byte...'], encode: authKeyNumbers },
  authActiveKey: integer('keyId', 0, 0xffff),
  deactivateAuthKey: writeOnly(integer('keyId', 0, 0xffff)),
  deleteAuthKey: writeOnly(integer('keyId', 0, 0xffff)),
  localAuthChunks: chunkTypes(),
  peerAuthChunks: chunkTypes(),
  streamScheduler: choice('scheduler:streamScheduler', enumerations.streamScheduler, 'fcfs'),
  streamSchedulerValue: {
    ...record(['stream', 'value'], 0xffff),
    query: ({ stream = 0 }) => {
      validateUint16(stream, 'target.stream');
      return [stream, 0];
    },
  },
  interleavingSupported: flag(),
  resetAssociation: {
    fields: [],
    encode: (value) => {
      validateOneOf(value, 'value', [true]);
      return [];
    },
  },
};

function eventMask(subscription: SCTPEventSubscription): number {
  validateObject(subscription, 'events');
  let mask = 0;
  for (const [name, on] of Object.entries(subscription)) {
    const kind = notificationKinds.indexOf(name as NotificationKind);
    if (kind < 1) throw invalidArgValue('events', name, 'has no such notification');
    validateBoolean(on, `events.${name}`);
    if (on) mask |= 1 << kind;
  }
  return mask;
}

/** What the sockets live by: it comes, whether or not it is asked for. */
const vitalEvents = eventMask({
  associationChange: true,
  peerAddressChange: true,
  peerShutdown: true,
  partialDeliveryAborted: true,
});

function pathInfo(values: readonly Value[]): SCTPPathInfo {
  return {
    state: enumerations.pathState[Number(values[0])] ?? 'unknown',
    congestionWindow: Number(values[1]),
    smoothedRtt: Number(values[2]),
    rto: Number(values[3]),
    mtu: Number(values[4]),
  };
}

/** As src/option.h has them (RFC 6458 section 8.1.12). */
const pathFlags = {
  heartbeatEnable: 1,
  heartbeatDisable: 2,
  heartbeatDemand: 4,
  mtuDiscoveryEnable: 8,
  mtuDiscoveryDisable: 16,
  sackDelayEnable: 32,
  sackDelayDisable: 64,
  heartbeatTimeIsZero: 128,
  ipv6FlowLabel: 256,
  dscp: 512,
} as const;

const heartbeats = ['enabled', 'disabled', 'demand'] as const;

/** A member that is there has its flag: without it the stack leaves what it has as it is. */
function peerAddressFlags(value: SCTPOptionSettings['peerAddressParameters']): number {
  const { heartbeat, heartbeatInterval, pathMtuDiscovery, sackDelay, ipv6FlowLabel, dscp } = value;
  let flags = 0;
  if (heartbeat === 'disabled') flags |= pathFlags.heartbeatDisable;
  else if (heartbeat === 'enabled' || heartbeatInterval !== undefined) {
    flags |= pathFlags.heartbeatEnable;
    if (heartbeatInterval === 0) flags |= pathFlags.heartbeatTimeIsZero;
  }
  if (heartbeat === 'demand') flags |= pathFlags.heartbeatDemand;
  if (pathMtuDiscovery === true) flags |= pathFlags.mtuDiscoveryEnable;
  if (pathMtuDiscovery === false) flags |= pathFlags.mtuDiscoveryDisable;
  if (sackDelay === 0) flags |= pathFlags.sackDelayDisable;
  else if (sackDelay !== undefined) flags |= pathFlags.sackDelayEnable;
  if (ipv6FlowLabel !== undefined) flags |= pathFlags.ipv6FlowLabel;
  if (dscp !== undefined) flags |= pathFlags.dscp;
  return flags;
}

function abandoningPolicy({ policy }: SCTPOptionTarget): number {
  validateOneOf(policy, 'target.policy', abandoningPolicies);
  return abandoningPolicies.indexOf(policy!);
}

function chunkTypes(): OptionRow<readonly SCTPChunkType[]> {
  return {
    fields: ['type...'],
    decode: (values) => values.map((value) => fromChunkType(Number(value))),
  };
}
