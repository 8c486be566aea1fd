/**
 * A container that is encoded in parts, and follows its own changes.
 *
 * @module
 */
import type { Piece, SnapshotParts } from "../log/serializer.ts";
import { Bundle } from "./bundle.ts";
import { weigh } from "./weight.ts";

/**
 * A bundle is full at this weight. Small, so that a change costs little to
 * encode anew; large, so that there are few of them: some 25 objects of five
 * fields.
 */
export const FULL = 256;
/** A member this many times as heavy comes in parts itself, where it can. */
const HEAVY = 2;

/** What a branch knows of the tree that it belongs to. */
export interface Tree {
  /** Encodes. */
  readonly parts: SnapshotParts;
  /** The weight of a full bundle. */
  readonly full: number;
  /** Makes the branch of a container that can come in parts, or undefined. */
  grow(value: unknown): Branch | undefined;
}

/** A container in parts. */
export abstract class Branch {
  /** The container. When another stands in its place, the branch is void. */
  abstract readonly container: object;
  /** Whether it lost track of the container. */
  lost = false;
  /** How many members there are. */
  size = 0;
  /** The members, in order. */
  protected readonly bundles: Bundle[] = [];
  /** The tree that it belongs to. */
  readonly #tree: Tree;

  /** Makes a branch without members. */
  constructor(tree: Tree) {
    this.#tree = tree;
  }

  /**
   * Notes what a change is about to touch. Whatever it replaces as a whole need
   * not be noted: then another container stands here.
   */
  abstract touch(diff: unknown): void;

  /** A member of a bundle, the first of which is number `start`. */
  protected abstract entry(
    bundle: Bundle,
    start: number,
    index: number,
  ): readonly [key: unknown, value: unknown];

  /** The bundle that the next member at the end goes into. */
  protected extend(value: unknown): Bundle {
    const { full } = this.#tree;
    const weight = weigh(value, HEAVY * full);
    const last = this.bundles.at(-1);
    const alone = weight >= HEAVY * full;
    const fits = last !== undefined && last.branch === undefined && !alone &&
      last.weight + weight <= full;
    const bundle = fits ? last : new Bundle();
    if (!fits) this.bundles.push(bundle);
    bundle.drop();
    bundle.count++;
    bundle.weight += weight;
    this.size++;
    return bundle;
  }

  /** Takes a member out of its bundle. */
  protected shrink(bundle: Bundle): void {
    bundle.drop();
    bundle.branch = undefined;
    bundle.count--;
    this.size--;
  }

  /** Adds the pieces of the whole container; encodes those that do not hold. */
  collect(into: Piece[]): void {
    const { container } = this;
    const { parts } = this.#tree;
    const { separator } = parts;
    into.push(parts.open(container, this.size));
    let start = 0;
    for (const bundle of this.bundles) {
      if (bundle.count === 0) continue;
      if (start > 0 && separator !== undefined) into.push(separator);
      this.#collectBundle(bundle, start, into);
      start += bundle.count;
    }
    into.push(parts.close(container));
  }

  #collectBundle(bundle: Bundle, start: number, into: Piece[]): void {
    const { container } = this;
    const { parts } = this.#tree;
    if (bundle.count === 1 && bundle.stale) {
      const [key, value] = this.entry(bundle, start, 0);
      bundle.branch = this.#branchOf(bundle, value);
      if (bundle.branch !== undefined) {
        into.push(parts.key(container, key));
        bundle.branch.collect(into);
        const end = parts.endMember(container);
        if (end !== undefined) into.push(end);
        return;
      }
    }
    if (bundle.stale) this.#encode(bundle, start);
    into.push(bundle.piece ?? this.#renew(bundle, start));
  }

  #encode(bundle: Bundle, start: number): void {
    const entries = Array.from(
      { length: bundle.count },
      (_, index) => this.entry(bundle, start, index),
    );
    const ends: number[] = [];
    const { parts } = this.#tree;
    bundle.keep(parts.members(this.container, entries, ends), ends);
  }

  /** Encodes the members that changed, and puts them in place. */
  #renew(bundle: Bundle, start: number): Piece {
    const { parts } = this.#tree;
    const members = new Map(bundle.changed.map((index) => {
      const entry = this.entry(bundle, start, index);
      return [index, parts.members(this.container, [entry]).bytes] as const;
    }));
    const gap = parts.separator?.bytes.length ?? 0;
    const piece = parts.joined(bundle.spliced(members, gap));
    bundle.renew(piece);
    return piece;
  }

  /** The branch of a single member: the one it had, or a new one. */
  #branchOf({ branch }: Bundle, value: unknown): Branch | undefined {
    const { parts, full } = this.#tree;
    const holds = branch !== undefined && branch.container === value &&
      !branch.lost && parts.canSplit(branch.container, branch.size);
    if (holds) return branch;
    const heavy = HEAVY * full;
    return weigh(value, heavy) >= heavy ? this.#tree.grow(value) : undefined;
  }
}
