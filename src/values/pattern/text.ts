/**
 * Patterns of text: a part of it, or the whole with `*`, `?`, `[abc]`, `[!abc]`.
 *
 * @module
 */

/** How a text is matched. */
export interface TextOptions {
  /** Whether upper and lower case are the same. */
  readonly fold: boolean;
  /** Whether a text without wildcards has to match in full. With them it always has to. */
  readonly whole: boolean;
}

/** One compiled pattern. */
export interface TextPattern {
  /** Whether it has wildcards. */
  readonly wild: boolean;
  /** The indices of a list that match, told without looking at one: some, if need be. */
  readonly indices: "all" | "some" | "none";
  /** The one text that matches, where there is but one. */
  readonly only: string | undefined;
  /** Whether a text matches. */
  matches(text: string): boolean;
  /** The parts of a text that match, from and to, apart and in order; all of it with wildcards. */
  spans(text: string): [from: number, to: number][];
}

const ASCII = /^[\0-\x7f]*$/;

/** A text for comparison without case: near to Unicode's full case folding. */
export function fold(text: string): string {
  return ASCII.test(text)
    ? text.toLowerCase()
    // By way of upper case, which makes one of ß and ss; a final sigma is one.
    : text.toUpperCase().toLowerCase().replaceAll("ς", "σ");
}

/** Compiles a pattern; every text is one. */
export function compileText(
  pattern: string,
  { fold: folding, whole }: TextOptions,
): TextPattern {
  const same = folding ? fold : (text: string) => text;
  const wanted = same(pattern);
  const parts = partsOf(wanted);
  const indices = indicesOf(parts);
  if (parts.some((part) => typeof part !== "string")) {
    const matches = (text: string) => matchesParts(parts, [...same(text)]);
    return {
      wild: true,
      indices,
      only: undefined,
      matches,
      spans: (text) => matches(text) ? [[0, text.length]] : [],
    };
  }
  // Of most texts the length tells.
  const [least, most] = lengths(wanted.length, folding);
  const matches = whole
    ? (text: string) =>
      text.length >= least && text.length <= most && same(text) === wanted
    : (text: string) => text.length >= least && same(text).includes(wanted);
  return {
    wild: false,
    indices,
    only: whole && !folding ? pattern : undefined,
    matches,
    spans: (text) =>
      wanted === "" || !matches(text)
        ? []
        : whole
        ? [[0, text.length]]
        : spansOf(text, wanted, same),
  };
}

/** A character becomes so many without case at most, and never less than it is. */
const LONGEST_FOLD = 3;

/** The least and the greatest length of a text that is of this length without case. */
function lengths(length: number, folding: boolean): [number, number] {
  return [folding ? Math.ceil(length / LONGEST_FOLD) : length, length];
}

/** Any characters, one of any, or one of a class. */
type Wildcard = "any" | "one" | CharacterClass;
/** A character, or a wildcard in brackets of its own type. */
type Part = string | { readonly wildcard: Wildcard };

/** The characters in brackets. */
interface CharacterClass {
  readonly not: boolean;
  readonly singles: ReadonlySet<string>;
  readonly ranges: readonly (readonly [low: number, high: number])[];
}

const DIGITS = [..."0123456789"];

function indicesOf(parts: readonly Part[]): TextPattern["indices"] {
  const isAny = (part: Part) =>
    typeof part === "object" && part.wildcard === "any";
  const isDigit = (part: Part) =>
    isAny(part) || DIGITS.some((digit) => isOne(part, digit));
  if (!parts.every(isDigit)) return "none";
  return parts.length > 0 && parts.every(isAny) ? "all" : "some";
}

function partsOf(pattern: string): Part[] {
  const characters = [...pattern];
  const parts: Part[] = [];
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] ?? "";
    if (character === "*") parts.push({ wildcard: "any" });
    else if (character === "?") parts.push({ wildcard: "one" });
    else if (character === "[") {
      const end = classEnd(characters, at);
      if (end === undefined) parts.push(character);
      else {
        parts.push({ wildcard: classOf(characters.slice(at + 1, end)) });
        at = end;
      }
    } else parts.push(character);
  }
  return parts;
}

/** Where the class that begins here ends: a bracket right at its start is one of it. */
function classEnd(
  characters: readonly string[],
  at: number,
): number | undefined {
  let first = at + 1;
  if (characters[first] === "!") first++;
  if (characters[first] === "]") first++;
  const end = characters.indexOf("]", first);
  return end < 0 ? undefined : end;
}

function classOf(inside: readonly string[]): CharacterClass {
  const not = inside[0] === "!";
  const singles = new Set<string>();
  const ranges: [number, number][] = [];
  for (let at = not ? 1 : 0; at < inside.length; at++) {
    const [low = "", dash, high] = inside.slice(at, at + 3);
    if (dash === "-" && high !== undefined) {
      ranges.push([codeOf(low), codeOf(high)]);
      at += 2;
    } else singles.add(low);
  }
  return { not, singles, ranges };
}

function codeOf(character: string): number {
  return character.codePointAt(0) ?? 0;
}

/** Whether all characters match: after a failure, the last `*` takes one more. */
function matchesParts(
  parts: readonly Part[],
  characters: readonly string[],
): boolean {
  let part = 0;
  let at = 0;
  let star = -1;
  let from = 0;
  while (at < characters.length) {
    const wanted = parts[part];
    if (typeof wanted === "object" && wanted.wildcard === "any") {
      star = part++;
      from = at;
    } else if (wanted !== undefined && isOne(wanted, characters[at] ?? "")) {
      part++;
      at++;
    } else if (star >= 0) {
      part = star + 1;
      at = ++from;
    } else return false;
  }
  return parts.slice(part).every((rest) =>
    typeof rest === "object" && rest.wildcard === "any"
  );
}

function isOne(part: Part, character: string): boolean {
  if (typeof part === "string") return part === character;
  const { wildcard } = part;
  if (typeof wildcard === "string") return wildcard === "one";
  const code = codeOf(character);
  const inside = wildcard.singles.has(character) ||
    wildcard.ranges.some(([low, high]) => code >= low && code <= high);
  return inside !== wildcard.not;
}

/** The places of a text in another, by the characters that they were before folding. */
function spansOf(
  text: string,
  wanted: string,
  same: (text: string) => string,
): [number, number][] {
  // Where the character that each unit of the folded text comes from stands.
  const starts: number[] = [];
  const ends: number[] = [];
  let folded = "";
  let at = 0;
  for (const character of text) {
    const part = same(character);
    for (let i = 0; i < part.length; i++) {
      starts.push(at);
      ends.push(at + character.length);
    }
    folded += part;
    at += character.length;
  }
  const spans: [number, number][] = [];
  for (
    let found = folded.indexOf(wanted);
    found >= 0;
    found = folded.indexOf(wanted, found + 1)
  ) {
    const from = starts[found] ?? 0;
    const to = ends[found + wanted.length - 1] ?? text.length;
    const last = spans.at(-1);
    // Overlapping and touching ones are one.
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else spans.push([from, to]);
  }
  return spans;
}
