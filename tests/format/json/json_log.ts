/**
 * Small logs of JSON lines, and what reading them finds.
 *
 * @module
 */
import { JsonSerializer } from "../../../src/format/json/serializer.ts";
import type { RecordKind } from "../../../src/log/serializer.ts";
import { concat } from "../../log/byte_source.ts";

/** The serializer of these logs. */
export const serializer: JsonSerializer = new JsonSerializer();

/** What a record is made from: its number, or the text of its line as it is. */
export interface Entry {
  readonly kind: RecordKind;
  /** The watermark; `"synced"` stands for the offset of the record itself. */
  readonly d?: number | "synced" | undefined;
  /** The number that tells it from others. */
  readonly n: number;
}

/** The time of the nth record. */
export function time(n: number): string {
  return `2026-06-10T02:${String(n / 60 | 0).padStart(2, "0")}:${
    String(n % 60).padStart(2, "0")
  }.000001Z`;
}

/** A change that sets `n`. */
export function changed(n: number, d?: Entry["d"]): Entry {
  return { kind: "change", n, d };
}

/** A snapshot of the nth revision. */
export function snapped(n: number, d?: Entry["d"]): Entry {
  return { kind: "snapshot", n, d };
}

/** The text of a record, not framed. */
export function textOf({ kind, n }: Entry): string {
  const ts = time(n);
  return kind === "change"
    ? serializer.encodeChange({ ts, a: "set", u: "ünï", diff: { n } })
    : serializer.encodeSnapshot({
      ts,
      r: n,
      k: 1,
      state: { n, all: "x".repeat(n) },
    });
}

/** A log of these records, sealed; texts are put in as they are. */
export function logOf(...entries: readonly (Entry | string)[]): {
  readonly bytes: Uint8Array;
  /** Where each of the entries begins. */
  readonly offsets: readonly number[];
} {
  const framer = serializer.createFramer();
  const parts: Uint8Array[] = [];
  const offsets: number[] = [];
  let at = 0;
  for (const entry of entries) {
    offsets.push(at);
    let part: Uint8Array;
    if (typeof entry === "string") part = new TextEncoder().encode(entry);
    else {
      const d = entry.d === "synced" ? at : entry.d;
      part = framer.frame(entry.kind, [textOf(entry)], at, d).slice();
    }
    parts.push(part);
    at += part.length;
  }
  return { bytes: concat(...parts), offsets };
}

/** The line of a record that nobody sealed, as the Python package writes it. */
export function unsealed(entry: Entry): string {
  return `${entry.kind === "snapshot" ? "SNAPSHOT " : ""}${textOf(entry)}\n`;
}

/** The bytes with those from `at` on replaced. */
export function damaged(
  bytes: Uint8Array,
  at: number,
  replacement: string | readonly number[],
): Uint8Array {
  const copy = bytes.slice();
  copy.set(
    typeof replacement === "string"
      ? new TextEncoder().encode(replacement)
      : replacement,
    at,
  );
  return copy;
}
