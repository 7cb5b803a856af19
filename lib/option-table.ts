import {
  type SCTPChunkType,
  authKeyNumbers,
  fromChunkType,
  fromHmacIdentifier,
  toChunkType,
  toHmacIdentifiers,
} from './auth';
import { fromHost, type SCTPAddress, sctpAddress, toHost } from './address';
import { type NotificationKind, notificationKinds } from './batch';
import { invalidArgType, invalidArgValue } from './errors';
import { enumerations } from './events';
import type {
  SCTPEventSubscription,
  SCTPOptionName,
  SCTPOptions,
  SCTPOptionTarget,
  SCTPPathInfo,
} from './options';
import {
  validateBoolean,
  validateInteger,
  validateObject,
  validateOneOf,
  validateUint16,
} from './validate';

type Value = number | string;

/** How one option crosses: a list of numbers, and of host and port where it is an address. */
export interface OptionRow<T> {
  /** As src/option.def has them. */
  readonly fields: readonly string[];
  /** Absent where the option is read only. */
  readonly encode?: (value: T) => number[];
  /** Absent where it is write only. */
  readonly decode?: (values: readonly Value[]) => T;
  /** What the stack must be given to read it. */
  readonly ask?: (target: SCTPOptionTarget) => number[];
  /** Set once for each number, as the stacks take one at a time. */
  readonly repeats?: boolean;
  /** For an option that is an address, which crosses as the call's host and port. */
  readonly addressOf?: (value: T) => SCTPAddress;
}

const uint32 = 0xffffffff;

/** In the order of src/option.def, which numbers them; a test compares the two. */
export const optionTable: { readonly [Name in SCTPOptionName]: OptionRow<SCTPOptions[Name]> } = {
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
  rtoInfo: record(['initial', 'max', 'min'], uint32),
  associationParameters: record(
    [
      'maxRetransmits',
      'peerDestinations',
      'peerReceiverWindow',
      'localReceiverWindow',
      'cookieLifetime',
    ],
    uint32,
  ),
  initOptions: record(
    ['outboundStreams', 'maxInboundStreams', 'maxAttempts', 'maxTimeout'],
    0xffff,
  ),
  noDelay: flag(),
  autoClose: integer('seconds'),
  primaryAddress: address(),
  adaptationIndication: integer('value'),
  disableFragments: flag(),
  peerAddressParameters: record(
    [
      'heartbeatInterval',
      'pathMaxRetransmits',
      'pathMtu',
      'sackDelay',
      'flags',
      'ipv6FlowLabel',
      'dscp',
    ],
    uint32,
  ),
  maxSegmentSize: integer('size'),
  delayedSack: record(['delay', 'frequency'], uint32),
  fragmentInterleave: integer('level', 0, 2),
  partialDeliveryPoint: integer('size'),
  maxBurst: integer('packets'),
  context: integer('value'),
  receiveNextInfo: flag(),
  defaultSendOptions: record(['stream', 'flags', 'ppid', 'context'], uint32),
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
  streamScheduler: {
    fields: ['scheduler:streamScheduler'],
    encode: (name) => {
      validateOneOf(name, 'value', enumerations.streamScheduler);
      return [enumerations.streamScheduler.indexOf(name)];
    },
    decode: ([number]) => enumerations.streamScheduler[Number(number)] ?? 'fcfs',
  },
  streamSchedulerValue: {
    ...record(['stream', 'value'], 0xffff),
    ask: ({ stream = 0 }) => {
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

/** The first name is the lowest bit. */
function bitsOf<Name extends string>(value: Record<Name, boolean>, names: readonly Name[]): number {
  validateObject(value, 'value');
  return names.reduce((bits, name, index) => {
    validateBoolean(value[name], `value.${name}`);
    return bits | (Number(value[name]) << index);
  }, 0);
}

function integer(field: string, min = 0, max = uint32): OptionRow<number> {
  return {
    fields: [field],
    encode: (value) => {
      validateInteger(value, 'value', min, max);
      return [value];
    },
    decode: ([value]) => Number(value),
  };
}

function flag(): OptionRow<boolean> {
  return {
    fields: ['enabled'],
    encode: (value) => {
      validateBoolean(value, 'value');
      return [Number(value)];
    },
    decode: ([value]) => value !== 0,
  };
}

function record<const Names extends readonly string[]>(
  names: Names,
  max: number,
): OptionRow<Record<Names[number], number>> {
  return {
    fields: names,
    encode: (value) => {
      validateObject(value, 'value');
      return names.map((name: Names[number]) => {
        const number: unknown = value[name];
        validateInteger(number, `value.${name}`, 0, max);
        return number;
      });
    },
    decode: (values) => {
      const entries = names.map((name, index) => [name, Number(values[index])]);
      return Object.fromEntries(entries) as Record<Names[number], number>;
    },
  };
}

function address(): OptionRow<SCTPAddress> {
  return {
    fields: ['address:address'],
    encode: () => [],
    decode: ([host, port]) => fromHost(String(host), Number(port)),
    addressOf: (value) => {
      validateObject(value, 'value');
      return sctpAddress(toHost(value), value.port);
    },
  };
}

function chunkTypes(): OptionRow<readonly SCTPChunkType[]> {
  return {
    fields: ['type...'],
    decode: (values) => values.map((value) => fromChunkType(Number(value))),
  };
}

function writeOnly<T>({ decode: _, ...row }: OptionRow<T>): OptionRow<T> {
  return row;
}

function pathInfo(values: readonly Value[]): SCTPPathInfo {
  return {
    state: enumerations.pathState[Number(values[0])] ?? 'unknown',
    congestionWindow: Number(values[1]),
    smoothedRtt: Number(values[2]),
    rto: Number(values[3]),
    mtu: Number(values[4]),
  };
}
