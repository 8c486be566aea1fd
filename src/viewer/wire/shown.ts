/**
 * The things that are shown: values, changes, records, and how they are named.
 *
 * @module
 */

/** A key on a path: of an object, an index of a list, or another key of a Map in the tagged form. */
export type WireKey =
  | string
  | number
  | boolean
  | null
  | { readonly [tag: string]: unknown };

/** Keys from the root. */
export type WirePath = readonly WireKey[];

/** Parts of a text, from and to, in order and apart. */
export type Spans = readonly (readonly [from: number, to: number])[];

/** The parts of who did what that a search means. */
export interface LitHead {
  /** Parts of the action. */
  readonly action?: Spans | undefined;
  /** Parts of the user. */
  readonly user?: Spans | undefined;
}

/** The kind of a value. */
export type ValueKind =
  | "text"
  | "number"
  | "boolean"
  | "null"
  | "time"
  | "bytes"
  | "list"
  | "object"
  | "map"
  | "set"
  | "other";

/** A value as it is shown. */
export interface ShownValue {
  /** The kind. */
  readonly kind: ValueKind;
  /**
   * Of a text the text itself; of another scalar how it is written; of what holds
   * others a preview: one level, the first four. `••••••` where it is masked.
   */
  readonly text: string;
  /** Characters of a text, bytes of bytes, members of what holds others. */
  readonly size?: number | undefined;
  /** Whether `text` is not all of it: `value` has the whole. */
  readonly cut?: true | undefined;
  /** Whether it is masked. */
  readonly masked?: true | undefined;
  /** The parts of `text` that a search means. */
  readonly lit?: Spans | undefined;
}

/** One place that a record changed. */
export interface ShownChange {
  /** As `Change` of `@kanta/core/history` has it. */
  readonly op: "add" | "set" | "delete" | "insert" | "remove";
  /** Keys from the root. */
  readonly path: WirePath;
  /** The place as text, to be shown. */
  readonly at: string;
  /** The parts of `at` that a search means. */
  readonly lit?: Spans | undefined;
  /** The value before; absent where there was none. */
  readonly old?: ShownValue | undefined;
  /** The value after; absent where there is none. */
  readonly new?: ShownValue | undefined;
  /** Of what was added or deleted and holds others: its leaves, eight at most. */
  readonly leaves?: readonly ShownLeaf[] | undefined;
  /** How many leaves there are beside those. */
  readonly moreLeaves?: number | undefined;
}

/** A value below a place. */
export interface ShownLeaf {
  /** Keys from the root. */
  readonly path: WirePath;
  /** The place below the one that was changed, such as `address.city`. */
  readonly at: string;
  /** The value there. */
  readonly value: ShownValue;
}

/** The user who made a record, and the time. */
export interface RecordHead {
  /** The revision that it led to; of a snapshot, the one that it is of. */
  readonly rev: number;
  /** RFC 3339, UTC, as the file has it. */
  readonly ts: string;
  /** The action; empty if none was named. */
  readonly action: string;
  /** The user who did it, if that was told. */
  readonly user?: string | undefined;
}

/** How often a name came. */
export interface Count {
  /** The name. */
  readonly name: string;
  /** How often. */
  readonly count: number;
}

/** Why a question was not answered. */
export interface Failure {
  /** The class of the error, such as `PointError`. */
  readonly code: string;
  /** The text of what failed. */
  readonly message: string;
  /** The file. */
  readonly path?: string | undefined;
  /** The line. */
  readonly line?: number | undefined;
  /** The byte. */
  readonly offset?: number | undefined;
  /** The next step: a command perhaps. */
  readonly hint?: string | undefined;
}
