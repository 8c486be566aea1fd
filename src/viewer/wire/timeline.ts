/**
 * The timeline: records, the strip, a search.
 *
 * @module
 */
import type { Failure, LitHead, RecordHead, ShownChange } from "./shown.ts";

/** A record as a row of the timeline. */
export interface RecordRow extends RecordHead {
  /** The number among all records that are kept, the oldest has 0. */
  readonly index: number;
  /** The label: `r4982`, or of a snapshot `s12`. */
  readonly label: string;
  /** The kind of record; a damaged one has an `error`. */
  readonly kind: "change" | "snapshot" | "damaged";
  /** Tells it from another of its revision, such as `4982-688e920c`; absent for snapshots. */
  readonly id?: string | undefined;
  /** The first changes, three at most. */
  readonly changes: readonly ShownChange[];
  /** How many changes it has. */
  readonly count: number;
  /** Bytes of the record. */
  readonly bytes: number;
  /** Why it can't be read. */
  readonly error?: string | undefined;
  /** What a search means of who did what. */
  readonly lit?: LitHead | undefined;
}

/** A window of the timeline, the newest record first. */
export interface RecordsAnswer {
  /** How many records there are (or hits as far as they are known), of those before `upTo`. */
  readonly total: number;
  /** How many records there are by now: `upTo` of the next questions. */
  readonly now: number;
  /** The revision that the log stands at by now. */
  readonly rev: number;
  /** The rows from the one that was asked for on. */
  readonly rows: readonly RecordRow[];
  /**
   * Whether the values before are not known yet, since what leads to them is being
   * read: asked again a second later, they may be.
   */
  readonly partial?: true | undefined;
}

/** The query of windows of the timeline. */
export interface RecordsQuery {
  /** The place in the list that the first row has: 0 is the newest. */
  readonly from: number;
  /** How many rows, 200 at most. */
  readonly count: number;
  /**
   * Records of this index and later ones are left out, so that new ones move
   * nothing. Default: none are.
   */
  readonly upTo?: number | undefined;
  /** A search: only what it found so far is listed. Ask `search` for it first. */
  readonly q?: string | undefined;
  /** A search: the parts that it means are told. */
  readonly lit?: string | undefined;
}

/** The query of one record: by its revision, or of a snapshot by its index. */
export interface RecordQuery {
  /** The revision of a change. */
  readonly rev?: number | undefined;
  /** The number among all records that are kept. */
  readonly index?: number | undefined;
  /** A search: the parts that it means are told. */
  readonly lit?: string | undefined;
}

/** One record, whole. */
export interface RecordAnswer extends RecordHead {
  /** The number among all records that are kept. */
  readonly index: number;
  /** The label: `r4982`, or of a snapshot `s12`. */
  readonly label: string;
  /** The kind. */
  readonly kind: "change" | "snapshot";
  /** Tells it from another of its revision; absent for snapshots. */
  readonly id?: string | undefined;
  /** Why it was done, if that was told. */
  readonly note?: string | undefined;
  /** The revisions that it undid, if it is a revert. */
  readonly undone?: readonly number[] | undefined;
  /** The key of a transaction that is done once. */
  readonly once?: string | undefined;
  /** Whether a redaction took something of it. */
  readonly redacted?: true | undefined;
  /** The domain modification time that it names. */
  readonly mtime?: string | undefined;
  /** The schema version after it. */
  readonly version: number;
  /** All changes, 2,000 at most. */
  readonly changes: readonly ShownChange[];
  /** How many changes it has. */
  readonly count: number;
  /** The file, an archive perhaps: the name alone. */
  readonly file: string;
  /** The line or record number; null in a large file, of which lines are not counted. */
  readonly line: number | null;
  /** Byte offset in its file. */
  readonly offset: number;
  /** Bytes of the record. */
  readonly bytes: number;
  /**
   * The line as the file has it, cut at 64 kB; of a binary log, and where anything
   * in it is masked, the change as JSON, masked.
   */
  readonly text: string;
  /** Whether `text` is not the whole line. */
  readonly cut?: true | undefined;
  /** The command that undoes it; absent for snapshots and in the first record. */
  readonly revert?: string | undefined;
  /** What a search means of who did what. */
  readonly lit?: LitHead | undefined;
}

/** The strip beside the timeline. */
export interface DensityAnswer {
  /** Bars of as many records each as can be, the newest first. */
  readonly bars: readonly DensityBar[];
  /** How many records there are, of those before `upTo`. */
  readonly total: number;
}

/** One bar of the strip. */
export interface DensityBar {
  /** The place in the list of its first record, 0 is the newest. */
  readonly from: number;
  /** How many records it stands for. */
  readonly count: number;
  /** When its newest record was made. */
  readonly ts: string;
  /** How many seconds it spans: few records in many are a thin bar. */
  readonly seconds: number;
  /** How many of them the search found so far. */
  readonly hits: number;
}

/** The query of the strip. */
export interface DensityQuery {
  /** How many bars, 2,000 at most. */
  readonly bars: number;
  /** As in `RecordsQuery`. */
  readonly upTo?: number | undefined;
  /** A search that was begun. */
  readonly q?: string | undefined;
}

/** One term of a search as it was understood. */
export interface Chip {
  /** As it was typed. */
  readonly text: string;
  /** The kind of term: a pattern, the whole user or action, a place from the root, or a range. */
  readonly kind: "pattern" | "user" | "action" | "path" | "range" | "wrong";
  /** The dim part of the chip, such as `user:`; empty where nothing is. */
  readonly key: string;
  /** The rest. */
  readonly value: string;
  /** Why it was not understood, and what is wanted. */
  readonly error?: string | undefined;
}

/** How a search was understood. */
export interface ChipsAnswer {
  /** The terms. */
  readonly chips: readonly Chip[];
}

/** The events of a search, the newest hits first. */
export type SearchEvent =
  /** Hits that were found since, by their index, and how far it is. */
  | {
    readonly type: "hits";
    readonly indices: readonly number[];
    /** How many there are so far. */
    readonly total: number;
    /** The part of the log that was read, in percent. */
    readonly percent: number;
  }
  /** All was read. */
  | { readonly type: "done"; readonly total: number }
  /** The search can't go on. */
  | { readonly type: "failed"; readonly error: Failure };
