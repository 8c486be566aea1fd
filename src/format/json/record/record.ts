/**
 * One record as JSON text: its fields, their order, their types.
 *
 * @module
 */
import { jsonText } from "../../../values/json_text.ts";
import { NotStorableError, ReplayError } from "../../../errors.ts";
import type { ChangeRecord, Snapshot } from "../../../record.ts";
import { MAX_DEPTH, type TypeRegistry } from "../../../values/kinds.ts";
import { type Plain, plainly } from "../../../values/own.ts";
import { type Shape, shapeOf } from "./text.ts";
import {
  mayHoldBigint,
  mayHoldRich,
  parseRich,
  toJson,
  withLive,
} from "./values.ts";
import { stripJsonc } from "./jsonc.ts";
import type { RecordKind, SnapshotHead } from "../../../log/serializer.ts";
import { ENCODER } from "../../../values/characters.ts";
import { FRAME_FIELDS } from "./line_grammar.ts";

/** V8's longest string: a record must be read back as one. */
export const MAX_CHARS: number = 2 ** 29 - 24;

/** Room for the fields that the framer adds: `d`, `c` and the prefix. */
const FRAME_CHARS = 64;

/** A record and a diff nest the state in a few levels of their own. */
const LEVELS = MAX_DEPTH + 8;
/** A `Map` takes three levels of JSON: the tag, the list, the pair. */
const LEVELS_WITH_TAGS = 3 * LEVELS;

/**
 * To parse as many lists in one another takes twice the memory of the most that
 * as many bytes may otherwise mean, so it is looked at first how many there are.
 */
const NESTED = "[".repeat(64);

/**
 * A state with integers beyond 2^53 mostly has some so near its beginning. To
 * parse it as if there were none is then in vain, and takes a fifth of what
 * comes after.
 */
const START = 1 << 20;

/** The text of a change, with fields of other names kept if `plain` is unset. */
export function changeText(
  record: ChangeRecord,
  types: TypeRegistry,
  plain: boolean,
): string {
  const { ts, a, v, u, m, diff } = record;
  const fields = { ts, a: a || undefined, v: v || undefined, u, m };
  return within(
    plain ? jsonText({ ...fields, diff }) : jsonText({
      ...fields,
      ...others(record, CHANGE_FIELDS, types),
      diff: diff === undefined ? diff : toJson(diff, { types, guarded: false }),
    }),
  );
}

/** The text of a snapshot up to its state. */
export function headText(head: SnapshotHead, types: TypeRegistry): string {
  const { ts, v = 0, m, r, k } = head;
  const fields = { ts, v, m, r, k }; // Python takes no snapshot without its v
  const text = jsonText({
    ...fields,
    ...others(head, SNAPSHOT_FIELDS, types),
  });
  return `${text.slice(0, -1)},"state":`;
}

/** The text of a snapshot. */
export function snapshotText(snapshot: Snapshot, types: TypeRegistry): string {
  const state = jsonText(
    toJson(snapshot.state, { types, guarded: true }),
  );
  return within(`${headText(snapshot, types)}${state}}`);
}

const CHANGE_FIELDS: ReadonlySet<string> = new Set(
  ["ts", "a", "v", "u", "m", "diff", ...FRAME_FIELDS],
);
const SNAPSHOT_FIELDS: ReadonlySet<string> = new Set(
  ["ts", "v", "m", "r", "k", "state", ...FRAME_FIELDS],
);

/** Fields that we do not know: who rewrites a record keeps them. */
function others(
  record: object,
  known: ReadonlySet<string>,
  types: TypeRegistry,
): Plain | undefined {
  const names = Object.keys(record).filter((name) => !known.has(name));
  if (names.length === 0) return undefined;
  return Object.fromEntries(names.map((name) => [
    name,
    toJson(plainly(record)[name], { types, guarded: true }),
  ]));
}

/** Refuses a record of so many characters, if that is more than one may have. */
export function checkLength(length: number): void {
  if (length <= MAX_CHARS - FRAME_CHARS) return;
  throw new NotStorableError(
    `Cannot store a record of ${length} characters: ` +
      `one has at most ${MAX_CHARS - FRAME_CHARS}`,
    "data",
  );
}

function within(text: string): string {
  checkLength(text.length);
  return text;
}

/**
 * Reads a change. A text that is not JSON is read again as JSONC.
 *
 * @throws {ReplayError} When it is not a change.
 */
export function parseChange(text: string, types: TypeRegistry): ChangeRecord {
  return asChange(parse(text, types, "change"));
}

/**
 * Reads a snapshot, as {@linkcode parseChange} does a change; `shape` is what its
 * text is like, if that is known.
 */
export function parseSnapshot(
  text: string,
  types: TypeRegistry,
  shape?: Shape,
): Snapshot {
  return asSnapshot(parse(text, types, "snapshot", shape));
}

/** A snapshot parsed in two steps, the first of which need not know the shape. */
export function parseSnapshotAhead(
  text: string,
  types: TypeRegistry,
): (shape: Shape) => Snapshot {
  const whole = (shape: Shape) => parseSnapshot(text, types, shape);
  if (text.includes(NESTED) || mayHoldBigint(text.slice(0, START))) {
    return whole;
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return whole; // as JSONC, or it says why not
  }
  return (shape) =>
    shape.depth > LEVELS || shape.longInteger
      ? whole(shape)
      : asSnapshot(withLive(value, text, types));
}

/** A part of a record's text as a value. Throws where that is no JSON, or too deep. */
export function parseValue(text: string, types: TypeRegistry): unknown {
  return parseBounded(text, types);
}

function asSnapshot(value: unknown): Snapshot {
  checkFields<Snapshot>(value, "snapshot", SNAPSHOT_TYPES);
  if (!Object.hasOwn(value, "state")) {
    throw new ReplayError("A snapshot has no state", { record: "snapshot" });
  }
  return value;
}

/** The change that `JSON.parse` made, once its fields are seen to be right. */
export function asChange(value: unknown): ChangeRecord {
  checkFields<ChangeRecord>(value, "change", CHANGE_TYPES);
  return value;
}

function parse(
  text: string,
  types: TypeRegistry,
  kind: RecordKind,
  shape?: Shape,
): unknown {
  try {
    return parseBounded(text, types, shape);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    const stripped = stripJsonc(text);
    try {
      if (stripped !== text) return parseBounded(stripped, types);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
    // The message quotes the text: nothing of it may move a cursor.
    const reason = cause.message.replace(/[^\x20-\x7e]/g, "?");
    throw new ReplayError(`The ${kind} is not JSON: ${reason}`, {
      cause: new SyntaxError(reason),
      record: kind,
    });
  }
}

function parseBounded(
  text: string,
  types: TypeRegistry,
  shape?: Shape,
): unknown {
  // Shorter texts can't be deep enough to matter.
  if (text.length < 2 * MAX_DEPTH) return parseRich(text, types);
  // What `JSON.parse` takes without end may be too deep for all that follows.
  const { depth, longInteger } = shape ?? shapeOf(ENCODER.encode(text));
  if (depth > LEVELS && (depth > LEVELS_WITH_TAGS || !mayHoldRich(text))) {
    throw new ReplayError(
      `A record is nested ${depth} deep; at most ${MAX_DEPTH} is read`,
    );
  }
  return parseRich(text, types, longInteger);
}

type Wanted = readonly (readonly [name: string, type: string])[];
const CHANGE_TYPES: Wanted = [
  ["a", "string"],
  ["v", "number"],
  ["u", "string"],
  ["m", "string"],
];
const SNAPSHOT_TYPES: Wanted = [["v", "number"], ["m", "string"]];

/** Refuses what is no record, or has a field of a type that it can't have. */
function checkFields<Found extends object>(
  value: unknown,
  kind: RecordKind,
  wanted: Wanted,
): asserts value is Found {
  if (typeof value !== "object" || value === null) {
    throw new ReplayError(`A ${kind} is no object`, { record: kind });
  }
  const record = plainly(value);
  if (typeof record["ts"] !== "string") {
    throw new ReplayError(`A ${kind} has no timestamp "ts"`, { record: kind });
  }
  for (const [name, type] of wanted) {
    const value = record[name];
    if (value === undefined || typeof value === type) continue;
    throw new ReplayError(
      `The field "${name}" of a ${kind} is a ${typeof value}; ` +
        `it has to be a ${type}`,
      { record: kind },
    );
  }
}
