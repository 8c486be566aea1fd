/**
 * When two values are the same state: same kind, same content, same order.
 *
 * @module
 */
import { type Kind, kindOf, NO_TYPES, ofKind } from "./kinds.ts";
import type { TypeRegistry } from "./kinds.ts";
import type { Plain } from "./own.ts";

/**
 * Whether two values are the same state.
 *
 * Stricter than `==` and than most deep comparisons: 1, `true`, `"1"` and `1n`
 * all differ, so do 0 and -0, a Date and an Instant of the same time, and two
 * objects whose keys stand in another order. `NaN` equals itself. Values of
 * own types are equal when what their codecs encode is.
 */
export function deepEqual(
  a: unknown,
  b: unknown,
  types: TypeRegistry = NO_TYPES,
): boolean {
  return sameState(a, b, types);
}

/**
 * {@linkcode deepEqual} with a memory for pairs of lists that a part deep inside
 * tells apart.
 *
 * A comparison of nested lists meets such a pair again at each level; with the
 * memory the whole takes two passes, not one for each level.
 */
export function sameState(
  a: unknown,
  b: unknown,
  types: TypeRegistry,
  unequal?: WeakMap<object, object>,
): boolean {
  if (a === b) return a !== 0 || Object.is(a, b);
  if (
    typeof a !== "object" || typeof b !== "object" || a === null || b === null
  ) {
    return a !== a && b !== b; // NaN alone differs from itself
  }
  if (unequal?.get(a) === b) return false;
  const kind = kindOf(a, types);
  if (kind !== kindOf(b, types)) return false;
  switch (kind) {
    case "object":
      return sameObjects(ofKind(a, kind), ofKind(b, kind), types, unequal);
    case "array":
      return sameLists(ofKind(a, kind), ofKind(b, kind), types, unequal);
    case "map":
    case "set": // a Map as the list of its entries
      return sameLists(
        [...ofKind(a, kind)],
        [...ofKind(b, kind)],
        types,
        unequal,
      );
    default:
      return sameScalars(a, b, kind, types);
  }
}

function sameObjects(
  a: Plain,
  b: Plain,
  types: TypeRegistry,
  unequal?: WeakMap<object, object>,
): boolean {
  for (const key in a) { // most that differ do so in their first key
    const item = a[key];
    if (item !== b[key] && typeof item !== "object" && item === item) {
      return false;
    }
    break;
  }
  const keys = Object.keys(a);
  const others = Object.keys(b);
  if (keys.length !== others.length) return false;
  for (let i = 0; i < keys.length; i++) if (keys[i] !== others[i]) return false;
  for (const key of keys) {
    if (!sameState(a[key], b[key], types, unequal)) return false;
  }
  return true;
}

function sameLists(
  a: readonly unknown[],
  b: readonly unknown[],
  types: TypeRegistry,
  unequal?: WeakMap<object, object>,
): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    if (!sameState(a[i], b[i], types, unequal)) {
      if (typeof a[i] === "object") unequal?.set(a, b);
      return false;
    }
  }
  return true;
}

function sameScalars(
  a: object,
  b: object,
  kind: Kind | undefined,
  types: TypeRegistry,
): boolean {
  switch (kind) {
    case "date":
      return Object.is(ofKind(a, kind).getTime(), ofKind(b, kind).getTime());
    case "instant":
      return ofKind(a, kind).equals(ofKind(b, kind));
    case "bytes": {
      const [ones, others] = [ofKind(a, kind), ofKind(b, kind)];
      return ones.length === others.length &&
        ones.every((byte, i) => byte === others[i]);
    }
    case "url":
      return ofKind(a, kind).href === ofKind(b, kind).href;
    case "tagged": {
      const [one, other] = [ofKind(a, kind), ofKind(b, kind)];
      return one.tag === other.tag && sameState(one.data, other.data, types);
    }
    case "custom": {
      const codec = types.byClass.get(a.constructor);
      return codec !== undefined && a.constructor === b.constructor &&
        sameState(codec.encode(a), codec.encode(b), types);
    }
    default: // not storable: the same only if identical
      return false;
  }
}

/**
 * A text that two values share exactly when they are the same state.
 *
 * Finds a Date or its like among the keys of a Map and the members of a Set,
 * where the engine looks for the very same object.
 */
export function contentText(
  value: unknown,
  types: TypeRegistry = NO_TYPES,
): string {
  return JSON.stringify(value, function (this: Plain, key) {
    return marked(this[key], types); // the raw value: not what toJSON made of it
  });
}

/**
 * A value that JSON has no type for, as a list that begins with its kind's
 * letter.
 */
function marked(value: unknown, types: TypeRegistry): unknown {
  const kind = kindOf(value, types);
  switch (kind) {
    case "number":
      return Number.isFinite(value) && !Object.is(value, -0)
        ? value
        : ["number", Object.is(value, -0) ? "-0" : String(value)];
    case "array":
      return [kind, ...ofKind(value, kind)];
    case "map":
    case "set":
      return [kind, ...ofKind(value, kind)];
    case "date":
      return [kind, ofKind(value, kind).getTime()];
    case "bigint":
    case "instant":
    case "bytes":
    case "url":
      return [kind, String(value)];
    case "tagged":
      return [kind, ofKind(value, kind).tag, ofKind(value, kind).data];
    case "custom": {
      const instance = ofKind(value, kind);
      const codec = types.byClass.get(instance.constructor);
      return [kind, codec?.tag, codec?.encode(instance)];
    }
    default:
      return value;
  }
}
