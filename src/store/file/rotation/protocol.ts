/**
 * The messages between the writer and the task that makes what a new file begins
 * with.
 *
 * @module
 */
import type { Identity } from "../../../file/log_file.ts";
import type { RotationRequest } from "../../../keep/rotation.ts";
import type { OnceBounds } from "../../../log/once_keys.ts";
import type { WireError } from "../protocol/wire_error.ts";

/** The name of a worker that makes what a new file begins with. */
export const TASK_NAME = "kanta rotation";

/** Where a log is cut. */
export interface Cut {
  /** Byte offset of the first change that is kept, or the end. */
  readonly offset: number;
  /** The revision there. */
  readonly rev: number;
  /** How many changes come before it in the file. */
  readonly moved: number;
  /** When the last of them was made, as the file has it. */
  readonly ts: string;
}

/** An order of the writer's. */
export type TaskOrder =
  /** Look where the log would be cut, which ends at `end`. */
  | {
    readonly kind: "plan";
    readonly path: string;
    /** The name or address of the format. */
    readonly format: string;
    readonly end: number;
    readonly request: RotationRequest;
  }
  /** Write the new file up to `end`; and a copy of what goes, if one is wanted. */
  | {
    readonly kind: "begin";
    readonly draft: string;
    readonly end: number;
    readonly cut: Cut;
    readonly once: OnceBounds | undefined;
    readonly copy?: string | undefined;
  }
  /** Write what was appended since. */
  | { readonly kind: "follow"; readonly end: number }
  /** The same, and for the last time. */
  | { readonly kind: "finish"; readonly end: number }
  /** Compress a file into a new one. */
  | { readonly kind: "compress"; readonly from: string; readonly into: string };

/** The plan of a cut: what it would leave, told without writing anything. */
export interface Plan {
  /** Where; undefined where nothing is to go. */
  readonly cut?: Cut | undefined;
  /** The revision that the file begins at. */
  readonly base: number;
  /** How many changes are kept; absent where the rotation will count them. */
  readonly kept?: number | undefined;
  /** The bytes of the last snapshot, which the next one will about have. */
  readonly state: number;
}

/** An answer that the writer gets. */
export type TaskAnswer =
  | {
    readonly kind: "planned";
    readonly plan: Plan;
    readonly identity: Identity;
  }
  /** Written up to `position` of the log. */
  | { readonly kind: "at"; readonly position: number }
  /** The new file is whole. */
  | {
    readonly kind: "done";
    /** The length in bytes. */
    readonly size: number;
    /** How many changes it has. */
    readonly kept: number;
    /** The place of the snapshot that it begins with. */
    readonly snapshot: { readonly offset: number; readonly bytes: number };
  }
  | { readonly kind: "compressed" }
  | { readonly kind: "failed"; readonly error: WireError };

/** The task, wherever it runs. */
export interface RotationTaskClient {
  /** Gives an order. */
  order(order: TaskOrder): void;
  /** Ends the work, wherever it is. */
  dismiss(): void;
}
