/**
 * A state in encoded parts that are kept up to date change by change.
 *
 * A snapshot has to be the state at the very place where it stands in the log.
 * Encoding takes long, and meanwhile the log grows; so it is encoded once, and
 * then only the parts that later changes touched are encoded anew.
 *
 * @module
 */
import type { Payload, SnapshotParts } from "../../log/serializer.ts";
import type { EncodedContainer, Tree } from "./encoded_container.ts";
import { EncodedKeyed, type Keyed } from "./encoded_keyed.ts";
import { EncodedList } from "./encoded_list.ts";
import { plainly } from "../../values/own.ts";

/**
 * A container of this weight comes in parts itself: some 50 objects of five
 * fields. Small, so that a change costs little to encode anew; large, so that
 * there are few of them.
 */
const HEAVY = 512;

const ROOT: readonly string[] = [];

/** The parts of one state. */
export class EncodedTree implements Tree {
  /** Encodes. */
  readonly parts: SnapshotParts;
  /** Throws when there is too little memory to encode more. */
  readonly demandRoom: () => void;
  readonly #heavy: number;
  #root: EncodedContainer | undefined;

  /** Encodes with these parts, as long as there is room. */
  constructor(
    parts: SnapshotParts,
    heavy: number = HEAVY,
    demandRoom: () => void = () => {},
  ) {
    this.parts = parts;
    this.demandRoom = demandRoom;
    this.#heavy = heavy;
  }

  /**
   * Notes a change that is about to be applied to the state; `path` has the keys
   * from the root to the place that the diff is about.
   */
  touch(diff: unknown, path: readonly string[] = ROOT): void {
    this.#root?.touchAlong(path, 0, diff);
  }

  /** Encodes what is not encoded, or not any more as it is in the state. */
  update(state: unknown): void {
    if (this.#root?.update(state)) return;
    this.#root = this.#branchOf(state);
    this.#root?.update(state);
  }

  /** All pieces of a state, up to date. */
  pieces(state: unknown): Payload[] {
    this.update(state);
    const pieces: Payload[] = [];
    if (this.#root === undefined) pieces.push(this.parts.value(state));
    else this.#root.collect(pieces);
    return pieces;
  }

  /** Makes the branch of a container that is to come in parts, or undefined. */
  grow(value: unknown): EncodedContainer | undefined {
    if (typeof value !== "object" || value === null) return undefined;
    return weigh(value, this.#heavy) < this.#heavy
      ? undefined
      : this.#branchOf(value);
  }

  #branchOf(value: unknown): EncodedContainer | undefined {
    const branch = Array.isArray(value)
      ? new EncodedList(value, this)
      : isKeyed(value)
      ? new EncodedKeyed(value, this)
      : undefined;
    return branch?.fits ? branch : undefined;
  }
}

function isKeyed(value: unknown): value is Keyed {
  if (value instanceof Map || value instanceof Set) return true;
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Characters or bytes that weigh as much as one small value. */
const UNIT = 16;

/** Adds up the values inside a value; stops when `limit` is reached. */
export function weigh(value: unknown, limit: number): number {
  if (typeof value === "string") return 1 + value.length / UNIT;
  if (typeof value !== "object" || value === null) return 1;
  if (value instanceof Uint8Array) return 1 + value.length / UNIT;
  let weight = 1;
  if (Array.isArray(value) || value instanceof Set) {
    for (const item of value) {
      weight += weigh(item, limit - weight);
      if (weight >= limit) break;
    }
  } else if (value instanceof Map) {
    for (const [key, item] of value) {
      weight += weigh(key, limit - weight) + weigh(item, limit - weight);
      if (weight >= limit) break;
    }
  } else {
    for (const key in value) {
      weight += key.length / UNIT +
        weigh(plainly(value)[key], limit - weight);
      if (weight >= limit) break;
    }
  }
  return weight;
}
