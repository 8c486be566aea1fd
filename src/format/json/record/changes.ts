/**
 * The changes of a run of lines: the fast path of opening.
 *
 * @module
 */
import type { ChangeRecord } from "../../../record.ts";
import { MAX_DEPTH, type TypeRegistry } from "../../../values/kinds.ts";
import { type TextLine, textLines, undecodable } from "./lines.ts";
import { asChange, parseChange } from "./record.ts";
import { withoutSeal } from "./line.ts";
import { ScalarChange } from "./scalar_change.ts";
import { scalarStep } from "./scalar_step.ts";
import { stepIn } from "./step.ts";
import type { Located, Step } from "../../../log/serializer.ts";
import { PREFIX } from "./line_grammar.ts";

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

/** What strict JSON makes of it, or undefined where it has to be read with more care. */
function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
