import { badPort, invalidArgType, invalidArgValue, outOfRange } from './errors';

/** Checks of arguments, each of which names the argument that it refuses. */

export function validateInteger(
  value: unknown,
  name: string,
  min = Number.MIN_SAFE_INTEGER,
  max = Number.MAX_SAFE_INTEGER,
): asserts value is number {
  if (typeof value !== 'number') throw invalidArgType(name, 'of type number', value);
  if (!Number.isInteger(value)) throw outOfRange(name, 'an integer', value);
  if (value < min || value > max) throw outOfRange(name, `>= ${min} and <= ${max}`, value);
}

export function validateUint32(value: unknown, name: string): asserts value is number {
  validateInteger(value, name, 0, 0xffffffff);
}

export function validateUint16(value: unknown, name: string): asserts value is number {
  validateInteger(value, name, 0, 0xffff);
}

export function validateBoolean(value: unknown, name: string): asserts value is boolean {
  if (typeof value !== 'boolean') throw invalidArgType(name, 'of type boolean', value);
}

export function validateString(value: unknown, name: string): asserts value is string {
  if (typeof value !== 'string') throw invalidArgType(name, 'of type string', value);
}

export function validateFunction(value: unknown, name: string): void {
  if (typeof value !== 'function') throw invalidArgType(name, 'of type function', value);
}

export function validateObject(value: unknown, name: string): asserts value is object {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw invalidArgType(name, 'of type object', value);
  }
}

export function validateOneOf<T>(value: T, name: string, allowed: readonly T[]): void {
  if (allowed.includes(value)) return;
  throw invalidArgValue(name, value, `must be one of: ${allowed.join(', ')}`);
}

export function validateSignal(value: unknown, name: string): asserts value is AbortSignal {
  if (typeof value !== 'object' || value === null || !('aborted' in value)) {
    throw invalidArgType(name, 'an instance of AbortSignal', value);
  }
}

/** As net does: a number, or a string that is one. */
export function validatePort(value: unknown, name: string, allowZero = true): number {
  const isPort =
    (typeof value === 'number' || (typeof value === 'string' && value.trim() !== '')) &&
    Number.isInteger(Number(value)) &&
    Number(value) >= (allowZero ? 0 : 1) &&
    Number(value) <= 65535;
  if (!isPort) throw badPort(name, value);
  return Number(value);
}
