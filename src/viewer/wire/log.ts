/**
 * The log as a whole: what is seen, what it is made of, what is added.
 *
 * @module
 */

/** How often a name came, and how much of the file it takes. */
export interface GrowthRow {
  /** The place, action, user or day. */
  readonly name: string;
  /** How many changes. */
  readonly changes: number;
  /** Bytes of their records. */
  readonly bytes: number;
}

/** A snapshot, and how many changes came since the one before it. */
export interface SnapshotRow {
  /** The label: `s12`. */
  readonly label: string;
  /** The revision that it is of. */
  readonly rev: number;
  /** When it was made. */
  readonly ts: string;
  /** The schema version of its state. */
  readonly version: number;
  /** Bytes of its record. */
  readonly bytes: number;
  /** Changes since the snapshot before it, or since the beginning. */
  readonly since: number;
}

/** The statistics of the log: `Stats` of `@kanta/core/history`, 1,000 of each at most. */
export interface StatsAnswer {
  /** The first revision; absent where there are no changes. */
  readonly from?: number | undefined;
  /** The last revision. */
  readonly to?: number | undefined;
  /** When the first change was made. */
  readonly since?: string | undefined;
  /** When the last one was made. */
  readonly until?: string | undefined;
  /** How many changes. */
  readonly changes: number;
  /** Bytes of changes. */
  readonly bytes: number;
  /** How many snapshots. */
  readonly snapshots: number;
  /** Bytes of snapshots. */
  readonly snapshotBytes: number;
  /** Places, those first that take most. */
  readonly places: readonly GrowthRow[];
  /** Actions, those first that take most. */
  readonly actions: readonly GrowthRow[];
  /** Users, those first that take most. */
  readonly users: readonly GrowthRow[];
  /** Days (UTC), in order. */
  readonly days: readonly GrowthRow[];
  /** The last snapshots, the newest first. */
  readonly recent: readonly SnapshotRow[];
}

/** The log and the options that are seen. */
export interface InfoAnswer {
  /** The version of this wire. */
  readonly schema: 1;
  /** The name of the file, without its folder. */
  readonly file: string;
  /** As it is named in a command. */
  readonly path: string;
  /** The revision that the log stands at. */
  readonly rev: number;
  /** The revision before the first change that is kept. */
  readonly base: number;
  /** How many records (snapshots, too) are kept. */
  readonly records: number;
  /** How many bytes, archives included. */
  readonly size: number;
  /** `json`, `msgpack`, or the address of the module of its serializer. */
  readonly format: string;
  /** The files, archives first: their names. */
  readonly files: readonly string[];
  /** Whether it goes on: `live` may be asked for. */
  readonly live: boolean;
  /** The zone of times that name none, such as `Europe/Berlin`. */
  readonly zone: string;
  /** Now, by the server's clock: what ages count from. */
  readonly now: string;
  /** Whether anything may be masked. */
  readonly masks: boolean;
  /** The findings after which reading went on, such as a torn end. */
  readonly notes: readonly string[];
  /** Of an exported file: the revisions that it has, of a log that stood at `rev`. */
  readonly part?:
    | { readonly from: number; readonly to: number; readonly rev: number }
    | undefined;
}

/** An event of the live stream, as far as the page uses it. */
export type LiveNews =
  /** All is well; the log stands at this revision. */
  | { readonly type: "hello"; readonly rev: number; readonly id: string }
  /** A record was added. */
  | { readonly type: "change"; readonly rev: number; readonly id: string }
  /** The log is another one: what was read so far is to be asked for again. */
  | {
    readonly type: "reset";
    readonly rev: number;
    readonly id: string;
    readonly reason: string;
  }
  /** The server does not answer, and why; it is asked again. */
  | { readonly type: "gone"; readonly reason: string };
