/**
 * A state in encoded parts that are kept up to date change by change.
 *
 * A snapshot has to be the state at the very place where it stands in the log.
 * Encoding takes long, and meanwhile the log grows; so it is encoded once, and
 * then only the parts that later changes touched are encoded anew.
 *
 * @module
 */
import type { Piece, SnapshotHead, SnapshotParts } from "../log/serializer.ts";
import { type Branch, FULL, type Tree } from "./branch.ts";
import { type Keyed, KeyedBranch } from "./keyed_branch.ts";
import { ListBranch } from "./list_branch.ts";

/** The parts of one state. */
export class PartTree implements Tree {
  /** Encodes. */
  readonly parts: SnapshotParts;
  /** The weight of a full bundle. */
  readonly full: number;
  #root: Branch | undefined;

  /** Encodes with these parts. */
  constructor(parts: SnapshotParts, full: number = FULL) {
    this.parts = parts;
    this.full = full;
  }

  /** Notes a change that is about to be applied to the state. */
  touch(diff: unknown): void {
    this.#root?.touch(diff);
  }

  /** All pieces of the snapshot of a state, up to date. */
  pieces(head: SnapshotHead, state: unknown): Piece[] {
    const { parts } = this;
    const pieces = [parts.head(head)];
    const root = this.#root;
    const holds = root !== undefined && root.container === state &&
      !root.lost && parts.canSplit(root.container, root.size);
    if (!holds) this.#root = this.grow(state);
    if (this.#root === undefined) pieces.push(parts.value(state));
    else this.#root.collect(pieces);
    return pieces;
  }

  /** Makes the branch of a container that can come in parts, or undefined. */
  grow(value: unknown): Branch | undefined {
    const branch = Array.isArray(value)
      ? new ListBranch(value, this)
      : isKeyed(value)
      ? new KeyedBranch(value, this)
      : undefined;
    return branch !== undefined &&
        this.parts.canSplit(branch.container, branch.size)
      ? branch
      : undefined;
  }
}

function isKeyed(value: unknown): value is Keyed {
  if (value instanceof Map || value instanceof Set) return true;
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
