/**
 * A container that is encoded in parts, and follows its own changes.
 *
 * Each member is encoded by itself and kept as text (or bytes): a change costs
 * the member it touches, and that is put anew in one step.
 *
 * @module
 */
import type { Payload, SnapshotParts } from "../../log/serializer.ts";
import { diffAlong } from "../../diff/apply.ts";

/** The members that are encoded at once. */
const BATCH = 256;
/**
 * The characters or bytes of members that are put together. V8 keeps a text of
 * more than 128 KiB where it was made; smaller ones it would copy.
 */
const RUN = 1 << 18;

/** The encoding of a member: its text or bytes, its own parts, or nothing yet. */
export type Encoding = Payload | EncodedContainer | undefined;

/** The interface of a tree to its containers. */
export interface Tree {
  /** Encodes. */
  readonly parts: SnapshotParts;
  /** Throws when there is too little memory to encode more. */
  demandRoom(): void;
  /** Makes the branch of a container that is to come in parts, or undefined. */
  grow(value: unknown): EncodedContainer | undefined;
}

/** A container in parts. */
export abstract class EncodedContainer {
  /** The container. When another stands in its place, the branch is void. */
  abstract readonly container: object;
  /** How many members there are. */
  abstract readonly size: number;
  /** Whether it lost track of the container. */
  lost = false;
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

  /**
   * Notes a change of one place further down: `path` has the keys to it, those
   * from here on begin at `from`.
   */
  touchAlong(path: readonly string[], from: number, diff: unknown): void {
    this.touch(diffAlong(path.slice(from), diff));
  }

  /** Visits all members in order. */
  protected abstract each(visit: (key: unknown, part: Encoding) => void): void;

  /** Visits those that are not encoded, and those that come in parts. */
  protected abstract eachOpen(
    visit: (key: unknown, part: Encoding) => void,
  ): void;

  /** The value of a member; throws when the container does not have it. */
  protected abstract valueOf(key: unknown): unknown;

  /** Takes what there is now of a member. */
  protected abstract take(key: unknown, part: Encoding): void;

  /** Whether it may stand for its container, as large as that is now. */
  get fits(): boolean {
    return this.#tree.parts.canSplit(this.container, this.size);
  }

  /**
   * Encodes what is not encoded, in here and below; false when it can't stand
   * for this value.
   */
  update(value: unknown): boolean {
    if (this.container !== value || this.lost) return false;
    let batch: (readonly [key: unknown, value: unknown])[] = [];
    const endBatch = () => {
      this.#encode(batch);
      batch = [];
    };
    this.eachOpen((key, part) => {
      const member = this.valueOf(key);
      if (part instanceof EncodedContainer && part.update(member)) return;
      const branch = this.#tree.grow(member);
      if (branch?.update(member)) {
        endBatch(); // new members are taken in their order
        this.take(key, branch);
      } else if (batch.push([key, member]) >= BATCH) endBatch();
    });
    endBatch();
    return this.fits;
  }

  #encode(entries: readonly (readonly [key: unknown, value: unknown])[]): void {
    this.#tree.demandRoom();
    const made = this.#tree.parts.members(this.container, entries);
    entries.forEach(([key], index) => this.take(key, made[index]));
  }

  /** Adds the pieces of the whole container, which has to be up to date. */
  collect(into: Payload[]): void {
    const { container } = this;
    const { parts } = this.#tree;
    into.push(parts.open(container, this.size));
    let first = true;
    const separate = () => {
      if (!first && parts.separator !== undefined) into.push(parts.separator);
      first = false;
    };
    let run: Payload[] = [];
    let length = 0;
    const endRun = () => {
      if (run.length === 0) return;
      separate();
      into.push(parts.join(run));
      run = [];
      length = 0;
    };
    this.each((key, part) => {
      if (part instanceof EncodedContainer) {
        endRun();
        separate();
        into.push(parts.key(container, key));
        part.collect(into);
        const end = parts.endMember(container);
        if (end !== undefined) into.push(end);
      } else if (part !== undefined) {
        run.push(part);
        length += part.length;
        if (length >= RUN) endRun();
      }
    });
    endRun();
    into.push(parts.close(container));
  }
}

/** A member that is encoded, but not in the state: never to be written. */
export function outOfStep(): Error {
  return new Error("The parts of the snapshot are out of step with the state");
}
