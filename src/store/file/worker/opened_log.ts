/**
 * A log that the writer has opened, and what opening works with.
 *
 * @module
 */
import type { FileSystem } from "../../../file/log_file.ts";
import type { SavedTail, Section } from "../../../log/log_content.ts";
import type { Framer } from "../../../log/serializer.ts";
import type { Opened } from "../protocol/protocol.ts";
import type { Timers } from "../protocol/timers.ts";
import type { Appender } from "./appender.ts";
import type { LockedFile } from "./locked_file.ts";

/** What opening works with. */
export interface OpenParts {
  /** The disk. */
  readonly disk: FileSystem;
  /** The time. */
  readonly clock: Timers;
  /** Ends the wait for the lock. */
  readonly signal: AbortSignal;
  /** Gets the last snapshot, whose buffer may change hands, while all else is read. */
  readonly found: (format: string, snapshot: Section) => void;
}

/** A log that is open. */
export interface OpenedLog {
  /** The file and how it is held. */
  readonly held: LockedFile;
  /** What main is told. */
  readonly opened: Opened;
  /** Adds records at its end. */
  readonly appender: Appender;
  /** Finds its records again; absent where there were none. */
  readonly framer?: Framer | undefined;
  /** The last snapshot's place, for the size policy. */
  readonly snapshot: { readonly offset: number; readonly bytes: number };
  /** Saves the torn tail and cuts it off; absent where there is none to cut. */
  readonly cutTail?: (() => SavedTail) | undefined;
  /** Buffers in `opened` that may change hands. */
  readonly transfer: ArrayBuffer[];
}
