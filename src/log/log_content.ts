/**
 * The content of a log as opening hands it over: the last snapshot, what follows
 * it, and what was found at the end.
 *
 * @module
 */
import type { Survey } from "./serializer.ts";

/** A part of the file, as bytes of whole records. */
export interface Section {
  /** Byte offset of the first byte. */
  readonly offset: number;
  /** The line (or record) number there; 0 when it was not counted. */
  readonly line: number;
  /** The bytes. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The survey that the writer made of the snapshot. */
  readonly survey?: Survey | undefined;
}

/** The record that a log ends with. */
export interface LastRecord {
  /** Byte offset of its first byte. */
  readonly offset: number;
  /** When it was made; absent for a snapshot. */
  readonly ts?: string | undefined;
  /** The action of its record. */
  readonly a?: string | undefined;
}

/** The torn tail that opening found. */
export interface TornTail {
  /** Byte offset where it begins. */
  readonly offset: number;
  /** The line (or record) number there. */
  readonly line: number;
  /** How many bytes it had. */
  readonly bytes: number;
  /** The fault of the first record in it. */
  readonly reason: string;
  /** The record that is now the last; absent when there is none. */
  readonly last?: LastRecord | undefined;
  /** The file that holds it now; absent when the program may not write one. */
  readonly saved?: string | undefined;
  /** The bytes themselves, when there is no such file. */
  readonly content?: Uint8Array<ArrayBuffer> | undefined;
}

/** The outcome for a torn tail. */
export type SavedTail = Pick<TornTail, "saved" | "content">;

/** A snapshot that could not be read and was rebuilt from what came before it. */
export interface RebuiltSnapshot {
  /** Byte offset of the bad snapshot. */
  readonly offset: number;
  /** The snapshot's line (or record) number. */
  readonly line: number;
  /** The fault of the snapshot. */
  readonly reason: string;
}

/** The place and size of a snapshot that was made. */
export interface SnapshotInfo {
  /** The revision it holds. */
  readonly r: number;
  /** Byte offset of its record. */
  readonly offset: number;
  /** Length of its record in bytes. */
  readonly bytes: number;
}

/** The content of a log: enough to make the state. */
export interface LogContent {
  /** The payload of the last snapshot, if there is one. */
  readonly snapshot?: Section | undefined;
  /** The changes that follow the snapshot, in pieces of whole records. */
  readonly tail: readonly Section[];
  /** How many change records came before the tail. */
  readonly revision: number;
  /** The torn tail, if there was one. */
  readonly torn?: TornTail | undefined;
  /** Snapshots that had to be rebuilt. */
  readonly rebuilt?: readonly RebuiltSnapshot[] | undefined;
}
