/**
 * Values and diffs without what is masked: what stands there instead says that
 * something did, and, by another number each time, that it was changed.
 *
 * @module
 */
import { kindOf, ofKind } from "../../values/kinds.ts";
import { type Plain, setOwn } from "../../values/own.ts";
import { contentText } from "../../values/equal.ts";
import {
  ADD,
  DELETE,
  INSERT,
  isPosition,
  REPLACE,
  unescapeName,
} from "../../diff/grammar.ts";
import type { Diff } from "../../record.ts";
import { DOTS } from "../../history/shown/json_lines.ts";
import type { Mask } from "../../history/shown/mask.ts";

/** Copies what may be seen. */
export class MaskedCopy {
  readonly #mask: Mask;
  /** Keys from the root to what is looked at. */
  readonly #path: unknown[] = [];
  /** Numbers of members of Sets, which are found again by what they are. */
  readonly #members = new Map<string, number>();
  #last = 0;
  #count = 0;
  #inDiff = false;
  #inSet = false;

  /** Leaves out what this masks. */
  constructor(mask: Mask) {
    this.#mask = mask;
  }

  /** How many values were left out so far. */
  get count(): number {
    return this.#count;
  }

  /** A state. */
  state(state: unknown): unknown {
    this.#inDiff = false;
    return this.#value(state);
  }

  /** A diff of the root. */
  diff(diff: Diff): Diff {
    this.#inDiff = true;
    return this.#value(diff);
  }

  #value(value: unknown): unknown {
    if (this.#path.length > 0 && this.#isHidden()) return this.#dots(value);
    const kind = kindOf(value);
    switch (kind) {
      case "object":
        return this.#object(ofKind(value, kind));
      case "array":
        return ofKind(value, kind).map((item, i) => this.#at(i, item));
      case "map":
        return new Map(
          Array.from(
            ofKind(value, kind),
            ([key, item]) => [this.#key(key), this.#member(key, item)],
          ),
        );
      case "set":
        return new Set(
          Array.from(ofKind(value, kind), (one) => this.#key(one)),
        );
      default:
        return value;
    }
  }

  #object(value: Plain): Plain {
    const copy: Plain = {};
    for (const [key, item] of Object.entries(value)) {
      setOwn(copy, key, this.#member(key, item));
    }
    return copy;
  }

  /** What stands behind a key, which in a diff may be a command. */
  #member(key: unknown, item: unknown): unknown {
    if (!this.#inDiff) return this.#at(key, item);
    switch (key) {
      case REPLACE:
        return this.#value(item);
      case DELETE:
      case ADD:
        return Array.isArray(item) ? item.map((one) => this.#key(one)) : item;
      case INSERT:
        return Array.isArray(item)
          ? item.map((pair) =>
            Array.isArray(pair) ? [pair[0], this.#at(pair[0], pair[1])] : pair
          )
          : item;
      default:
        return this.#at(unescapeName(key), item);
    }
  }

  #at(key: unknown, value: unknown): unknown {
    this.#path.push(key);
    try {
      return this.#value(value);
    } finally {
      this.#path.pop();
    }
  }

  /** A member of a Set, or a key: seen, but for what is masked inside of it. */
  #key(key: unknown): unknown {
    if (typeof key !== "object" || key === null) return key;
    const before = this.#inSet;
    this.#inSet = true;
    try {
      return this.#value(key);
    } finally {
      this.#inSet = before;
    }
  }

  #isHidden(): boolean {
    if (this.#mask.hides(this.#path)) return true;
    // A diff does not tell an item of a list from a key of digits.
    const isItem = (key: unknown) => typeof key === "string" && isPosition(key);
    return this.#inDiff && this.#path.some(isItem) &&
      this.#mask.hides(
        this.#path.map((key) => isItem(key) ? Number(key) : key),
      );
  }

  #dots(value: unknown): string {
    this.#count++;
    if (!this.#inSet) return `${DOTS} ${++this.#last}`;
    const name = contentText([this.#path, value]);
    const number = this.#members.get(name) ?? ++this.#last;
    this.#members.set(name, number);
    return `${DOTS} ${number}`;
  }
}
