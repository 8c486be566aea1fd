/**
 * Log files made for the questions about opening, with all that a real one
 * has, checksums included, and no longer history than asked for.
 *
 * @module
 */
import { type ChangeRecord, JsonSerializer } from "@kanta/core";
import { makeData, Scatter, userId } from "./users.ts";

/** What a log should hold. */
export interface LogShape {
  /** How many users the snapshot has. */
  readonly size: number;
  /** How many change records come after it. */
  readonly changes: number;
  /** At least so many bytes of change records before it. Default: 0. */
  readonly history?: number;
}

/** The most records framed at once. */
const RECORDS_AT_ONCE = 10_000;

/** Writes a log; returns its length in bytes. */
export function writeLog(path: string, shape: LogShape): number {
  using file = Deno.openSync(path, { create: true, write: true });
  const serializer = new JsonSerializer();
  const framer = serializer.createFramer();
  const scatter = new Scatter(shape.size);
  let offset = 0;
  let revision = 0;
  const append = (bytes: Uint8Array) => {
    for (let done = 0; done < bytes.length;) {
      done += file.writeSync(bytes.subarray(done));
    }
    offset += bytes.length;
  };
  const makeChanges = (count: number) => {
    const payloads = Array.from({ length: count }, () => {
      return serializer.encodeChange(makeChange(scatter, ++revision));
    });
    return framer.frame("change", payloads, offset);
  };
  append(framer.createHeader());
  if (shape.history !== undefined) {
    // A line's checksum knows nothing of its place, so lines may be repeated.
    const block = makeChanges(RECORDS_AT_ONCE);
    while (offset < shape.history) append(block);
    revision *= Math.round(offset / block.length);
  }
  const state = makeData(shape.size);
  const snapshot = { ts: stampOf(revision), state, r: revision, k: 1 };
  append(
    framer.frame("snapshot", [serializer.encodeSnapshot(snapshot)], offset),
  );
  for (let done = 0; done < shape.changes; done += RECORDS_AT_ONCE) {
    append(makeChanges(Math.min(RECORDS_AT_ONCE, shape.changes - done)));
  }
  return offset;
}

function makeChange(scatter: Scatter, visits: number): ChangeRecord {
  const diff = { users: { [userId(scatter.next())]: { visits } } };
  return { ts: stampOf(visits), a: "visit", diff };
}

function stampOf(second: number): string {
  return new Date(Date.UTC(2026, 0, 31) + second).toISOString();
}
