/**
 * A list in parts.
 *
 * @module
 */
import { insertItems, removeItems } from "../../diff/list/list_edit.ts";
import { getOwn } from "../../values/own.ts";
import {
  EncodedContainer,
  type Encoding,
  outOfStep,
  type Tree,
} from "./encoded_container.ts";
import { DELETE, INSERT, isListEdit } from "../../diff/grammar.ts";

/** The parts of a list, edited as the list itself is. */
export class EncodedList extends EncodedContainer {
  /** The list. */
  readonly container: readonly unknown[];
  readonly #items: Encoding[];

  /** Takes the items as they are now. */
  constructor(container: readonly unknown[], tree: Tree) {
    super(tree);
    this.container = container;
    this.#items = container.map(() => undefined);
  }

  /** How many items there are. */
  get size(): number {
    return this.#items.length;
  }

  /** Notes the items that a change removes, inserts or goes into. */
  touch(diff: unknown): void {
    if (typeof diff !== "object" || diff === null) return;
    const keys = Object.keys(diff);
    if (!isListEdit(keys)) return;
    const items = this.#items;
    // What is wrong with a position, applying the change will tell.
    const change = (name: string) => getOwn(diff, name);
    removeItems(items, change(DELETE) ?? []);
    insertItems(items, change(INSERT) ?? [], () => undefined);
    for (const key of keys) {
      if (key.startsWith("$")) continue;
      const item = items[Number(key)];
      if (item instanceof EncodedContainer) item.touch(change(key));
      else items[Number(key)] = undefined;
    }
  }

  /** Visits all items in order. */
  protected each(visit: (key: unknown, part: Encoding) => void): void {
    const items = this.#items;
    for (let at = 0; at < items.length; at++) visit(at, items[at]);
  }

  /** Visits those that are not encoded, and those that come in parts. */
  protected eachOpen(visit: (key: unknown, part: Encoding) => void): void {
    this.each((at, item) => {
      if (item === undefined || item instanceof EncodedContainer) {
        visit(at, item);
      }
    });
  }

  /** Takes what there is now of an item. */
  protected take(key: unknown, part: Encoding): void {
    this.#items[Number(key)] = part;
  }

  /** An item. */
  protected valueOf(key: unknown): unknown {
    const value = this.container[Number(key)];
    if (value === undefined) throw outOfStep();
    return value;
  }
}
