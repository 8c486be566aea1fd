/**
 * Some places of a state, taken out of its text: what lies beside them is passed
 * over, and becomes no object.
 *
 * @module
 */
import {
  BACKSLASH,
  CLOSE,
  COLON,
  COMMA,
  DOLLAR,
  ENCODER,
  OPEN,
  QUOTE,
} from "../../../values/characters.ts";
import type { TypeRegistry } from "../../../values/kinds.ts";
import { type Plain, setOwn } from "../../../values/own.ts";
import type { WayTree } from "../../../values/way_tree.ts";
import { decodeUtf8 } from "../../../log/utf8.ts";
import { parseValue } from "./record.ts";
import { standsAt, valueEnd } from "./text.ts";

/** FNV-1a, as its authors have it. */
const BASIS = 0x811c9dc5 | 0;
const PRIME = 0x01000193;

/** A key as it stands in the text, and what is wanted below it. */
interface WantedKey {
  readonly text: Uint8Array;
  readonly key: string;
  readonly ways: WayTree;
}

/**
 * The value `bytes[from, to)` as far as it lies at some places; what is no object on
 * the way there is kept whole. Undefined where the text is in another form than the
 * one that our writer gives it.
 */
export function placesIn(
  bytes: Uint8Array,
  { from, to }: { readonly from: number; readonly to: number },
  ways: WayTree,
  types: TypeRegistry,
): unknown {
  const reader = new PlaceReader(bytes, to, types);
  try {
    const value = reader.value(from, ways);
    return reader.at === to ? value : undefined;
  } catch { // to decode all of it says why
    return undefined;
  }
}

class PlaceReader {
  /** Where the value ends that was read last; -1: it is in another form. */
  at = 0;
  readonly #bytes: Uint8Array;
  readonly #end: number;
  readonly #types: TypeRegistry;

  constructor(bytes: Uint8Array, end: number, types: TypeRegistry) {
    this.#bytes = bytes;
    this.#end = end;
    this.#types = types;
  }

  value(from: number, ways: WayTree): unknown {
    const bytes = this.#bytes;
    // A dollar may make it a tag, which is no plain object.
    const isObject = bytes[from] === OPEN && bytes[from + 1] === QUOTE &&
      bytes[from + 2] !== DOLLAR;
    if (ways.whole || !isObject) return this.#whole(from);
    const wanted = wantedKeys(ways);
    const found: Plain = {};
    for (let at = from + 1;;) {
      const end = this.#keyEnd(at);
      if (end < 0) return this.#foreign();
      const member = this.#escaped
        ? this.#spelled(at, end, ways)
        : this.#among(wanted.get(this.#hash), at, end);
      if (member === undefined) {
        this.at = valueEnd(bytes, end + 1, this.#end);
      } else {
        // Of keys that come twice the last one counts, as for `JSON.parse`.
        setOwn(found, member.key, this.value(end + 1, member.ways));
        if (this.at < 0) return undefined;
      }
      at = this.at + 1;
      if (bytes[this.at] === COMMA) continue;
      if (bytes[this.at] !== CLOSE) return this.#foreign();
      this.at++;
      return found;
    }
  }

  #escaped = false;
  #hash = 0;

  /** Where the key ends that begins here, before its colon; -1: there is none. */
  #keyEnd(at: number): number {
    const bytes = this.#bytes;
    if (bytes[at] !== QUOTE) return -1;
    this.#escaped = false;
    let hash = BASIS;
    for (let i = at + 1; i < this.#end; i++) {
      const byte = bytes[i] ?? 0;
      if (byte === QUOTE) {
        this.#hash = hash;
        return bytes[i + 1] === COLON ? i + 1 : -1;
      }
      if (byte === BACKSLASH) {
        this.#escaped = true;
        i++;
      }
      hash = Math.imul(hash ^ byte, PRIME);
    }
    return -1;
  }

  #among(
    wanted: readonly WantedKey[] | undefined,
    from: number,
    to: number,
  ): WantedKey | undefined {
    return wanted?.find(({ text }) =>
      text.length === to - from &&
      standsAt(this.#bytes, from, text, 0, text.length)
    );
  }

  /** A key that is written with escapes. */
  #spelled(
    from: number,
    to: number,
    ways: WayTree,
  ): Omit<WantedKey, "text"> | undefined {
    const key = String(JSON.parse(decodeUtf8(this.#bytes.subarray(from, to))));
    const below = ways.below.get(key);
    return below && { key, ways: below };
  }

  #whole(from: number): unknown {
    this.at = valueEnd(this.#bytes, from, this.#end);
    const text = decodeUtf8(this.#bytes.subarray(from, this.at));
    return parseValue(text, this.#types);
  }

  #foreign(): undefined {
    this.at = -1;
  }
}

/** The keys below a place, by their hashes; those that need escapes are found otherwise. */
function wantedKeys({ below }: WayTree): Map<number, WantedKey[]> {
  const wanted = new Map<number, WantedKey[]>();
  for (const [key, ways] of below) {
    const text = ENCODER.encode(JSON.stringify(key));
    let hash = BASIS;
    for (const byte of text.subarray(1, -1)) {
      hash = Math.imul(hash ^ byte, PRIME);
    }
    const same = wanted.get(hash);
    if (same === undefined) wanted.set(hash, [{ text, key, ways }]);
    else same.push({ text, key, ways });
  }
  return wanted;
}
