/**
 * A value that is held live, as in a program, beside its encoding in parts.
 *
 * @module
 */
import { countChars } from "../../format/json/record/pieces.ts";
import type { Payload, SnapshotParts } from "../../log/serializer.ts";
import { applyAlong } from "../../diff/apply.ts";
import { keysOf } from "../../values/own.ts";
import type { SnapshotValue } from "./snapshot_value.ts";
import { EncodedTree } from "./encoded_tree.ts";

/** Any value, of any format. */
export class LiveValue implements SnapshotValue {
  #value: unknown;
  readonly #tree: EncodedTree;
  /** The pieces, as long as they hold. */
  #pieces: readonly Payload[] | undefined;

  /** Takes this value for its own; throws when there is no room to encode it. */
  constructor(value: unknown, parts: SnapshotParts, demandRoom: () => void) {
    this.#value = value;
    this.#tree = new EncodedTree(parts, undefined, demandRoom);
  }

  /** Changes the value in place where it can. */
  change(path: readonly string[], from: number, diff: unknown): this {
    this.#pieces = undefined;
    const rest = from === 0 ? path : path.slice(from);
    this.#tree.touch(diff, rest);
    this.#value = applyAlong(this.#value, rest, diff);
    return this;
  }

  /** A live value has no text to edit. */
  edit(): boolean {
    return false;
  }

  /** The keys of an object. */
  keys(): readonly string[] {
    return keysOf(this.#value);
  }

  /** Encodes what changed. */
  update(): void {
    this.#tree.update(this.#value);
  }

  /** How long the pieces are together. */
  get length(): number {
    return countChars(this.pieces());
  }

  /** All of its parts, up to date. */
  pieces(): readonly Payload[] {
    return this.#pieces ??= this.#tree.pieces(this.#value);
  }
}
