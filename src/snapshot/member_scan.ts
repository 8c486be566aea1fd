/**
 * The members of an object found in its text, without a look at their values.
 *
 * @module
 */
import {
  BACKSLASH,
  CLOSE,
  COLON,
  COMMA,
  DOLLAR,
  OPEN,
  QUOTE,
  stringEnd,
  valueEnd,
} from "../log/json_text.ts";
import { decodeUtf8 } from "../log/utf8.ts";
import { hashKey } from "./key_hash.ts";
import { TextMembers } from "./text_members.ts";
import type { TextStore } from "./text_store.ts";

/** So long a member is about, to begin with room for them all. */
const USUAL = 64;

/**
 * Reads the object that is a text of a store; its members stay where they are if
 * that is the store's first text, and get slots of their own otherwise.
 *
 * Undefined when it is no object, may be a tag, or is not in the form that our
 * writer gives it: with a space, a key twice, or a key of another spelling.
 */
export function readMembers(
  store: TextStore,
  address: number,
  length: number,
): TextMembers | undefined {
  const members = new TextMembers(store, length / USUAL >>> 0);
  if (!findMembers(store, address, length, members)) return undefined;
  if (!members.index()) return undefined;
  if (!store.isBase(address)) members.moveOut();
  return members;
}

function findMembers(
  store: TextStore,
  address: number,
  length: number,
  members: TextMembers,
): boolean {
  const bytes = store.bytesOf(address);
  const start = store.offsetOf(address);
  const end = start + length;
  const last = end - 1;
  if (bytes[start] !== OPEN || bytes[last] !== CLOSE) return false;
  if (start + 1 === last) return true;
  if (bytes[start + 2] === DOLLAR) return false;
  const shift = address - start;
  for (let at = start + 1;;) {
    const key = at;
    if (bytes[key] !== QUOTE) return false;
    at = stringEnd(bytes, key, last);
    if (bytes[at] !== COLON || !isCanonical(bytes, key, at)) return false;
    const hash = hashKey(bytes, key, at);
    at = valueEnd(bytes, at + 1, last);
    members.append(key + shift, at - key, hash);
    if (at === last) return true;
    if (bytes[at++] !== COMMA) return false;
  }
}

/** Whether a key is spelt as we do: else it would not be found. */
function isCanonical(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    if (bytes[at] === BACKSLASH) {
      const text = decodeUtf8(bytes.subarray(from, to));
      return JSON.stringify(JSON.parse(text)) === text;
    }
  }
  return true;
}
