/**
 * A change of a single place, read without building its diff.
 *
 *     {"ts":"...","a":"add","diff":{"users":{"u17":{"tags":["a"]}}},"c":"..."}
 *
 * The keys down to that place are mostly keys of data. `JSON.parse` makes an
 * object for each of them, and V8 a hidden class for each that is new: with many
 * keys that costs (docs/performance.md, "Fast paths that are kept").
 *
 * @module
 */
import type { TextLine } from "./lines.ts";
import { bodyEnd } from "./line.ts";
import type { Step } from "../../../log/serializer.ts";
import { CLOSE } from "../../../values/characters.ts";

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
 * The change in a line of plain JSON, or undefined where it is none of these:
 * then it has to be read with more care.
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
