/**
 * The event of a mirror.
 *
 * @module
 */
import type { DatabaseError } from "../errors.ts";

/** The state of the mirror: it has all of the log, is behind, or fails. */
export class MirrorEvent extends Event {
  /** The mirror's file. */
  readonly path: string;
  /** How many bytes of the log it lacks; 0: none; -1: servers that have it don't answer. */
  readonly behind: number;
  /** Why it is not kept at present; it is tried again, at least once a minute. */
  readonly error: DatabaseError | undefined;
  /** The new name of a file that held what the log lacks; a new mirror is made. */
  readonly aside: string | undefined;

  /**
   * Tells of a mirror.
   *
   * @ignore
   */
  constructor(
    { path, behind, error, aside }: {
      readonly path: string;
      readonly behind: number;
      readonly error?: DatabaseError | undefined;
      readonly aside?: string | undefined;
    },
  ) {
    super("mirror");
    this.path = path;
    this.behind = behind;
    this.error = error;
    this.aside = aside;
  }
}

/** The events of a mirror, by their names. */
export interface MirrorEvents {
  /** The mirror has all of the log, is behind, or fails. */
  mirror: MirrorEvent;
}

/** Resolves in the next turn of the event loop. */
export function nextTurn(): Promise<unknown> {
  return new Promise((resolve) =>
    AbortSignal.timeout(0).addEventListener("abort", resolve)
  );
}
