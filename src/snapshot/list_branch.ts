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
  /** The list. */
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
      const { bundle } = this.#find(Number(position));
      if (bundle !== undefined) this.shrink(bundle);
    }
    for (const item of listOf(diff, "$insert")) {
      if (Array.isArray(item)) this.#insert(Number(item[0]), item[1]);
    }
    for (const key of keys) {
      if (key.startsWith("$")) continue;
      const { bundle, index } = this.#find(Number(key));
      if (bundle?.branch !== undefined) {
        bundle.branch.touch(Reflect.get(diff, key));
      } else bundle?.touch(index);
    }
  }

  #insert(position: number, value: unknown): void {
    if (position >= this.size) {
      this.extend(value);
      return;
    }
    const { bundle } = this.#find(position);
    if (bundle === undefined) return;
    bundle.drop();
    bundle.branch = undefined;
    bundle.count++;
    this.size++;
  }

  /** Where an item is; quick at both ends, where most edits are. */
  #find(position: number): { bundle: Bundle | undefined; index: number } {
    const { bundles, size } = this;
    if (position * 2 < size) {
      let after = 0;
      const bundle = bundles.find(({ count }) => (after += count) > position);
      return { bundle, index: position - after + (bundle?.count ?? 0) };
    }
    let before = size;
    const bundle = bundles.findLast(({ count }) =>
      (before -= count) <= position
    );
    return { bundle, index: position - before };
  }

  /** An item of a bundle. */
  protected entry(
    _bundle: Bundle,
    start: number,
    index: number,
  ): readonly [key: unknown, value: unknown] {
    const at = start + index;
    if (at >= this.container.length) {
      throw new Error(
        "The parts of the snapshot are out of step with the list",
      );
    }
    return [at, this.container[at]];
  }
}

function listOf(diff: object, name: string): readonly unknown[] {
  const list: unknown = Object.hasOwn(diff, name)
    ? Reflect.get(diff, name)
    : undefined;
  return Array.isArray(list) ? list : [];
}
