/**
 * A small value that is decoded for a while, since changes go into it that can't
 * be done in its text.
 *
 * @module
 */
import type { Payload, SnapshotParts } from "../../log/serializer.ts";
import { applyAlong } from "../../diff/apply.ts";
import { keysOf } from "../../values/own.ts";
import type { SnapshotValue } from "../live/snapshot_value.ts";

/** A member's value between two texts. */
export class DecodedValue implements SnapshotValue {
  readonly #parts: SnapshotParts;
  #value: unknown;

  /** Takes this value for its own. */
  constructor(value: unknown, parts: SnapshotParts) {
    this.#value = value;
    this.#parts = parts;
  }

  /** The decoded value as it is now. */
  get value(): unknown {
    return this.#value;
  }

  /** Changes the value in place where it can. */
  change(path: readonly string[], from: number, diff: unknown): this {
    this.#value = applyAlong(this.#value, path.slice(from), diff);
    return this;
  }

  /** A decoded value has no text to edit. */
  edit(): boolean {
    return false;
  }

  /** The keys of an object. */
  keys(): readonly string[] {
    return keysOf(this.#value);
  }

  /** Nothing is encoded ahead: it is soon text again. */
  update(): void {}

  /** How long its text would be. */
  get length(): number {
    return this.#text().length;
  }

  /** The text of the value. */
  pieces(): Payload[] {
    return [this.#text()];
  }

  #text(): Payload {
    return this.#parts.value(this.#value);
  }
}
