/**
 * The content of a backup, file by file.
 *
 * @module
 */
import type { TornEnd } from "../verify.ts";

/** A file of a backup. */
export interface BackupFile {
  /** The file that was copied, without symlinks; empty for a log in memory. */
  readonly path: string;
  /** The copy. */
  readonly into: string;
  /** The revision that it begins at: more than 0 where archives come before it. */
  readonly base: number;
  /** The revision that it reaches. */
  readonly rev: number;
  /** The time that it reaches, that of its last record: RFC 3339, UTC. */
  readonly ts: string;
  /** How many records there are. */
  readonly records: number;
  /** How many of them are changes. */
  readonly changes: number;
  /** How many of them are snapshots. */
  readonly snapshots: number;
  /** The length in bytes. */
  readonly bytes: number;
}

/** The content of a backup, and how far it reaches. */
export interface BackupReport extends BackupFile {
  /** The format: `json`, `msgpack`, or the address of a module. */
  readonly format: string;
  /** The part that was left out at the end, because it was never promised durable. */
  readonly torn?: TornEnd | undefined;
  /** The archives that were taken along, the oldest one first. */
  readonly archives: readonly BackupFile[];
}
