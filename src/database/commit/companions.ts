/**
 * The companions of commits: values that are derived from the state, and those
 * who watch places in it.
 *
 * @module
 */
import type { Payload } from "../../log/serializer.ts";
import type { ChangeRecord, Diff } from "../../record.ts";
import type { Recorder } from "../../transaction/recorder.ts";

/** Takes records on their way to the file. */
export interface Outlet {
  /** Posts one payload; throws when no more can be taken. */
  post(payload: Payload): number;
}

/** A value that is derived from the state, and changes with it. */
export interface Derived {
  /** Begins anew with the state of a database that was opened; throws to refuse it. */
  begin(): void;
  /** A change of a followed log is about to enter the state. */
  outdate(diff: Diff): void;
  /**
   * Looks at what a transaction changed, which is final but may be refused still;
   * follows it when the answer is called. Throws to refuse.
   */
  prepare(recorder: Recorder, action: string): () => void;
}

/** The watchers of places, who are told of the commits that touch one. */
export interface PlaceWatchers {
  /** A database that was followed is open for writing now. */
  begin(): void;
  /** Whether a transaction touched a place that is watched. */
  touchedBy(recorder: Recorder): boolean;
  /** Whether a diff may touch such a place. */
  mayBeTouchedBy(diff: Diff): boolean;
  /**
   * Makes what they are told of a change, as long as the state before it is at hand
   * and nothing came after it; tells them when the answer is called. `stand` says
   * which record it is; default: the one that was posted last.
   */
  announce(
    record: ChangeRecord,
    previous: unknown,
    stand?: { readonly rev: number; readonly id: string },
  ): () => void;
  /** The state comes anew: what was told so far is not so any more. */
  reset(reason: string): void;
  /** The database is closed: nothing more is told. */
  end(): void;
}

/** The states around a change, as far as they are known. */
export interface ChangeStates {
  /** Whether a place is touched that somebody watches. Default: none is. */
  readonly touched?: boolean | undefined;
  /** The live state. */
  readonly current: unknown;
  /** The state before the change, or as much of it as the change touched. */
  previous(): unknown;
}

/** All that goes along with the commits of one database. */
export interface Companions {
  /** The watchers of places, if there are any. */
  watchers?: PlaceWatchers | undefined;
  /** The values that are derived from the state, if any are. */
  derived?: Derived | undefined;
}
