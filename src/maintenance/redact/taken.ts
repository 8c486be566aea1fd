/**
 * The account of what a redaction takes: which places, of which records; and the
 * texts, to find out where else they stand.
 *
 * @module
 */
import type { ChangeRecord } from "../../record.ts";
import type { PlaceState } from "../../values/pattern/place_state.ts";
import { FoundPlaces } from "./found_places.ts";
import { kindOf, ofKind } from "../../values/kinds.ts";

/** A user, an action, a note or a run-once key that has a text that is taken. */
export interface HeadText {
  /** The kind of it: `user`, `action`, `note` or `once`. */
  readonly field: "user" | "action" | "note" | "once";
  /** The text. */
  readonly text: string;
  /** How many changes have it. */
  readonly changes: number;
}

/** So many texts are looked for elsewhere; shorter ones stand anywhere. */
const MOST_TEXTS = 2000;
const SHORTEST = 3;
/** So many texts of heads are kept to be looked at. */
const MOST_HEADS = 10_000;

const FIELDS = ["user", "action", "note", "once"] as const;

/** Gathers what is taken. */
export class Taken {
  /** How many values each pattern took of changes; one may be of several. */
  readonly perPattern: number[];
  /** How many values of changes are taken in all. */
  values = 0;
  /** The places that they stood at. */
  readonly places = new FoundPlaces();
  /** Values of own types that may hold some of it, and stay. */
  readonly opaque = new FoundPlaces();
  readonly #texts = new Set<string>();
  /** How many changes have each text. */
  readonly #heads: Readonly<Record<HeadText["field"], Map<string, number>>> = {
    user: new Map(),
    action: new Map(),
    note: new Map(),
    once: new Map(),
  };
  #more = false;

  /** Begins with nothing, for so many patterns. */
  constructor(patterns: number) {
    this.perPattern = Array.from({ length: patterns }, () => 0);
  }

  /** Whether there are more places than are listed, or more texts than are looked for. */
  get more(): boolean {
    return this.#more || this.places.more;
  }

  /** Notes a value that is taken from the change that leads to a revision. */
  value(
    path: readonly unknown[],
    value: unknown,
    place: PlaceState,
    rev: number,
  ): void {
    this.values++;
    for (const pattern of place.patterns) {
      this.perPattern[pattern] = (this.perPattern[pattern] ?? 0) + 1;
    }
    this.text(value);
    this.places.note(path, rev);
  }

  /** Keeps the texts of a value, to look for them elsewhere. */
  text(value: unknown): void {
    if (this.#texts.size >= MOST_TEXTS) {
      this.#more = true;
    } else if (typeof value === "string") {
      if (value.length >= SHORTEST) this.#texts.add(value);
    } else for (const item of itemsOf(value)) this.text(item);
  }

  /** Notes what a record says beside its diff. */
  head({ u, a, n, o }: ChangeRecord): void {
    this.#headText("user", u);
    this.#headText("action", a);
    this.#headText("note", n);
    this.#headText("once", o);
  }

  #headText(field: HeadText["field"], text: unknown): void {
    // Another program may give these fields another meaning.
    if (typeof text !== "string") return;
    const texts = this.#heads[field];
    const known = texts.get(text);
    if (known !== undefined || texts.size < MOST_HEADS) {
      texts.set(text, (known ?? 0) + 1);
    }
  }

  /** The texts that are looked for elsewhere. */
  get texts(): ReadonlySet<string> {
    return this.#texts;
  }

  /** Users, actions, notes and run-once keys that have one of the texts in them. */
  get heads(): HeadText[] {
    const taken = [...this.#texts];
    const found: HeadText[] = [];
    for (const field of FIELDS) {
      for (const [text, changes] of this.#heads[field]) {
        if (taken.some((part) => text.includes(part))) {
          found.push({ field, text, changes });
        }
      }
    }
    return found;
  }
}

function itemsOf(value: unknown): Iterable<unknown> {
  const kind = kindOf(value);
  switch (kind) {
    case "object":
      return Object.values(ofKind(value, kind));
    case "array":
    case "set":
      return ofKind(value, kind);
    case "map":
      return ofKind(value, kind).values();
    default:
      return [];
  }
}
