/**
 * The options of a redaction, and its report.
 *
 * @module
 */
import type { TornEnd } from "../verify.ts";
import type { Remaining } from "./remaining.ts";
import type { FoundPlace } from "./found_places.ts";
import type { HeadText } from "./taken.ts";

/** How to redact. */
export interface RedactRequest {
  /** Patterns of places, from the root. */
  readonly places: readonly string[];
  /** The new file; absent for a dry run, and where the old file is replaced. */
  readonly into?: string | undefined;
  /** Put the new file in the place of the old one, which is kept beside it. */
  readonly replace: boolean;
  /** Look only. */
  readonly dryRun: boolean;
  /** Whether archives are redacted, too. */
  readonly archives: boolean;
  /** The format; recognised when undefined. */
  readonly format?: string | undefined;
}

/** One file of a history that was redacted, or would be. */
export interface RedactedFile {
  /** The file that was read, without symlinks. */
  readonly path: string;
  /** The file without what was taken; absent in a dry run. */
  readonly into?: string | undefined;
  /** Where the old file is now, if it was replaced: all is still in it. */
  readonly kept?: string | undefined;
  /** The format of both: `json`, `msgpack`, or the address of a module. */
  readonly format: string;
  /** How many changes there are. */
  readonly changes: number;
  /** How many snapshots. */
  readonly snapshots: number;
  /** How many changes had to do with what is taken. */
  readonly changesTouched: number;
  /** How many snapshots held some of it. */
  readonly snapshotsTouched: number;
  /**
   * How many snapshots say otherwise than the changes before them, in the old file
   * and in the new one; absent where none does.
   */
  readonly contradictions?: number | undefined;
  /** The length of the old file in bytes. */
  readonly size: number;
  /** The length of the new one; absent in a dry run. */
  readonly bytes?: number | undefined;
  /** The part that was left out at the end, because it was never promised durable. */
  readonly torn?: TornEnd | undefined;
}

/** The report of a redaction: what it did, or would do. */
export interface RedactReport {
  /** The file, without symlinks. */
  readonly path: string;
  /** Whether the files were only looked at. */
  readonly dryRun: boolean;
  /** When: the time that the mark has. */
  readonly ts: string;
  /** The patterns that the mark has, with how many values of changes each took. */
  readonly patterns: readonly {
    readonly place: string;
    readonly values: number;
  }[];
  /** The files of the history: archives first, the oldest one first. */
  readonly files: readonly RedactedFile[];
  /** Values of changes that are taken, and of a snapshot that a file begins with. */
  readonly values: number;
  /** The places that they stood at; the first 1,000. */
  readonly taken: readonly FoundPlace[];
  /**
   * Values of own types that a pattern may mean a part of: they are taken whole or
   * not at all, so these stay. The first 1,000.
   */
  readonly opaque: readonly FoundPlace[];
  /** Whether there are more of those, or more texts than were looked for elsewhere. */
  readonly more: boolean;
  /**
   * Places that are not meant, and of which a key or a value is a text that is
   * taken: the same thing may have another name there. Of a dry run alone.
   */
  readonly elsewhere?: readonly FoundPlace[] | undefined;
  /** Places of the present state that are meant; the first 1,000. While there is one nothing is written. */
  readonly present: readonly string[];
  /** How many there are. */
  readonly presentCount: number;
  /** Users, actions, notes and run-once keys that have a text in them that is taken: they stay. */
  readonly heads: readonly HeadText[];
  /** Files in the same folder that may still hold what is taken. */
  readonly remaining: readonly Remaining[];
}
