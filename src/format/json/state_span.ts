/**
 * The state in the line of a snapshot, or in a log's first line, as a place: for
 * whoever copies it and need not know what is in it.
 *
 * Only a line that our writer sealed is of use for that: it has the fields in
 * one order, no spaces, no key twice, and each value in one form.
 *
 * @module
 */
import { startsWith } from "./record/line.ts";
import type { OnceEntry } from "../../log/once_keys.ts";
import { decodeUtf8 } from "../../log/utf8.ts";
import {
  BACKSLASH,
  CLOSE,
  DOLLAR,
  ENCODER,
  OPEN,
  QUOTE,
} from "../../values/characters.ts";
import { SEAL, SEAL_LENGTH, WATERMARK } from "./record/line_grammar.ts";

/** A place in a line, and what the line says beside it. */
export interface SealedState {
  /** Where the brace of the state is. */
  readonly from: number;
  /** Where the state ends. */
  readonly to: number;
  /** The schema version, if it is named. */
  readonly v?: number | undefined;
  /** The modification time, if it is named. */
  readonly m?: string | undefined;
  /** The deleted properties of the root, if they are named. */
  readonly g?: readonly string[] | true | undefined;
  /** The keys of transactions that are done once, if there are any. */
  readonly o?: readonly OnceEntry[] | undefined;
}

/** How far into a line its state begins where we write it. */
const HEAD = 4096;
const SNAPSHOT =
  /^\{"ts":"[^"\\]*",(?:"v":(\d+),)?(?:"m":"([^"\\]*)",)?"r":\d+,"k":1,(?:"g":(true|\[(?:"(?:[^"\\]|\\.)*",?)+\]),)?(?:"o":|"state":)/;
const CHANGE =
  /^\{"ts":"[^"\\]*",(?:"a":"[^"\\]*",)?(?:"v":(\d+),)?(?:"u":"[^"\\]*",)?(?:"m":"([^"\\]*)",)?(?:"g":(true|\[(?:"(?:[^"\\]|\\.)*",?)+\]),)?"diff":/;

/** The end of the field `o`, which may be long. */
const STATE = ENCODER.encode(',"state":');

/** A dollar as an escape. */
const ESCAPED = ENCODER.encode("\\u0024");

/** The state in a sealed snapshot without its first word, if it is one of ours. */
export function stateOfSnapshot(payload: Uint8Array): SealedState | undefined {
  return stateIn(payload, SNAPSHOT);
}

/**
 * The state that the first line of a log leads to, without its line end, if it
 * is one of ours and its diff is written as the state would be: with no command
 * and no escape.
 */
export function stateOfFirstChange(line: Uint8Array): SealedState | undefined {
  const found = stateIn(line, CHANGE);
  return found === undefined || mayHoldDollar(line, found.from)
    ? undefined
    : found;
}

/** Whether a string from here on may begin with a dollar, as commands do. */
function mayHoldDollar(line: Uint8Array, from: number): boolean {
  for (
    let at = line.indexOf(DOLLAR, from);
    at >= 0;
    at = line.indexOf(DOLLAR, at + 1)
  ) {
    if (line[at - 1] === QUOTE) return true;
  }
  for (
    let at = line.indexOf(BACKSLASH, from);
    at >= 0;
    at = line.indexOf(BACKSLASH, at + 2)
  ) {
    // We never write it so; whoever does has something to hide.
    if (startsWith(line, at, ESCAPED)) return true;
  }
  return false;
}

function stateIn(line: Uint8Array, form: RegExp): SealedState | undefined {
  // What a byte of another alphabet would be does not matter here.
  const head = form.exec(new TextDecoder().decode(line.subarray(0, HEAD)));
  if (head === null) return undefined;
  const [before, v, m, g] = head;
  if (!startsWith(line, line.length - SEAL_LENGTH, SEAL)) return undefined;
  const named = ENCODER.encode(before).length;
  const hasKeys = before.endsWith('"o":');
  const from = hasKeys ? stateAfter(line, named) : named;
  const o = hasKeys ? listIn(line, named, from - STATE.length) : undefined;
  if (hasKeys && o === undefined) return undefined;
  const to = stateEnd(line);
  if (line[from] !== OPEN || line[to - 1] !== CLOSE) return undefined;
  return {
    from,
    to,
    ...(v && { v: Number(v) }),
    ...(m && { m }),
    ...(g && { g: JSON.parse(g) }),
    ...(o && { o }),
  };
}

/**
 * Where the state begins that follows the field `o`: in a text of ours a quote
 * is escaped within a key, so nothing else looks like its name.
 */
function stateAfter(line: Uint8Array, start: number): number {
  let at = line.indexOf(OPEN, start);
  while (at >= 0 && !startsWith(line, at - STATE.length, STATE)) {
    at = line.indexOf(OPEN, at + 1);
  }
  return at;
}

/** The list that stands here; undefined where another program wrote the field. */
function listIn(
  line: Uint8Array,
  from: number,
  to: number,
): OnceEntry[] | undefined {
  try {
    const list = JSON.parse(
      decodeUtf8(line.subarray(from, Math.max(from, to))),
    );
    return Array.isArray(list) ? list : undefined;
  } catch {
    return undefined;
  }
}

function isDigit(byte = 0): boolean {
  return byte >= 48 && byte <= 57;
}

/** Where the state ends before the seal, and before a watermark. */
function stateEnd(line: Uint8Array): number {
  const seal = line.length - SEAL_LENGTH;
  let at = seal;
  while (isDigit(line[at - 1])) at--;
  at -= WATERMARK.length;
  return at > 0 && startsWith(line, at, WATERMARK) ? at : seal;
}
