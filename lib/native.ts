import type { Addon, EngineReport, NativeCallbacks, NativeEndpoint } from '../typings/addon';
import { type SCTPError, type SCTPErrorDetails, systemError } from './errors';
import { loadAddon } from './load';

export type { EngineReport, NativeCallbacks, NativeEndpoint };

let loaded: Addon | undefined;
let failure: Error | undefined;

/** The addon, or why there is none. Importing the package never fails for want of it. */
export function tryAddon(): Addon | Error {
  if (loaded === undefined && failure === undefined) {
    try {
      loaded = loadAddon();
    } catch (error) {
      failure = error as Error;
    }
  }
  return loaded ?? failure!;
}

/** The addon, where an engine is known to be available. */
export function addon(): Addon {
  const result = tryAddon();
  if (result instanceof Error) throw result;
  return result;
}

/** A result of the addon, or the error that its status means. */
export function check<Result>(
  endpoint: NativeEndpoint,
  result: Result,
  details?: SCTPErrorDetails,
): Result {
  if (typeof result === 'number' && result < 0) throw nativeError(endpoint, result, details);
  return result;
}

export function nativeError(
  endpoint: NativeEndpoint,
  status: number,
  details?: SCTPErrorDetails,
): SCTPError {
  return systemError(status, endpoint.failedSyscall(), details);
}
