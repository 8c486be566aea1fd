/**
 * The pattern language of searches: a word, `path=value`, or a comparison.
 *
 * @module
 */
import { parsePeriod, type Period } from "../period.ts";
import { PlacePattern } from "./place.ts";
import { keyText } from "./place_match.ts";
import { compileText, type TextPattern } from "./text.ts";

/** How a search is to be understood. */
export interface PatternOptions {
  /** Whether upper and lower case are the same. Default: true. */
  readonly fold?: boolean | undefined;
  /** Whether paths begin at the root; else anywhere. Default: false. */
  readonly rooted?: boolean | undefined;
  /** The zone of times that name none. Default: `UTC`. */
  readonly zone?: string | undefined;
}

/** Parts of a text, from and to. */
export type Spans = readonly (readonly [from: number, to: number])[];

/** The pattern of a value: a part of a string, or all of another scalar. */
interface ValuePattern {
  readonly part: TextPattern;
  readonly whole: TextPattern;
}

/** A side of `path=value`; undefined where it is left out. */
interface Equation {
  readonly place: PlacePattern | undefined;
  readonly value: ValuePattern | undefined;
}

type Operator = ">" | "<" | ">=" | "<=";

interface Comparison {
  readonly place: PlacePattern;
  readonly operator: Operator;
  readonly operand: number | Period;
}

/** A compiled pattern. Where a text has two readings, both count. */
export class Pattern {
  /** The pattern as it was given. */
  readonly text: string;
  /** The text of a word; undefined for `path=value`, which matches no action and no user. */
  readonly word: TextPattern | undefined;
  /** The place of a word. */
  readonly place: PlacePattern | undefined;
  readonly #value: ValuePattern | undefined;
  readonly #equation: Equation | undefined;
  readonly #comparisons: readonly Comparison[];

  /** Compiles a pattern; every text is one, and the empty one matches all. */
  constructor(text: string, options: PatternOptions = {}) {
    const { fold = true, rooted = false, zone = "UTC" } = options;
    const place = (path: string) => new PlacePattern(path, { fold, rooted });
    const value = (wanted: string) => ({
      part: compileText(wanted, { fold, whole: false }),
      whole: compileText(wanted, { fold, whole: true }),
    });
    this.text = text;
    const equals = text.indexOf("=");
    if (equals < 0) {
      this.#value = value(text);
      this.word = this.#value.part;
      this.place = place(text);
    } else {
      const [path, wanted] = [text.slice(0, equals), text.slice(equals + 1)];
      this.#equation = {
        place: path === "" ? undefined : place(path),
        value: wanted === "" ? undefined : value(wanted),
      };
    }
    this.#comparisons = comparisonsIn(text, zone, place);
  }

  /** Whether an action or a user matches. */
  matchesHead(text: string): boolean {
    return this.word?.matches(text) ?? false;
  }

  /** Whether a value at a place matches: in its own right, not by what it holds. */
  matchesValue(path: readonly unknown[], value: unknown): boolean {
    if (this.text === "" || this.place?.matches(path)) return true;
    if (this.#value !== undefined && matchesText(this.#value, value)) {
      return true;
    }
    const equation = this.#equation;
    if (
      equation !== undefined && (equation.place?.matches(path) ?? true) &&
      (equation.value === undefined || matchesText(equation.value, value))
    ) return true;
    return this.#compared(path, value);
  }

  /**
   * The parts of a shown action or user that match; all of it where what it stands for does.
   *
   * @ignore
   */
  headSpans(shown: string, raw: unknown = shown): Spans {
    const spans = this.word?.spans(shown) ?? [];
    const hidden = spans.length === 0 && typeof raw === "string" &&
      raw !== shown && this.word?.matches(raw) === true;
    return hidden ? [[0, shown.length]] : spans;
  }

  /**
   * The parts of a value's shown text that match; all of it where the value does.
   *
   * @ignore
   */
  valueSpans(path: readonly unknown[], value: unknown, shown: string): Spans {
    const equation = this.#equation;
    const wanted = equation === undefined
      ? this.#value
      : (equation.place?.matches(path) ?? true)
      ? equation.value
      : undefined;
    if (wanted !== undefined) {
      const spans = typeof value === "string" || shown !== String(value)
        ? wanted.part.spans(shown)
        : wanted.whole.spans(shown);
      if (spans.length > 0) return spans;
      if (matchesText(wanted, value)) return [[0, shown.length]];
    }
    return this.#compared(path, value) ? [[0, shown.length]] : [];
  }

  /** The elements of a path that match, by their index; of `path=value` only where both do. */
  elements(path: readonly unknown[], value?: unknown): readonly number[] {
    const equation = this.#equation;
    const places = [this.place];
    if (
      equation?.value === undefined || matchesText(equation.value, value)
    ) places.push(equation?.place);
    for (const comparison of this.#comparisons) {
      if (compares(comparison, value)) places.push(comparison.place);
    }
    return places.flatMap((place) => place?.elements(path) ?? []);
  }

  #compared(path: readonly unknown[], value: unknown): boolean {
    return this.#comparisons.some((comparison) =>
      compares(comparison, value) && comparison.place.matches(path)
    );
  }

  /** Whether a place matches with whatever value stands there. */
  matchesPlace(path: readonly unknown[]): boolean {
    return this.matchesValue(path, undefined);
  }
}

/** Whether a value's text matches: strings by a part, all else in full. */
function matchesText({ part, whole }: ValuePattern, value: unknown): boolean {
  if (typeof value === "string") return part.matches(value);
  // The commonest of all others: no list is made for its one text.
  if (typeof value === "number" && value !== 0) {
    return whole.matches(String(value));
  }
  return textsOf(value, whole.wild).some((text) => whole.matches(text));
}

/** The texts of a value that is no string; of containers only where wildcards ask for it. */
function textsOf(value: unknown, containers: boolean): string[] {
  switch (typeof value) {
    case "undefined":
      return [];
    case "number":
      return Object.is(value, -0) ? ["-0", "-0.0"] : [String(value)];
    case "bigint":
      return [String(value), `${value}n`];
    case "object":
      break;
    default:
      return [String(value)];
  }
  if (value === null) return ["null"];
  if (Array.isArray(value) || isPlain(value)) {
    return containers ? [spacedJson(value)] : [];
  }
  const text = keyText(value);
  return text === "" ? [] : [text];
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** The JSON text of a container as Python writes it, with blanks after commas and colons. */
function spacedJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spacedJson).join(", ")}]`;
  if (typeof value === "object" && value !== null && isPlain(value)) {
    const members = Object.entries(value).map(([key, item]) =>
      `${JSON.stringify(key)}: ${spacedJson(item)}`
    );
    return `{${members.join(", ")}}`;
  }
  if (typeof value === "string") return JSON.stringify(value);
  return textsOf(value, false)[0] ?? "null";
}

function comparisonsIn(
  text: string,
  zone: string,
  place: (path: string) => PlacePattern,
): Comparison[] {
  const found: Comparison[] = [];
  for (const { index, 0: operator } of text.matchAll(/[<>]=?/g)) {
    const path = text.slice(0, index);
    const operand = operandOf(text.slice(index + operator.length), zone);
    if (path === "" || operand === undefined) continue;
    found.push({
      place: place(path),
      operator: operator as Operator, // the expression finds no other
      operand,
    });
  }
  return found;
}

function operandOf(text: string, zone: string): number | Period | undefined {
  const bare = text.trim();
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(bare)) {
    return Number(bare);
  }
  return parsePeriod(bare, zone);
}

function compares(
  { operator, operand }: Comparison,
  value: unknown,
): boolean {
  if (typeof operand === "number") {
    if (typeof value !== "number" && typeof value !== "bigint") return false;
    switch (operator) {
      case ">":
        return value > operand;
      case "<":
        return value < operand;
      case ">=":
        return value >= operand;
      case "<=":
        return value <= operand;
    }
  }
  const moment = momentOf(value);
  if (moment === undefined) return false;
  const isFrom = Temporal.Instant.compare(moment, operand.from) >= 0;
  const isAfter = Temporal.Instant.compare(moment, operand.to) >= 0;
  switch (operator) {
    case ">":
      return isAfter;
    case "<":
      return !isFrom;
    case ">=":
      return isFrom;
    case "<=":
      return !isAfter;
  }
}

function momentOf(value: unknown): Temporal.Instant | undefined {
  if (value instanceof Temporal.Instant) return value;
  if (value instanceof Date) {
    const time = value.getTime();
    return Number.isNaN(time)
      ? undefined
      : Temporal.Instant.fromEpochMilliseconds(time);
  }
  // A text that names a moment, as JSON has it; shorter ones are not times.
  return typeof value === "string" && /^\d{4}-\d\d-\d\dT/.test(value)
    ? parsePeriod(value, "UTC")?.from
    : undefined;
}
