/**
 * The messages between the writer and whoever makes a snapshot for it.
 *
 * @module
 */
import type { Identity } from "../file/log_file.ts";
import type { SharedPiece } from "./piece_ring.ts";
import type { OwnHead } from "../snapshot/snapshotter.ts";
import type { WireError } from "./wire_error.ts";

/** What the writer wants. */
export type SnapshotOrder =
  /** Replay the file up to `end`, and encode the state. */
  | {
    readonly kind: "start";
    readonly path: string;
    /** The name or address of the format. */
    readonly format: string;
    readonly end: number;
  }
  /** Replay what was appended since, and encode what that touched. */
  | { readonly kind: "follow"; readonly end: number }
  /** The same, and then hand over the record for that place. */
  | {
    readonly kind: "finish";
    readonly end: number;
    readonly head: OwnHead;
    readonly watermark?: number;
  };

/** What it gets. */
export type SnapshotAnswer =
  /** Replayed and encoded up to `position`, of this file. */
  | {
    readonly kind: "at";
    readonly position: number;
    readonly identity: Identity;
    /** Whether the record can be handed over as fast as it ever can. */
    readonly prepared: boolean;
  }
  /** A piece of the record; its bytes hold until it is handled. */
  | { readonly kind: "piece"; readonly bytes: Uint8Array }
  /** That was the last piece. */
  | { readonly kind: "done"; readonly revision: number }
  | { readonly kind: "failed"; readonly error: WireError };

/** What comes from a worker: pieces are in memory that it shares. */
export type HandAnswer =
  | Exclude<SnapshotAnswer, { kind: "piece" }>
  | { readonly kind: "piece" } & SharedPiece;

/** Somebody who makes a snapshot. */
export interface SnapshotHand {
  /** Gives an order. */
  order(order: SnapshotOrder): void;
  /** Ends the work, wherever it is. */
  dismiss(): void;
}

/** Finds somebody to make a snapshot; answers come to `answer`. */
export type HireHand = (
  answer: (answer: SnapshotAnswer) => void,
) => SnapshotHand;
