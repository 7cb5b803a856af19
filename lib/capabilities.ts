import { readFileSync } from 'node:fs';
import { getSystemErrorMap, getSystemErrorName } from 'node:util';
import { publish } from './diagnostics';
import { sctpError } from './errors';
import { type EngineReport, tryAddon } from './native';
import { validateOneOf } from './validate';

/** A stack: the kernel's SCTP, or one in userspace over UDP (RFC 6951). */
export type SCTPEngine = 'kernel' | 'userspace';

/**
 * Which engine to use. `'auto'`, the default, takes the kernel's SCTP where the kernel has it, and
 * the userspace stack where it has not: where `socket()` says that there is no such protocol
 * (EPROTONOSUPPORT, ESOCKTNOSUPPORT, EAFNOSUPPORT), and for no other reason. That a peer refused or
 * did not answer changes nothing; neither does a sandbox or a limit that has the kernel refuse
 * (EPERM, EACCES, EMFILE), which is an error of the kernel engine: to go over UDP instead is a
 * decision, made by `'userspace'` or by the environment variable `SCTP_ENGINE`, which replaces
 * `'auto'`.
 *
 * The choice is made when the first socket needs it and then stands, in each thread, so that a
 * module which is loaded later does not part a process's sockets. `NODE_DEBUG=sctp` prints it, one
 * line for each choice.
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
  /** RFC 3758; on the kernel the sysctl `net.sctp.prsctp_enable`. */
  readonly partialReliability: boolean;
  /** RFC 4895; the kernel's `net.sctp.auth_enable`, or the option `authSupported`. */
  readonly auth: boolean;
  /** RFC 5061; the kernel's `net.sctp.addip_enable`, or the option `asconfSupported`. */
  readonly asconf: boolean;
  /** RFC 6525; the kernel's `net.sctp.reconf_enable`, or the option `reconfigSupported`. */
  readonly reconfig: boolean;
  /** RFC 8260, by the option `interleavingSupported`; the kernel's `net.sctp.intl_enable`. */
  readonly interleaving: boolean;
  /**
   * Extensions that are drafts can be asked for, by the options `nrSackSupported` and
   * `packetDroppedSupported`.
   */
  readonly draftExtensions: boolean;
  /** RFC 6951; on the kernel, from Linux 5.11 on, the sysctl `net.sctp.udp_port`. */
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
  /** The engine that this tells of; `'kernel'` where `'auto'` finds none. */
  readonly engine: SCTPEngine;
  /** Why it is this engine and not the other; absent where `'auto'` finds none. */
  readonly chosenBecause?: string;
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
  if (engine !== 'auto') return toldOf(engine, 'it was asked for');
  const named = fromEnvironment();
  if (named !== 'auto') return toldOf(named, 'SCTP_ENGINE names it');
  const choice = choices.get('auto');
  return choice === undefined ? whatAutoTakes() : toldOf(choice.engine, choice.because);
}

/** Whether {@link connectSCTP} and its like can work here. */
export function isSCTPSupported(engine: SCTPEngineSelection = 'auto'): boolean {
  return getSCTPCapabilities(engine).available;
}

/** The choices that sockets were made by. */
const choices = new Map<SCTPEngineSelection, { engine: SCTPEngine; because: string }>();

/**
 * The engine for a new socket. What was chosen once is not asked for again: where the kernel has no
 * SCTP, each question makes it look for a module.
 *
 * @internal
 */
export function selectEngine(selection: SCTPEngineSelection = 'auto'): SCTPEngine {
  validateOneOf(selection, 'engine', ['auto', ...engines]);
  const asked = selection === 'auto' ? fromEnvironment() : selection;
  const choice = choices.get(asked);
  if (choice !== undefined) return choice.engine;
  const { engine, available, chosenBecause, reason, remedy } = getSCTPCapabilities(selection);
  if (chosenBecause === undefined) {
    throw sctpError('ERR_SCTP_UNSUPPORTED', reason, { hint: remedy });
  }
  if (!available) {
    const details = { engine, hint: remedy };
    throw sctpError('ERR_SCTP_UNSUPPORTED', `engine '${engine}': ${reason}`, details);
  }
  choices.set(asked, { engine, because: chosenBecause });
  publish('sctp.engine.choice', () => ({ engine, selection: asked, because: chosenBecause }));
  return engine;
}

function fromEnvironment(): SCTPEngineSelection {
  const value = (process.env['SCTP_ENGINE'] ?? 'auto') as SCTPEngineSelection;
  validateOneOf(value, 'SCTP_ENGINE', ['auto', ...engines]);
  return value;
}

function whatAutoTakes(): SCTPCapabilities {
  const addon = tryAddon();
  if (addon instanceof Error) return withoutAddon('kernel', addon);
  const reports = addon.engines();
  const kernel = capabilitiesOf('kernel', reports);
  if (kernel.available) return { ...kernel, chosenBecause: 'the kernel has SCTP' };
  if (!isAbsent(reportOf('kernel', reports))) {
    return { ...kernel, chosenBecause: 'the kernel does not say that it has no SCTP' };
  }
  const userspace = capabilitiesOf('userspace', reports);
  if (userspace.available) {
    return { ...userspace, chosenBecause: `the kernel has no SCTP (${kernel.reason})` };
  }
  return {
    ...kernel,
    reason: `neither engine 'kernel' (${kernel.reason}) nor engine 'userspace' (${userspace.reason})`,
    remedy: `For 'kernel': ${kernel.remedy}. For 'userspace': ${userspace.remedy}`,
  };
}

function toldOf(engine: SCTPEngine, chosenBecause: string): SCTPCapabilities {
  const addon = tryAddon();
  if (addon instanceof Error) return { ...withoutAddon(engine, addon), chosenBecause };
  return { ...capabilitiesOf(engine, addon.engines()), chosenBecause };
}

function withoutAddon(engine: SCTPEngine, { message }: Error): SCTPCapabilities {
  return absent(engine, message, 'Build it with "npm rebuild net-sctp"');
}

function capabilitiesOf(engine: SCTPEngine, reports: readonly EngineReport[]): SCTPCapabilities {
  const report = reportOf(engine, reports);
  if (report === undefined) return absent(engine, ...notBuilt[engine]);
  if (report.status < 0) return absent(engine, whyNot(report), remedyFor(report));
  return { engine, available: true, features: featuresOf[engine]() };
}

function reportOf(engine: SCTPEngine, reports: readonly EngineReport[]): EngineReport | undefined {
  return reports.find(({ name }) => name === engine);
}

/** What the kernel says where it has no SCTP, rather than none for this process. */
const absence = ['EPROTONOSUPPORT', 'ESOCKTNOSUPPORT', 'EAFNOSUPPORT'];

function isAbsent(report: EngineReport | undefined): boolean {
  return report === undefined || absence.includes(getSystemErrorName(report.status));
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

function remedyFor(report: EngineReport): string {
  if (report.name === 'kernel' && isAbsent(report)) {
    return (
      'Load the module with "modprobe sctp", on the host where this is a container; where it is ' +
      'missing, install linux-modules-extra (Ubuntu) or kernel-modules-extra (Fedora, RHEL, which ' +
      'also blacklists it in /etc/modprobe.d)'
    );
  }
  const other = report.name === 'kernel' ? '; SCTP_ENGINE=userspace goes over UDP instead' : '';
  return `See the error; a sandbox may forbid the socket call${other}`;
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
  draftExtensions: false,
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
    draftExtensions: false,
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
    interleaving: true,
    draftExtensions: true,
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
