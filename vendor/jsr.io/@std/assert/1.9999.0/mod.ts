// A stand-in for @std/assert, written for this repository: not the real one. See vendor/README.md.
/**
 * The assertions of `@std/assert` that the tests use, with its names, signatures and notion of equality.
 *
 * @module
 */

import { AssertionError as NodeAssertionError } from "node:assert";

// deno-lint-ignore no-explicit-any -- "any class" can't be said otherwise
type AnyClass = abstract new (...args: any[]) => any;
// deno-lint-ignore no-explicit-any -- as above
type ErrorClass<E> = abstract new (...args: any[]) => E;

/** What `assertFalse` leaves. */
export type Falsy = false | 0 | 0n | "" | null | undefined;

/** The error every failed assertion throws. */
export class AssertionError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "AssertionError";
  }
}

function show(value: unknown): string {
  return Deno.inspect(value, {
    depth: Infinity,
    sorted: true,
    trailingComma: true,
    compact: false,
    iterableLimit: Infinity,
    strAbbreviateSize: Infinity,
  });
}

function refuse(what: string, msg?: string): never {
  throw new AssertionError(msg ? `${what.replace(/\.$/, "")}: ${msg}` : what);
}

/** What differs, line by line, as `node:assert` draws it. */
function difference(actual: unknown, expected: unknown): string {
  try {
    const operator = "deepStrictEqual";
    return new NodeAssertionError({ actual, expected, operator }).message;
  } catch { // some values can't be drawn: a proxy that throws, a getter
    return `Actual: ${show(actual)}\nExpected: ${show(expected)}`;
  }
}

// --- equality ---------------------------------------------------------------

const TypedArray = Object.getPrototypeOf(Uint8Array) as AnyClass;

const temporal = Reflect.ownKeys(globalThis.Temporal ?? {})
  .map((name) => Reflect.get(Temporal, name))
  .filter((part) => typeof part === "function");

/** The prototypes of classes whose text says all there is to them. */
const textual = new Set<unknown>(
  [RegExp, URL, URLSearchParams, Intl.Locale, ...temporal].map((c) =>
    c.prototype
  ),
);

function isPrimitive(value: unknown): boolean {
  return value === null ||
    (typeof value !== "object" && typeof value !== "function");
}

/** Same kind of object; one without a prototype counts as a plain one. */
function samePrototype(a: object, b: object): boolean {
  const plain = (p: unknown) => p ?? Object.prototype;
  return plain(Object.getPrototypeOf(a)) === plain(Object.getPrototypeOf(b));
}

/** Own keys, and for an instance of a class those of its prototypes too (getters count as fields). */
function keysOf(value: object): Set<PropertyKey> {
  const keys = new Set<PropertyKey>();
  const isPlain = (o: object) =>
    o === Object.prototype || o === Array.prototype;
  for (let o = value; o && !isPlain(o); o = Object.getPrototypeOf(o)) {
    for (const key of Reflect.ownKeys(o)) {
      const hidden = o === value &&
        !Object.getOwnPropertyDescriptor(o, key)?.enumerable;
      if (
        !hidden || !isPlain(Object.getPrototypeOf(value) ?? Object.prototype)
      ) keys.add(key);
    }
  }
  return keys;
}

/**
 * Deep equality: NaN equals NaN, 0 equals -0, the order of keys does not count, an undefined property
 * is not a missing one, the prototypes are the same.
 */
export function equal(a: unknown, b: unknown): boolean {
  return compare(a, b, new Map());
}

function compare(a: unknown, b: unknown, seen: Map<unknown, unknown>): boolean {
  if (a === b || Object.is(a, b)) return true;
  if (isPrimitive(a) || isPrimitive(b)) return false;
  if (typeof a !== "object" || typeof b !== "object") return false;
  return compareObjects(a as object, b as object, seen);
}

function compareObjects(
  a: object,
  b: object,
  seen: Map<unknown, unknown>,
): boolean {
  if (a instanceof Date && b instanceof Date) {
    return Object.is(a.getTime(), b.getTime());
  }
  if (!samePrototype(a, b)) return false;
  if (a instanceof TypedArray) {
    return compareTyped(a as Uint8Array, b as Uint8Array);
  }
  if (a instanceof ArrayBuffer) {
    return compareTyped(new Uint8Array(a), new Uint8Array(b as ArrayBuffer));
  }
  if (a instanceof WeakMap || a instanceof WeakSet) {
    throw new TypeError(`Cannot compare ${a.constructor.name} instances`);
  }
  if (a instanceof WeakRef) {
    return compare(a.deref(), (b as WeakRef<WeakKey>).deref(), seen);
  }
  if (seen.get(a) === b) return true; // a cycle, or a part met before
  if (Object.keys(a).length !== Object.keys(b).length) return false;
  seen.set(a, b);
  if (a instanceof Map) return compareMaps(a, b as typeof a, seen);
  if (a instanceof Set) return compareSets(a, b as typeof a, seen);
  if (textual.has(Object.getPrototypeOf(a))) return String(a) === String(b);
  return compareFields(a, b, seen);
}

function compareTyped(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length &&
    a.every((value, i) => value === b[i] || Object.is(value, b[i]));
}

/**
 * The keys of a list or a plain object that has nothing but these; undefined for one
 * of which more has to be asked: a class, a symbol, a hole beside a named key.
 */
function plainKeys(value: object): string[] | undefined {
  const prototype = Object.getPrototypeOf(value);
  if (Object.getOwnPropertySymbols(value).length > 0) return undefined;
  const keys = Object.keys(value);
  if (prototype === Object.prototype || prototype === null) return keys;
  if (prototype !== Array.prototype || !Array.isArray(value)) return undefined;
  const { length } = value;
  if (keys.length !== length) return undefined;
  return length === 0 || keys[length - 1] === String(length - 1)
    ? keys
    : undefined;
}

function compareFields(
  a: object,
  b: object,
  seen: Map<unknown, unknown>,
): boolean {
  const keys = plainKeys(a);
  if (
    keys !== undefined && plainKeys(b)?.length === keys.length &&
    keys.every((key) => Object.prototype.propertyIsEnumerable.call(b, key))
  ) {
    return keys.every((key) =>
      compare(Reflect.get(a, key), Reflect.get(b, key), seen)
    );
  }
  for (const key of keysOf(a).union(keysOf(b))) {
    if ((key in a) !== (key in b)) return false;
    if (!compare(Reflect.get(a, key), Reflect.get(b, key), seen)) return false;
  }
  return true;
}

function compareMaps(
  a: Map<unknown, unknown>,
  b: Map<unknown, unknown>,
  seen: Map<unknown, unknown>,
): boolean {
  if (a.size !== b.size) return false;
  for (const [key, value] of a) {
    if (isPrimitive(key) || b.has(key)) {
      if (!b.has(key) || !compare(value, b.get(key), seen)) return false;
    } else if (
      !b.entries().some(([k, v]) =>
        compare(key, k, new Map()) && compare(value, v, new Map())
      )
    ) return false;
  }
  return true;
}

function compareSets(
  a: Set<unknown>,
  b: Set<unknown>,
  seen: Map<unknown, unknown>,
): boolean {
  if (a.size !== b.size) return false;
  for (const value of a) {
    if (b.has(value)) continue;
    if (isPrimitive(value)) return false;
    if (!b.values().some((other) => compare(value, other, new Map(seen)))) {
      return false;
    }
  }
  return true;
}

/** Fails unless `actual` and `expected` are deeply equal. */
export function assertEquals<T>(actual: T, expected: T, msg?: string): void {
  if (equal(actual, expected)) return;
  refuse(
    `Values are not equal${msg ? `: ${msg}` : "."}\n${
      difference(actual, expected)
    }`,
  );
}

/** Fails if `actual` and `expected` are deeply equal. */
export function assertNotEquals<T>(actual: T, expected: T, msg?: string): void {
  if (equal(actual, expected)) {
    refuse(
      `Expected actual: ${show(actual)} not to be: ${show(expected)}.`,
      msg,
    );
  }
}

/** Fails unless `Object.is(actual, expected)`. */
export function assertStrictEquals<T>(
  actual: unknown,
  expected: T,
  msg?: string,
): asserts actual is T {
  if (Object.is(actual, expected)) return;
  const detail = show(actual) === show(expected)
    ? `They look the same but are not the same reference:\n${show(actual)}`
    : difference(actual, expected);
  refuse(`Values are not strictly equal${msg ? `: ${msg}` : "."}\n${detail}`);
}

/** Fails if `Object.is(actual, expected)`. */
export function assertNotStrictEquals<T>(
  actual: T,
  expected: T,
  msg?: string,
): void {
  if (Object.is(actual, expected)) {
    refuse(
      `Expected "actual" to not be strictly equal to: ${show(actual)}.`,
      msg,
    );
  }
}

// --- plain conditions -------------------------------------------------------

/** Fails unless `expr` is truthy. */
export function assert(expr: unknown, msg = ""): asserts expr {
  if (!expr) throw new AssertionError(msg);
}

/** Fails unless `expr` is falsy. */
export function assertFalse(expr: unknown, msg = ""): asserts expr is Falsy {
  if (expr) throw new AssertionError(msg);
}

/** Fails if `actual` is null or undefined. */
export function assertExists<T>(
  actual: T,
  msg?: string,
): asserts actual is NonNullable<T> {
  if (actual === undefined || actual === null) {
    refuse(`Expected actual: "${actual}" to not be null or undefined.`, msg);
  }
}

/** Always fails. */
export function fail(msg?: string): never {
  refuse("Failed assertion.", msg);
}

/** Fails: for a line that is never reached. */
export function unreachable(reason?: string): never {
  refuse("Unreachable.", reason);
}

/** Fails: for what is not written yet. */
export function unimplemented(msg?: string): never {
  refuse("Unimplemented.", msg);
}

// --- order and nearness -----------------------------------------------------

/** Fails unless `actual > expected`. */
export function assertGreater<T>(actual: T, expected: T, msg?: string): void {
  if (!(actual > expected)) {
    refuse(`Expect ${show(actual)} > ${show(expected)}.`, msg);
  }
}

/** Fails unless `actual >= expected`. */
export function assertGreaterOrEqual<T>(
  actual: T,
  expected: T,
  msg?: string,
): void {
  if (!(actual >= expected)) {
    refuse(`Expect ${show(actual)} >= ${show(expected)}.`, msg);
  }
}

/** Fails unless `actual < expected`. */
export function assertLess<T>(actual: T, expected: T, msg?: string): void {
  if (!(actual < expected)) {
    refuse(`Expect ${show(actual)} < ${show(expected)}.`, msg);
  }
}

/** Fails unless `actual <= expected`. */
export function assertLessOrEqual<T>(
  actual: T,
  expected: T,
  msg?: string,
): void {
  if (!(actual <= expected)) {
    refuse(`Expect ${show(actual)} <= ${show(expected)}.`, msg);
  }
}

/** Fails unless the two numbers are within `tolerance` (default: 1e-7 of `expected`). */
export function assertAlmostEquals(
  actual: number,
  expected: number,
  tolerance?: number,
  msg?: string,
): void {
  if (Object.is(actual, expected)) return;
  const allowed = tolerance ??
    (isFinite(expected) ? Math.abs(expected * 1e-7) : 1e-7);
  const delta = Math.abs(expected - actual);
  if (delta <= allowed) return;
  refuse(
    `Expected actual: "${actual}" to be close to "${expected}": delta "${delta}"`,
    msg,
  );
}

// --- strings, arrays, shapes ------------------------------------------------

/** Fails unless `actual` matches `expected`. */
export function assertMatch(
  actual: string,
  expected: RegExp,
  msg?: string,
): void {
  if (!expected.test(actual)) {
    refuse(`Expected actual: "${actual}" to match: "${expected}".`, msg);
  }
}

/** Fails if `actual` matches `expected`. */
export function assertNotMatch(
  actual: string,
  expected: RegExp,
  msg?: string,
): void {
  if (expected.test(actual)) {
    refuse(`Expected actual: "${actual}" to not match: "${expected}".`, msg);
  }
}

/** Fails unless `expected` is part of `actual`. */
export function assertStringIncludes(
  actual: string,
  expected: string,
  msg?: string,
): void {
  if (!actual.includes(expected)) {
    refuse(`Expected actual: "${actual}" to contain: "${expected}".`, msg);
  }
}

/** Fails unless each of `expected` is deeply equal to one of `actual`. */
export function assertArrayIncludes<T>(
  actual: ArrayLike<T>,
  expected: ArrayLike<T>,
  msg?: string,
): void {
  const all = Array.from(actual);
  const missing = Array.from(expected).filter((want) =>
    !all.some((have) => equal(want, have))
  );
  if (missing.length === 0) return;
  refuse(
    `Expected actual: "${show(actual)}" to include: "${show(expected)}".${
      msg ? ` ${msg}` : ""
    }\nmissing: ${show(missing)}`,
  );
}

/** Fails unless every part of `expected` is in `actual`, which may have more. */
export function assertObjectMatch(
  // deno-lint-ignore no-explicit-any -- any object may be matched, interfaces included
  actual: Record<PropertyKey, any>,
  expected: Record<PropertyKey, unknown>,
  msg?: string,
): void {
  assertEquals<unknown>(pick(actual, expected, new Map()), expected, msg);
}

/** The part of `actual` that `pattern` speaks of. */
function pick(
  actual: unknown,
  pattern: unknown,
  seen: Map<unknown, unknown>,
): unknown {
  if (
    isPrimitive(actual) || isPrimitive(pattern) || typeof actual === "function"
  ) return actual;
  const plain = (o: object) => Array.isArray(o) || !(Symbol.iterator in o);
  if (actual instanceof Map && pattern instanceof Map) {
    const had = [...actual].filter(([key]) => pattern.has(key));
    return new Map(
      had.map(([key, value]) => [key, pick(value, pattern.get(key), seen)]),
    );
  }
  if (actual instanceof Set && pattern instanceof Set) {
    return new Set(
      [...actual].filter((v) => [...pattern].some((want) => equal(v, want))),
    );
  }
  const from = actual as object, like = pattern as object;
  if (
    !plain(from) || !plain(like) || Array.isArray(from) !== Array.isArray(like)
  ) return actual;
  if (from instanceof Date || textual.has(Object.getPrototypeOf(from))) {
    return actual;
  }
  if (seen.has(pattern)) return seen.get(pattern);
  const part: object = Array.isArray(like)
    ? []
    : Object.create(Object.getPrototypeOf(like));
  seen.set(pattern, part);
  for (const key of Reflect.ownKeys(like)) {
    if (key === "length" || !Object.hasOwn(from, key)) continue;
    const value = pick(Reflect.get(from, key), Reflect.get(like, key), seen);
    Object.defineProperty(part, key, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  }
  return part;
}

// --- classes and errors -----------------------------------------------------

function classOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  return typeof value === "object"
    ? (value.constructor?.name ?? "Object")
    : typeof value;
}

/** Fails unless `actual` is an instance of `expectedType`. */
export function assertInstanceOf<T extends AnyClass>(
  actual: unknown,
  expectedType: T,
  msg = "",
): asserts actual is InstanceType<T> {
  if (actual instanceof expectedType) return;
  const got = `but was ${actual instanceof Error ? "an error " : ""}"${
    classOf(actual)
  }"`;
  refuse(
    `Expected object to be an instance of "${expectedType.name}" ${got}.`,
    msg,
  );
}

/** Fails if `actual` is an instance of `unexpectedType`. */
export function assertNotInstanceOf<A, T>(
  actual: A,
  unexpectedType: ErrorClass<T>,
  msg?: string,
): asserts actual is Exclude<A, T> {
  if (actual instanceof unexpectedType) {
    refuse(
      `Expected object to not be an instance of "${unexpectedType.name}".`,
      msg,
    );
  }
}

/** Fails unless `error` is an error, of that class, with that in its message. */
export function assertIsError<E extends Error = Error>(
  error: unknown,
  ErrorClass?: ErrorClass<E>,
  msgMatches?: string | RegExp,
  msg?: string,
): asserts error is E {
  if (!(error instanceof Error)) {
    refuse(
      `Expected "error" to be an Error object, but was ${show(error)}.`,
      msg,
    );
  }
  if (ErrorClass && !(error instanceof ErrorClass)) {
    const stack = error.stack ?? error.message;
    refuse(
      `Expected error to be instance of "${ErrorClass.name}", but was "${
        classOf(error)
      }"${msg ? `: ${msg}` : "."}\n${stack}`,
    );
  }
  const found = msgMatches === undefined ||
    (typeof msgMatches === "string"
      ? error.message.includes(msgMatches)
      : msgMatches.test(error.message));
  if (!found) {
    const wanted = msgMatches instanceof RegExp
      ? `match ${msgMatches}`
      : `include ${show(msgMatches)}`;
    refuse(
      `Expected error message to ${wanted}, but got ${show(error.message)}.`,
      msg,
    );
  }
}

/** Fails unless `fn` throws; returns what it threw. */
export function assertThrows(fn: () => unknown, msg?: string): unknown;
/** Fails unless `fn` throws an error of that class, with that in its message; returns the error. */
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  ErrorClass: ErrorClass<E>,
  msgIncludes?: string,
  msg?: string,
): E;
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  classOrMsg?: ErrorClass<E> | string,
  msgIncludesOrMsg?: string,
  msg?: string,
): unknown {
  const [ErrorClass, includes, note] = expectation(
    classOrMsg,
    msgIncludesOrMsg,
    msg,
  );
  try {
    fn();
  } catch (error) {
    return checked(error, ErrorClass, includes, note);
  }
  refuse("Expected function to throw.", note);
}

/** Fails unless the promise that `fn` returns rejects; resolves to the reason. */
export function assertRejects(
  fn: () => PromiseLike<unknown>,
  msg?: string,
): Promise<unknown>;
/** Fails unless it rejects with an error of that class, with that in its message; resolves to the error. */
export function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  ErrorClass: ErrorClass<E>,
  msgIncludes?: string,
  msg?: string,
): Promise<E>;
export async function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  classOrMsg?: ErrorClass<E> | string,
  msgIncludesOrMsg?: string,
  msg?: string,
): Promise<unknown> {
  const [ErrorClass, includes, note] = expectation(
    classOrMsg,
    msgIncludesOrMsg,
    msg,
  );
  let promise: PromiseLike<unknown> | undefined;
  try {
    promise = fn();
    await promise;
  } catch (error) {
    if (promise === undefined) {
      refuse("Function throws when expected to reject.", note);
    }
    return checked(error, ErrorClass, includes, note);
  }
  refuse("Expected function to reject.", note);
}

type Expectation<E> = [
  ErrorClass<E> | undefined,
  string | undefined,
  string | undefined,
];

function expectation<E>(
  classOrMsg: ErrorClass<E> | string | undefined,
  msgIncludesOrMsg: string | undefined,
  msg: string | undefined,
): Expectation<E> {
  if (typeof classOrMsg === "string") return [undefined, undefined, classOrMsg];
  if (classOrMsg === undefined) {
    return [undefined, undefined, msgIncludesOrMsg ?? msg];
  }
  return [classOrMsg, msgIncludesOrMsg, msg];
}

function checked<E extends Error>(
  error: unknown,
  ErrorClass: ErrorClass<E> | undefined,
  includes: string | undefined,
  msg: string | undefined,
): unknown {
  if (!ErrorClass) return error;
  if (!(error instanceof Error)) {
    refuse(`A non-Error object was thrown: ${show(error)}`, msg);
  }
  assertIsError(error, ErrorClass, includes, msg);
  return error;
}
