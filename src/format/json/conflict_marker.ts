/**
 * Conflict markers: what git writes around the lines of two branches that it
 * can't merge by itself.
 *
 * @module
 */
import type { Line } from "./line_reader.ts";
import { ENCODER, RETURN, SPACE } from "../../values/characters.ts";

/** Seven of one of these characters, and then a name or nothing. */
const CHARACTERS = ENCODER.encode("<|=>");
const LENGTH = 7;

/** The marker that a line is, such as `<<<<<<<`; undefined if it is none. */
export function conflictMarker(
  { bytes, start, end }: Pick<Line, "bytes" | "start" | "end">,
): string | undefined {
  const first = bytes[start];
  if (first === undefined || !CHARACTERS.includes(first)) return undefined;
  for (let at = start; at < start + LENGTH; at++) {
    if (at >= end || bytes[at] !== first) return undefined;
  }
  const next = bytes[start + LENGTH];
  const ends = start + LENGTH === end || next === SPACE || next === RETURN;
  return ends ? String.fromCharCode(first).repeat(LENGTH) : undefined;
}
