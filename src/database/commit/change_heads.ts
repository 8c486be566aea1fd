/**
 * The heads of changes: what a record says beside its diff.
 *
 * @module
 */
import { DataIntegrityError } from "../../errors.ts";
import type { TransactionOptions } from "../options.ts";
import type { ChangeHead } from "../../log/serializer.ts";
import {
  momentText,
  type RecordClock,
  type TimeInput,
} from "../record_clock.ts";

/** The options of a commit: of a transaction, a revert, or of what is done once. */
export type CommitOptions =
  & Omit<TransactionOptions, "once">
  & Pick<AboutChange, "undone" | "once">;

/** The facts that a transaction tells of itself. */
export interface AboutChange {
  /** The user who does it. */
  readonly user?: string | undefined;
  /** The domain modification time: true now, false as it was. */
  readonly mtime?: boolean | TimeInput | undefined;
  /** Why it is done. */
  readonly note?: string | undefined;
  /** The revisions that it undoes. */
  readonly undone?: readonly number[] | undefined;
  /** The key of what is done once. */
  readonly once?: string | undefined;
}

/** Makes the heads of changes, one after the other. */
export class ChangeHeads {
  /** The last head: most changes of a millisecond have the same. */
  last: ChangeHead = { ts: "" };
  readonly #clock: RecordClock;

  /** Takes the time of this clock. */
  constructor(clock: RecordClock) {
    this.#clock = clock;
  }

  /** The head of a change that is made now. */
  of(action: string, version: number, about: AboutChange): ChangeHead {
    const ts = this.#clock.now();
    const a = action === "" ? undefined : action;
    const v = version === 0 ? undefined : version;
    const { user: u, mtime = true, note: n, undone: w, once: o } = about;
    const m = mtime === true
      ? ts
      : mtime === false
      ? undefined
      : momentText(mtime);
    const { last } = this;
    if (
      last.ts === ts && last.a === a && last.v === v && last.u === u &&
      last.m === m && last.n === n && last.w === w && last.o === o
    ) return last;
    return this.last = {
      ts,
      ...(a !== undefined && { a }),
      ...(v !== undefined && { v }),
      ...(u !== undefined && { u }),
      ...(m !== undefined && { m }),
      ...(n !== undefined && { n }),
      ...(w !== undefined && { w }),
      ...(o !== undefined && { o }),
    };
  }
}

/** Refuses an action, user, note or key that is not text that a record can hold. */
export function checkText(what: string, text: unknown): asserts text is string {
  if (typeof text === "string" && text.isWellFormed()) return;
  throw new DataIntegrityError(
    `Cannot take ${typeof text} for the ${what} of a transaction; a string ` +
      `of whole characters is wanted`,
  );
}
