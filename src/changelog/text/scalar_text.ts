/**
 * Single values as short text.
 *
 * @module
 */
import { Tagged } from "../../values/kinds.ts";

/** Bytes that are shown of a byte array; 28 columns with their label. */
const SHOWN_BYTES = 8;

/** The text of a value that holds no others; `undefined` for one that does. */
export function scalarText(value: unknown): string | undefined {
  switch (typeof value) {
    case "string":
      return value;
    case "bigint":
      return `${value}n`;
    case "number":
      return Object.is(value, -0) ? "-0" : String(value);
    case "object":
      return value === null ? "null" : objectText(value);
    default:
      return String(value);
  }
}

function objectText(value: object): string | undefined {
  if (value instanceof Date) {
    const valid = !Number.isNaN(value.getTime());
    return valid ? value.toISOString() : "Invalid Date";
  }
  if (value instanceof Temporal.Instant) return value.toString();
  if (value instanceof URL) return value.href;
  if (value instanceof Uint8Array) return bytesText(value);
  return undefined;
}

function bytesText(bytes: Uint8Array): string {
  const hex = bytes.subarray(0, SHOWN_BYTES).toHex();
  const label = bytes.length === 1 ? "1 byte" : `${bytes.length} bytes`;
  const rest = bytes.length > SHOWN_BYTES ? "…" : "";
  return `<${label}${hex === "" ? "" : `: ${hex}${rest}`}>`;
}

/** The name that an instance of an application's own class gives itself. */
export function instanceText(value: object): string {
  try {
    if (value.toString !== Object.prototype.toString) return String(value);
    return `[${value.constructor.name}]`;
  } catch { // its own code failed: that must not break the log
    return "[object]";
  }
}

/** The name before the braces of a container; empty for plain ones. */
export function containerName(value: object): string {
  if (value instanceof Map) return "Map ";
  if (value instanceof Set) return "Set ";
  return value instanceof Tagged ? `${value.tag} ` : "";
}

/** The texts that would read as another value, or run into the text around. */
const LOOKS_LIKE_ANOTHER =
  /^$|^\s|\s$|^["'[{<]|^(?:null|true|false|undefined|NaN|-?Infinity)$|^-?\d[\d_]*(?:\.\d*)?(?:e[+-]?\d+)?n?$/i;

/** Longer than any line; what follows is not looked at. */
const MOST = 4096;

/** The characters that end a member within brackets. */
const ENDS_A_MEMBER = /[,{}[\]]/;

/**
 * A string as the log shows it: bare, or in quotes where it would be taken for
 * a number, for null, or, within brackets, for several members.
 */
export function stringText(
  text: string,
  inside: boolean,
  limit: number = MOST,
): string {
  const head = Number.isFinite(limit) ? text.slice(0, MOST) : text;
  const quoted = LOOKS_LIKE_ANOTHER.test(head) ||
    (inside && ENDS_A_MEMBER.test(head));
  return quoted ? quote(head) : head;
}

/** The form of a key that is shown without quotes. */
const BARE_KEY = /^[^\s.:,=[\]{}"']+$/u;

/** The longest key that is shown whole, in columns. */
export const KEY_LIMIT = 60;

/** A key of an object, or of a Map, as the log shows it before a colon. */
export function keyText(key: unknown): string {
  if (typeof key !== "string") return scalarText(key) ?? "[object]";
  const head = key.slice(0, 4 * KEY_LIMIT);
  return BARE_KEY.test(head) ? head : quote(head);
}

function quote(text: string): string {
  return `"${text.replaceAll('"', '\\"')}"`;
}
