/**
 * The findings in a log: a list with a bound, and a count without one.
 *
 * @module
 */
import { CorruptionError } from "../errors.ts";
import type { Place } from "../log/serializer.ts";
import { MEND } from "../log/tail_reader.ts";
import { printable } from "../changelog/text/printable.ts";

/** More are counted, not listed: a file may be damage from end to end. */
const MOST = 1000;

/** Something that is wrong at one place of a log. */
export interface Finding {
  /** 1-based line (JSON lines) or record number (binary). */
  readonly line: number;
  /** Byte offset where it begins. */
  readonly offset: number;
  /** How many bytes it takes. */
  readonly bytes: number;
  /** The text of what was found and what was wanted. */
  readonly reason: string;
  /** For a snapshot: its first difference, as a log would have it. */
  readonly diff?: string | undefined;
}

/** A list of findings. */
export class Findings {
  /** The first of them. */
  readonly list: Finding[] = [];
  /** How many there are. */
  count = 0;
  /** How many bytes they take. */
  bytes = 0;

  /** Notes what is wrong at a place. */
  add({ line, offset, end }: Place, reason: string, diff?: string): void {
    const bytes = end - offset;
    this.count++;
    this.bytes += bytes;
    if (this.list.length === MOST) return;
    const finding = { line, offset, bytes, reason: printable(reason) };
    this.list.push(
      diff === undefined ? finding : { ...finding, diff: printable(diff) },
    );
  }
}

/** The error of a task that takes no damaged log. */
export function damageError(
  task: "convert" | "redact",
  { path }: { readonly path: string },
  { line, offset }: Pick<Place, "line" | "offset">,
  reason: string,
  cause?: Error,
): CorruptionError {
  return new CorruptionError(
    `Cannot ${task} "${path}": line ${line} (byte ${offset}): ${reason}; ${MEND}`,
    { path, line, offset, cause },
  );
}

/** The reason that an error gives. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
