/**
 * Values as the viewer shows them: a text each, secrets as dots.
 *
 * @module
 */
import { isPlain } from "../../history/changes/changes.ts";
import type { Change } from "../../history/changes/change.ts";
import { placeText } from "../../history/changes/place_text.ts";
import { DOTS, JsonLines } from "../../history/shown/json_lines.ts";
import type { Mask } from "../../history/shown/mask.ts";
import type { TypeCodec } from "../../values/kinds.ts";
import { getOwn } from "../../values/own.ts";
import { keyText } from "../../values/pattern/place_match.ts";
import type {
  ShownChange,
  ShownLeaf,
  ShownValue,
  ValueKind,
  WireKey,
  WirePath,
} from "../wire/shown.ts";

/** So many members stand in a preview ... */
const FEW = 4;
/** ... and so many characters of a text in it. */
const BRIEF = 32;
/** So many leaves of what was added are shown with it. */
const LEAVES = 8;
/** A text that differs from another is shown from so many characters before that on. */
const BEFORE = 24;
/** So many leaves are counted at most. */
const MOST_COUNTED = 10_000;

/** Writes what is shown. */
export class ShownValues {
  readonly #json: JsonLines;
  /** Which places are secret. */
  readonly mask: Mask;

  /** Takes the application's types, and masks. */
  constructor(types: readonly TypeCodec[], mask: Mask) {
    this.mask = mask;
    this.#json = new JsonLines(types, mask);
  }

  /** A value at a place; of a text so many characters. */
  value(path: readonly unknown[], value: unknown, most: number): ShownValue {
    const kind = kindOf(value);
    if (this.mask.hides(path)) return { kind, text: DOTS, masked: true };
    const size = sizeOf(value);
    const text = this.#text(kind, path, value);
    const cut = text.length > most;
    return {
      kind,
      text: cut ? whole(text.slice(0, most)) : text,
      ...(size !== undefined && { size }),
      ...(cut && { cut }),
    };
  }

  /** A change; of texts so many characters, from where they differ on. */
  change(change: Change, most: number): ShownChange {
    const { op, path, at } = change;
    let { old: before, new: after } = change;
    let skipped = false;
    if (typeof before === "string" && typeof after === "string") {
      const same = Math.max(0, commonStart(before, after) - BEFORE);
      skipped = same > 0 && Math.max(before.length, after.length) > most;
      if (skipped) {
        before = `…${whole(before.slice(same))}`;
        after = `…${whole(after.slice(same))}`;
      }
    }
    const shown = (original: unknown, value: unknown): ShownValue => {
      const told = this.value(path, value, most);
      if (!skipped || told.masked) return told;
      return { ...told, ...sized(original), cut: true };
    };
    const only = "old" in change !== "new" in change;
    return {
      op,
      path: this.path(path),
      at,
      ...("old" in change && { old: shown(change.old, before) }),
      ...("new" in change && { new: shown(change.new, after) }),
      ...(only && this.#leavesOf(path, change.new ?? change.old, most)),
    };
  }

  /** Changes as history tells them; the masked places are added. */
  changes(changes: readonly Change[], masked: string[]): unknown[] {
    return this.#json.changes(changes, masked);
  }

  /** A path as it goes over the wire. */
  path(path: readonly unknown[]): WirePath {
    return path.map((key) => this.key(key));
  }

  /** A key as it goes over the wire. */
  key(key: unknown): WireKey {
    if (typeof key === "string" || typeof key === "number") return key;
    const told = this.#json.value(key);
    if (typeof told === "object" && told !== null) return { ...told };
    return typeof told === "boolean" || told === null ? told : String(told);
  }

  /** JSON with indents, of a text the text itself; secrets as dots. */
  whole(path: readonly unknown[], value: unknown): string {
    if (typeof value === "string" && !this.mask.hides(path)) return value;
    return JSON.stringify(this.#json.shown(path, value, []), null, 2);
  }

  #text(kind: ValueKind, path: readonly unknown[], value: unknown): string {
    switch (kind) {
      case "text":
      case "number":
      case "boolean":
      case "null":
        return scalarText(value);
      case "time":
      case "bytes":
        return keyText(value);
      case "other":
        return JSON.stringify(this.#json.shown(path, value, []));
      default:
        return this.#preview(path, value);
    }
  }

  /** One level of what holds others. */
  #preview(path: readonly unknown[], value: unknown): string {
    const isList = Array.isArray(value) || value instanceof Set;
    const parts: string[] = [];
    let left = FEW;
    const all = membersIn(value);
    for (const [key, member] of all) {
      if (left-- === 0) {
        parts.push("…");
        break;
      }
      const below = [...path, key];
      const text = this.mask.hides(below) ? DOTS : brief(member);
      parts.push(isList ? text : `${shortened(keyText(key))}: ${text}`);
    }
    const inside = parts.join(", ");
    return isList ? `[${inside}]` : `{${inside}}`;
  }

  #leavesOf(
    path: readonly unknown[],
    value: unknown,
    most: number,
  ): Pick<ShownChange, "leaves" | "moreLeaves"> {
    if (!holdsOthers(value) || this.mask.hides(path)) return {};
    const leaves: ShownLeaf[] = [];
    let count = 0;
    for (const [below, leaf] of leavesIn(value, [])) {
      if (++count > MOST_COUNTED) break;
      if (count > LEAVES) continue;
      const full = [...path, ...below];
      leaves.push({
        path: this.path(full),
        at: placeText(below),
        value: this.value(full, leaf, most),
      });
    }
    const more = count - leaves.length;
    return { leaves, ...(more > 0 && { moreLeaves: more }) };
  }
}

/** The kind of a value. */
export function kindOf(value: unknown): ValueKind {
  switch (typeof value) {
    case "string":
      return "text";
    case "number":
    case "bigint":
      return "number";
    case "boolean":
      return "boolean";
    case "object":
      break;
    default:
      return "null";
  }
  if (value === null) return "null";
  if (Array.isArray(value)) return "list";
  if (value instanceof Map) return "map";
  if (value instanceof Set) return "set";
  if (value instanceof Uint8Array) return "bytes";
  if (value instanceof Date || value instanceof Temporal.Instant) return "time";
  return isPlain(value) ? "object" : "other";
}

/** The member that has a key of a value. */
export function memberOf(value: unknown, key: unknown): unknown {
  if (value instanceof Map) return value.get(key);
  if (value instanceof Set) return key;
  if (Array.isArray(value)) return value[Number(key)];
  return isPlain(value) && typeof key === "string"
    ? getOwn(value, key)
    : undefined;
}

/** Whether there may be values in it. */
function holdsOthers(value: unknown): boolean {
  return ["list", "map", "set", "object"].includes(kindOf(value)) &&
    sizeOf(value) !== 0;
}

/** The members of what holds others; those of a Set are their own keys. */
export function* membersIn(
  value: unknown,
): Generator<readonly [key: unknown, member: unknown]> {
  if (
    Array.isArray(value) || value instanceof Map || value instanceof Set
  ) yield* value.entries();
  else if (isPlain(value)) {
    for (const key of Object.keys(value)) yield [key, getOwn(value, key)];
  }
}

function* leavesIn(
  value: unknown,
  path: readonly unknown[],
): Generator<readonly [path: readonly unknown[], leaf: unknown]> {
  if (!holdsOthers(value)) yield [path, value];
  else {
    for (const [key, member] of membersIn(value)) {
      yield* leavesIn(member, [...path, key]);
    }
  }
}

function sized(value: unknown): Pick<ShownValue, "size"> {
  const size = sizeOf(value);
  return size === undefined ? {} : { size };
}

/** How many characters, bytes or members it has. */
export function sizeOf(value: unknown): number | undefined {
  if (typeof value === "string") return value.length;
  if (Array.isArray(value) || value instanceof Uint8Array) return value.length;
  if (value instanceof Map || value instanceof Set) return value.size;
  return isPlain(value) ? Object.keys(value).length : undefined;
}

function scalarText(value: unknown): string {
  if (typeof value === "string") return value;
  return Object.is(value, -0) ? "-0" : String(value);
}

function brief(value: unknown): string {
  switch (kindOf(value)) {
    case "list":
    case "set":
      return `[${sizeOf(value)}]`;
    case "object":
    case "map":
      return `{${sizeOf(value)}}`;
    case "bytes":
      return `${sizeOf(value)} bytes`;
    case "time":
      return keyText(value);
    case "other":
      return "…";
    default:
      return shortened(scalarText(value));
  }
}

function shortened(text: string): string {
  return text.length <= BRIEF ? text : `${whole(text.slice(0, BRIEF))}…`;
}

/** Without half a character at either end. */
function whole(text: string): string {
  return text.replace(/^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/g, "");
}

function commonStart(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let at = 0;
  while (at < most && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  return at;
}
