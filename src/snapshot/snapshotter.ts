/**
 * A snapshot from the log itself: replayed from the one before, kept up with
 * what is appended, and framed for the place where it goes.
 *
 * @module
 */
import type {
  Framer,
  Serializer,
  SnapshotHead,
  Source,
  Step,
} from "../log/serializer.ts";
import { readLayout } from "../log/layout.ts";
import { Replayer } from "../replay.ts";
import { PartTree } from "./part_tree.ts";

/** What the writer adds to a snapshot. */
export type OwnHead = Omit<SnapshotHead, "r" | "k">;

/** After so many bytes it is asked again whether there is memory left. */
const STRETCH = 1 << 18;

/** Makes one snapshot of one log. */
export class Snapshotter {
  readonly #source: Source;
  readonly #serializer: Serializer;
  readonly #framer: Framer;
  readonly #tree: PartTree;
  readonly #replayer = new Replayer();
  readonly #demandRoom: (bytes: number) => void;
  #position = 0;

  /**
   * Replays the log up to `end`, which is a record's end. `demandRoom` throws
   * when there is no memory for so many bytes more of encoded state.
   *
   * @throws {CorruptionError} When committed data is damaged.
   */
  constructor(
    source: Source,
    serializer: Serializer,
    end: number,
    demandRoom: (bytes: number) => void = () => {},
  ) {
    this.#demandRoom = demandRoom;
    this.#source = source;
    this.#serializer = serializer;
    this.#framer = serializer.createFramer();
    this.#tree = new PartTree(
      serializer.createParts(),
      undefined,
      () => demandRoom(0),
    );
    this.#load(end);
  }

  /** Byte offset up to which the log is replayed. */
  get position(): number {
    return this.#position;
  }

  /** How many change records led to the state, ever. */
  get revision(): number {
    return this.#replayer.result.rev;
  }

  #load(end: number): void {
    const source = this.#source;
    const past = { size: end, read: source.read.bind(source) };
    const layout = readLayout(past, this.#serializer, this.#framer);
    if (layout.snapshot !== undefined) {
      const { payload } = layout.snapshot;
      this.#demandRoom(payload.length);
      this.#replayer.snapshot(this.#serializer.decodeSnapshot(payload));
    }
    this.#replayer.startFrom(layout.revision);
    for (const { from, to } of layout.runs) this.#replay(from, to);
    this.#position = end;
  }

  #replay(from: number, to: number): void {
    const bytes = this.#source.read(from, to - from);
    const at = { offset: from, line: 1 };
    let asked = -Infinity;
    const steps: Iterable<Step> = this.#serializer.decodeSteps?.(bytes, at) ??
      this.#serializer.decodeChanges(bytes, at);
    for (const step of steps) {
      if (step.offset - asked >= STRETCH) {
        this.#demandRoom(0);
        asked = step.offset;
      }
      this.#tree.touch(step.record.diff, step.way);
      this.#replayer.change(step);
    }
  }

  /** Replays what was appended since, and encodes what that touched. */
  follow(end: number): void {
    if (end > this.#position) this.#replay(this.#position, end);
    this.#position = end;
    this.#tree.update(this.#replayer.result.state);
  }

  /**
   * The record of the snapshot, for the place that the log is replayed up to.
   *
   * @throws {RangeError} When it is larger than a record may be.
   */
  *record(head: OwnHead, watermark?: number): Generator<Uint8Array> {
    const { state, version, rev, mtime } = this.#replayer.result;
    const v = head.v ?? version;
    const m = mtime ?? head.m;
    const pieces = this.#tree.pieces({
      ts: head.ts,
      ...(v === 0 ? {} : { v }),
      ...(m === undefined ? {} : { m }),
      r: rev,
      k: 1,
    }, state);
    yield* this.#framer.frameSnapshot(pieces, this.#position, watermark);
  }
}
