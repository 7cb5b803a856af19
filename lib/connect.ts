import { validateHosts } from './address';
import { indifferent } from './association';
import { debug } from './diagnostics';
import { AbortError, missingArgs, type SCTPError } from './errors';
import type { Handle, HandleOwner } from './handle';
import {
  bindHandle,
  engineOf,
  localAddressesOf,
  openHandle,
  requireSameFamily,
  resolveRoute,
  type SCTPEndpointSettings,
  validateEndpointSettings,
} from './open';
import { heed } from './signal';
import { SCTPSocket } from './socket';
import type { SCTPSocketSettings } from './socket-settings';
import {
  validateFunction,
  validateObject,
  validatePort,
  validateSignal,
  validateString,
} from './validate';

/** Where and how {@link connectSCTP} connects. */
export interface SCTPConnectOptions extends SCTPEndpointSettings, SCTPSocketSettings {
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
export function connectSCTP(options: SCTPConnectOptions, connectListener?: () => void): SCTPSocket;
export function connectSCTP(port: number, host?: string, connectListener?: () => void): SCTPSocket;
export function connectSCTP(port: number, connectListener?: () => void): SCTPSocket;
export function connectSCTP(
  target: SCTPConnectOptions | number,
  hostOrListener?: string | (() => void),
  listener?: () => void,
): SCTPSocket {
  const isHost = typeof target !== 'object' && typeof hostOrListener !== 'function';
  const options = optionsOf(target, isHost ? hostOrListener : undefined);
  const connectListener = (isHost ? listener : hostOrListener) as (() => void) | undefined;
  if (connectListener !== undefined) validateFunction(connectListener, 'connectListener');
  validate(options);
  const engine = engineOf(options);
  const socket = new SCTPSocket(engine, options, () => false);
  if (connectListener !== undefined) socket.once('connect', connectListener);
  const { signal } = options;
  if (signal !== undefined) heed(signal, socket, () => void socket.destroy(new AbortError(signal)));
  if (!socket.destroyed) void connect(socket, options);
  return socket;
}

function optionsOf(
  target: SCTPConnectOptions | number,
  host: string | undefined,
): SCTPConnectOptions {
  if (typeof target === 'number' || typeof target === 'string') {
    return host === undefined ? { port: target } : { port: target, host };
  }
  validateObject(target, 'options');
  return target;
}

function validate(options: SCTPConnectOptions): void {
  if (options.port === undefined) throw missingArgs('options.port');
  validatePort(options.port, 'options.port', false);
  if (options.localPort !== undefined) validatePort(options.localPort, 'options.localPort');
  if (options.host !== undefined) validateString(options.host, 'options.host');
  if (options.localAddress !== undefined) {
    validateString(options.localAddress, 'options.localAddress');
  }
  if (options.remoteAddresses !== undefined) {
    validateHosts(options.remoteAddresses, 'options.remoteAddresses');
  }
  if (options.signal !== undefined) validateSignal(options.signal, 'options.signal');
  validateEndpointSettings(options);
  requireSameFamily(remoteHosts(options), localAddressesOf(options, 0).hosts);
}

function remoteHosts({
  host = 'localhost',
  remoteAddresses,
}: SCTPConnectOptions): readonly string[] {
  return remoteAddresses ?? [host];
}

async function connect(socket: SCTPSocket, options: SCTPConnectOptions): Promise<void> {
  const local = localAddressesOf(options, options.localPort ?? 0);
  const remote = { hosts: remoteHosts(options), port: options.port };
  try {
    const route = await resolveRoute(local, remote, options);
    if (socket.destroyed) return;
    const handle = openHandle(socket.engine, ownerOf(socket), route.family, options, true);
    socket.once('close', () => handle.close());
    if (route.local.length > 0 || route.localPort > 0) {
      bindHandle(handle, { hosts: route.local, port: route.localPort });
    }
    setUp(socket, handle, route.remote, route.remotePort);
  } catch (error) {
    socket.destroy(error as Error);
  }
}

/**
 * Sets an association up. A host that is up, but does not serve the peer's port at the address that
 * was tried, refuses for the whole association (RFC 9260 section 5.1): the other addresses are
 * tried without it, and the socket fails only with the last.
 */
function setUp(socket: SCTPSocket, handle: Handle, hosts: readonly string[], port: number): void {
  handle.connect(hosts, port).consumer = {
    ...indifferent,
    owner: { socket },
    onNotification: (association, notification) => {
      if (association.state === 'established') socket.attach(association);
      socket.tell(notification);
    },
    onEnd: ({ endCause }, error) => {
      if (socket.destroyed) return;
      if (endCause !== 'refused' || hosts.length === 1) {
        socket.fail(endCause!, error);
        return;
      }
      debug('%s refused, trying %s', hosts[0], hosts[1]);
      try {
        setUp(socket, handle, hosts.slice(1), port);
      } catch (failure) {
        socket.destroy(failure as Error);
      }
    },
  };
}

/**
 * The owner of an endpoint that has one association.
 *
 * @internal
 */
export function ownerOf(socket: SCTPSocket): HandleOwner {
  return {
    onAssociation: () => false,
    onStrayNotification: () => undefined,
    onFailure: (error: SCTPError) => void socket.destroy(error),
  };
}
