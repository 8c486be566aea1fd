/**
 * A number that two values share if they are the same state, and rarely if not.
 *
 * It is had at little cost, whatever the value holds: whoever looks for an equal
 * one among many compares those of the same number alone.
 *
 * @module
 */
import {
  kindOf,
  NO_TYPES,
  ofKind,
  type TypeRegistry,
} from "../values/kinds.ts";
import type { Plain } from "../values/own.ts";

/** How many members of an object are looked at, and characters of a string. */
const FEW = 4;

const BITS = new Float64Array(1);
const HALVES = new Int32Array(BITS.buffer);

/** The number of a value. */
export function digestOf(
  value: unknown,
  types: TypeRegistry = NO_TYPES,
): number {
  if (typeof value !== "object" || value === null) return ofScalar(value);
  const kind = kindOf(value, types);
  switch (kind) {
    case "object":
      return digestOfMembers(ofKind(value, kind), (_key, item) => item);
    case "array": {
      const list = ofKind(value, kind);
      return mixed(list.length, ofMember(list[0]));
    }
    case "map":
    case "set":
      return mixed(7, ofKind(value, kind).size);
    case "date":
      return mixed(9, ofScalar(ofKind(value, kind).getTime()));
    case "url":
      return ofScalar(ofKind(value, kind).href);
    case "bytes":
      return mixed(11, ofKind(value, kind).length);
    default:
      return 13;
  }
}

/**
 * The number of an object with these keys; `show` gives the value that counts for
 * one. A key whose value is undefined is none.
 */
export function digestOfMembers(
  value: Plain,
  show: (key: string, item: unknown) => unknown,
): number {
  let digest = 17;
  let count = 0;
  for (const key in value) {
    const item = show(key, value[key]);
    if (item === undefined) continue;
    digest = mixed(mixed(digest, ofText(key)), ofMember(item));
    if (++count === FEW) break;
  }
  return digest;
}

/** The digest of a value within another: a container counts for its being one. */
function ofMember(value: unknown): number {
  return typeof value === "object" && value !== null ? 19 : ofScalar(value);
}

function ofScalar(value: unknown): number {
  switch (typeof value) {
    case "number":
      return ofNumber(value);
    case "string":
      return ofText(value);
    case "boolean":
      return value ? 2 : 3;
    case "bigint":
      return Number(BigInt.asIntN(32, value));
    default:
      return 5;
  }
}

function ofNumber(value: number): number {
  if ((value | 0) === value) return value | 0;
  BITS[0] = Number.isNaN(value) ? NaN : value;
  return (HALVES[0] ?? 0) ^ (HALVES[1] ?? 0);
}

/** The length, and some characters from both ends: keys that count up differ there. */
function ofText(text: string): number {
  const { length } = text;
  let digest = length;
  for (let i = 0; i < FEW && i < length; i++) {
    digest = mixed(digest, text.charCodeAt(i));
    digest = mixed(digest, text.charCodeAt(length - 1 - i));
  }
  return digest;
}

function mixed(digest: number, value: number): number {
  return (Math.imul(digest, 31) + value) | 0;
}
