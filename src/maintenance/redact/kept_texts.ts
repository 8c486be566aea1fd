/**
 * Texts that are taken from one place and stand at another, too: an address in a
 * user that was renamed, a name that is a key.
 *
 * @module
 */
import {
  ADD,
  DELETE,
  INSERT,
  isCommand,
  REPLACE,
  unescapeKey,
} from "../../diff/grammar.ts";
import { kindOf, ofKind } from "../../values/kinds.ts";
import { FoundPlaces } from "./found_places.ts";

/** Looks for texts in what stays. */
export class KeptTexts {
  /** Where they were found. */
  readonly found = new FoundPlaces();
  readonly #texts: ReadonlySet<string>;
  readonly #path: unknown[] = [];
  #rev = 0;

  /** Looks for these texts; each has to be all of a key or of a value. */
  constructor(texts: ReadonlySet<string>) {
    this.#texts = texts;
  }

  /** Looks at a diff, or at a state, which has no commands. */
  look(value: unknown, rev: number, isDiff: boolean): void {
    this.#rev = rev;
    this.#walk(value, isDiff);
  }

  #walk(value: unknown, isDiff: boolean): void {
    if (typeof value === "string") {
      const text = isDiff ? unescapeKey(value) : value;
      if (this.#texts.has(text)) this.found.note(this.#path, this.#rev);
      return;
    }
    const kind = kindOf(value);
    switch (kind) {
      case "array":
        ofKind(value, kind).forEach((item, i) =>
          this.#within(i, () => this.#walk(item, isDiff))
        );
        break;
      case "set":
        for (const member of ofKind(value, kind)) this.#walk(member, isDiff);
        break;
      case "object":
      case "map":
        for (const [key, item] of entriesOf(value)) {
          this.#member(key, item, isDiff);
        }
    }
  }

  #member(key: unknown, item: unknown, isDiff: boolean): void {
    if (isDiff && isCommand(key)) return this.#command(key, item);
    const name = isDiff && typeof key === "string" ? unescapeKey(key) : key;
    this.#within(name, () => {
      if (typeof name === "string" && this.#texts.has(name)) {
        this.found.note(this.#path, this.#rev);
      }
      this.#walk(item, isDiff);
    });
  }

  #command(command: unknown, item: unknown): void {
    if (command === REPLACE) return this.#walk(item, true);
    const list = Array.isArray(item) ? item : [];
    for (const one of list) {
      if (command === INSERT && Array.isArray(one)) {
        this.#within(one[0], () => this.#walk(one[1], true));
      } else if (command === DELETE) this.#member(one, undefined, true);
      else if (command === ADD) this.#walk(one, true);
    }
  }

  #within(key: unknown, call: () => void): void {
    this.#path.push(key);
    call();
    this.#path.pop();
  }
}

function entriesOf(value: unknown): Iterable<[unknown, unknown]> {
  return value instanceof Map ? value : Object.entries(Object(value));
}
