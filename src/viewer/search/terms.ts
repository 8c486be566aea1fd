/**
 * The search box: patterns, ranges, and `user:`, `action:`, `path:`, as one text.
 *
 * @module
 */
import { parseRange, type Range } from "../../history/point/range.ts";
import { PointError } from "../../errors.ts";
import { Pattern } from "../../values/pattern/pattern.ts";
import type { Chip } from "../wire/timeline.ts";

/** The wishes of a search; all have to hold. */
export interface Terms {
  /** Each term as it was understood, in the order in which they were typed. */
  readonly chips: readonly Chip[];
  /** Patterns. */
  readonly greps: readonly Pattern[];
  /** A pattern of users, of the whole text. */
  readonly user: string | undefined;
  /** A pattern of actions, in the same way. */
  readonly action: string | undefined;
  /** Patterns of places, from the root. */
  readonly paths: readonly string[];
  /** Ranges. */
  readonly ranges: readonly Range[];
}

/** A term: what is in brackets or double quotes is one, blanks and all. */
const TERM =
  /(?:"(?:[^"\\]|\\.)*"?|\[(?:"(?:[^"\\]|\\.)*"?|[^\]"])*\]?|[^\s"[]|")+/g;
const FIELD = /^(user|action|path|range):(.*)$/s;

/** Reads a search. What can't be understood is a chip that is wrong. */
export function parseTerms(text: string, zone: string): Terms {
  const chips: Chip[] = [];
  const greps: Pattern[] = [];
  const ranges: Range[] = [];
  const paths: string[] = [];
  const fields = new Map<string, string>();
  const wrong = (text: string, key: string, value: string, error: string) =>
    chips.push({ text, kind: "wrong", key, value, error });
  for (const [term] of text.matchAll(TERM)) {
    const [, field, given] = FIELD.exec(term) ?? [];
    const value = unquoted(given ?? term);
    const key = field === undefined ? "" : `${field}:`;
    if (field === undefined) {
      const range = term === value ? impliedRange(term) : undefined;
      if (range === undefined) greps.push(new Pattern(value, { zone }));
      else ranges.push(range);
      const kind = range === undefined ? "pattern" : "range";
      chips.push({ text: term, kind, key, value });
      continue;
    }
    if (value === "") {
      wrong(term, key, value, `${key} wants a pattern, such as ${key}b*`);
      continue;
    }
    switch (field) {
      case "range":
        try {
          ranges.push(parseRange(value));
        } catch (error) {
          if (!(error instanceof PointError)) throw error;
          wrong(term, key, value, error.message);
          continue;
        }
        break;
      case "path":
        paths.push(value);
        break;
      default:
        if (fields.has(field)) {
          wrong(
            term,
            key,
            value,
            `${key} stands there already; a record has one`,
          );
          continue;
        }
        fields.set(field, value);
    }
    chips.push({ text: term, kind: kindOf(field), key, value });
  }
  return {
    chips,
    greps,
    user: fields.get("user"),
    action: fields.get("action"),
    paths,
    ranges,
  };
}

function kindOf(field: string): Chip["kind"] {
  switch (field) {
    case "user":
    case "action":
    case "path":
      return field;
    default:
      return "range";
  }
}

/**
 * The range that a bare term is. Plain numbers and the ends of the log are words:
 * `range:` or a revision says that they are meant.
 */
function impliedRange(term: string): Range | undefined {
  if (/^(?:start|end|-?\d*(?::-?\d*)?)$/.test(term)) return undefined;
  try {
    const range = parseRange(term);
    const { from, to } = range;
    const counts = from?.kind === "index" || to?.kind === "index";
    const open = from === undefined && to === undefined;
    return counts || open ? undefined : range;
  } catch (error) {
    if (error instanceof PointError) return undefined;
    throw error;
  }
}

/** A term without the quotes around it, which keep its blanks. */
function unquoted(term: string): string {
  if (!/^".+"$/s.test(term)) return term;
  try {
    const text: unknown = JSON.parse(term);
    return typeof text === "string" ? text : term;
  } catch {
    return term;
  }
}
