/**
 * The records that a search may find, told by their bytes: most need not be
 * decoded.
 *
 * A word that is searched stands in the text of each record that has it, unless
 * the record deletes what had it, or has it in another form. Whatever may hide it
 * lets the record through.
 *
 * @module
 */
import type { PayloadFilter } from "../reader/reader_options.ts";
import {
  areHere,
  byteText,
  finderOf,
  NextPlace,
  WindowText,
} from "./window_text.ts";

/**
 * Values in a record without their text: deleted ones, other forms of a value,
 * escapes, comments.
 */
const COMMANDS = String.raw`\$(?:delete|bytes|type|number|bigint)`;
const ESCAPES = String.raw`\\[u\/]|\/[*\/]`;
/** Characters that become others without case, ASCII among them: as bytes of UTF-8. */
const FOLDED = [
  ..."\u00DF\u0130\u0131\u0149\u017F\u01F0\u1E96\u1E97\u1E98\u1E99\u1E9A\u1E9B",
  ..."\u1E9C\u1E9D\u1E9E\u212A\uFB00\uFB01\uFB02\uFB03\uFB04\uFB05\uFB06",
].map(byteText).join("|");

/** A letter that no form of a number has, so that the run is not of a number. */
const SURE = /[A-DF-MO-Z_]/i;
/** The text that bytes or a time may have, which binary records do not hold. */
const HIDDEN = /^(?:[\da-f]+|[\dtz]+)$/i;
/** Values that binary records have no text of. */
const NAMED = ["true", "false", "null", "nan", "infinity", "invalid"];

/**
 * Words that all stand in whatever a pattern finds, in lower case; none where none
 * is sure. `pattern` is a word, `path=value` or a comparison.
 */
export function sureParts(pattern: string): string[] {
  const sure = runsOf(pattern).filter((run) =>
    SURE.test(run) && !HIDDEN.test(run) &&
    !NAMED.some((name) => name.includes(run.toLowerCase()))
  );
  return sure.map((run) => run.toLowerCase());
}

function runsOf(pattern: string): string[] {
  // Brackets have two readings; what follows an operator may be a number.
  const text = pattern.replace(/\[[^\]]*\]?/g, " ").split(/[<>]/)[0] ?? "";
  return text.match(/[A-Za-z0-9_]{2,}/g) ?? [];
}

/** A run of digits that may be the index of an item, which stands nowhere in a list. */
const INDEX = /^\d{1,9}$/;
/** What may have a run in its text as it is searched, and another one in a line. */
const TAGS = String.raw`"\$`;
/** A number of more digits than a double is sure to keep, or written by an exponent. */
const NUMBERS = String.raw`[[:,]\s*-?(?:[\d.]{16}|0\.0{6}|[\d.]+[eE])`;

/**
 * Words that stand in the JSON line of whatever a pattern finds, unless something in
 * it is tagged or a number of many digits: digits, say, which may be of a number, a
 * time or bytes, and which most people search.
 */
export function likelyParts(pattern: string): string[] {
  return runsOf(pattern)
    .map((run) => run.replace(/^(\d+)n$/i, "$1")) // a bigint as JavaScript writes it
    .filter((run) => run.length > 1)
    .map((run) => run.toLowerCase());
}

/** A text that stands in a record as it is: of ASCII, and nothing that is escaped. */
const PLAIN = /^[ !#-)+-.0->@-Z^-~]+$/;

/**
 * A filter for records that all patterns may find; undefined where any may be
 * found. `texts` are actions and users, which stand in a record as they are where
 * they have no wildcards; `json`: the records are lines of JSON.
 */
export function grepFilter(
  patterns: readonly string[],
  texts: readonly (string | undefined)[] = [],
  json = false,
): PayloadFilter | undefined {
  const sure = new Set(patterns.flatMap(sureParts));
  const likely = json
    ? patterns.flatMap(likelyParts).filter((part) => !sure.has(part))
    : [];
  const exact = texts.filter((text) => text !== undefined && PLAIN.test(text))
    .map((text = "") => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"));
  if (sure.size + exact.length + likely.length === 0) return undefined;
  const pieces = new WindowText();
  const next = (source: string, flags: string) =>
    new NextPlace(pieces, finderOf(new RegExp(source, flags)));
  const doubt = next(`${COMMANDS}|${ESCAPES}|${FOLDED}`, "g");
  const lists = likely.some((part) => INDEX.test(part)) ? String.raw`|\[` : "";
  const other = next(`${TAGS}|${NUMBERS}${lists}`, "g");
  // Case is folded here in any case: that finds more, never less.
  const words = [
    ...[...sure].map((part) => next(part, "gi")),
    ...exact.map((text) => next(text, "g")),
  ];
  const more = [...new Set(likely)].map((part) => next(part, "gi"));
  return (bytes, from = 0, to = bytes.length) => {
    pieces.open(bytes, from, to);
    const here = areHere(words) && (areHere(more) || other.isHere);
    return here || doubt.isHere;
  };
}
