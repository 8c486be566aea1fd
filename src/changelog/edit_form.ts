/**
 * Telling edits of lists and sets from edits of objects, which share a form.
 *
 * @module
 */
import { getOwn } from "../values/own.ts";
import { isKeyed, UNKNOWN } from "./state/known_state.ts";
import {
  ADD,
  DELETE,
  INSERT,
  isListEdit as isListEditByKeys,
  isPosition,
  isSetEdit as isSetEditByKeys,
} from "../diff/grammar.ts";

/** Whether a diff has keys of its own: commands, or members to change. */
export function isNode(diff: unknown): diff is object {
  return isKeyed(diff);
}

/**
 * Whether a diff edits the items of a list. `container` is what stood or stands
 * there; where it is not known, what only a list edit can hold decides.
 */
export function isListEdit(diff: object, container: unknown): boolean {
  if (diff instanceof Map) return false;
  if (!Array.isArray(container) && container !== UNKNOWN) return false;
  if (!isListEditByKeys(Object.keys(diff))) return false;
  const deleted = getOwn(diff, DELETE) ?? [];
  const inserted = getOwn(diff, INSERT) ?? [];
  if (!Array.isArray(deleted) || !Array.isArray(inserted)) return false;
  if (!inserted.every((pair) => Array.isArray(pair))) return false;
  return container !== UNKNOWN || inserted.length > 0 ||
    deleted.some((index) => typeof index === "number");
}

/** Whether a diff edits the members of a set. */
export function isSetEdit(diff: object, container: unknown): boolean {
  if (diff instanceof Map) return false;
  if (!(container instanceof Set) && container !== UNKNOWN) return false;
  return isSetEditByKeys(Object.keys(diff)) &&
    (container !== UNKNOWN || Object.hasOwn(diff, ADD));
}

/** The parts of a list edit. */
export class ListEdit {
  /** Indexes to delete, one after the other. */
  readonly deleted: readonly unknown[];
  /** Items to insert, one after the other. */
  readonly inserted: readonly (readonly unknown[])[];
  /** Diffs of items, by their index afterwards. */
  readonly items: readonly (readonly [number, unknown])[];

  /** Takes a diff apart that {@linkcode isListEdit} said yes to. */
  constructor(diff: object) {
    const deleted = getOwn(diff, DELETE);
    const inserted = getOwn(diff, INSERT);
    this.deleted = Array.isArray(deleted) ? deleted : [];
    this.inserted = Array.isArray(inserted) ? inserted : [];
    this.items = Object.entries(diff)
      .filter(([key]) => isPosition(key))
      .map(([key, item]) => [Number(key), item] as const);
  }
}
