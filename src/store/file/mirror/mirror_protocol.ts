/**
 * The messages to the keeper of a mirror, and from it.
 *
 * @module
 */
import type { WireError } from "../protocol/wire_error.ts";

/** The mirror that is to be kept. */
export interface MirrorOrder {
  /** The log, by its path without symlinks. */
  readonly log: string;
  /** The mirror. */
  readonly mirror: string;
  /** The name of the log's format, or the address of its module. */
  readonly format: string;
  /** Whether the mirror is synced once a second; else at no time. */
  readonly sync: boolean;
  /** The memory of a `SharedEnd`. */
  readonly end: SharedArrayBuffer;
}

/** The news of a mirror. */
export interface MirrorNews {
  /** `over` is the last of them. */
  readonly kind: "told" | "over";
  /** How many bytes of the log it lacks. */
  readonly behind: number;
  /** Why it is not kept at present. */
  readonly error?: WireError | undefined;
  /** The new name of a file that held what the log lacks. */
  readonly aside?: string | undefined;
}
