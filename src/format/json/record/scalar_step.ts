/**
 * A change of scalars as a step of replay: from its places to keys and values.
 *
 * A regular expression and `JSON.parse` (see `step.ts`) do the same, and replay
 * takes half as long again then (docs/performance.md, "Fast paths that are kept").
 *
 * @module
 */
import { type Plain, setOwn } from "../../../values/own.ts";
import type { TextLine } from "./lines.ts";
import {
  integerAt,
  integerEnd,
  placeAt,
  plainStringEnd,
  type ScalarChange,
} from "./scalar_change.ts";
import type { Step } from "../../../log/serializer.ts";
import { QUOTE } from "../../../values/characters.ts";

/** A number of so many characters may be an integer that is no double. */
const LONG = 16;

/**
 * The step of a change that was read from the bytes of this line, the first of
 * which is at `start`; undefined where it has to be read with more care. The
 * line has a byte for each character.
 */
export function scalarStep(
  change: ScalarChange,
  start: number,
  { chunk: { text }, from, offset, end, line }: TextLine,
): Step | undefined {
  const { path: keys, fields, depth, count, version, timeFrom, timeTo } =
    change;
  if (change.escaped) return undefined;
  const shift = from - start;
  const key = (places: Int32Array, i: number) => {
    const [from, to] = [placeAt(places, i), placeAt(places, i + 1)];
    return text.slice(from + 1 + shift, to - 1 + shift);
  };
  const path: string[] = [];
  for (let i = 0; i < depth; i++) path.push(key(keys, 2 * i));
  let diff: unknown;
  if (count === 1) {
    diff = scalarAt(change, 0, text, shift);
    if (diff === undefined) return undefined;
    path.push(key(fields, 0));
  } else {
    const members: Plain = {};
    for (let field = 0; field < 4 * count; field += 4) {
      const value = scalarAt(change, field, text, shift);
      if (value === undefined) return undefined;
      setOwn(members, key(fields, field), value);
    }
    diff = members;
  }
  const record = {
    v: version === 0 ? undefined : version,
    m: timeTo === 0
      ? undefined
      : text.slice(timeFrom + 1 + shift, timeTo - 1 + shift),
    diff,
  };
  return { record, path, offset, end, line };
}

/** The value of a field; undefined for what only looks like one. */
function scalarAt(
  { bytes, fields }: ScalarChange,
  field: number,
  text: string,
  shift: number,
): unknown {
  const from = placeAt(fields, field + 2);
  const to = placeAt(fields, field + 3);
  if (bytes[from] === QUOTE) {
    if (plainStringEnd(bytes, from) === to) {
      return text.slice(from + 1 + shift, to - 1 + shift);
    }
  } else {
    // Not by JSON.parse, which takes a third of the time of such a step.
    if (integerEnd(bytes, from) === to) return integerAt(bytes, from, to);
    if (to - from >= LONG) return undefined;
  }
  try {
    return JSON.parse(text.slice(from + shift, to + shift));
  } catch {
    return undefined;
  }
}
