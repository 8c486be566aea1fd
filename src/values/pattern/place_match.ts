/**
 * How far a place matches a pattern, step by step on the way down to it.
 *
 * @module
 */
import type { TextPattern } from "./text.ts";

/** How far a place on the way down from the root matches. */
export interface PlaceMatch {
  /** Whether the place, or one above it, matches: a place includes all below it. */
  readonly matched: boolean;
  /** Whether the pattern ends right here. */
  readonly exact: boolean;
  /** Whether a place below it may match. */
  readonly open: boolean;
  /** The same for two places where the pattern goes on in the same way. */
  readonly name: string;
  /** Whether the items of a list here may match by some of their indices alone. */
  readonly tellsItems: boolean;
  /** The match of the place one step further down. */
  step(key: unknown): PlaceMatch;
}

/** `**`: any number of elements, none too. */
export const DEEP = "deep";
/** What one step of a way has to match. */
export type Element = TextPattern | typeof DEEP;

/** One reading of a pattern. */
export interface Reading {
  readonly elements: readonly Element[];
  /** Whether it begins at the root. */
  readonly rooted: boolean;
  /** Whether it means this very place, and none below it. */
  readonly ended: boolean;
}

/** The text of a list's index, an object's key or a Map's, as patterns see it. */
export function keyText(key: unknown): string {
  if (typeof key === "string") return key;
  if (key instanceof Date) {
    return Number.isNaN(key.getTime()) ? "Invalid Date" : key.toISOString();
  }
  if (key instanceof Uint8Array) return key.toHex();
  if (key instanceof Map || key instanceof Set) return "";
  return typeof key === "object" && key !== null && !("toJSON" in key)
    ? ""
    : String(key);
}

/** Positions in the elements of a reading that the way so far leads to. */
type Positions = ReadonlySet<number>;

/** So many bits are sure in a number's. */
const MOST_BITS = 30;

/** A match of the readings of one pattern. */
export class ReadingsMatch implements PlaceMatch {
  /** Whether the place, or one above it, matches. */
  readonly matched: boolean;
  /** Whether the pattern ends right here. */
  readonly exact: boolean;
  /** Whether a place below it may match. */
  readonly open: boolean;
  readonly #readings: readonly Reading[];
  readonly #positions: readonly Positions[];
  /** Whether all below the place matches. */
  readonly #below: boolean;
  /** What the next key may match, made when it is asked. */
  #elements: readonly TextPattern[] | undefined;
  /** The matches one step further down, by the elements that the key matched. */
  readonly #next: Map<number, ReadingsMatch> = new Map();
  /** The one that most keys lead to: they match none of them. */
  #other: ReadingsMatch | undefined;

  /**
   * Knows how far each reading got. A class: an object with getters of its own takes
   * long to make, and one is made for each step of each place that is looked at.
   */
  constructor(
    readings: readonly Reading[],
    positions: readonly Positions[],
    above: boolean,
  ) {
    this.#readings = readings;
    this.#positions = positions;
    this.exact = readings.some(({ elements }, i) =>
      positions[i]?.has(elements.length)
    );
    const reaches = readings.some(({ elements, ended }, i) =>
      !ended && positions[i]?.has(elements.length)
    );
    this.matched = above || this.exact;
    this.#below = above || reaches;
    this.open = this.#below ||
      readings.some(({ elements, rooted }, i) =>
        !rooted || [...positions[i] ?? []].some((at) => at < elements.length)
      );
  }

  /** The same for two places where the pattern goes on in the same way. */
  get name(): string {
    const ways = this.#positions.map((set) => [...set].sort().join());
    return `${this.matched}${this.#below}${ways.join(";")}`;
  }

  /** Whether the items of a list here may match by some of their indices alone. */
  get tellsItems(): boolean {
    return !this.#below &&
      this.#readings.some(({ elements }, i) =>
        this.#positions[i]?.values().some((at) => tellsItems(elements[at]))
      );
  }

  /**
   * The match of the place one step further down. A search takes the same few steps
   * for millions of places, so each is made once.
   */
  step(key: unknown): PlaceMatch {
    const text = keyText(key);
    const elements = this.#elements ??= this.#nextElements();
    if (elements.length > MOST_BITS) return this.#stepped(text);
    let bits = 0;
    for (let i = 0; i < elements.length; i++) {
      if (elements[i]?.matches(text)) bits |= 1 << i;
    }
    if (bits === 0) return this.#other ??= this.#stepped(text);
    let next = this.#next.get(bits);
    if (next === undefined) this.#next.set(bits, next = this.#stepped(text));
    return next;
  }

  #stepped(text: string): ReadingsMatch {
    const next = this.#readings.map((reading, i) =>
      stepped(reading, this.#positions[i] ?? new Set(), text)
    );
    return new ReadingsMatch(this.#readings, next, this.#below);
  }

  #nextElements(): TextPattern[] {
    return this.#readings.flatMap(({ elements }, i) =>
      [...this.#positions[i] ?? []].map((at) => elements[at])
        .filter((element) => element !== undefined && element !== DEEP)
    );
  }
}

/** Whether an element may match one index and not another. */
function tellsItems(element: Element | undefined): boolean {
  return element !== undefined && element !== DEEP &&
    element.indices === "some";
}

function stepped(
  reading: Reading,
  positions: Positions,
  text: string,
): Positions {
  const { elements, rooted } = reading;
  const next = new Set<number>();
  if (!rooted) next.add(0);
  for (const at of positions) {
    const element = elements[at];
    if (element === DEEP) next.add(at);
    else if (element?.matches(text)) next.add(at + 1);
  }
  return closed(reading, next);
}

/** With the positions that `**` leads to by taking nothing. */
export function closed(
  { elements }: Reading,
  positions: Set<number>,
): Positions {
  for (const at of positions) {
    if (elements[at] === DEEP) positions.add(at + 1);
  }
  return positions;
}
