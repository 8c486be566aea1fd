/**
 * Several patterns of places asked together on the way down into a state, each
 * way looked for once: what has a million records is walked through as often.
 *
 * @module
 */
import { PlacePattern } from "./place.ts";
import { keyText, type PlaceMatch } from "./place_match.ts";

/** So many steps are remembered of one state. */
const MOST_STEPS = 4096;

/** All states of some patterns, by their names. */
type Known = Map<string, PlaceState>;

/** How far some patterns match at a place. */
export class PlaceState {
  /** Whether one of them means this place, or one above it. */
  readonly matched: boolean;
  /** Whether one of them may mean a place below it. */
  readonly open: boolean;
  readonly #matches: readonly PlaceMatch[];
  readonly #known: Known;
  readonly #steps = new Map<string, PlaceState>();
  #items: PlaceState | undefined | null = null;

  private constructor(matches: readonly PlaceMatch[], known: Known) {
    this.matched = matches.some(({ matched }) => matched);
    this.open = matches.some(({ open }) => open);
    this.#matches = matches;
    this.#known = known;
  }

  /** The state of the root; upper and lower case are the same, as for masks. */
  static of(places: readonly string[]): PlaceState {
    const matches = places.map((text) =>
      new PlacePattern(text, { rooted: true, fold: true }).root
    );
    return PlaceState.#of(matches, new Map());
  }

  static #of(matches: readonly PlaceMatch[], known: Known): PlaceState {
    const name = matches.map((match) => match.name).join("|");
    let state = known.get(name);
    if (state === undefined) {
      state = new PlaceState(matches, known);
      known.set(name, state);
    }
    return state;
  }

  /** The patterns that mean this place, by their index. */
  get patterns(): number[] {
    return this.#matches.flatMap(({ matched }, i) => matched ? [i] : []);
  }

  /** The state one step further down. */
  step(key: unknown): PlaceState {
    const text = keyText(key);
    let next = this.#steps.get(text);
    if (next === undefined) {
      next = PlaceState.#of(
        this.#matches.map((match) => match.step(text)),
        this.#known,
      );
      if (this.#steps.size === MOST_STEPS) this.#steps.clear();
      this.#steps.set(text, next);
    }
    return next;
  }

  /** The state of each item of a list here; undefined where its index counts. */
  get items(): PlaceState | undefined {
    if (this.#items === null) {
      this.#items = this.#matches.some(({ tellsItems }) => tellsItems)
        ? undefined
        : this.step(0);
    }
    return this.#items;
  }
}
