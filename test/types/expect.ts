/* eslint-disable @typescript-eslint/no-unnecessary-type-parameters -- they are what is tested */

/** Whether two types are the same, not only assignable. */
export type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles for a true type only. */
export declare function holds<Law extends true>(law?: Law): void;

/** Compiles for a value that is assignable. */
export declare function expectType<T>(value: T): void;
