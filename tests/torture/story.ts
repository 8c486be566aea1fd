/**
 * A story: what the nth commit of a seed does, so that from the number alone
 * anybody knows what the state is.
 *
 * @module
 */
import { Random } from "../support/random.ts";

/** The state of a story. */
export interface StoryState {
  /** How many commits there were. */
  n: number;
  list: number[];
  items: Record<string, { name: string; tags: string[] }>;
}

/** Texts that take one, two, three and four bytes a character. */
const TEXTS = ["a", "plain", "größer", "€ 5", "日本", "🙂", '"\\\n', ""];

/** The state before the first commit. */
export function beginning(): StoryState {
  return { n: 0, list: [], items: {} };
}

/** The nth commit, on a draft or on a plain object. */
export function step(state: StoryState, n: number, seed: number): void {
  const random = new Random(seed * 7919 + n);
  state.n = n;
  const key = `k${random.int(6)}`;
  const name = random.pick(TEXTS).repeat(1 + random.int(4));
  switch (random.int(6)) {
    case 0:
      state.items[key] = { name, tags: [] };
      break;
    case 1:
      if (state.items[key]) state.items[key].tags.push(name);
      else state.items[key] = { name, tags: [name] };
      break;
    case 2:
      delete state.items[key];
      break;
    case 3:
      state.list.push(n, n * 1.5);
      break;
    case 4:
      state.list.splice(random.int(3), random.int(3), n);
      break;
    default:
      if (state.list.length > 20) state.list = [];
      else state.list.unshift(n);
  }
}

/** So many states are kept as text. */
const KEPT = 5000;

/** What the state is after each number of commits of one seed. */
export class Story {
  /** The texts of the states from `#first` on. */
  #texts: string[] = [];
  #first = 0;
  #state = beginning();

  /** Tells the story of a seed. */
  constructor(readonly seed: number) {
    this.#texts.push(JSON.stringify(this.#state));
  }

  /** The state after `n` commits, as JSON. */
  after(n: number): string {
    if (n < this.#first) this.#beginAgain();
    for (let next = this.#first + this.#texts.length; next <= n; next++) {
      step(this.#state, next, this.seed);
      this.#texts.push(JSON.stringify(this.#state));
      if (this.#texts.length < 2 * KEPT) continue;
      this.#texts.splice(0, KEPT);
      this.#first += KEPT;
    }
    return this.#texts[n - this.#first]!;
  }

  #beginAgain(): void {
    this.#state = beginning();
    this.#texts = [JSON.stringify(this.#state)];
    this.#first = 0;
  }

  /** Which commit a state comes after, or undefined if it never was. */
  place(state: { readonly n?: unknown }): number | undefined {
    const { n } = state;
    const told = this.#first + this.#texts.length;
    // A damaged number must not make us tell the story without end.
    const known = typeof n === "number" && Number.isSafeInteger(n) && n >= 0 &&
      n < told + 1_000_000;
    if (!known) return undefined;
    return this.after(n) === JSON.stringify(state) ? n : undefined;
  }
}
