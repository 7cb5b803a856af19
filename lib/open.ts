import { isIP } from 'node:net';
import {
  resolveHosts,
  type SCTPAddress,
  type SCTPLookupFunction,
  toHost,
  validateHosts,
  validateResolveOptions,
} from './address';
import { type SCTPEngine, type SCTPEngineSelection, selectEngine } from './capabilities';
import { sctpError } from './errors';
import { Handle, type HandleOwner, type HandleSettings } from './handle';
import type { SCTPEventSubscription, SCTPOptionSettings } from './option-types';
import { setOption, setOptions, validateOptions } from './options';
import {
  validateBoolean,
  validateInteger,
  validateObject,
  validateOneOf,
  validatePort,
} from './validate';

/** The UDP ports of an endpoint (RFC 6951). */
export interface SCTPUDPEncapsulation {
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
export interface SCTPEndpointSettings {
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

const defaultMaxMessageSize = 16 * 1024 * 1024;
const defaultOutboundStreams = 10;
const defaultMaxInboundStreams = 65535;

/** With those that every socket has, all that cost nothing while nothing happens. */
const defaultEvents: SCTPEventSubscription = {
  remoteError: true,
  sendFailed: true,
  adaptationIndication: true,
  authentication: true,
  streamReset: true,
  associationReset: true,
  streamChange: true,
};

/** @throws what is wrong with them, by name. */
export function validateEndpointSettings(settings: SCTPEndpointSettings): void {
  validateObject(settings, 'options');
  validateResolveOptions(settings);
  const streams = { min: 1, max: 0xffff };
  const check = (name: keyof SCTPEndpointSettings, { min, max }: { min: number; max: number }) => {
    if (settings[name] !== undefined) validateInteger(settings[name], `options.${name}`, min, max);
  };
  check('outboundStreams', streams);
  check('maxInboundStreams', streams);
  check('maxInitAttempts', streams);
  check('maxInitTimeout', { min: 0, max: 0xffff });
  check('sendBufferSize', { min: 1, max: 0x7fffffff });
  check('receiveBufferSize', { min: 1, max: 0x7fffffff });
  check('maxMessageSize', { min: 1, max: 0x7fffffff });
  if (settings.ipv6Only !== undefined) validateBoolean(settings.ipv6Only, 'options.ipv6Only');
  if (settings.noDelay !== undefined) validateBoolean(settings.noDelay, 'options.noDelay');
  if (settings.events !== undefined) validateOptions({ events: settings.events });
  if (settings.options !== undefined) validateOptions(settings.options);
  if (settings.udpEncapsulation !== undefined) validateUdpPorts(settings.udpEncapsulation);
  const fromEnvironment = process.env['SCTP_UDP_PORT'];
  if (fromEnvironment !== undefined) validatePort(fromEnvironment, 'SCTP_UDP_PORT', false);
  validateOneOf(settings.ppidByteOrder ?? 'network', 'options.ppidByteOrder', ['network', 'host']);
  const modes = ['reassemble', 'fragments'];
  validateOneOf<string>(settings.partialDelivery ?? 'reassemble', 'options.partialDelivery', modes);
}

function validateUdpPorts(ports: SCTPUDPEncapsulation): void {
  validateObject(ports, 'options.udpEncapsulation');
  const { localPort, remotePort } = ports;
  const check = (port: number, name: string, min: number) =>
    validateInteger(port, `options.udpEncapsulation.${name}`, min, 0xffff);
  if (localPort !== undefined) check(localPort, 'localPort', 0);
  if (remotePort !== undefined) check(remotePort, 'remotePort', 1);
}

/** The engine that these settings choose; throws where it is not available. */
export function engineOf({ engine }: SCTPEndpointSettings): SCTPEngine {
  return selectEngine(engine);
}

function handleSettings(settings: SCTPEndpointSettings): HandleSettings {
  return {
    maxMessageSize: settings.maxMessageSize ?? defaultMaxMessageSize,
    fragments: settings.partialDelivery === 'fragments',
    hostByteOrder: settings.ppidByteOrder === 'host',
  };
}

/** Opens an endpoint and applies its settings. What fails leaves nothing open. */
export function openHandle(
  engine: SCTPEngine,
  owner: HandleOwner,
  family: SCTPAddress['family'],
  settings: SCTPEndpointSettings,
  exclusive: boolean,
): Handle {
  const handle = new Handle(engine, owner, handleSettings(settings), exclusive);
  try {
    handle.open(family, settings.ipv6Only ?? false);
    applySettings(handle, settings);
  } catch (error) {
    handle.close();
    throw error;
  }
  return handle;
}

function applySettings({ scope }: Handle, settings: SCTPEndpointSettings): void {
  setOption(scope, 'initOptions', {
    outboundStreams: settings.outboundStreams ?? defaultOutboundStreams,
    maxInboundStreams: settings.maxInboundStreams ?? defaultMaxInboundStreams,
    maxAttempts: settings.maxInitAttempts ?? 0,
    maxTimeout: settings.maxInitTimeout ?? 0,
  });
  setOption(scope, 'events', settings.events ?? defaultEvents);
  const { noDelay, sendBufferSize, receiveBufferSize } = settings;
  if (noDelay !== undefined) setOption(scope, 'noDelay', noDelay);
  if (sendBufferSize !== undefined) setOption(scope, 'sendBufferSize', sendBufferSize);
  if (receiveBufferSize !== undefined) setOption(scope, 'receiveBufferSize', receiveBufferSize);
  const { localPort, remotePort } = settings.udpEncapsulation ?? {};
  if (localPort !== undefined) setOption(scope, 'localUdpEncapsulationPort', localPort);
  if (remotePort !== undefined) setOption(scope, 'remoteUdpEncapsulationPort', remotePort);
  if (settings.options !== undefined) setOptions(scope, settings.options);
}

/** Where to bind and where to connect to; one family throughout. */
export interface Route {
  family: SCTPAddress['family'];
  /** Empty: wherever the system likes. */
  local: string[];
  localPort: number;
  remote: string[];
  remotePort: number;
}

/** Local addresses as they are asked for. */
export interface LocalAddresses {
  hosts: readonly string[];
  port: number;
}

/** Looks all names up. The remote addresses decide the family, the local ones must follow. */
export async function resolveRoute(
  local: LocalAddresses,
  remote: LocalAddresses,
  settings: SCTPEndpointSettings & { signal?: AbortSignal },
): Promise<Route> {
  const found = await resolveHosts(remote.hosts, remote.port, settings);
  const family = found[0]!.family === 'IPv6' ? 6 : 4;
  const own =
    local.hosts.length === 0
      ? []
      : await resolveHosts(local.hosts, local.port, { ...settings, family });
  return {
    family: found[0]!.family,
    local: own.map(toHost),
    localPort: local.port,
    remote: found.map(toHost),
    remotePort: remote.port,
  };
}

/** Binds; with no host to any address of the family. */
export function bindHandle(handle: Handle, { hosts, port }: LocalAddresses): void {
  handle.bind(hosts.length > 0 ? hosts : [handle.family === 'IPv6' ? '::' : '0.0.0.0'], port);
}

/** One or several addresses of this side, from options that allow either spelling. */
export function localAddressesOf(
  options: { localAddress?: string; localAddresses?: readonly string[]; localPort?: number },
  port: number,
): LocalAddresses {
  const { localAddress, localAddresses } = options;
  if (localAddresses !== undefined) {
    validateHosts(localAddresses, 'options.localAddresses');
    return { hosts: localAddresses, port };
  }
  if (localAddress === undefined) return { hosts: [], port };
  validateHosts([localAddress], 'options.localAddress');
  return { hosts: [localAddress], port };
}

/** Local and remote addresses that are numeric are known to fit before anything is opened. */
export function requireSameFamily(...lists: readonly (readonly string[])[]): void {
  const families = lists
    .flat()
    .map((host) => isIP(host))
    .filter((version) => version !== 0);
  if (new Set(families).size > 1) {
    throw sctpError('ERR_SCTP_ADDRESS_MISMATCH', 'one endpoint has one family');
  }
}
