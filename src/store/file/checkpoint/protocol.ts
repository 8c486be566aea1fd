/**
 * The messages between the writer and whoever makes a snapshot for it.
 *
 * @module
 */
import type { Identity } from "../../../file/log_file.ts";
import type { Gathered } from "../../../snapshot/text/text_parts.ts";
import type { OwnHead } from "../../../snapshot/snapshotter.ts";
import type { WireError } from "../protocol/wire_error.ts";

/** The name of a worker that makes a snapshot. */
export const MAKER_NAME = "kanta snapshot";

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
    readonly watermark?: number | undefined;
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
  | { readonly kind: "piece"; readonly bytes: Uint8Array<ArrayBuffer> }
  /** That was the last piece. */
  | { readonly kind: "done"; readonly revision: number }
  | { readonly kind: "failed"; readonly error: WireError };

/** What a record is made of, and in how many steps it is to be written. */
export interface RecordParts extends Gathered {
  /** Its memory. */
  readonly base: Uint8Array<ArrayBuffer>;
  /** Its memory. */
  readonly arena: Uint8Array<ArrayBuffer>;
  /** So many messages come that ask for a step. */
  readonly steps: number;
}

/** What comes from a worker: a record may come in parts. */
export type MakerAnswer =
  | SnapshotAnswer
  | { readonly kind: "parts" } & RecordParts
  /** Asks for a step: others have their turn between two. */
  | { readonly kind: "next" };

/** Somebody who makes a snapshot. */
export interface SnapshotMaker {
  /** Gives an order. */
  order(order: SnapshotOrder): void;
  /** Ends the work, wherever it is. */
  dismiss(): void;
}

/**
 * Finds somebody to make a snapshot, for which so many bytes are to be read;
 * answers come to `answer`.
 */
export type StartMaker = (
  answer: (answer: SnapshotAnswer) => void,
  bytes: number,
) => SnapshotMaker;
