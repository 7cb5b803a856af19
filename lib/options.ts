import { invalidArgValue, type SCTPErrorDetails, sctpError, systemError } from './errors';
import { sctpAddress, toHost } from './address';
import { check, type NativeEndpoint } from './native';
import type { OptionRow } from './option-codecs';
import { optionTable } from './option-table';
import type {
  SCTPOptionName,
  SCTPOptions,
  SCTPOptionSettings,
  SCTPOptionTarget,
} from './option-types';
import { validateInteger, validateObject } from './validate';

const optionIds = new Map(Object.keys(optionTable).map((name, index) => [name, index]));

/** What names an option's target to the addon. */
export interface OptionScope {
  native: NativeEndpoint;
  /** 0 for the endpoint. */
  associationId: number;
  /** The peer's port, which paths share. */
  peerPort: number;
}

export function getOption<Name extends SCTPOptionName>(
  scope: OptionScope,
  name: Name,
  target: SCTPOptionTarget = {},
): SCTPOptions[Name] {
  const row = rowOf(name);
  if (row.decode === undefined) throw invalidArgValue('name', name, 'cannot be read');
  const { associationId, host } = resolve(scope, target);
  const id = optionIds.get(name)!;
  const { native, peerPort } = scope;
  const query = row.query?.(target) ?? [];
  const values = native.getOption(id, associationId, host, peerPort, query);
  const failed = typeof values === 'number' ? values : 0;
  if (failed < 0) checkOption(native, failed, name);
  return row.decode(values as (number | string)[]);
}

export function setOption<Name extends SCTPOptionName>(
  scope: OptionScope,
  name: Name,
  value: SCTPOptionSettings[Name],
  target: SCTPOptionTarget = {},
): void {
  const row = writableRowOf(name);
  const { native } = scope;
  const { associationId, host } = resolve(scope, target);
  const values = row.encode(row.amends ? amended(scope, name, value, target) : value);
  const ofValue = row.addressOf?.(value);
  const address = ofValue === undefined ? host : toHost(ofValue);
  const port = ofValue?.port ?? scope.peerPort;
  const id = optionIds.get(name)!;
  for (const part of row.repeats === true ? values.map((number) => [number]) : [values]) {
    checkOption(native, native.setOption(id, associationId, address, port, part), name);
  }
}

/** The value, with what it leaves out as it is now. */
function amended<Name extends SCTPOptionName>(
  scope: OptionScope,
  name: Name,
  value: SCTPOptionSettings[Name],
  target: SCTPOptionTarget,
): SCTPOptionSettings[Name] {
  validateOptions({ [name]: value });
  const now: object = getOption(scope, name, target) as object;
  return { ...now, ...(value as object) } as SCTPOptionSettings[Name];
}

/** @throws what is wrong with their names and values. */
export function validateOptions(options: Partial<SCTPOptionSettings>): void {
  validateObject(options, 'options.options');
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue;
    const row = writableRowOf(name as SCTPOptionName);
    row.encode(value);
    row.addressOf?.(value);
  }
}

/** Sets several options, in the order of the table: `initOptions` before what depends on it. */
export function setOptions(scope: OptionScope, options: Partial<SCTPOptionSettings>): void {
  for (const name of Object.keys(optionTable) as SCTPOptionName[]) {
    if (options[name] !== undefined) setOption(scope, name, options[name]);
  }
}

type Row<Name extends SCTPOptionName> = OptionRow<SCTPOptions[Name], SCTPOptionSettings[Name]>;

function rowOf<Name extends SCTPOptionName>(name: Name): Row<Name> {
  if (!Object.hasOwn(optionTable, name)) {
    throw invalidArgValue('name', name, `must be one of: ${Object.keys(optionTable).join(', ')}`);
  }
  return optionTable[name];
}

type Writable<Name extends SCTPOptionName> = Row<Name> & Required<Pick<Row<Name>, 'encode'>>;

function writableRowOf<Name extends SCTPOptionName>(name: Name): Writable<Name> {
  const row = rowOf(name);
  if (row.encode === undefined) throw invalidArgValue('name', name, 'cannot be written');
  return row as Writable<Name>;
}

function resolve(
  { associationId }: OptionScope,
  target: SCTPOptionTarget,
): { associationId: number; host: string } {
  validateObject(target, 'target');
  const id = target.associationId ?? associationId;
  validateInteger(id, 'target.associationId', 0, 0x7fffffff);
  if (target.address !== undefined) sctpAddress(target.address, 0);
  return { associationId: id, host: target.address ?? '' };
}

/**
 * Errors that mean "this stack, as it is set up, cannot" rather than "this call was wrong".
 * ENOTSUP is Node's name for EOPNOTSUPP.
 */
const unsupported = new Set(['ENOTSUP', 'ENOPROTOOPT', 'EPERM', 'EACCES']);

const needsAuth =
  'Needs the option authSupported, or on Linux net.sctp.auth_enable; on both ends to be of use';

const remedies: Partial<Record<SCTPOptionName, string>> = {
  reusePort: 'It is for one-to-one sockets (RFC 6458 section 8.1.27), of which net-sctp makes none',
  autoAsconf: 'Only the kernel engine has it',
  ecnSupported: 'On the kernel engine it needs Linux 5.4',
  peerAddressThresholds:
    'On the kernel engine it needs Linux 5.5; primarySwitchover the kernel engine',
  exposePotentiallyFailed: 'Only the kernel engine has it, from Linux 5.5 on',
  plpmtudProbeInterval: 'Only the kernel engine has it, from Linux 5.14 on',
  peerAddressParameters: "sackDelay is the kernel engine's alone: see the option delayedSack",
  statistics: 'Only the kernel engine has it; getStatistics() has what each engine counts',
  timeouts: 'Only the userspace engine has it; getStatistics() has what each engine counts',
  defaultSendOptions:
    "sackImmediately is the userspace engine's alone; defaultSend in the settings has it on both",
  nrSackSupported: 'Only the userspace engine has it',
  packetDroppedSupported: 'Only the userspace engine has it',
  localUdpEncapsulationPort: 'The kernel has one UDP port for all: net.sctp.udp_port',
  peerPrimaryAddress:
    'Needs the options asconfSupported and authSupported on both ends, or on Linux ' +
    'net.sctp.addip_enable and net.sctp.auth_enable',
  resetStreams:
    'Needs the option reconfigSupported on both ends, or on Linux net.sctp.reconf_enable',
  addStreams: 'Needs the option reconfigSupported on both ends, or on Linux net.sctp.reconf_enable',
  streamResetEnabled: 'Needs the option reconfigSupported, or on Linux net.sctp.reconf_enable',
  authChunks: needsAuth,
  hmacIdentifiers: `The userspace engine has sha1 alone. ${needsAuth}`,
  authKey: needsAuth,
  authActiveKey: needsAuth,
  deactivateAuthKey: needsAuth,
  deleteAuthKey: needsAuth,
  localAuthChunks: needsAuth,
  peerAuthChunks: needsAuth,
  streamScheduler: 'Linux has fairCapacity and weightedFairQueueing from 6.4 on',
  interleavingSupported:
    'Needs the option fragmentInterleave: 2 before it, on Linux net.sctp.intl_enable besides',
  resetAssociation:
    'Needs the option reconfigSupported on both ends, or on Linux net.sctp.reconf_enable, and ' +
    'streamResetEnabled',
};

/** What EINVAL says of arguments that are right: that the engine cannot. */
const unsupportedIfInvalid = new Set<SCTPOptionName>([
  'hmacIdentifiers',
  'interleavingSupported',
  'streamScheduler',
]);

const isBusy = {
  EAGAIN: "Messages wait to be acknowledged: 'senderDry' says when none does",
  EINPROGRESS: 'The one before it has not been answered yet',
};

/** What a system error means where it says too little. */
const meanings: Partial<Record<SCTPOptionName, Partial<Record<string, string>>>> = {
  authActiveKey: { EINVAL: 'There is no such key, or it was deactivated' },
  deactivateAuthKey: {
    EINVAL: 'There is no such key, or it is active: activate another first',
  },
  deleteAuthKey: {
    EINVAL: 'There is no such key, or it is in use: activate another and deactivate it first',
  },
  resetStreams: isBusy,
  addStreams: isBusy,
  resetAssociation: isBusy,
};

function checkOption(native: NativeEndpoint, status: number, name: SCTPOptionName): void {
  try {
    check(native, status, { feature: name });
  } catch (error) {
    const { code, errno, syscall } = error as { code: string } & SCTPErrorDetails;
    const meaning = meanings[name]?.[code];
    if (meaning !== undefined)
      throw systemError(status, syscall!, { feature: name, hint: meaning });
    const isInvalid = code === 'EINVAL' && unsupportedIfInvalid.has(name);
    if (!unsupported.has(code) && !isInvalid) throw error;
    const details = { errno, syscall, feature: name, hint: remedies[name], cause: error };
    throw sctpError('ERR_SCTP_FEATURE_UNSUPPORTED', `${name} (${code})`, details);
  }
}
