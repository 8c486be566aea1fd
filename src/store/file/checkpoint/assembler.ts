/**
 * The assembler of a snapshot's record: takes the maker's messages, and gives
 * the record on piece by piece.
 *
 * @module
 */
import type { MakerAnswer, RecordParts, SnapshotAnswer } from "./protocol.ts";

/**
 * The fewest bytes in one place that are written from there; fewer are copied
 * together.
 */
const WHOLE = 1 << 16;
/** The most bytes that are handed on at once, or copied together. */
const PIECE = 1 << 20;

/**
 * Receives what a maker sends, and gives it on as the answers to the writer.
 *
 * What was written is freed at once: the writer's isolate makes little garbage of
 * its own, so that the bytes of a whole snapshot could wait for its collector.
 */
export class RecordAssembler {
  readonly #answer: (answer: SnapshotAnswer) => void;
  #assembly: Assembly | undefined;
  #over = false;

  /** Gives answers to this function. */
  constructor(answer: (answer: SnapshotAnswer) => void) {
    this.#answer = answer;
  }

  /** Takes a message. */
  receive(message: MakerAnswer): void {
    if (this.#over) return;
    switch (message.kind) {
      case "parts":
        this.#assembly = new Assembly(message);
        return;
      case "next":
        for (const bytes of this.#assembly?.step() ?? []) {
          this.#answer({ kind: "piece", bytes });
          if (this.#over) return; // who got it gave it up
        }
        return;
      default:
        this.#answer(message);
        if (message.kind === "piece") free(message.bytes);
    }
  }

  /** Lets go of what was sent. */
  end(): void {
    if (!this.#over) this.#assembly?.end();
    this.#over = true;
  }
}

/** Puts a record together from its parts, step by step. */
class Assembly {
  readonly #record: RecordParts;
  /** Where the next part is told of. */
  #at = 0;
  /** How many bytes of that part are done. */
  #done = 0;
  #chunk: Uint8Array<ArrayBuffer> | undefined;

  constructor(record: RecordParts) {
    this.#record = record;
  }

  /** The pieces of one step; each holds until the next one is taken. */
  *step(): Generator<Uint8Array<ArrayBuffer>> {
    const { parts, bytes, steps } = this.#record;
    for (let left = bytes / steps; left > 0 && this.#at < parts.length;) {
      const piece = this.#rest() < WHOLE ? this.#together() : this.#take(PIECE);
      left -= piece.length;
      yield piece;
    }
  }

  /** How much of the part is left. */
  #rest(): number {
    return (this.#record.parts[this.#at + 1] ?? 0) - this.#done;
  }

  /** Bytes of the part, where they are; all of it or as many. */
  #take(most: number): Uint8Array<ArrayBuffer> {
    const { parts, base, arena } = this.#record;
    const address = parts[this.#at] ?? 0;
    const inBase = address < base.length;
    const from = (inBase ? address : address - base.length) + this.#done;
    const rest = this.#rest();
    const count = Math.min(rest, most);
    this.#done += count;
    if (count === rest) {
      this.#at += 2;
      this.#done = 0;
    }
    return (inBase ? base : arena).subarray(from, from + count);
  }

  /** Short parts, copied together. */
  #together(): Uint8Array<ArrayBuffer> {
    const chunk = this.#chunk ??= new Uint8Array(
      Math.min(PIECE, this.#record.bytes), // most records are far shorter
    );
    const { length } = this.#record.parts;
    const most = chunk.length;
    let filled = 0;
    while (filled < most && this.#at < length && this.#rest() < WHOLE) {
      const part = this.#take(most - filled);
      chunk.set(part, filled);
      filled += part.length;
    }
    return chunk.subarray(0, filled);
  }

  /** Frees its memory. */
  end(): void {
    free(this.#record.base);
    free(this.#record.arena);
  }
}

function free(bytes: Uint8Array<ArrayBuffer>): void {
  bytes.buffer.transfer(0);
}
