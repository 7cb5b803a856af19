/**
 * The waist: everything that crosses between lib/ and sctp.node, declared once.
 *
 * Numbers cross, errors do not. A method that can fail returns a negative errno, and
 * `failedSyscall()` names the call that failed; lib/errors.ts makes the error. Messages and
 * notifications cross in batches: bytes in a slab, metadata in an array of fixed-size descriptors
 * (src/batch.h, mirrored by lib/batch.ts), both owned by JavaScript and lent to the addon.
 *
 * Arguments are already validated: the addon CHECKs them, so a wrong one is a bug of lib/.
 */

/** A status: zero or a positive result, or a negative errno. */
export type Status = number;

/** What the operating system said when the engine was asked whether it can run here. */
export interface EngineReport {
  readonly name: 'kernel' | 'userspace';
  /** 0 when the engine can open sockets, else the negative errno of the probe. */
  readonly status: Status;
  /** The call that failed, or `''`. */
  readonly syscall: string;
}

/** The addon's calls into JavaScript: one set for each environment, each given its endpoint. */
export interface NativeCallbacks {
  /** `count` descriptors are filled. Everything in the lent slab is read or taken over on return. */
  onBatch(endpoint: NativeEndpoint, count: number): void;
  /** There is room again after `transmit` had ended with EAGAIN and `watchWritable` was called. */
  onWritable(endpoint: NativeEndpoint): void;
  /** The endpoint's socket cannot be read any more. */
  onFailure(endpoint: NativeEndpoint, status: Status): void;
}

/** One socket of one engine: the addon's only class. */
export interface NativeEndpoint {
  /** Who owns this endpoint; set by lib/, never read by the addon. */
  owner: unknown;

  open(family: 4 | 6, ipv6Only: boolean, hostByteOrder: boolean): Status;
  bind(hosts: readonly string[], port: number): Status;
  bindAdd(hosts: readonly string[], port: number): Status;
  bindRemove(hosts: readonly string[], port: number): Status;
  listen(backlog: number): Status;
  /** The new association's id, which is known at once although its set-up goes on. */
  connect(hosts: readonly string[], port: number): Status;
  /** Moves an association with everything that waits for it into `target`, which is not open yet. */
  peelOff(associationId: number, target: NativeEndpoint): Status;

  /** Starts or stops calling `onBatch`. */
  receiveStart(): void;
  receiveStop(): void;
  /**
   * Sends the first `count` transmit descriptors. Returns how many the stack accepted; where that
   * is less than `count`, the next descriptor's `status` says why.
   */
  transmit(count: number, bodies: readonly Uint8Array[]): number;
  /** Asks for one `onWritable`. */
  watchWritable(): void;

  /** Graceful: what the stack has accepted is delivered first. */
  shutdown(associationId: number): Status;
  abort(associationId: number, reason: Uint8Array): Status;

  /** `option` is a row of src/option.def; values cross in the order of its fields. */
  getOption(
    option: number,
    associationId: number,
    host: string,
    port: number,
    values: readonly number[],
  ): (number | string)[] | Status;
  setOption(
    option: number,
    associationId: number,
    host: string,
    port: number,
    values: readonly number[],
  ): Status;
  /** `[port, host, …]`; association 0 means the endpoint itself. */
  localAddresses(associationId: number): (number | string)[] | Status;
  peerAddresses(associationId: number): (number | string)[] | Status;
  /** The association that has this peer address. */
  associationAt(host: string, port: number): Status;

  /**
   * Decodes a notification that arrived in pieces into the first receive descriptor; its offsets
   * are relative to `bytes`.
   */
  decodeNotification(bytes: Uint8Array): void;

  /** The file descriptor, or -1. */
  fd(): number;
  failedSyscall(): string;
  ref(): void;
  unref(): void;
  hasRef(): boolean;
  close(): void;
}

/** What the two sides must agree on; a test compares it with lib/batch.ts and lib/options.ts. */
export interface Layout {
  readonly receiveFields: readonly string[];
  readonly transmitFields: readonly string[];
  readonly receiveFlags: Readonly<Record<string, number>>;
  readonly transmitFlags: Readonly<Record<string, number>>;
  readonly notificationKinds: readonly string[];
  readonly maxBatchMessages: number;
  readonly options: readonly { readonly name: string; readonly fields: readonly string[] }[];
  readonly enumerations: Readonly<Record<string, readonly string[]>>;
}

export interface Addon {
  readonly layout: Layout;
  readonly Endpoint: new (engine: string) => NativeEndpoint;
  initialize(callbacks: NativeCallbacks): void;
  /** The slab that received bytes are written into, until another one is lent. */
  lendReceiveBuffers(slab: Uint8Array, descriptors: Int32Array): void;
  lendTransmitBuffers(slab: Uint8Array, descriptors: Int32Array): void;
  engines(): EngineReport[];
  /** Packets since the process began, by what became of them; nothing while none could come. */
  ingressCounters(): Readonly<Record<string, number>>;
  /** Writes `[family, port, scopeId, ip0…ip3]` at `target[at]`; negative errno if not an address. */
  encodeAddress(host: string, port: number, target: Int32Array, at: number): Status;
}
