/**
 * The state that a replay in texts begins with: that of the last snapshot, of a
 * log's first record, or an empty one.
 *
 * @module
 */
import { JsonSerializer } from "../../format/json/serializer.ts";
import type { OnceEntry } from "../../log/once_keys.ts";
import type { ScannedLog } from "../../log/log_scan.ts";
import { readLines } from "../../format/json/line_reader.ts";
import {
  type SealedState,
  stateOfFirstChange,
  stateOfSnapshot,
} from "../../format/json/state_span.ts";
import type { Serializer, Source } from "../../log/serializer.ts";
import { LARGE, TextObject } from "./text_object.ts";
import { TextStore } from "./text_store.ts";
import { ENCODER } from "../../values/characters.ts";

/** Where to begin. */
export interface BaseText {
  /** The state. */
  readonly held: TextObject;
  /** How many changes of the first run are in it. */
  readonly changes: number;
  /** Byte offset after them. */
  readonly after: number;
  /** The schema version, if it is named. */
  readonly v?: number | undefined;
  /** The modification time, if it is named. */
  readonly m?: string | undefined;
  /** The deleted properties of the root, if they are named. */
  readonly g?: readonly string[] | true | undefined;
  /** The keys of transactions that are done once, if there are any. */
  readonly o?: readonly OnceEntry[] | undefined;
}

/**
 * Finds a state that can be followed in texts, or nothing: then it has to be
 * decoded. Only our own form of JSON is followed so, and where there is a
 * snapshot, only one that we wrote and sealed.
 */
export function findBaseText(
  source: Source,
  serializer: Serializer,
  { snapshot, runs }: ScannedLog,
  demandRoom: (bytes: number) => void,
): BaseText | undefined {
  // A class that was made of it may write and read as it likes.
  if (!isOurs(serializer)) return undefined;
  const { types } = serializer;
  const parts = serializer.createParts();
  const read = (bytes: Uint8Array, { from, to }: SealedState) => {
    const store = new TextStore(bytes);
    const room = { store, parts, types, large: LARGE, demandRoom };
    return TextObject.readDeep(room, from, to - from);
  };
  if (snapshot !== undefined) {
    const { payload, checked, end } = snapshot;
    const found = checked ? stateOfSnapshot(payload) : undefined;
    const held = found && read(payload, found);
    return held && { ...found, held, changes: 0, after: end };
  }
  const from = runs[0]?.from ?? 0;
  const first = firstLine(source, from);
  const found = first && stateOfFirstChange(first.line);
  const held = found && read(first.line, found);
  if (held) return { ...found, held, changes: 1, after: first.after };
  // Memory of its own: a snapshot's goes to who writes it.
  const bytes = ENCODER.encode("{}");
  const empty = read(bytes, { from: 0, to: bytes.length });
  return empty && { held: empty, changes: 0, after: from };
}

function firstLine(
  source: Source,
  from: number,
): { readonly line: Uint8Array; readonly after: number } | undefined {
  for (const { bytes, start, end, after } of readLines(source, from)) {
    return { line: bytes.subarray(start, end), after };
  }
  return undefined;
}

function isOurs(serializer: Serializer): serializer is JsonSerializer {
  return Object.getPrototypeOf(serializer) === JsonSerializer.prototype;
}
