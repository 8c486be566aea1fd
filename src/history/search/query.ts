/**
 * The query of a history, compiled once for all records.
 *
 * @module
 */
import { compileText, type TextPattern } from "../../values/pattern/text.ts";
import { PlacePattern } from "../../values/pattern/place.ts";
import type { TypeRegistry } from "../../values/kinds.ts";
import type { ChangeRecord } from "../../record.ts";
import { Places } from "../changes/narrow.ts";
import { canPrune } from "./pruned.ts";
import type { RangeInput } from "../point/span.ts";

/** The query of a history. All that is named has to hold. */
export interface HistoryQuery {
  /**
   * Patterns of places, such as `users.*.email`, from the root; a place includes
   * all below it. Changes are told for these places alone. Default: all.
   */
  readonly places?: string | readonly string[] | undefined;
  /** A pattern of actions: the whole text, with `*`, `?` and `[abc]`. */
  readonly action?: string | undefined;
  /** A pattern of users, in the same way. */
  readonly user?: string | undefined;
  /** Ranges such as `r10..r20`, `7d` or `2026-06-10`; they restrict one another. */
  readonly range?: RangeInput | readonly RangeInput[] | undefined;
  /** Tells the last changes first. Default: false. */
  readonly reverse?: boolean | undefined;
  /** So many changes at most. Default: all. */
  readonly limit?: number | undefined;
  /** Goes on behind this revision, in the direction of reading. */
  readonly after?: number | undefined;
}

/** A query ready to be asked of records. */
export class CompiledQuery {
  /** The ranges, not yet looked for. */
  readonly ranges: readonly RangeInput[];
  /** The places; undefined: all. */
  readonly places: Places | undefined;
  /** The keys from the root that each of the places has; empty where one has none. */
  readonly prefixes: readonly (readonly string[])[];
  readonly #action: TextPattern | undefined;
  readonly #user: TextPattern | undefined;

  /** Compiles a query. */
  constructor(query: HistoryQuery, types: TypeRegistry) {
    this.ranges = listed<RangeInput>(query.range);
    const places = listed<string>(query.places)
      .map((text) => new PlacePattern(text, { rooted: true, fold: false }));
    this.places = places.length === 0 ? undefined : new Places(places, types);
    const prefixes = places.map(({ prefix }) => prefix);
    this.prefixes = canPrune(prefixes) ? prefixes : [];
    this.#action = whole(query.action);
    this.#user = whole(query.user);
  }

  /** Whether a change may be asked for, told by the record alone. */
  mayMatch({ a = "", u = "", diff }: ChangeRecord): boolean {
    return (this.#action?.matches(a) ?? true) &&
      (this.#user?.matches(u) ?? true) &&
      (this.places === undefined || this.places.mayTouch(diff));
  }
}

function listed<T>(input: T | readonly T[] | undefined): readonly T[] {
  if (input === undefined) return [];
  // A list is no input itself, which the type of `isArray` can't tell.
  return Array.isArray(input) ? input as readonly T[] : [input as T];
}

function whole(pattern: string | undefined): TextPattern | undefined {
  return pattern === undefined
    ? undefined
    : compileText(pattern, { whole: true, fold: false });
}
