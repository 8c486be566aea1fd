/**
 * The demands of a check, and what it says when they are not met.
 *
 * @module
 */
import { JsonSerializer } from "../format/json/serializer.ts";
import { deepEqual } from "../values/equal.ts";
import { getOwn } from "../values/own.ts";

const SERIALIZER = new JsonSerializer();

/** Throws unless it holds. */
export function demand(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(what);
}

/** The item at an index; throws when there is none. */
export function itemAt<T>(items: readonly T[], index: number): T {
  const item = items[index];
  demand(item !== undefined, `Item ${index} of ${items.length} is wanted`);
  return item;
}

/** Throws unless what was found is what was wanted: kinds, content, order. */
export function demandSame(
  found: unknown,
  wanted: unknown,
  what: string,
): void {
  demand(
    deepEqual(found, wanted),
    `${what}: found ${shown(found)}, wanted ${shown(wanted)}`,
  );
}

/** The same for records, whose fields may stand in any order. */
export function demandSameRecord(
  found: object,
  wanted: object,
  what: string,
): void {
  const fields = new Set([...Object.keys(found), ...Object.keys(wanted)]);
  for (const field of fields) {
    const [is, was] = [getOwn(found, field), getOwn(wanted, field)];
    if (is === undefined && was === undefined) continue;
    demandSame(is, was, `${what}, field ${field}`);
  }
}

/** Throws unless the call throws an error. */
export function demandRefused(call: () => unknown, what: string): void {
  try {
    call();
  } catch (error) {
    demand(error instanceof Error, `${what}: what is thrown is no Error`);
    return;
  }
  throw new Error(`${what}: an error is wanted`);
}

/** A value for a message. */
function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  try {
    const line = SERIALIZER.encodeChange({ ts: "", diff: value });
    return line.slice('{"ts":"","diff":'.length, -1).slice(0, 1000);
  } catch {
    return `a value of type ${typeof value}`;
  }
}
