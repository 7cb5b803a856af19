import dns, { type LookupOneOptions } from 'node:dns';
import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { AbortError, invalidArgType, invalidArgValue, missingArgs, sctpError } from './errors';
import { validateOneOf, validatePort, validateSignal } from './validate';

/** One transport address of an endpoint or a peer. */
export interface SCTPAddress {
  /** Numeric, without a zone. */
  address: string;
  /** 0 to 65535; all addresses of an endpoint have the same. */
  port: number;
  family: 'IPv4' | 'IPv6';
  /** The interface's number, for link-local IPv6 addresses only. */
  scopeId?: number;
}

/** `dns.lookup`, or a function with its signature, as net's `lookup` option. */
export type SCTPLookupFunction = (
  hostname: string,
  options: LookupOneOptions,
  callback: (error: NodeJS.ErrnoException | null, address: string, family: number) => void,
) => void;

/** How names are looked up. */
export interface SCTPResolveOptions {
  /** `4`, `6`, or `0` for whichever the name has. Default `0`. */
  family?: 0 | 4 | 6;
  /** Default `dns.lookup`. */
  lookup?: SCTPLookupFunction;
  /** Gives up with an AbortError. */
  signal?: AbortSignal;
}

/** A host and a port as text, `'192.0.2.1:3868'` or `'[2001:db8::1]:3868'`, or as an object. */
export type SCTPHostPort = string | { host: string; port: number };

/**
 * The address of a numeric host.
 *
 * @throws `ERR_INVALID_ARG_VALUE` where `host` is a name: {@link resolveSCTPAddress} looks it up.
 */
export function sctpAddress(host: string, port: number): SCTPAddress {
  if (typeof host !== 'string') throw invalidArgType('host', 'of type string', host);
  const version = isIP(host);
  if (version === 0) throw invalidArgValue('host', host, 'must be an IPv4 or IPv6 address');
  return fromHost(host, validatePort(port, 'port'), version);
}

/**
 * Looks up one host.
 *
 * @throws `ERR_INVALID_ARG_VALUE` for a text that is not host and port, `ERR_SOCKET_BAD_PORT`;
 * rejects with the look-up's error (`ENOTFOUND`), or `ERR_SCTP_ADDRESS_MISMATCH` where a numeric
 * host is not of the family asked for.
 */
export async function resolveSCTPAddress(
  target: SCTPHostPort,
  options: SCTPResolveOptions = {},
): Promise<SCTPAddress> {
  validateResolveOptions(options);
  const { host, port } = parseHostPort(target);
  return resolveHost(host, port, options);
}

/**
 * Looks up the hosts of one multihomed endpoint.
 *
 * @throws as {@link resolveSCTPAddress}; `ERR_SCTP_ADDRESS_MISMATCH` where ports or families
 * differ.
 */
export async function resolveSCTPAddresses(
  targets: readonly SCTPHostPort[],
  options: SCTPResolveOptions = {},
): Promise<SCTPAddress[]> {
  validateResolveOptions(options);
  if (!Array.isArray(targets)) throw invalidArgType('targets', 'an instance of Array', targets);
  if (targets.length === 0) throw missingArgs('targets');
  const parsed = targets.map(parseHostPort);
  requireSame(
    'port',
    parsed.map(({ port }) => port),
  );
  return resolveHosts(
    parsed.map(({ host }) => host),
    parsed[0]!.port,
    options,
  );
}

/** `'192.0.2.1:3868'`, `'[2001:db8::1]:3868'`; several addresses joined by commas. */
export function formatSCTPAddress(address: SCTPAddress | readonly SCTPAddress[]): string {
  if (!('family' in address)) return address.map((one) => formatSCTPAddress(one)).join(',');
  const { family, port } = address;
  const host = toHost(address);
  return family === 'IPv6' ? `[${host}]:${port}` : `${host}:${port}`;
}

/**
 * The addresses of one endpoint: one port, one family.
 *
 * @internal
 */
export async function resolveHosts(
  hosts: readonly string[],
  port: number,
  options: SCTPResolveOptions,
): Promise<SCTPAddress[]> {
  const first = await resolveHost(hosts[0]!, port, options);
  const family = first.family === 'IPv4' ? 4 : 6;
  const rest = hosts.slice(1).map((host) => resolveHost(host, port, { ...options, family }));
  return [first, ...(await Promise.all(rest))];
}

/** @internal */
export function validateHosts(hosts: unknown, name: string): asserts hosts is readonly string[] {
  if (!Array.isArray(hosts)) throw invalidArgType(name, 'an instance of Array', hosts);
  if (hosts.length === 0) throw invalidArgValue(name, hosts, 'must have at least one address');
  for (const host of hosts) {
    if (typeof host !== 'string') throw invalidArgType(name, 'an array of strings', host);
  }
  const families = hosts.map((host: string) => isIP(host)).filter((version) => version !== 0);
  requireSame('family', families);
}

/** @internal */
export function validateResolveOptions(options: SCTPResolveOptions): void {
  if (options.family !== undefined) validateOneOf(options.family, 'options.family', [0, 4, 6]);
  if (options.lookup !== undefined && typeof options.lookup !== 'function') {
    throw invalidArgType('options.lookup', 'of type function', options.lookup);
  }
  if (options.signal !== undefined) validateSignal(options.signal, 'options.signal');
}

/**
 * What the addon takes: numeric, with a zone where there is one.
 *
 * @internal
 */
export function toHost({ address, scopeId }: SCTPAddress): string {
  return scopeId === undefined ? address : `${address}%${scopeId}`;
}

/** @internal */
export function fromHost(host: string, port: number, version = isIP(host)): SCTPAddress {
  const [address, zone] = host.split('%') as [string, string?];
  const family = version === 6 ? 'IPv6' : 'IPv4';
  const scopeId = zone === undefined ? 0 : scopeOf(zone);
  return scopeId === 0 ? { address, port, family } : { address, port, family, scopeId };
}

/**
 * `[port, host, …]` of the addon.
 *
 * @internal
 */
export function fromPortAndHosts(list: readonly (number | string)[]): SCTPAddress[] {
  const [port, ...hosts] = list;
  return hosts.map((host) => fromHost(String(host), Number(port)));
}

async function resolveHost(
  host: string,
  port: number,
  options: SCTPResolveOptions,
): Promise<SCTPAddress> {
  const { family = 0, signal } = options;
  if (signal?.aborted) throw new AbortError(signal);
  const numeric = isIP(host) !== 0 ? host : await lookUp(host, family, options);
  const version = isIP(numeric);
  if (family !== 0 && family !== version) {
    throw sctpError('ERR_SCTP_ADDRESS_MISMATCH', `${host} is not an IPv${family} address`);
  }
  return fromHost(numeric, port, version);
}

function lookUp(
  host: string,
  family: 0 | 4 | 6,
  { lookup = dns.lookup, signal }: SCTPResolveOptions,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(new AbortError(signal!));
    signal?.addEventListener('abort', abort, { once: true });
    lookup(host, { family }, (error, address) => {
      signal?.removeEventListener('abort', abort);
      if (error) reject(error);
      else resolve(address);
    });
  });
}

function parseHostPort(target: SCTPHostPort): { host: string; port: number } {
  if (typeof target === 'object' && target !== null) {
    if (typeof target.host !== 'string') {
      throw invalidArgType('target.host', 'of type string', target.host);
    }
    return { host: target.host, port: validatePort(target.port, 'target.port') };
  }
  if (typeof target !== 'string') throw invalidArgType('target', 'of type string', target);
  const match = /^(?:\[(?<bracketed>[^\]]+)\]|(?<plain>[^:]*)):(?<port>\d+)$/.exec(target);
  if (match?.groups === undefined) {
    throw invalidArgValue('target', target, "must be 'host:port' or '[IPv6 address]:port'");
  }
  const { bracketed, plain, port } = match.groups;
  return {
    host: bracketed ?? (plain === '' ? '::' : plain!),
    port: validatePort(Number(port), 'target.port'),
  };
}

function requireSame(what: string, values: readonly number[]): void {
  if (new Set(values).size > 1) {
    throw sctpError('ERR_SCTP_ADDRESS_MISMATCH', `one endpoint has one ${what}`);
  }
}

function scopeOf(zone: string): number {
  const scope = Number(zone);
  if (Number.isInteger(scope)) return scope;
  for (const own of networkInterfaces()[zone] ?? []) {
    // A global address of the interface has none.
    if (own.family === 'IPv6' && own.scopeid !== 0) return own.scopeid;
  }
  return 0;
}
