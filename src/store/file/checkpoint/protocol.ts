/**
 * The messages between the writer and the maker of a snapshot.
 *
 * @module
 */
import type { Identity } from "../../../file/log_file.ts";
import type { Gathered } from "../../../snapshot/text/text_parts.ts";
import type { OnceBounds } from "../../../log/once_keys.ts";
import type { OwnHead } from "../../../snapshot/snapshotter.ts";
import type { WireError } from "../protocol/wire_error.ts";

/** The name of a worker that makes a snapshot. */
export const MAKER_NAME = "kanta snapshot";

/** An order of the writer's. */
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
  /**
   * Replay and encode up to `end`, and then hand over the record for that
   * place.
   */
  | {
    readonly kind: "finish";
    readonly end: number;
    readonly head: OwnHead;
    readonly watermark?: number | undefined;
    /** The keys of transactions that it keeps. */
    readonly once?: OnceBounds | undefined;
  };

/** An answer that the writer gets. */
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
  /** The record is whole: no piece follows. */
  | { readonly kind: "done"; readonly revision: number }
  | { readonly kind: "failed"; readonly error: WireError };

/** The parts of a record, and in how many steps it is to be written. */
export interface RecordParts extends Gathered {
  /** The memory of texts that were read. */
  readonly base: Uint8Array<ArrayBuffer>;
  /** The memory of texts that were made. */
  readonly arena: Uint8Array<ArrayBuffer>;
  /** The number of messages that will ask for a step. */
  readonly steps: number;
}

/** An answer of a maker in a worker: a record may come in parts. */
export type MakerAnswer =
  | SnapshotAnswer
  | { readonly kind: "parts" } & RecordParts
  /** Asks for a step: others have their turn between two. */
  | { readonly kind: "next" };

/** The maker of one snapshot. */
export interface SnapshotMaker {
  /** Gives an order. */
  order(order: SnapshotOrder): void;
  /** Ends the work, wherever it is. */
  dismiss(): void;
}

/**
 * Starts the maker of a snapshot, for which so many bytes are to be read; its
 * answers come to `answer`.
 */
export type StartMaker = (
  answer: (answer: SnapshotAnswer) => void,
  bytes: number,
) => SnapshotMaker;
