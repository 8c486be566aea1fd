/**
 * Members of a container that are encoded together.
 *
 * @module
 */
import type { Piece } from "../log/serializer.ts";
import type { Branch } from "./branch.ts";

/** When more than one in so many members changed, all are encoded anew. */
const MOST_CHANGED = 4;

/** Some members in a row, or a single large one that comes in parts itself. */
export class Bundle {
  /** How many members. */
  count = 0;
  /** About how much there is to encode. */
  weight = 0;
  /** Their keys, where the container has keys; the members of a set. */
  readonly keys: unknown[] = [];
  /** The parts of a single member. */
  branch: Branch | undefined;
  /** Their encoding, but for the members that changed since. */
  #piece: Piece | undefined;
  /** Where each member ends in it. */
  #ends: number[] = [];
  #changed = new Set<number>();

  /** Whether all members have to be encoded. */
  get stale(): boolean {
    return this.#piece === undefined;
  }

  /** The encoding, if it holds for all members. */
  get piece(): Piece | undefined {
    return this.#changed.size === 0 ? this.#piece : undefined;
  }

  /** The members that have to be encoded anew, by their number in here. */
  get changed(): readonly number[] {
    return [...this.#changed].sort((a, b) => a - b);
  }

  /** Members came or went: all are encoded anew. */
  drop(): void {
    this.#piece = undefined;
    this.#changed.clear();
  }

  /** A member changed. */
  touch(index: number): void {
    if (this.#piece === undefined) return;
    this.#changed.add(index);
    if (this.#changed.size * MOST_CHANGED > this.count) this.drop();
  }

  /** Takes the encoding of all members. */
  keep(piece: Piece, ends: number[]): void {
    this.#piece = piece;
    this.#ends = ends;
    this.#changed.clear();
  }

  /**
   * The bytes with those of changed members put in for the old ones.
   * `gap` is the length of what stands between two members.
   */
  spliced(members: ReadonlyMap<number, Uint8Array>, gap: number): Uint8Array {
    const old = this.#piece?.bytes ?? new Uint8Array(0);
    const ends = this.#ends;
    const start = (index: number) => index === 0 ? 0 : ends[index - 1] + gap;
    let length = old.length;
    for (const [index, bytes] of members) {
      length += bytes.length - (ends[index] - start(index));
    }
    const out = new Uint8Array(length);
    let from = 0;
    let to = 0;
    for (const [index, bytes] of members) {
      const kept = old.subarray(from, start(index));
      out.set(kept, to);
      out.set(bytes, to + kept.length);
      to += kept.length + bytes.length;
      from = ends[index];
    }
    out.set(old.subarray(from), to);
    this.#shift(members, start);
    return out;
  }

  /** Moves the ends by what the changed members grew or shrank. */
  #shift(
    members: ReadonlyMap<number, Uint8Array>,
    start: (index: number) => number,
  ): void {
    const lengths = new Map(
      [...members].map(([index, { length }]) =>
        [index, length - (this.#ends[index] - start(index))] as const
      ),
    );
    let moved = 0;
    this.#ends = this.#ends.map((end, index) =>
      end + (moved += lengths.get(index) ?? 0)
    );
  }

  /** Takes the spliced bytes for the encoding. */
  renew(piece: Piece): void {
    this.#piece = piece;
    this.#changed.clear();
  }
}
