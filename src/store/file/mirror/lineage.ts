/**
 * Whether a file that differs from a log is of that log all the same: what came
 * before it, or went another way.
 *
 * @module
 */
import { commonPrefix } from "../../../log/common_prefix.ts";
import type {
  Frame,
  Framer,
  Serializer,
  Source,
} from "../../../log/serializer.ts";
import { deepEqual } from "../../../values/equal.ts";

/** The bytes of a log, and what knows its records. */
export interface ReadableFile {
  /** The bytes. */
  readonly source: Source;
  /** Knows the records around them. */
  readonly serializer: Serializer;
}

/** The good frames of a log from its beginning, up to the first bad one. */
function* framesOf({ source, serializer }: ReadableFile): Generator<Frame> {
  const framer = serializer.createFramer();
  for (const frame of framer.frames(source, headerOf(framer, source), 1)) {
    if (frame.kind === "bad") return;
    yield frame;
  }
}

function headerOf(framer: Framer, source: Source): number {
  try {
    return framer.readHeader(source);
  } catch {
    return source.size; // no log of this format
  }
}

/** Where the first record of a log ends; Infinity where there is none. */
export function firstEnd(file: ReadableFile): number {
  for (const { end } of framesOf(file)) return end;
  return Infinity;
}

/** Whether a file begins with the first record of a log. */
export function beginsAs(log: ReadableFile, other: Source): boolean {
  const end = firstEnd(log);
  if (end > other.size) return false;
  const head = (source: Source): Source => ({
    size: end,
    read: (at, length, room) => source.read(at, length, room),
  });
  return commonPrefix(head(log.source), head(other)) === end;
}

/** Whether there is a whole record behind this place, or around it. */
export function hasRecordBehind(file: ReadableFile, offset: number): boolean {
  const framer = file.serializer.createFramer();
  const from = headerOf(framer, file.source);
  for (const frame of framer.frames(file.source, from, 1)) {
    if (frame.kind !== "bad" && frame.end > offset) return true;
  }
  return false;
}

/** How a log begins that was rotated. */
export interface Rotated {
  /** The revision that it begins at. */
  readonly base: number;
  /** The time of the last change before that. */
  readonly ts: string;
}

/** The beginning of a log, if that is the snapshot of a rotation. */
export function rotationOf(file: ReadableFile): Rotated | undefined {
  const { serializer } = file;
  for (const { kind, payload } of framesOf(file)) {
    const base = kind === "snapshot" && serializer.revisionOf(payload);
    if (!base) return undefined;
    const { ts } = serializer.snapshotHead?.(payload) ??
      serializer.decodeSnapshot(payload);
    return { base, ts };
  }
  return undefined;
}

/**
 * The relation of a file to a log that begins as rotated: `before` it, when the
 * changes that both have are the same, or the file ends where the log begins;
 * `apart`, when they are the same at first; else no relation can be told.
 */
export function relationTo(
  log: ReadableFile,
  { base, ts }: Rotated,
  older: ReadableFile,
): "before" | "apart" | undefined {
  const changes = framesOf(log).filter(({ kind }) => kind === "change");
  let [rev, last, common] = [0, "", 0];
  for (const { kind, payload } of framesOf(older)) {
    if (kind === "snapshot") {
      rev = older.serializer.revisionOf(payload) ?? rev;
      continue;
    }
    if (++rev < base) continue;
    const change = changeOf(older, payload);
    if (rev === base) {
      last = change.ts;
      continue;
    }
    const next = changes.next();
    if (next.done || !deepEqual(change, changeOf(log, next.value.payload))) {
      return common > 0 ? "apart" : undefined;
    }
    common++;
  }
  return common > 0 || rev === base && last === ts ? "before" : undefined;
}

/** A change without what is about the file that it stands in. */
function changeOf(
  { serializer }: ReadableFile,
  payload: Uint8Array,
): { readonly ts: string } {
  const record: { ts: string; c?: unknown; d?: unknown } = {
    ...serializer.decodeChange(payload),
  };
  delete record.c;
  delete record.d;
  return record;
}
