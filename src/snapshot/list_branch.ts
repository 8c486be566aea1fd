/**
 * A list in parts.
 *
 * @module
 */
import { isListEdit } from "../state/list_edit.ts";
import { Branch, type Tree } from "./branch.ts";
import type { Bundle } from "./bundle.ts";

/** The parts of a list; an item's place is told by counting. */
export class ListBranch extends Branch {
  readonly container: readonly unknown[];

  /** Bundles the items as they are now. */
  constructor(container: readonly unknown[], tree: Tree) {
    super(tree);
    this.container = container;
    for (const item of container) this.extend(item);
  }

  /** Notes the items that a change removes, inserts or goes into. */
  touch(diff: unknown): void {
    if (typeof diff !== "object" || diff === null) return;
    const keys = Object.keys(diff);
    if (!isListEdit(keys)) return;
    for (const position of listOf(diff, "$delete")) {
      const bundle = this.#find(Number(position));
      if (bundle !== undefined) this.shrink(bundle);
    }
    for (const item of listOf(diff, "$insert")) {
      if (Array.isArray(item)) this.#insert(Number(item[0]), item[1]);
    }
    for (const key of keys) {
      if (key.startsWith("$")) continue;
      const bundle = this.#find(Number(key));
      if (bundle === undefined) continue;
      bundle.piece = undefined;
      bundle.branch?.touch(Reflect.get(diff, key));
    }
  }

  #insert(position: number, value: unknown): void {
    if (position >= this.size) {
      this.extend(value);
      return;
    }
    const bundle = this.#find(position);
    if (bundle === undefined) return;
    bundle.piece = bundle.branch = undefined;
    bundle.count++;
    this.size++;
  }

  /** The bundle that holds an item; quick at both ends, where most edits are. */
  #find(position: number): Bundle | undefined {
    const { bundles, size } = this;
    if (position * 2 < size) {
      let after = 0;
      return bundles.find((bundle) => (after += bundle.count) > position);
    }
    let before = size;
    return bundles.findLast((bundle) => (before -= bundle.count) <= position);
  }

  protected entries(
    { count }: Bundle,
    start: number,
  ): (readonly [key: unknown, value: unknown])[] {
    if (start + count > this.container.length) {
      throw new Error(
        "The parts of the snapshot are out of step with the state",
      );
    }
    return this.container.slice(start, start + count)
      .map((item, i) => [start + i, item]);
  }
}

function listOf(diff: object, name: string): readonly unknown[] {
  const list: unknown = Object.hasOwn(diff, name)
    ? Reflect.get(diff, name)
    : undefined;
  return Array.isArray(list) ? list : [];
}
