/**
 * The border to the module that rotates logs, which is loaded when it is asked for.
 *
 * @module
 */
import type { ListedFileSystem } from "../../../file/log_file.ts";
import type { RotationRequest } from "../../../keep/rotation.ts";
import type { OnceBounds } from "../../../log/once_keys.ts";
import type { Framer } from "../../../log/serializer.ts";
import type { Mutex, SnapshotScheduler } from "../checkpoint/scheduler.ts";
import type { Port } from "../protocol/protocol.ts";
import type { Timers } from "../protocol/timers.ts";
import type { LogPlace } from "./log_place.ts";
import type { LogView } from "./log_view.ts";
import type { LogWriter } from "./log_writer.ts";

/** A log that is to be rotated, and what rotations work with. */
export interface RotationSubject {
  /** The number of the database. */
  readonly db: number;
  /** Where answers go. */
  readonly port: Port;
  /** The disk. */
  readonly disk: ListedFileSystem;
  /** The time. */
  readonly clock: Timers;
  /** One at a time, and no snapshot meanwhile. */
  readonly mutex: Mutex;
  /** The log. */
  readonly view: LogView;
  /** Where it is written. */
  readonly place: LogPlace;
  /** Writes it. */
  readonly log: LogWriter;
  /** Has its snapshots made. */
  readonly snapshots: SnapshotScheduler;
  /** The keys of transactions that snapshots keep. */
  readonly once: OnceBounds | undefined;
  /** The log is in another file, known by this framer. */
  readonly moved: (framer: Framer) => void;
}

/** The rotations of one log. */
export interface Rotations {
  /** Rotates the log when those before are done, and answers. */
  request(id: number, request: RotationRequest): void;
  /** Ends what is under way; calls back when nothing is any more. */
  end(cause: Error, ended: () => void): void;
}

/** The module that rotates. */
export interface RotationModule {
  /** The rotations of a log; `address` is that of the module, for a worker. */
  readonly rotationsOf: (
    subject: RotationSubject,
    address: string,
  ) => Rotations;
}

/** A module that was loaded, and its address; empty where no worker is to be hired. */
export interface LoadedRotation {
  /** The module. */
  readonly module: RotationModule;
  /** The address. */
  readonly address: string;
}

/** Loads the module; `program` is its text, where the sources are not at hand. */
export type LoadRotation = (program: string) => Promise<LoadedRotation>;
