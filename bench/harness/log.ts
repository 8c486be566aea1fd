/**
 * Log files made for the questions about opening, with all that a real one
 * has, checksums included, and no longer history than asked for.
 *
 * @module
 */
import { JsonSerializer } from "@kanta/core";
import type { ChangeRecord } from "@kanta/core/format";
import type { Terms } from "./question.ts";
import { formatCount } from "./unit.ts";
import { makeData, Scatter, userId } from "./users.ts";

/** What a log should hold. */
export interface LogShape {
  /** How many users the snapshot has. */
  readonly size: number;
  /** How many change records come after it. */
  readonly changes: number;
  /** At least so many bytes of change records before it. Default: 0. */
  readonly history?: number | undefined;
}

/**
 * The shape of the one large log that all questions about a large state share:
 * a snapshot and the changes after it, as a program leaves them.
 */
export function largeShape(terms: Terms): LogShape {
  return {
    size: terms.pick(1_000_000, 10_000),
    changes: terms.pick(100_000, 1_000),
  };
}

/**
 * The log of a shape, made once for all questions of a run, to be copied: one of
 * 1 M users takes 4 s to make and 0.1 s to copy.
 */
export function readyLog(terms: Terms, shape: LogShape): Promise<string> {
  const name = `${Object.values(shape).join("-")}.kantadb`;
  return terms.once(name, () => {
    const path = terms.folder.file(name);
    terms.say(`making a log of ${formatCount(shape.size)} objects`);
    writeLog(path, shape);
    return Promise.resolve(path);
  });
}

/**
 * From here its changes count visits. Whoever goes on from a log counts from zero
 * in the same order: with the same numbers its commits would change nothing.
 */
const FIRST_VISIT = 1_000_000;

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

function makeChange(scatter: Scatter, revision: number): ChangeRecord {
  const visits = FIRST_VISIT + revision;
  const diff = { users: { [userId(scatter.next())]: { visits } } };
  return { ts: stampOf(revision), a: "visit", diff };
}

function stampOf(second: number): string {
  return new Date(Date.UTC(2026, 0, 31) + second).toISOString();
}
