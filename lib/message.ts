import { isIP } from 'node:net';
import type { SCTPAddress } from './address';
import { transmitFlags } from './batch';
import type { SCTPSendFailure } from './diagnostics';
import { AbortError, invalidArgType, invalidArgValue, sctpError } from './errors';
import type { SCTPSendFailed } from './events';
import {
  validateBoolean,
  validateInteger,
  validateObject,
  validateOneOf,
  validateSignal,
  validateString,
  validateUint16,
  validateUint32,
} from './validate';

/** How long a message may be retried before it is given up (RFC 3758, RFC 7496). */
export interface SCTPPartialReliability {
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
export interface SCTPSendOptions {
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
export interface SCTPNextMessageInfo {
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
export class SCTPMessage {
  constructor(
    /** The message's bytes; they are yours. */
    readonly data: Buffer,
    /** The stream that it came by. */
    readonly stream: number,
    /** Payload protocol identifier. */
    readonly ppid: number,
    /** Whether it may have overtaken others of its stream. */
    readonly unordered: boolean,
    /** Stream sequence number; means nothing where the message is unordered. */
    readonly ssn: number,
    /** Transmission sequence number of the message's first chunk. */
    readonly tsn: number,
    /**
     * Everything up to this TSN has arrived; moves on while messages wait. The userspace engine
     * tells `tsn` here.
     */
    readonly cumulativeTsn: number,
    /** The association's `context` option. */
    readonly context: number,
    readonly associationId: number,
    /** The path that it came by. */
    readonly remoteAddress: SCTPAddress,
    /** False for a piece of a message, with `partialDelivery: 'fragments'`. */
    readonly complete: boolean,
    /** With the option `receiveNextInfo`. */
    readonly next: SCTPNextMessageInfo | undefined,
  ) {}
}

/** What can be sent: bytes, text (as UTF-8), or a message with its own stream and PPID. */
export type SCTPSendable = Uint8Array | string | ({ data: Uint8Array | string } & SCTPSendOptions);

/** Called once: with `null` when the stack has taken the message, or with why it did not. */
export type SCTPSendCallback = (error: Error | null) => void;

const policies = ['none', 'ttl', 'rtx', 'priority'] as const;

/**
 * One message on its way to the stack.
 *
 * @internal
 */
export interface OutgoingMessage {
  data: Uint8Array;
  stream: number;
  ppid: number;
  flags: number;
  context: number;
  policy: number;
  policyValue: number;
  authKeyId: number;
  path: string | undefined;
  callback: SCTPSendCallback | undefined;
  signal: AbortSignal | undefined;
}

/**
 * Validated once, on its way in.
 *
 * @internal
 */
export function outgoingMessage(
  sendable: SCTPSendable,
  encoding: BufferEncoding | undefined,
  defaults: OutgoingMessage,
  callback: SCTPSendCallback | undefined,
): OutgoingMessage {
  if (typeof sendable === 'string' || sendable instanceof Uint8Array) {
    return copyOf(defaults, bytesOf(sendable, encoding), callback);
  }
  validateObject(sendable, 'message');
  const message = copyOf(defaults, bytesOf(sendable.data, encoding), callback);
  applySendOptions(message, sendable);
  return message;
}

/** Field by field, as a spread costs three times as much. */
function copyOf(
  { stream, ppid, flags, context, policy, policyValue, authKeyId, path, signal }: OutgoingMessage,
  data: Uint8Array,
  callback: SCTPSendCallback | undefined,
): OutgoingMessage {
  // prettier-ignore
  return { data, stream, ppid, flags, context, policy, policyValue, authKeyId, path, callback, signal };
}

/** @internal */
export function defaultMessage(options: SCTPSendOptions = {}): OutgoingMessage {
  const message: OutgoingMessage = {
    data: Buffer.alloc(0),
    stream: 0,
    ppid: 0,
    flags: 0,
    context: 0,
    policy: 0,
    policyValue: 0,
    authKeyId: -1,
    path: undefined,
    callback: undefined,
    signal: undefined,
  };
  applySendOptions(message, options);
  return message;
}

/**
 * The same, on one stream.
 *
 * @internal
 */
export function streamDefaults(
  defaults: OutgoingMessage,
  stream: number,
  options: SCTPSendOptions,
): OutgoingMessage {
  const message = copyOf(defaults, defaults.data, undefined);
  applySendOptions(message, { ...options, stream });
  return message;
}

/**
 * Tells of a message that the stack never took, as the stack tells of those that it gave up.
 *
 * @internal
 */
export function unsentNotification(
  associationId: number,
  { data, stream, ppid, flags, context }: OutgoingMessage,
  cause: Error,
): SCTPSendFailed {
  const unordered = (flags & transmitFlags.unordered) !== 0;
  const message = { data: Buffer.from(data), stream, ppid, unordered, context };
  const error = (cause as NodeJS.ErrnoException).errno ?? 0;
  return {
    type: 'sendFailed',
    associationId,
    raw: Buffer.alloc(0),
    reason: 'unsent',
    error,
    message,
  };
}

/**
 * What diagnostics tell of such a message.
 *
 * @internal
 */
export function unsentFailure(
  outgoing: OutgoingMessage,
  cause: Error,
): Pick<SCTPSendFailure, 'reason' | 'error' | 'message' | 'cause'> {
  const { reason, error, message } = unsentNotification(0, outgoing, cause);
  return { reason, error, message, cause };
}

function applySendOptions(message: OutgoingMessage, options: SCTPSendOptions): void {
  const { stream, ppid, unordered, context, partialReliability, signal } = options;
  if (stream !== undefined) {
    validateUint16(stream, 'options.stream');
    message.stream = stream;
  }
  if (ppid !== undefined) {
    validateUint32(ppid, 'options.ppid');
    message.ppid = ppid;
  }
  if (unordered !== undefined) setFlag(message, unordered, 'unordered');
  if (context !== undefined) {
    validateUint32(context, 'options.context');
    message.context = context;
  }
  if (options.sackImmediately !== undefined) {
    setFlag(message, options.sackImmediately, 'sackImmediately');
  }
  if (partialReliability !== undefined) {
    validateObject(partialReliability, 'options.partialReliability');
    validateOneOf(partialReliability.policy, 'options.partialReliability.policy', policies);
    validateUint32(partialReliability.value, 'options.partialReliability.value');
    message.policy = policies.indexOf(partialReliability.policy);
    message.policyValue = partialReliability.value;
  }
  if (options.authKeyId !== undefined) {
    validateInteger(options.authKeyId, 'options.authKeyId', 0, 0xffff);
    message.authKeyId = options.authKeyId;
  }
  if (options.address !== undefined) {
    validateString(options.address, 'options.address');
    if (isIP(options.address) === 0) {
      throw invalidArgValue('options.address', options.address, 'must be an IPv4 or IPv6 address');
    }
    message.path = options.address;
    message.flags |= transmitFlags.addressOverride;
  }
  if (signal !== undefined) {
    validateSignal(signal, 'options.signal');
    if (signal.aborted) throw new AbortError(signal);
    message.signal = signal;
  }
}

function setFlag(
  message: OutgoingMessage,
  on: boolean,
  name: 'unordered' | 'sackImmediately',
): void {
  validateBoolean(on, `options.${name}`);
  if (on) message.flags |= transmitFlags[name];
  else message.flags &= ~transmitFlags[name];
}

function bytesOf(data: unknown, encoding: BufferEncoding | undefined): Uint8Array {
  const bytes = typeof data === 'string' ? Buffer.from(data, encoding) : data;
  if (!(bytes instanceof Uint8Array)) {
    throw invalidArgType('data', 'of type string or an instance of Buffer or Uint8Array', data);
  }
  if (bytes.length === 0) throw sctpError('ERR_SCTP_EMPTY_MESSAGE');
  return bytes;
}
