/**
 * The interface of what is open: a session of a store's log, or of a log that is
 * followed.
 *
 * @module
 */
import { DataIntegrityError, type LogHolder } from "../errors.ts";
import type { OpenLog } from "../store/store.ts";
import { quoted } from "../values/quoted.ts";
import type { KantaOptions } from "./options.ts";
import type { Position } from "./live_state.ts";
import type { Session } from "./session.ts";

/** The source of a log's history, and how to read it. */
export interface Past {
  /** The log's file, or its bytes. */
  readonly source: string | Uint8Array;
  /** The options that decide how its records are read. */
  readonly options: Pick<KantaOptions<never>, "serializer" | "types">;
}

/** The method that `console.log()` and `Deno.inspect()` call, by Deno's name for it. */
export const INSPECT: unique symbol = Symbol.for("Deno.customInspect");

const SHOWN = {
  writing: "open",
  reading: "open for reading",
  following: "following",
} as const;

/** The error of a call that a database refuses. */
export function refusalOf(
  what: string,
  path: string,
  why: string,
): DataIntegrityError {
  return new DataIntegrityError(`Cannot ${what} ${path}: ${why}`, { path });
}

/** The text that shows a database: its path and revision, and no data. */
export function shownText(
  path: string,
  session: Pick<OpenSession<object>, "position" | "manner"> | undefined,
): string {
  const state = session === undefined
    ? "closed"
    : `rev ${session.position.rev}, ${SHOWN[session.manner]}`;
  return `Kanta { ${quoted(path)}, ${state} }`;
}

/** The parts that a database has while it is open. */
export interface OpenSession<T extends object> {
  /** Whether it writes, only reads, or follows who writes. */
  readonly manner: "writing" | "reading" | "following";
  /** The log, where it is a store's. */
  readonly log?: OpenLog | undefined;
  /** Where the state stands. */
  readonly position: Position;
  /** The domain modification time, or null before there is one. */
  readonly mtime: Temporal.Instant | null;
  /** Up to which revision changes are written. */
  readonly written: number;
  /** Up to which revision changes are known to be synced. */
  readonly durable: number;
  /** The source for readers of the history. */
  readonly source: string | Uint8Array;
  /** All of the log, where it is in no file and no store's. */
  readonly content?: (() => Promise<Uint8Array>) | undefined;
  /** Who writes the log, if that is known. */
  readonly holder?: (() => Promise<LogHolder | undefined>) | undefined;
  /** The session itself, if it may write; else it throws. */
  writable(what: string): Session<T>;
  /** Writes what is left and gives everything up. */
  close(): Promise<void>;
}
