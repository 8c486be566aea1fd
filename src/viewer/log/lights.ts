/**
 * What a search lights up in a record that is shown: the very parts that match.
 *
 * @module
 */
import type { Change } from "../../history/changes/change.ts";
import { placeText } from "../../history/changes/place_text.ts";
import type { FilterWish } from "../../history/search/record_filter.ts";
import { PlacePattern } from "../../values/pattern/place.ts";
import { compileText, type TextPattern } from "../../values/pattern/text.ts";
import type { Pattern } from "../../values/pattern/pattern.ts";
import type { LitHead, ShownChange, ShownValue, Spans } from "../wire/shown.ts";

/** Lights up what a search means. */
export class Lights {
  readonly #greps: readonly Pattern[];
  readonly #user: TextPattern | undefined;
  readonly #action: TextPattern | undefined;
  readonly #places: readonly PlacePattern[];

  /** Takes the terms of a search. */
  constructor({ greps, user, action, paths }: Omit<FilterWish, "nots">) {
    const whole = (text: string | undefined) =>
      text === undefined
        ? undefined
        : compileText(text, { whole: true, fold: false });
    this.#greps = greps.filter(({ text }) => text !== "");
    this.#user = whole(user);
    this.#action = whole(action);
    this.#places = paths.map((text) =>
      new PlacePattern(text, { rooted: true, fold: false })
    );
  }

  /** The parts of who did what. */
  head(
    action: string,
    user: string | undefined,
  ): { readonly lit?: LitHead } {
    const inAction = this.#headSpans(this.#action, action);
    const inUser = user === undefined ? [] : this.#headSpans(this.#user, user);
    if (inAction.length + inUser.length === 0) return {};
    return {
      lit: {
        ...(inAction.length > 0 && { action: inAction }),
        ...(inUser.length > 0 && { user: inUser }),
      },
    };
  }

  /** A change as it is shown, with the parts of its place and values. */
  change(shown: ShownChange, { path, ...values }: Change): ShownChange {
    const known = "new" in values ? values.new : values.old;
    const lit = this.#placeSpans(path, known);
    const { old, new: now, leaves } = shown;
    return {
      ...shown,
      ...(lit.length > 0 && { lit }),
      // A value that gave way to another is not searched.
      ...(old && !now && { old: this.#value(path, values.old, old) }),
      ...(now && { new: this.#value(path, values.new, now) }),
      ...(leaves && {
        leaves: leaves.map((leaf) => ({
          ...leaf,
          value: this.#value(leaf.path, scalarOf(leaf.value), leaf.value),
        })),
      }),
    };
  }

  #headSpans(whole: TextPattern | undefined, text: string): Spans {
    return merged([
      ...(whole?.spans(text) ?? []),
      ...this.#greps.flatMap((pattern) => pattern.headSpans(text)),
    ]);
  }

  #placeSpans(path: readonly unknown[], value: unknown): Spans {
    const elements = new Set([
      ...this.#greps.flatMap((pattern) => pattern.elements(path, value)),
      ...this.#places.flatMap((place) => place.elements(path)),
    ]);
    return merged(Array.from(elements, (i) => {
      const before = placeText(path.slice(0, i));
      const to = placeText(path.slice(0, i + 1));
      // The dot is lit between two elements that are.
      const isAfter = before !== "" && to[before.length] === ".";
      const dot = isAfter && !elements.has(i - 1) ? 1 : 0;
      return [before.length + dot, to.length];
    }));
  }

  #value(
    path: readonly unknown[],
    value: unknown,
    shown: ShownValue,
  ): ShownValue {
    if (shown.masked) return shown;
    const lit = merged(
      this.#greps.flatMap((pattern) =>
        pattern.valueSpans(path, value, shown.text)
      ),
    );
    return lit.length === 0 ? shown : { ...shown, lit };
  }
}

/** The value of a leaf, as far as its text tells it. */
function scalarOf({ kind, text }: ShownValue): unknown {
  switch (kind) {
    case "number":
      return Number(text);
    case "boolean":
      return text === "true";
    case "null":
      return null;
    default:
      return text;
  }
}

/** Spans in order, of which none touches another. */
function merged(spans: Spans): Spans {
  const sorted = spans.toSorted(([a], [b]) => a - b);
  const found: [from: number, to: number][] = [];
  for (const [from, to] of sorted) {
    const last = found.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else if (to > from) found.push([from, to]);
  }
  return found;
}
