import { fromHost, type SCTPAddress, sctpAddress, toHost } from './address';
import type { SCTPOptionTarget } from './option-types';
import { validateBoolean, validateInteger, validateObject, validateOneOf } from './validate';

/** What crosses from the addon: a number, or an address's host. */
export type Value = number | string;

/**
 * How one option crosses: a list of numbers, and of host and port where it is an address. `Read` is
 * what it reads as, `Written` what it takes.
 */
export interface OptionRow<Read, Written = Read> {
  /** As src/option.def has them. */
  readonly fields: readonly string[];
  /** Absent where the option is read only. */
  readonly encode?: (value: Written) => number[];
  /** Absent where it is write only. */
  readonly decode?: (values: readonly Value[]) => Read;
  /** For an option that is an address, which crosses as the call's host and port. */
  readonly addressOf?: (value: Written) => SCTPAddress;
  /** What has to be said to read it, as its fields. */
  readonly query?: (target: SCTPOptionTarget) => number[];
  /** Set once for each number, as the stacks take one at a time. */
  readonly repeats?: boolean;
  /** What is not written is as it was read: the stack knows no value that means it. */
  readonly amends?: true;
}

export const uint32 = 0xffffffff;

export function integer(field: string, min = 0, max = uint32): OptionRow<number> {
  return {
    fields: [field],
    encode: (value) => {
      validateInteger(value, 'value', min, max);
      return [value];
    },
    decode: ([value]) => Number(value),
  };
}

export function flag(): OptionRow<boolean> {
  return {
    fields: ['enabled'],
    encode: (value) => {
      validateBoolean(value, 'value');
      return [Number(value)];
    },
    decode: ([value]) => value !== 0,
  };
}

/** The first word is 0. */
export function choice<const Word extends string>(
  field: string,
  words: readonly Word[],
  byDefault: Word,
): OptionRow<Word> {
  return {
    fields: [field],
    encode: (value) => {
      validateOneOf(value, 'value', words);
      return [words.indexOf(value)];
    },
    decode: ([value]) => words[Number(value)] ?? byDefault,
  };
}

export function record<const Names extends readonly string[]>(
  names: Names,
  max: number,
): OptionRow<Record<Names[number], number>> {
  return {
    fields: names,
    encode: (value) => {
      validateObject(value, 'value');
      return names.map((name: Names[number]) => {
        const number: unknown = value[name];
        validateInteger(number, `value.${name}`, 0, max);
        return number;
      });
    },
    decode: (values) => {
      const entries = names.map((name, index) => [name, Number(values[index])]);
      return Object.fromEntries(entries) as Record<Names[number], number>;
    },
  };
}

/** A record of whose members 0, or none, is as it was (RFC 6458). */
export function partialRecord<const Names extends readonly string[]>(
  names: Names,
  max: number,
): OptionRow<Record<Names[number], number>, Partial<Record<Names[number], number>>> {
  const { fields, decode } = record(names, max);
  return {
    fields,
    encode: (value) => {
      validateObject(value, 'value');
      return names.map((name: Names[number]) => optionalInteger(value, name, max) ?? 0);
    },
    decode: decode!,
  };
}

export function address(): OptionRow<SCTPAddress> {
  return {
    fields: ['address:address'],
    encode: () => [],
    decode: ([host, port]) => fromHost(String(host), Number(port)),
    addressOf: (value) => {
      validateObject(value, 'value');
      return sctpAddress(toHost(value), value.port);
    },
  };
}

export function readOnly<T>({ encode: _, ...row }: OptionRow<T>): OptionRow<T> {
  return row;
}

export function writeOnly<T>({ decode: _, ...row }: OptionRow<T>): OptionRow<T> {
  return row;
}

/** The first name is the lowest bit. */
export function bitsOf<Name extends string>(
  value: Record<Name, boolean>,
  names: readonly Name[],
): number {
  validateObject(value, 'value');
  return names.reduce((bits, name, index) => {
    validateBoolean(value[name], `value.${name}`);
    return bits | (Number(value[name]) << index);
  }, 0);
}

/** A member that may be left out. */
export function optionalInteger<Name extends string>(
  value: Readonly<Partial<Record<Name, number | undefined>>>,
  name: Name,
  max: number,
): number | undefined {
  const number = value[name];
  if (number !== undefined) validateInteger(number, `value.${name}`, 0, max);
  return number;
}

/** As {@link optionalInteger}. */
export function optionalBoolean<Name extends string>(
  value: Readonly<Partial<Record<Name, boolean | undefined>>>,
  name: Name,
): boolean | undefined {
  const flag = value[name];
  if (flag !== undefined) validateBoolean(flag, `value.${name}`);
  return flag;
}

/** `undefined` for what the engine has not. */
export function numberIfAny(value: Value | undefined): number | undefined {
  const number = Number(value);
  return Number.isNaN(number) ? undefined : number;
}
