/**
 * The part of a line that its serializer wrote: without what the framer added.
 *
 * @module
 */
import { readWatermark, startsWith } from "./line.ts";
import { SEAL, SEAL_LENGTH, WATERMARK } from "./line_grammar.ts";

/** The closing brace of a record. */
const BRACE = 125;
/** Characters that a person may leave behind a record: space, tab, carriage return. */
const SPACE: ReadonlySet<number | undefined> = new Set([32, 9, 13]);

/** Where the fields of a line end that its serializer wrote: before `d`, `c` and the brace. */
export function fieldsEnd(line: Uint8Array): number {
  const seal = line.length - SEAL_LENGTH;
  if (seal > 0 && startsWith(line, seal, SEAL) && line.at(-1) === BRACE) {
    const mark = readWatermark(line, 0, line.length);
    return mark === undefined
      ? seal
      : seal - WATERMARK.length - String(mark).length;
  }
  let end = line.length;
  while (end > 0 && SPACE.has(line[end - 1])) end--;
  return line[end - 1] === BRACE ? end - 1 : end;
}
