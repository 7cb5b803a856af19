import os from 'node:os';
import { getSystemErrorMap, inspect } from 'node:util';
import { causeName } from './constants';

/**
 * Every code of our own, with its text. System errors keep their names (`ECONNREFUSED`), wrong
 * arguments have Node's codes (`ERR_INVALID_ARG_TYPE`). doc/errors.md says when each is raised.
 */
const messages = {
  ERR_SCTP_UNSUPPORTED: 'SCTP is not available',
  ERR_SCTP_FEATURE_UNSUPPORTED: 'The SCTP feature is not available',
  ERR_SCTP_CLOSED: 'The SCTP socket is closed',
  ERR_SCTP_ABORTED: 'The association was aborted locally',
  ERR_SCTP_ASSOCIATION_LOST: 'The association was lost: no path to the peer works any more',
  ERR_SCTP_PEER_SHUTDOWN: 'The peer has shut the association down',
  ERR_SCTP_NOT_CONNECTED: 'The association is not established',
  ERR_SCTP_IS_BOUND: 'The endpoint is already bound',
  ERR_SCTP_NOT_BOUND: 'The endpoint is not bound',
  ERR_SCTP_NO_ASSOCIATION: 'There is no such association',
  ERR_SCTP_AMBIGUOUS_ASSOCIATION: 'There are several associations: name one',
  ERR_SCTP_ADDRESS_MISMATCH: 'The addresses do not belong together',
  ERR_SCTP_EMPTY_MESSAGE: 'A message has at least one byte (RFC 9260 section 3.3.1)',
  ERR_SCTP_INVALID_STREAM: 'The stream was not negotiated',
  ERR_SCTP_STREAM_IS_OPEN: 'The stream is already open',
  ERR_SCTP_MESSAGE_TOO_LARGE: 'The message is larger than maxMessageSize',
} as const;

/** One of {@link SCTP_ERROR_CODES}. */
export type SCTPErrorCode = keyof typeof messages;

/** The codes of {@link SCTPError}, system errors aside. */
export const SCTP_ERROR_CODES = Object.freeze(Object.keys(messages)) as readonly SCTPErrorCode[];

/** What is known about a failure; every member becomes a property of the error. */
export interface SCTPErrorDetails {
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
export class SCTPError extends Error {
  /** One of {@link SCTP_ERROR_CODES}, or the system error's name such as `ECONNREFUSED`. */
  readonly code: string;
  /** Negative, as in Node: `-os.constants.errno.ECONNREFUSED`. */
  declare readonly errno?: number;
  /** The system call that failed. */
  declare readonly syscall?: string;
  /** The peer's, or the one that could not be bound. */
  declare readonly address?: string;
  declare readonly port?: number;
  declare readonly localAddress?: string;
  declare readonly associationId?: number;
  /** `ERR_SCTP_FEATURE_UNSUPPORTED`: the feature's name. */
  declare readonly feature?: string;
  /** `ERR_SCTP_UNSUPPORTED`: the engine that is not available. */
  declare readonly engine?: string;
  /** The cause code of the peer's ABORT chunk (RFC 9260 section 3.3.10), see {@link SCTP_CAUSES}. */
  declare readonly abortCause?: number;
  /** The bytes that came with the peer's ABORT, such as its upper layer's reason. */
  declare readonly abortReason?: Buffer;
  /** What to do about it. */
  declare readonly hint?: string;

  /** @internal */
  constructor(code: string, message: string, details: SCTPErrorDetails = {}) {
    const { cause, ...rest } = details;
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    for (const [name, value] of Object.entries(rest)) {
      if (value !== undefined) Object.defineProperty(this, name, { value, enumerable: true });
    }
  }

  static {
    Object.defineProperty(this.prototype, 'name', { value: 'SCTPError', configurable: true });
  }
}

/** @internal */
export function sctpError(
  code: SCTPErrorCode,
  text?: string,
  details: SCTPErrorDetails = {},
): SCTPError {
  const sentence = text === undefined ? messages[code] : `${messages[code]}: ${text}`;
  const message = details.hint === undefined ? sentence : `${sentence}. ${details.hint}`;
  return new SCTPError(code, message, details);
}

const hints: Readonly<Record<string, string>> = {
  EACCES: 'Ports below 1024 need CAP_NET_BIND_SERVICE',
  EADDRINUSE: 'Another socket has the port, SCTP or UDP; port 0 takes a free one',
  EADDRNOTAVAIL: 'To bind, it must be an address of this host; to send to, one of the peer',
  EAFNOSUPPORT: 'The host has no such address family enabled',
  EMSGSIZE: 'A message must fit the send buffer: raise sendBufferSize',
  EPROTONOSUPPORT: 'The kernel has no SCTP: modprobe sctp',
  EPERM: 'The kernel refuses it; see the sysctls under net.sctp',
};

/** Node makes the map anew for each that asks. */
let systemErrors: ReturnType<typeof getSystemErrorMap> | undefined;

/** Of one that libuv has no use for, and Node's map none: EINPROGRESS, of a reset of streams. */
function nameOf(status: number): string {
  const names = Object.entries(os.constants.errno);
  return names.find(([, errno]) => errno === -status)?.[0] ?? `E${-status}`;
}

/**
 * A failed system call, shaped as Node's own errors.
 *
 * @internal
 */
export function systemError(
  status: number,
  syscall: string,
  details: SCTPErrorDetails = {},
): SCTPError {
  systemErrors ??= getSystemErrorMap();
  const [code, text] = systemErrors.get(status) ?? [nameOf(status), 'unknown error'];
  const where = details.address === undefined ? '' : ` ${hostPort(details)}`;
  const hint = details.hint ?? hints[code];
  const advice = hint === undefined ? '' : `. ${hint}`;
  return new SCTPError(code, `${syscall} ${code}${where}: ${text}${advice}`, {
    ...details,
    errno: status,
    syscall,
    hint,
  });
}

/**
 * The error of an association that its peer has aborted.
 *
 * @internal
 */
export function peerAbortError(details: SCTPErrorDetails): SCTPError {
  const { abortCause = 0, abortReason } = details;
  const why = abortCause === 0 ? 'without a cause' : causeName(abortCause);
  const text = abortReason !== undefined && abortReason.length > 0 ? printable(abortReason) : '';
  const message = `read ECONNRESET: the peer aborted the association (${why})${text}`;
  const errno = os.constants.errno.ECONNRESET;
  return new SCTPError('ECONNRESET', message, { errno: -errno, syscall: 'read', ...details });
}

/**
 * As Node's own, so that `error.name === 'AbortError'` holds.
 *
 * @internal
 */
export class AbortError extends Error {
  readonly code = 'ABORT_ERR';
  override readonly name = 'AbortError';
  constructor(signal: AbortSignal) {
    super('The operation was aborted', { cause: signal.reason });
  }
}

type Constructor = new (message: string) => Error;

function nodeError(Base: Constructor, code: string, message: string): Error {
  const error = new Base(message);
  // As in Node: the stack names the code, while `name` stays TypeError.
  error.stack = String(error.stack).replace(error.name, `${error.name} [${code}]`);
  return Object.assign(error, { code });
}

/** @internal */
export function invalidArgType(name: string, expected: string, actual: unknown): Error {
  const received = actual === null || actual === undefined ? String(actual) : describe(actual);
  const message = `The "${name}" argument must be ${expected}. Received ${received}`;
  return nodeError(TypeError, 'ERR_INVALID_ARG_TYPE', message);
}

/** @internal */
export function invalidArgValue(name: string, actual: unknown, reason: string): Error {
  const message = `The argument '${name}' ${reason}. Received ${inspect(actual)}`;
  return nodeError(TypeError, 'ERR_INVALID_ARG_VALUE', message);
}

/** @internal */
export function outOfRange(name: string, range: string, actual: unknown): Error {
  const message = `The value of "${name}" is out of range. It must be ${range}. Received ${inspect(actual)}`;
  return nodeError(RangeError, 'ERR_OUT_OF_RANGE', message);
}

/** @internal */
export function badPort(name: string, actual: unknown): Error {
  const message = `${name} should be >= 0 and < 65536. Received ${inspect(actual)}.`;
  return nodeError(RangeError, 'ERR_SOCKET_BAD_PORT', message);
}

/** @internal */
export function missingArgs(...names: string[]): Error {
  const list = names.map((name) => `"${name}"`).join(' or ');
  return nodeError(TypeError, 'ERR_MISSING_ARGS', `The ${list} argument must be specified`);
}

/** @internal */
export function serverNotRunning(): Error {
  return nodeError(Error, 'ERR_SERVER_NOT_RUNNING', 'Server is not running.');
}

/** @internal */
export function serverAlreadyListening(): Error {
  const message = 'Listen method has been called more than once without closing.';
  return nodeError(Error, 'ERR_SERVER_ALREADY_LISTEN', message);
}

function describe(value: unknown): string {
  if (typeof value === 'object' && value !== null) {
    return `an instance of ${value.constructor?.name ?? 'Object'}`;
  }
  return `type ${typeof value} (${inspect(value)})`;
}

function hostPort({ address, port }: SCTPErrorDetails): string {
  if (port === undefined) return `${address}`;
  return address?.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

function printable(reason: Buffer): string {
  // Linux's own reasons are C strings.
  const text = reason.toString('utf8', 0, 200).replace(/\0$/, '');
  return /^[\P{C}\s]*$/u.test(text) ? `: ${text}` : `: 0x${reason.toString('hex', 0, 64)}`;
}
