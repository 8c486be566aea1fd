/**
 * The changes of a run of lines: the fast path of opening.
 *
 * @module
 */
import type { ChangeRecord } from "../../../record.ts";
import { MAX_DEPTH, type TypeRegistry } from "../../../values/kinds.ts";
import {
  bodyEnd,
  type TextLine,
  textLines,
  undecodable,
  withoutSeal,
} from "./line.ts";
import { asChange, parseChange } from "./record.ts";
import { PREFIX } from "./line_grammar.ts";
import {
  integerAt,
  integerEnd,
  placeAt,
  plainStringEnd,
  ScalarChange,
} from "./scalar_change.ts";
import type { Located, Step } from "../../../log/serializer.ts";
import { type Plain, setOwn } from "../../../values/own.ts";
import { CLOSE, QUOTE } from "../../../values/characters.ts";

/** Shorter lines can't be nested deep enough to matter. */
const SHORT = 2 * MAX_DEPTH;

/** Decodes the changes in a run of lines; blank ones, comments and snapshots are skipped. */
export function* decodeLines(
  bytes: Uint8Array,
  at: { readonly offset: number; readonly line: number },
  types: TypeRegistry,
): Generator<Located<ChangeRecord>> {
  for (const line of textLines(bytes, at)) {
    const record = decodeLine(line, types);
    if (record !== undefined) yield located(line, record);
  }
}

/** Decodes the same changes for replay alone. */
export function* decodeSteps(
  bytes: Uint8Array,
  at: { readonly offset: number; readonly line: number },
  types: TypeRegistry,
): Generator<Step> {
  const change = new ScalarChange();
  for (const line of textLines(bytes, at)) {
    const start = line.offset - at.offset;
    const scalars = line.chunk.ascii &&
      change.read(bytes, start) === line.end - at.offset;
    const step = (scalars ? scalarStep(change, start, line) : undefined) ??
      (isSimple(line) ? stepIn(line) : undefined);
    const record = step === undefined ? decodeLine(line, types) : undefined;
    if (step !== undefined) yield step;
    else if (record !== undefined) yield located(line, record);
  }
}

/** Whether `JSON.parse` alone reads the line. */
function isSimple({ chunk, from, to }: TextLine): boolean {
  return to - from < SHORT && chunk.plain;
}

function located(
  { offset, end, line }: TextLine,
  record: ChangeRecord,
): Located<ChangeRecord> {
  return { record, offset, end, line };
}

/** The change in one line, or undefined if there is none. */
function decodeLine(
  line: TextLine,
  types: TypeRegistry,
): ChangeRecord | undefined {
  const { chunk, from, to } = line;
  const text = chunk.text.slice(from, to);
  try {
    return parseLine(text, isSimple(line), types);
  } catch (cause) {
    throw undecodable(cause, line);
  }
}

function parseLine(
  line: string,
  simple: boolean,
  types: TypeRegistry,
): ChangeRecord | undefined {
  if (line.startsWith("{")) {
    const bare = withoutSeal(line);
    const value = simple ? tryParse(bare) : undefined;
    return value === undefined ? parseChange(bare, types) : asChange(value);
  }
  const text = line.trim();
  const skipped = text === "" || text.startsWith("//") ||
    text.startsWith(PREFIX);
  return skipped ? undefined : parseChange(withoutSeal(text), types);
}

/**
 * The value that strict JSON makes of a text, or undefined where it has to be
 * read with more care.
 */
function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A string with nothing that has to be written as an escape. */
const STRING = String.raw`"[^"\\\x00-\x1f]*"`;
/** A key of data: no command, and nothing that is escaped. */
const KEY = String.raw`"(?:[^"\\\x00-\x1f$][^"\\\x00-\x1f]*)?"`;

/** A change up to the place that it is about, in the one order that is written. */
const HEAD = new RegExp(
  String.raw`\{"ts":${STRING},(?:"a":${STRING},)?` +
    String.raw`(?:"v":(0|[1-9]\d{0,14}),)?(?:"u":${STRING},)?` +
    String.raw`(?:"m":(${STRING}),)?"diff":((?:\{${KEY}:)+)`,
  "y",
);
const SCALAR = new RegExp(`${STRING}|-?\\d[\\d.eE+-]*|true|false|null`, "y");

/**
 * The change of a single place in a line of plain JSON, read without building
 * its diff; undefined where it is no such change: then it has to be read with
 * more care.
 *
 *     {"ts":"...","a":"add","diff":{"users":{"u17":{"tags":["a"]}}},"c":"..."}
 *
 * The keys down to that place are mostly keys of data. `JSON.parse` makes an
 * object for each of them, and V8 a hidden class for each that is new: with many
 * keys that costs (docs/performance.md, "Fast paths that are kept").
 */
export function stepIn(
  { chunk: { text }, from, to, offset, end, line }: TextLine,
): Step | undefined {
  HEAD.lastIndex = from;
  const head = HEAD.exec(text);
  if (head === null) return undefined;
  const [, v, m, chain = ""] = head;
  const path = chain.slice(2, -2).split(`":{"`);
  let start = HEAD.lastIndex;
  const body = bodyEnd(text, from, to);
  const sealed = body < to - 1;
  if (!sealed && text.charCodeAt(body) !== CLOSE) return undefined;
  let stop = body - path.length;
  if (scalarEnd(text, start) !== stop) {
    // The last key has others beside it: the place is the object of them all,
    // if that is where the first brace closes.
    start -= `{"${path.pop()}":`.length;
    stop++;
    if (text.indexOf("}", start) !== stop - 1) return undefined;
  }
  for (let i = 0; i < path.length; i++) {
    if (text.charCodeAt(stop + i) !== CLOSE) return undefined;
  }
  try {
    const record = {
      v: v === undefined ? v : Number(v),
      m: m?.slice(1, -1),
      diff: JSON.parse(text.slice(start, stop)),
    };
    return { record, path, offset, end, line };
  } catch {
    return undefined;
  }
}

function scalarEnd(text: string, start: number): number {
  SCALAR.lastIndex = start;
  return SCALAR.test(text) ? SCALAR.lastIndex : -1;
}

/** A number of so many characters may be an integer that is no double. */
const LONG = 16;

/**
 * The step of a change that was read from the bytes of this line, the first of
 * which is at `start`; undefined where it has to be read with more care. The
 * line has a byte for each character.
 *
 * {@linkcode stepIn} does the same by a regular expression and `JSON.parse`, and
 * replay takes half as long again then (docs/performance.md, "Fast paths that are
 * kept").
 */
export function scalarStep(
  change: ScalarChange,
  start: number,
  { chunk: { text }, from, offset, end, line }: TextLine,
): Step | undefined {
  const { path: keys, fields, depth, count, version, timeFrom, timeTo } =
    change;
  if (change.escaped) return undefined;
  const shift = from - start;
  const key = (places: Int32Array, i: number) => {
    const [from, to] = [placeAt(places, i), placeAt(places, i + 1)];
    return text.slice(from + 1 + shift, to - 1 + shift);
  };
  const path: string[] = [];
  for (let i = 0; i < depth; i++) path.push(key(keys, 2 * i));
  let diff: unknown;
  if (count === 1) {
    diff = scalarAt(change, 0, text, shift);
    if (diff === undefined) return undefined;
    path.push(key(fields, 0));
  } else {
    const members: Plain = {};
    for (let field = 0; field < 4 * count; field += 4) {
      const value = scalarAt(change, field, text, shift);
      if (value === undefined) return undefined;
      setOwn(members, key(fields, field), value);
    }
    diff = members;
  }
  const record = {
    v: version === 0 ? undefined : version,
    m: timeTo === 0
      ? undefined
      : text.slice(timeFrom + 1 + shift, timeTo - 1 + shift),
    diff,
  };
  return { record, path, offset, end, line };
}

/**
 * The value of a field, `text` being that of the bytes from `-shift` on, a character
 * for each; undefined for what only looks like one.
 */
export function scalarAt(
  { bytes, fields }: ScalarChange,
  field: number,
  text: string,
  shift: number,
): unknown {
  const from = placeAt(fields, field + 2);
  const to = placeAt(fields, field + 3);
  if (bytes[from] === QUOTE) {
    if (plainStringEnd(bytes, from) === to) {
      return text.slice(from + 1 + shift, to - 1 + shift);
    }
  } else {
    // Not by JSON.parse, which takes a third of the time of such a step.
    if (integerEnd(bytes, from) === to) return integerAt(bytes, from, to);
    if (to - from >= LONG) return undefined;
  }
  try {
    return JSON.parse(text.slice(from + shift, to + shift));
  } catch {
    return undefined;
  }
}
