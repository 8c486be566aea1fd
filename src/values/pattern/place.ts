/**
 * Patterns of places in a state: `users.*.email`, `**.token`, `tags[0]`,
 * `["quoted, dots and all"].name$`.
 *
 * One pattern may have two readings: `a[0]` is the first item of `a`, and a key
 * that is `a0`. Both count.
 *
 * @module
 */
import {
  closed,
  DEEP,
  type Element,
  type PlaceMatch,
  type Reading,
  ReadingsMatch,
} from "./place_match.ts";
import { compileText } from "./text.ts";

/** How places are matched. */
export interface PlaceOptions {
  /** Whether the pattern begins at the root; else it may begin anywhere. */
  readonly rooted: boolean;
  /** Whether upper and lower case are the same. */
  readonly fold: boolean;
}

/** A compiled pattern of places. */
export class PlacePattern {
  readonly #readings: readonly Reading[];
  /** The match of the root. */
  readonly root: PlaceMatch;

  /** Compiles a pattern; every text is one. */
  constructor(text: string, options: PlaceOptions) {
    this.#readings = readingsOf(text, options);
    this.root = new ReadingsMatch(
      this.#readings,
      this.#readings.map((reading) => closed(reading, new Set([0]))),
      false,
    );
  }

  /**
   * The keys from the root that every place has which matches, as far as they
   * are single ones; none for a pattern that may begin anywhere.
   */
  get prefix(): string[] {
    const [first = [], ...others] = this.#readings.map(prefixOf);
    const differs = first.findIndex((key, i) =>
      others.some((other) => other[i] !== key)
    );
    return differs < 0 ? first : first.slice(0, differs);
  }

  /** Whether a place matches, by its keys and indices from the root. */
  matches(path: readonly unknown[]): boolean {
    let match = this.root;
    for (const key of path) {
      if (!match.open) return false; // not even a place above matches
      match = match.step(key);
    }
    return match.matched;
  }

  /** The elements of a path that it takes, by their index; none where it does not match. */
  elements(path: readonly unknown[]): readonly number[] {
    return taken(this, path);
  }
}

/** The elements of a path that a pattern takes, by their index: those that it ends at first. */
function taken(
  pattern: PlacePattern,
  path: readonly unknown[],
): readonly number[] {
  let end = 0;
  while (end <= path.length && !pattern.matches(path.slice(0, end))) end++;
  if (end > path.length) return [];
  let start = 0;
  // One that may begin anywhere matches what is left of its way, too.
  while (start < end - 1 && pattern.matches(path.slice(start + 1, end))) {
    start++;
  }
  return Array.from({ length: end - start }, (_, i) => start + i);
}

function prefixOf({ elements, rooted }: Reading): string[] {
  const keys: string[] = [];
  for (const element of rooted ? elements : []) {
    const only = element === DEEP ? undefined : element.only;
    if (only === undefined) break;
    keys.push(only);
  }
  return keys;
}

/** The most readings that count: brackets after brackets double them. */
const MOST_READINGS = 64;
/** An item of a list, or a key in quotes. */
const ITEM = /\[(?:\*|\d+|"(?:[^"\\]|\\.)*")\]/y;

function readingsOf(text: string, options: PlaceOptions): Reading[] {
  const forms = [{ text, rooted: options.rooted, ended: false }];
  if (text.startsWith("^")) {
    forms.push({ text: text.slice(1), rooted: true, ended: false });
  }
  for (const form of [...forms]) {
    if (!form.text.endsWith("$")) continue;
    forms.push({ ...form, text: form.text.slice(0, -1), ended: true });
  }
  return forms.flatMap(({ text: form, rooted, ended }) => {
    if (form === "" && text !== "") {
      return [{ elements: [], rooted, ended }]; // the root itself
    }
    return splits(form).map((elements) => ({
      elements: elements.map((element) => elementOf(element, options.fold)),
      rooted,
      ended,
    }));
  });
}

/** An element as it is typed, or a key that stands for itself. */
type Typed = string | { readonly key: string };

function elementOf(typed: Typed, fold: boolean): Element {
  if (typed === "**") return DEEP;
  if (typeof typed === "string") {
    return compileText(typed, { whole: true, fold });
  }
  // Brackets of one character each keep wildcards from being any.
  const text = typed.key.replace(/[*?[]/g, "[$&]");
  const pattern = compileText(text, { whole: true, fold });
  return fold ? pattern : { ...pattern, only: typed.key };
}

/** The ways to divide a pattern into elements. */
function splits(text: string): Typed[][] {
  const found: Typed[][] = [];
  // `element` is the one so far; undefined behind an item, which ends there.
  const walk = (
    at: number,
    before: readonly Typed[],
    element: string | undefined,
  ): void => {
    if (found.length === MOST_READINGS) return;
    const character = text[at];
    if (character === undefined || character === ".") {
      const done = element === undefined ? [...before] : [...before, element];
      if (character === undefined) found.push(done);
      else walk(at + 1, done, "");
      return;
    }
    const item = character === "[" ? itemAt(text, at) : undefined;
    if (item !== undefined) {
      // Brackets may be all that an element has.
      const done = element ? [...before, element] : before;
      walk(item.end, [...done, item.typed], undefined);
    }
    if (element !== undefined) walk(at + 1, before, element + character);
  };
  walk(0, [], "");
  return found;
}

/** The item in brackets that begins here, if one does. */
function itemAt(
  text: string,
  at: number,
): { readonly typed: Typed; readonly end: number } | undefined {
  ITEM.lastIndex = at;
  const item = ITEM.exec(text)?.[0];
  if (item === undefined) return undefined;
  const inside = item.slice(1, -1);
  const typed = inside === "*" ? inside : keyIn(inside);
  return typed === undefined ? undefined : { typed, end: at + item.length };
}

function keyIn(inside: string): Typed | undefined {
  if (!inside.startsWith('"')) return { key: inside };
  try {
    return { key: String(JSON.parse(inside)) };
  } catch {
    return undefined;
  }
}
