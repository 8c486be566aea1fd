/**
 * The dollar signs of a diff: telling the user's keys from its commands.
 *
 * A user's key that begins with `$` gets one more in front, so does a user's
 * string that begins with `$$`; whoever reads the diff takes one off each that
 * begins with `$$`. What needs neither is shared, not copied. The data of an
 * own type is one value to the diff and stays as its codec made it.
 *
 * @module
 */
import { NotStorableError, ReplayError } from "../errors.ts";
import {
  isContainer,
  kindOf,
  MAX_DEPTH,
  NO_TYPES,
  ofKind,
} from "../values/kinds.ts";
import type { TypeRegistry } from "../values/kinds.ts";
import { type Plain, setOwn } from "../values/own.ts";
import { pathText } from "../values/path.ts";
import { copyScalar } from "../values/scalar_copy.ts";
import { escapeKey, escapeText, isDoubled, unescapeKey } from "./grammar.ts";
import { DOLLAR } from "../values/characters.ts";

/** One way over a value: putting escapes in or taking them off. */
interface Pass {
  readonly adding: boolean;
  /** Whether what needs no change is copied, too. */
  readonly copying?: boolean | undefined;
  /** Whether what would be refused passes as it is. */
  readonly lax?: boolean | undefined;
  readonly types: TypeRegistry;
  /** Where the value stands; for messages and depth. */
  readonly path: readonly (string | number)[];
}

const ROOT: readonly (string | number)[] = [];
const SHOWN = { adding: false, lax: true, types: NO_TYPES };

/**
 * A value as it stands in a diff; the same reference when nothing in it needs
 * an escape.
 *
 * Throws a {@linkcode NotStorableError} for what can't be written at all.
 */
export function escapeValue(
  value: unknown,
  types: TypeRegistry = NO_TYPES,
): unknown {
  return rewritten(value, { adding: true, types, path: ROOT });
}

/**
 * The user's value that stands in a diff like this; the same reference when
 * nothing in it was escaped. `path` says where it is to stand.
 *
 * Throws a {@linkcode ReplayError} for a value nested too deep.
 */
export function unescapeValue(
  value: unknown,
  types: TypeRegistry = NO_TYPES,
  path: readonly (string | number)[] = ROOT,
): unknown {
  return rewritten(value, { adding: false, types, path });
}

/** The value of {@linkcode unescapeValue}, as a copy that shares nothing. */
export function unescapeCopy(
  value: unknown,
  types: TypeRegistry = NO_TYPES,
  path: readonly (string | number)[] = ROOT,
): unknown {
  const pass = { adding: false, copying: true, types, path };
  return rewrite(value, path.length, pass);
}

/**
 * The value of {@linkcode unescapeCopy}, of a diff that is shown and not applied:
 * what can't be there passes as it is.
 */
export function unescapeShown(value: unknown): unknown {
  return rewrite(value, 0, { ...SHOWN, path: ROOT });
}

function rewritten(value: unknown, pass: Pass): unknown {
  const depth = pass.path.length;
  return concerns(value, depth, pass) ? rewrite(value, depth, pass) : value;
}

/**
 * Whether a pass has anything to change, or to refuse, in a value.
 *
 * Runs over all that is ever written or read, so it allocates nothing. For-in
 * may show inherited keys too; they do no harm here.
 */
function concerns(value: unknown, depth: number, pass: Pass): boolean {
  switch (typeof value) {
    case "string":
      return isDoubled(value);
    case "number":
    case "boolean":
    case "bigint":
      return false;
  }
  if (value === null) return false;
  if (depth >= MAX_DEPTH) return true;
  const kind = kindOf(value, pass.types);
  switch (kind) {
    case "object": {
      const object = ofKind(value, kind);
      for (const key in object) {
        if (pass.adding ? key.charCodeAt(0) === DOLLAR : isDoubled(key)) {
          return true;
        }
        const item = object[key];
        if (typeof item !== "number" && concerns(item, depth + 1, pass)) {
          return true;
        }
      }
      return false;
    }
    case "array":
      for (const item of ofKind(value, kind)) {
        if (typeof item !== "number" && concerns(item, depth + 1, pass)) {
          return true;
        }
      }
      return false;
    case "map":
      for (const [key, item] of ofKind(value, kind)) {
        if (typeof key === "string" && key.charCodeAt(0) === DOLLAR) {
          return true;
        }
        if (concerns(key, depth + 1, pass)) return true;
        if (concerns(item, depth + 1, pass)) return true;
      }
      return false;
    case "set":
      for (const item of ofKind(value, kind)) {
        if (concerns(item, depth + 1, pass)) return true;
      }
      return false;
    case undefined:
      return true;
    default:
      return false;
  }
}

function rewrite(value: unknown, depth: number, pass: Pass): unknown {
  if (typeof value === "string") {
    return pass.adding ? escapeText(value) : unescapeKey(value);
  }
  const kind = kindOf(value, pass.types);
  if (kind === undefined) return pass.lax ? value : refuse(value, pass);
  if (!isContainer(kind)) return pass.copying ? copied(value, pass) : value;
  if (depth >= MAX_DEPTH) return pass.lax ? value : refuseDepth(pass);
  const inner = (item: unknown) => rewrite(item, depth + 1, pass);
  const key = pass.adding ? escapeKey : unescapeKey;
  switch (kind) {
    case "array":
      return ofKind(value, kind).map(inner);
    case "set":
      return new Set(Array.from(ofKind(value, kind), inner));
    case "map":
      return new Map(
        Array.from(
          ofKind(value, kind),
          ([name, item]) => [
            typeof name === "string" ? key(name) : inner(name),
            inner(item),
          ],
        ),
      );
    default: {
      const copy: Plain = {};
      const object = ofKind(value, kind);
      for (const name of Object.keys(object)) {
        setOwn(copy, key(name), inner(object[name]));
      }
      return copy;
    }
  }
}

/** A copy of what holds no other value by key, index or membership. */
function copied(value: unknown, { types }: Pass): unknown {
  if (typeof value !== "object" || value === null) return value;
  const kind = kindOf(value, types);
  if (kind !== "custom") return copyScalar(value, kind);
  const codec = types.byClass.get(value.constructor);
  return codec?.decode(codec.encode(value));
}

function refuse(value: unknown, { path }: Pass): never {
  const what = typeof value === "object" ? "an instance" : `a ${typeof value}`;
  const place = pathText(path);
  throw new NotStorableError(`Cannot store ${what} in ${place}`, place);
}

function refuseDepth({ adding, path }: Pass): never {
  const place = pathText(path);
  const problem = `${place}: it is nested more than ${MAX_DEPTH} deep`;
  throw adding
    ? new NotStorableError(`Cannot write ${problem}`, place)
    : new ReplayError(`Cannot read ${problem}`);
}
