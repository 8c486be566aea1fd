/**
 * A log in a stream as its snapshots see it: as if it were a file, in which they
 * stand among the records.
 *
 * @module
 */
import type { Identity } from "../../../../file/log_file.ts";
import type { SnapshotLog } from "../../../file/checkpoint/job.ts";
import type {
  SnapshotAnswer,
  SnapshotMaker,
  StartMaker,
} from "../../../file/checkpoint/protocol.ts";
import type { Marker } from "../../port/port.ts";
import type { SnapshotParts } from "./snapshot_parts.ts";

/** A stream is no file. */
const NO_FILE: Identity = { dev: 0, ino: 0 };

/** The end of a log when its snapshots begin to look at it. */
export interface ViewedEnd {
  /** How many bytes it has, its last snapshot included. */
  readonly bytes: number;
  /** The number of its last message. */
  readonly seq: number;
}

/** The parts of a view. */
export interface ViewParts {
  /** The address of the log. */
  readonly path: string;
  /** Where it ends. */
  readonly end: ViewedEnd;
  /** Sends what a snapshot is made of. */
  readonly parts: SnapshotParts;
  /** Called when a snapshot is whole, in the message of this number. */
  readonly whole: (marker: Marker, seq: number) => void;
  /** Called when nothing can be written any more. */
  readonly fail: (cause: unknown) => void;
}

/** Shows a log in a stream to those who make its snapshots. */
export class StreamView implements SnapshotLog {
  readonly path: string;
  readonly format = "json";
  readonly identity: Identity = NO_FILE;
  /** Commits go on: nothing waits for a snapshot. */
  readonly waiting = false;
  readonly #parts: ViewParts;
  #end: number;
  #seq: number;
  /** The size of the snapshot that is being sent. */
  #sent = 0;

  /** Shows a log that was loaded. */
  constructor(parts: ViewParts) {
    this.#parts = parts;
    this.path = parts.path;
    this.#end = parts.end.bytes;
    this.#seq = parts.end.seq;
  }

  /** How many bytes there are, with the snapshots that were made. */
  get end(): number {
    return this.#end;
  }

  /** Whether there is no record. */
  get empty(): boolean {
    return this.#end === 0;
  }

  /** Whole records were stored, up to the message of this number. */
  stored(bytes: number, seq: number): void {
    this.#end += bytes;
    this.#seq = seq;
  }

  /** What is stored is kept; what changed the stream is found by who sends. */
  sync(): void {}

  /** A snapshot has messages of its own: no commit waits for it. */
  hold(): void {}

  /** Nothing was held. */
  release(): void {}

  /** Nothing can be written any more. */
  fail(cause: unknown): void {
    this.#parts.fail(cause);
  }

  /** Begins a snapshot of what is stored now. */
  beginRecord(): { readonly offset: number } {
    this.#sent = 0;
    this.#parts.parts.begin(this.#seq);
    return { offset: this.#end };
  }

  /** Sends a piece of it. */
  addPiece(bytes: Uint8Array): void {
    this.#sent += bytes.length;
    this.#parts.parts.add(bytes);
  }

  /** It is whole, and counts. */
  endRecord(): void {
    this.grow(this.#sent);
  }

  /** A snapshot of so many bytes counts as a part of the log. */
  grow(bytes: number): void {
    this.#end += bytes;
  }

  /** Gives it up. */
  dropRecord(): void {
    this.#parts.parts.drop();
  }

  /**
   * Has snapshots made by who reads the stream: for it the end is the number of a
   * message. One counts as made when the stream has all of it.
   */
  makerOf(start: StartMaker): StartMaker {
    return (answer, bytes): SnapshotMaker => {
      /** Where the maker is, as the job sees it. */
      let position = 0;
      const take = (given: SnapshotAnswer) => {
        if (given.kind === "done") {
          this.#parts.parts.finish((marker, seq) => {
            answer(given);
            this.#parts.whole(marker, seq);
          });
        } else if (given.kind === "at") {
          answer({ ...given, position, identity: NO_FILE });
        } else answer(given);
      };
      const maker = start(take, bytes);
      return {
        order: (order) => {
          position = order.end;
          maker.order({ ...order, end: this.#seq });
        },
        dismiss: () => maker.dismiss(),
      };
    };
  }
}
