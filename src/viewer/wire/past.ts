/**
 * The past: states, blame, values, and what differs between two points.
 *
 * @module
 */
import type {
  Count,
  RecordHead,
  ShownChange,
  ShownValue,
  WireKey,
  WirePath,
} from "./shown.ts";

/** A node of a state. */
export interface StateNode {
  /** The last key. */
  readonly key: WireKey;
  /** The key as text, to be shown. */
  readonly name: string;
  /** Keys from the root. */
  readonly path: WirePath;
  /** The value there; a `size` above 0 of what holds others says that it can be opened. */
  readonly value: ShownValue;
  /** The effect of the revision on it: `inside` on something below it. */
  readonly changed?: "add" | "set" | "inside" | undefined;
  /** The value that stood there before the revision, where it set this very place. */
  readonly was?: ShownValue | undefined;
}

/** The children of a place in a state. */
export interface StateAnswer {
  /** The revision. */
  readonly rev: number;
  /** The user who made that revision, and the time; absent where its record is not kept. */
  readonly head?: RecordHead | undefined;
  /** The schema version. */
  readonly version: number;
  /** The value at the place itself. */
  readonly value: ShownValue;
  /** How many children it has. */
  readonly total: number;
  /** The number of the first of these children. */
  readonly from: number;
  /** The children from the one that was asked for on, 200 at most. */
  readonly children: readonly StateNode[];
}

/** A place of a state at a point. */
export interface PlaceQuery {
  /** The point: `r120`, `yesterday`, `@deploy`... Default: now. */
  readonly at?: string | undefined;
  /** Keys from the root. Default: the root. */
  readonly path?: WirePath | undefined;
}

/** Children of a place. */
export interface ChildrenQuery extends PlaceQuery {
  /** The first child that is wanted. Default: 0. */
  readonly from?: number | undefined;
  /** How many, 200 at most (default). */
  readonly count?: number | undefined;
  /** The key of a child that is to be among them: the first one is that of its page. */
  readonly near?: WireKey | undefined;
}

/** A node, and who set it. */
export interface BlameRow extends StateNode {
  /** The user who set it; absent where it holds others only. */
  readonly by?: RecordHead | undefined;
  /** Whether it stood in the snapshot that the kept history begins with. */
  readonly inherited?: true | undefined;
}

/** The children of a place, and who set each. */
export interface BlameAnswer extends Omit<StateAnswer, "children"> {
  /** The children. */
  readonly children: readonly BlameRow[];
  /** How many values below the place were set within an hour, 3 days, 14 days, 90 days, and before. */
  readonly ages: readonly number[];
}

/** A value that a place had. */
export interface PastValue {
  /** The user who set it, or deleted it. */
  readonly by: RecordHead;
  /** The value; absent where the place was deleted. */
  readonly value?: ShownValue | undefined;
  /** Whether it stood in the snapshot that the kept history begins with. */
  readonly inherited?: true | undefined;
}

/** All values of a place, the newest first. */
export interface ValuesAnswer {
  /** The place as text. */
  readonly at: string;
  /** The values, 500 at most. */
  readonly values: readonly PastValue[];
  /** Whether there are older ones. */
  readonly more: boolean;
}

/** The whole of one value. */
export interface ValueAnswer {
  /** The value as shown. */
  readonly value: ShownValue;
  /** A text as it is, anything else as JSON with indents; cut at 4 MB. */
  readonly text: string;
  /** Whether `text` is cut. */
  readonly cut?: true | undefined;
}

/** A point as it was found. */
export interface ResolvedPoint {
  /** The revision. */
  readonly rev: number;
  /** As it was asked for. */
  readonly point: string;
  /** The record that led there; absent where it is not kept. */
  readonly head?: RecordHead | undefined;
  /** The index of that record; absent where it is not kept. */
  readonly index?: number | undefined;
}

/** Two points that are compared. */
export interface CompareQuery {
  /** One point. */
  readonly a: string;
  /** The other one. */
  readonly b: string;
  /** Keys from the root; only what is below is compared. Default: all. */
  readonly path?: WirePath | undefined;
  /** The first difference that is wanted. Default: 0. */
  readonly from?: number | undefined;
  /** How many, 200 at most (default). */
  readonly count?: number | undefined;
}

/** How many places differ. */
export interface DiffCounts {
  /** How many were added. */
  readonly added: number;
  /** How many are others. */
  readonly changed: number;
  /** How many were deleted. */
  readonly deleted: number;
}

/** How many places differ below a key of the root. */
export interface PlaceCounts extends DiffCounts {
  /** The key. */
  readonly name: string;
}

/** The differences between two points. */
export interface CompareAnswer {
  /** The revision of `a`. */
  readonly a: ResolvedPoint;
  /** The revision of `b`. */
  readonly b: ResolvedPoint;
  /** How many places differ. */
  readonly total: number;
  /** How many were added, changed and deleted. */
  readonly counts: DiffCounts;
  /** How many differ by the first key, most first. */
  readonly places: readonly PlaceCounts[];
  /** How many records lie between, by user; the empty name is that of nobody. */
  readonly users: readonly Count[];
  /** The differences from the one that was asked for on. */
  readonly changes: readonly ShownChange[];
  /** The command that shows the same. */
  readonly command: string;
}
