/**
 * Places, each with the changes that are about it: a list with a bound.
 *
 * @module
 */
import { placeText } from "../../history/changes/place_text.ts";

/** A place, and the changes that set it, or something in it. */
export interface FoundPlace {
  /** The place, such as `users.bob.email`. */
  readonly at: string;
  /** How many changes there are. */
  readonly changes: number;
  /** The revision of the first one. */
  readonly first: number;
  /** The revision of the last one. */
  readonly last: number;
}

/** So many places are listed. */
const MOST = 1000;

/** Gathers places. */
export class FoundPlaces {
  readonly #places = new Map<
    string,
    { -readonly [K in keyof FoundPlace]: FoundPlace[K] }
  >();
  #more = false;

  /** Whether there are more than are listed. */
  get more(): boolean {
    return this.#more;
  }

  /** The places, in the order in which they were found. */
  get list(): FoundPlace[] {
    return [...this.#places.values()];
  }

  /** Notes a place of the change that leads to a revision. */
  note(path: readonly unknown[], rev: number): void {
    const at = placeText(path);
    const known = this.#places.get(at);
    if (known !== undefined) {
      if (known.last !== rev) known.changes++;
      known.last = rev;
    } else if (this.#places.size < MOST) {
      this.#places.set(at, { at, changes: 1, first: rev, last: rev });
    } else this.#more = true;
  }
}
