/**
 * Reads what follows the last snapshot and tells how it ends.
 *
 * @module
 */
import { CorruptionError, EditedError } from "../errors.ts";
import type { BadFrame, Frame, Framer, Source } from "./serializer.ts";

/** A run of whole, good records. */
export interface ByteRange {
  /** Byte offset of its first byte. */
  readonly from: number;
  /** Byte offset after its last byte. */
  readonly to: number;
  /**
   * The line (or record) number of its first one; where the
   * layout's `line` is 0, counted from the tail's beginning.
   */
  readonly line: number;
}

/** The torn end of a log: it can't be read, and was never promised durable. */
export interface Torn {
  /** Byte offset of its first byte: what comes before is sound. */
  readonly from: number;
  /** How many bytes it has. */
  readonly bytes: number;
  /** The line (or record) number of its first record. */
  readonly line: number;
  /** The fault of the torn end. */
  readonly reason: string;
}

/** A snapshot that can't be read and is made up for by what surrounds it. */
export interface Rebuilt {
  /** Byte offset of its first byte. */
  readonly offset: number;
  /** The record's line (or record) number. */
  readonly line: number;
  /** The fault of the record. */
  readonly reason: string;
}

/** The records after the last snapshot, and how they end. */
export interface ScannedTail {
  /** The changes since, or all of them: one run unless snapshots were rebuilt. */
  readonly runs: readonly ByteRange[];
  /** How many changes the runs hold. */
  readonly changes: number;
  /** Byte offset after the last good record: where the next one goes. */
  readonly end: number;
  /** Whether a line end has to be written there first. */
  readonly unended: boolean;
  /** The last good record, if anything follows the snapshot. */
  readonly last?: Frame | undefined;
  /** The torn end that has to be cut off first. */
  readonly torn?: Torn | undefined;
  /** Snapshots that can't be read. */
  readonly rebuilt: readonly Rebuilt[];
  /** All of the file before this offset is known to have been synced. */
  readonly durable: number;
}

/** The advice when committed data is damaged. */
export const MEND: string =
  "nothing was changed; write what can be saved to a new file with " +
  "Kanta.salvage(path, into)";

/** The advice about a line that a person or a script changed. */
export const ACCEPT: string =
  "nothing was changed; take the line out, or accept it as it is: " +
  "`kanta repair FILE --reseal`, or reseal(path), shows a plan first";

/** Takes the frames after a snapshot one by one. */
export class TailReader {
  readonly #source: Source;
  readonly #framer: Framer;
  readonly #snapshot: Frame | undefined;
  readonly #runs: ByteRange[] = [];
  readonly #rebuilt: BadFrame[] = [];
  /** The run that goes on as long as nothing bad comes. */
  #run: ByteRange | undefined;
  /** Bad snapshots that no good record has followed so far. */
  #doubtful: BadFrame[] = [];
  /** The first bad frame that nothing makes up for. */
  #bad: BadFrame | undefined;
  /** Whether it is all text up to the next good record, and if that has come. */
  #text = true;
  #followed = false;
  /** The first record after it that nothing vouches for. */
  #unsealed: Frame | undefined;
  #last: Frame | undefined;
  #changes = 0;
  #durable = 0;
  #marked = false;
  readonly #count: (offset: number) => number;

  /**
   * Begins after a snapshot, or at the start of the file. `count` tells the line
   * of what is torn or rebuilt; counting reads the file up to there.
   */
  constructor(
    source: Source,
    framer: Framer,
    snapshot: Frame | undefined,
    count: (offset: number) => number = (offset) =>
      framer.countBefore(source, offset).line,
  ) {
    this.#source = source;
    this.#framer = framer;
    this.#snapshot = snapshot;
    this.#count = count;
    if (snapshot !== undefined) this.#note(snapshot);
  }

  /**
   * Takes the next frame.
   *
   * @throws {CorruptionError} When it proves that committed data is damaged.
   */
  add(frame: Frame | BadFrame): void {
    if (frame.kind === "bad") this.#addBad(frame);
    else {
      this.#note(frame);
      if (this.#bad === undefined) this.#addGood(frame);
      else this.#judge(this.#bad, frame);
    }
  }

  #addGood(frame: Frame): void {
    this.#rebuilt.push(...this.#doubtful);
    this.#doubtful = [];
    this.#text = true;
    const { from, line } = this.#run ??
      { from: frame.offset, line: frame.line };
    this.#run = { from, to: frame.end, line };
    this.#last = frame;
    if (frame.kind === "change") this.#changes++;
  }

  #addBad(bad: BadFrame): void {
    if (this.#bad !== undefined) return this.#addWorse(bad);
    this.#closeRun();
    const first = this.#last === undefined && this.#snapshot === undefined;
    if (bad.snapshot && first) {
      const why =
        "the file begins with this snapshot, and nothing before it makes up for it";
      throw bad.readable
        ? this.#edited(bad, `; ${why}`)
        : this.#corruption(bad, why);
    }
    if (this.#doubtful.length > 0) this.#addWorse(bad);
    if (bad.snapshot && bad.enclosed) this.#doubtful.push(bad);
    else this.#bad = this.#doubtful[0] ?? bad;
  }

  /**
   * What stood on the disk before may begin with bytes that are a line of text, or
   * the end of one, by chance: then what is beside it shows what it is.
   */
  #addWorse({ garbled }: BadFrame): void {
    if (garbled && !this.#followed) this.#text = false;
  }

  #closeRun(): void {
    if (this.#run !== undefined) this.#runs.push(this.#run);
    this.#run = undefined;
  }

  /** Judges a bad record by the good one after it. */
  #judge(bad: BadFrame, frame: Frame): void {
    const { watermark, offset, checked } = frame;
    this.#followed = true;
    if (watermark !== undefined && watermark > bad.offset) {
      throw this.#corruption(
        bad,
        `the record at byte ${offset} says that it was on disk`,
      );
    }
    if (!checked) this.#unsealed ??= frame;
  }

  #note({ watermark, offset }: Frame): void {
    if (watermark === undefined) return;
    this.#marked = true;
    // Beyond its own record it says nothing: lines were taken out by hand.
    this.#durable = Math.max(this.#durable, Math.min(watermark, offset));
  }

  /**
   * Sums up, when all frames were taken.
   *
   * @throws {EditedError} When what is bad is whole text.
   * @throws {CorruptionError} When a file without watermarks goes on behind it.
   */
  end(): ScannedTail {
    const bad = this.#bad ?? this.#doubtful[0];
    if (bad?.readable && this.#text) throw this.#edited(bad);
    if (bad !== undefined && this.#unsealed !== undefined && !this.#marked) {
      throw this.#corruption(
        bad,
        `the record at byte ${this.#unsealed.offset} and no watermark says that it was cut short`,
      );
    }
    this.#closeRun();
    const size = this.#source.size;
    const end = bad?.offset ?? size;
    return {
      runs: this.#runs,
      changes: this.#changes,
      end,
      unended: this.#framer.endsOpen(this.#source, end),
      last: this.#last,
      torn: bad && {
        from: end,
        bytes: size - end,
        line: this.#count(bad.offset),
        reason: bad.reason,
      },
      rebuilt: this.#rebuilt.map((snapshot) => ({
        offset: snapshot.offset,
        line: this.#count(snapshot.offset),
        reason: snapshot.reason,
      })),
      durable: this.#durable,
    };
  }

  #lineOf({ offset }: BadFrame): number {
    return this.#framer.countBefore(this.#source, offset).line;
  }

  #corruption(bad: BadFrame, why: string): CorruptionError {
    const edit = bad.readable
      ? "; if the line was edited, reseal(path) accepts it " +
        "(`kanta repair FILE --reseal`)"
      : "";
    return new CorruptionError(
      `${this.#damageOf(bad)}; it was committed: ${why}; ${MEND}${edit}`,
      this.#placeOf(bad),
    );
  }

  /** The error of whole text that no crash leaves. */
  #edited(bad: BadFrame, why = ""): EditedError {
    return new EditedError(
      `${
        this.#damageOf(bad)
      }${why}; no crash leaves a whole line of text, but ` +
        `a person or a script: ${ACCEPT}`,
      this.#placeOf(bad),
    );
  }

  #damageOf(bad: BadFrame): string {
    return `Cannot read the record in line ${this.#lineOf(bad)} ` +
      `(byte ${bad.offset}): ${bad.reason}`;
  }

  #placeOf(bad: BadFrame) {
    const { offset, snapshot } = bad;
    const record = snapshot ? "snapshot" as const : "change" as const;
    return { line: this.#lineOf(bad), offset, record };
  }
}
