/**
 * A copy of what is stored, for those who may do with it what they like.
 *
 * What is stored was checked when it came in, so that nothing is asked here.
 *
 * @module
 */
import { kindOf, ofKind, Tagged, type TypeRegistry } from "./kinds.ts";
import type { Plain } from "./own.ts";
import { copyScalar } from "./scalar_copy.ts";

/** A copy that shares nothing with the value but scalars that can't change. */
export function duplicate(value: unknown, types: TypeRegistry): unknown {
  if (typeof value !== "object" || value === null) return value;
  const kind = kindOf(value, types);
  switch (kind) {
    case "object":
      return duplicateObject(value, types);
    case "array":
      return ofKind(value, kind).map((item) => duplicate(item, types));
    case "map": {
      const copy = new Map<unknown, unknown>();
      for (const [key, item] of ofKind(value, kind)) {
        copy.set(duplicate(key, types), duplicate(item, types));
      }
      return copy;
    }
    case "set":
      return new Set(Array.from(
        ofKind(value, kind),
        (member) => duplicate(member, types),
      ));
    case "tagged": {
      const { tag, data } = ofKind(value, kind);
      return new Tagged(tag, duplicate(data, types));
    }
    case "custom": {
      const codec = types.byClass.get(value.constructor);
      return codec?.decode(duplicate(codec.encode(value), types));
    }
    default:
      return kind === undefined ? value : copyScalar(value, kind);
  }
}

function duplicateObject(value: object, types: TypeRegistry): Plain {
  // Spread defines own properties, `__proto__` among them, which assignments
  // then find.
  const copy: Plain = { ...value };
  for (const key in copy) {
    const item = copy[key];
    if (item === undefined) delete copy[key]; // a transaction removed it
    else if (typeof item === "object") copy[key] = duplicate(item, types);
  }
  return copy;
}
