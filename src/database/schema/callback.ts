/**
 * Functions that a program hands over: of which kind they are, told before they
 * run, and what they return, told after.
 *
 * A generator's body never runs by a call, and an asynchronous function goes on
 * when nobody looks any more. A state that is returned would be ignored, and its
 * version would count as reached all the same.
 *
 * @module
 */
import { DataIntegrityError } from "../../errors.ts";
import { kindOf } from "../../values/kinds.ts";

/** Kinds of functions by what `Object.prototype.toString` says of them. */
const ASYNC = "[object AsyncFunction]";
const GENERATORS: ReadonlySet<string> = new Set([
  "[object GeneratorFunction]",
  "[object AsyncGeneratorFunction]",
]);
const GENERATOR_OBJECTS: ReadonlySet<string> = new Set([
  "[object Generator]",
  "[object AsyncGenerator]",
]);

/** A description of any value by its kind, for messages. */
function tagOf(value: unknown): string {
  return Object.prototype.toString.call(value);
}

/**
 * Refuses what is no function, and a generator or asynchronous function; with
 * `mayWait` an asynchronous one passes.
 *
 * @throws {TypeError} `who` says which function it is.
 */
export function refuseKind(run: unknown, who: string, mayWait = false): void {
  if (typeof run !== "function") {
    throw new TypeError(
      `Cannot take this for ${who}: a function is wanted, found ${nameOf(run)}`,
    );
  }
  const tag = tagOf(run);
  if (GENERATORS.has(tag)) {
    throw new TypeError(
      `Cannot take a generator function for ${who}: its body would never run; ` +
        `an ordinary function is wanted`,
    );
  }
  if (tag === ASYNC && !mayWait) {
    throw new TypeError(
      `Cannot take an asynchronous function for ${who}: it has to be ` +
        `synchronous; await before it or after it`,
    );
  }
}

/**
 * Refuses a promise, a generator, and a state, returned by a function that edits
 * `data` in place. What stands in the data may be returned: `(data) =>
 * data.list = []` does so.
 *
 * @throws {TypeError} It says what to do instead.
 */
export function refuseResult(result: unknown, data: object, who: string): void {
  if (typeof result !== "object" || result === null) return;
  refuseUnfinished(result, who);
  if (kindOf(result) === "object" && !holds(data, result)) {
    throw new TypeError(
      `${who} returned a state, which would be ignored: edit the data in ` +
        `place, and return nothing`,
    );
  }
}

/**
 * Takes what a validator returned for its verdict: `false` refuses the data, and
 * so does an error that was returned instead of thrown.
 *
 * @throws {DataIntegrityError} When the verdict is a refusal.
 * @throws {TypeError} When the validator goes on, as a promise or a generator.
 */
export function demandVerdict(verdict: unknown, path: string): void {
  if (verdict === false) {
    throw new DataIntegrityError(
      "Data is refused by a validator: it returned false; one that throws an " +
        "error can say why",
      { path },
    );
  }
  if (typeof verdict !== "object" || verdict === null) return;
  if (verdict instanceof Error) {
    throw new DataIntegrityError(
      `Data is refused by a validator: ${verdict.message}`,
      { path, cause: verdict },
    );
  }
  refuseUnfinished(verdict, "A validator");
}

/**
 * Refuses what goes on after the call: a promise, or a generator.
 *
 * @throws {TypeError} It says what to do instead.
 */
export function refuseUnfinished(result: object, who: string): void {
  if (GENERATOR_OBJECTS.has(tagOf(result))) {
    throw new TypeError(
      `${who} returned a generator, whose body never ran; an ordinary function ` +
        `is wanted`,
    );
  }
  if (!("then" in result) || typeof result.then !== "function") return;
  // Nobody else will look at it, so its failure must not end the program.
  if (result instanceof Promise) result.catch(() => {});
  throw new TypeError(
    `${who} returned a promise, and has to be synchronous: await before it or ` +
      `after it`,
  );
}

/** Whether an object stands anywhere in the data. */
function holds(data: object, wanted: object): boolean {
  const seen = new Set<object>([data]);
  for (const object of seen) { // grows on the way
    if (object === wanted) return true;
    const items = object instanceof Map || object instanceof Set
      ? object.values()
      : Object.values(object);
    for (const item of items) {
      if (typeof item === "object" && item !== null) seen.add(item);
    }
  }
  return false;
}

function nameOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "a list" : typeof value;
}
