import { readFileSync } from 'node:fs';
import { getSystemErrorMap, getSystemErrorName } from 'node:util';
import { debug } from './diagnostics';
import { sctpError } from './errors';
import { type EngineReport, tryAddon } from './native';
import { validateOneOf } from './validate';

/** A stack: the kernel's SCTP, or one in userspace over UDP (RFC 6951). */
export type SCTPEngine = 'kernel' | 'userspace';

/**
 * Which engine to use. `'auto'`, the default, takes the kernel's SCTP where the kernel has it and
 * the userspace stack where it has not. It never falls back because a peer refused or did not
 * answer. The environment variable `SCTP_ENGINE` replaces `'auto'`.
 */
export type SCTPEngineSelection = 'auto' | SCTPEngine;

/** What an engine can do here, as it stands now. */
export interface SCTPFeatures {
  /** Several addresses for one association (RFC 9260 section 6.4). */
  readonly multihoming: boolean;
  /** An association can be moved to a socket of its own (RFC 6458 section 9.2). */
  readonly peelOff: boolean;
  /** A message of a peeled-off association can name its path. */
  readonly pathWhenPeeledOff: boolean;
  /** Sockets have a file descriptor. */
  readonly fileDescriptor: boolean;
  /** RFC 3758; the kernel's sysctl `net.sctp.prsctp_enable`. */
  readonly partialReliability: boolean;
  /** RFC 4895; `net.sctp.auth_enable`, or the option `authSupported`. */
  readonly auth: boolean;
  /** RFC 5061; `net.sctp.addip_enable`, or the option `asconfSupported`. */
  readonly asconf: boolean;
  /** RFC 6525; `net.sctp.reconf_enable`, or the option `reconfigSupported`. */
  readonly reconfig: boolean;
  /** RFC 8260; `net.sctp.intl_enable`. */
  readonly interleaving: boolean;
  /** RFC 6951; the kernel's `net.sctp.udp_port`. */
  readonly udpEncapsulation: boolean;
  /** An endpoint can have a UDP port of its own. */
  readonly ownUdpPort: boolean;
  /** The reason of an ABORT reaches the application beyond 504 bytes. */
  readonly longAbortReasons: boolean;
  /** Acknowledgements can be delayed for each path, rather than for an association. */
  readonly pathSackDelay: boolean;
}

/** What {@link getSCTPCapabilities} found. */
export interface SCTPCapabilities {
  readonly engine: SCTPEngine;
  /** Whether it can open a socket, here and now. */
  readonly available: boolean;
  /** Why it is not available. */
  readonly reason?: string;
  /** What to do about it. */
  readonly remedy?: string;
  /** What is negotiated by default; all false where the engine is not available. */
  readonly features: SCTPFeatures;
}

const engines = ['kernel', 'userspace'] as const;

/**
 * What an engine can do on this machine, asked anew each time: a module can be loaded, a sysctl
 * changed. `'auto'` tells of the engine that it would take.
 *
 * @throws `ERR_INVALID_ARG_VALUE` for another engine's name.
 */
export function getSCTPCapabilities(engine: SCTPEngineSelection = 'auto'): SCTPCapabilities {
  validateOneOf(engine, 'engine', ['auto', ...engines]);
  const chosen = engine === 'auto' ? fromEnvironment() : engine;
  if (chosen !== 'auto') return capabilitiesOf(chosen);
  const all = engines.map(capabilitiesOf);
  return all.find(({ available }) => available) ?? all[0]!;
}

/** Whether {@link connectSCTP} and its like can work here. */
export function isSCTPSupported(engine: SCTPEngineSelection = 'auto'): boolean {
  return getSCTPCapabilities(engine).available;
}

/**
 * The engine for a new socket.
 *
 * @internal
 */
export function selectEngine(selection: SCTPEngineSelection = 'auto'): SCTPEngine {
  const { engine, available, reason, remedy } = getSCTPCapabilities(selection);
  if (available) {
    debug('engine %s, asked for %s', engine, selection);
    return engine;
  }
  const details = { engine, hint: remedy };
  throw sctpError('ERR_SCTP_UNSUPPORTED', `engine '${engine}': ${reason}`, details);
}

function fromEnvironment(): SCTPEngineSelection {
  const value = (process.env['SCTP_ENGINE'] ?? 'auto') as SCTPEngineSelection;
  validateOneOf(value, 'SCTP_ENGINE', ['auto', ...engines]);
  return value;
}

function capabilitiesOf(engine: SCTPEngine): SCTPCapabilities {
  const addon = tryAddon();
  if (addon instanceof Error) return absent(engine, addon.message, 'Build it with node-gyp');
  const report = addon.engines().find(({ name }) => name === engine);
  if (report === undefined) return absent(engine, ...notBuilt[engine]);
  if (report.status < 0) return absent(engine, whyNot(report), remedyFor(report));
  return { engine, available: true, features: featuresOf[engine]() };
}

const notBuilt: Record<SCTPEngine, [reason: string, remedy: string]> = {
  kernel: [`there is no kernel SCTP on ${process.platform}`, 'Use Linux'],
  userspace: [
    "this build has no userspace stack, as usrsctp's source was not there",
    'Run "node scripts/usrsctp.mjs" in the package, then "npm rebuild net-sctp"',
  ],
};

function absent(engine: SCTPEngine, reason: string, remedy: string): SCTPCapabilities {
  return { engine, available: false, reason, remedy, features: noFeatures };
}

function whyNot({ status, syscall }: EngineReport): string {
  const [name, text] = getSystemErrorMap().get(status) ?? [getSystemErrorName(status), ''];
  return `${syscall} ${name}: ${text}`;
}

function remedyFor({ status }: EngineReport): string {
  const name = getSystemErrorName(status);
  if (name === 'EPROTONOSUPPORT' || name === 'ESOCKTNOSUPPORT' || name === 'EAFNOSUPPORT') {
    return (
      'Load the module with "modprobe sctp", on the host where this is a container; where it is ' +
      'missing, install linux-modules-extra (Ubuntu) or kernel-modules-extra (Fedora, RHEL, which ' +
      'also blacklists it in /etc/modprobe.d)'
    );
  }
  return 'See the error; a sandbox may forbid the socket call';
}

const noFeatures: SCTPFeatures = Object.freeze({
  multihoming: false,
  peelOff: false,
  pathWhenPeeledOff: false,
  fileDescriptor: false,
  partialReliability: false,
  auth: false,
  asconf: false,
  reconfig: false,
  interleaving: false,
  udpEncapsulation: false,
  ownUdpPort: false,
  longAbortReasons: false,
  pathSackDelay: false,
});

const featuresOf: Record<SCTPEngine, () => SCTPFeatures> = {
  kernel: () => ({
    multihoming: true,
    peelOff: true,
    pathWhenPeeledOff: false,
    fileDescriptor: true,
    partialReliability: sysctl('prsctp_enable') !== 0,
    auth: sysctl('auth_enable') !== 0,
    asconf: sysctl('addip_enable') !== 0,
    reconfig: sysctl('reconf_enable') !== 0,
    interleaving: sysctl('intl_enable') !== 0,
    udpEncapsulation: sysctl('udp_port') !== 0,
    ownUdpPort: false,
    longAbortReasons: true,
    pathSackDelay: true,
  }),
  userspace: () => ({
    ...noFeatures,
    multihoming: true,
    peelOff: true,
    pathWhenPeeledOff: true,
    partialReliability: true,
    auth: true,
    udpEncapsulation: true,
    ownUdpPort: true,
  }),
};

/** 0 where the kernel does not know it. */
function sysctl(name: string): number {
  try {
    return Number.parseInt(readFileSync(`/proc/sys/net/sctp/${name}`, 'latin1'), 10);
  } catch {
    return 0;
  }
}
