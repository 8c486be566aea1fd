/**
 * The methods of a list that change it or search in it, as a transaction calls
 * them on the draft.
 *
 * They are done natively on the list itself: as a run of property writes, one
 * insertion into a list of a million would be a million notes. All other methods
 * only read, and the engine's own do that well.
 *
 * @module
 */
import type { Draft } from "./draft.ts";

/** The key under which the proxy of a list gives its methods the draft. */
export const DRAFT: unique symbol = Symbol("draft");

/** The draft of a list, as its methods use it. */
export interface EditableList extends Draft {
  /** The list itself. */
  readonly raw: unknown[];
  /** Replaces a stretch of the list; returns what stood there. */
  splice(at: number, count: number, items: unknown[]): unknown[];
  /** Notes the whole list, before all of it changes places. */
  rearrange(): void;
  /** The transaction's view of an item that is no longer in the list. */
  show(item: unknown): unknown;
}

/** A method of a list. */
export type Method = (this: object, ...args: unknown[]) => unknown;

/** The draft that a method was called on. */
function draftOf(proxy: object): EditableList {
  return (proxy as { [DRAFT]: EditableList })[DRAFT]; // of a list alone
}

/** Like the engine's: a relative index, within the list. */
function clamp(index: unknown, size: number, missing: number): number {
  if (index === undefined) return missing;
  const whole = Math.trunc(Number(index)) || 0;
  return whole < 0 ? Math.max(size + whole, 0) : Math.min(whole, size);
}

function admitAll(
  draft: EditableList,
  items: unknown[],
  at: number,
): unknown[] {
  return items.map((item, index) => draft.admit(item, at + index));
}

/**
 * Searches compare the objects behind drafts, whoever handed them over; a list
 * that the transaction made of drafts holds those, and is looked through item by
 * item.
 */
function search(
  name: "indexOf" | "lastIndexOf" | "includes",
  proxy: object,
  [item, ...from]: unknown[],
): unknown {
  // The methods that look for an item have this in common.
  const find = Array.prototype[name] as (...args: unknown[]) => unknown;
  const { raw, recorder, foreign } = draftOf(proxy);
  const wanted: unknown = recorder.original(item);
  if (!foreign || typeof wanted !== "object" || wanted === null) {
    return find.call(raw, wanted, ...from);
  }
  const size = raw.length;
  const step = name === "lastIndexOf" ? -1 : 1;
  let at = startOf(name, size, from);
  for (; at >= 0 && at < size; at += step) {
    if (recorder.original(raw[at]) !== wanted) continue;
    return name === "includes" ? true : at;
  }
  return name === "includes" ? false : -1;
}

/** Where a search begins, as the engine has it. */
function startOf(name: string, size: number, from: unknown[]): number {
  if (name !== "lastIndexOf") return clamp(from[0], size, 0);
  if (from.length === 0) return size - 1;
  const start = Math.trunc(Number(from[0])) || 0;
  return start < 0 ? size + start : Math.min(start, size - 1);
}

/**
 * Sorts as the engine does. What the transaction sees of an item is asked for once,
 * not at each comparison.
 */
function sortBy(
  draft: EditableList,
  compare: (a: unknown, b: unknown) => number,
): void {
  const { raw } = draft;
  if (raw.includes(undefined)) { // which comes last, and is not compared
    raw.sort((a, b) => compare(draft.show(a), draft.show(b)));
    return;
  }
  const shown = raw.map((item) => ({ item, seen: draft.show(item) }));
  shown.sort((a, b) => compare(a.seen, b.seen));
  for (const [i, { item }] of shown.entries()) raw[i] = item;
}

/** The methods by name; `this` is the proxy of a list. */
export const LIST_METHODS: ReadonlyMap<string, Method> = new Map<
  string,
  Method
>([
  ["push", function (...items) {
    const draft = draftOf(this);
    const size = draft.raw.length;
    draft.splice(size, 0, admitAll(draft, items, size));
    return draft.raw.length;
  }],
  ["pop", function () {
    const draft = draftOf(this);
    return draft.raw.length === 0
      ? undefined
      : draft.show(draft.splice(draft.raw.length - 1, 1, [])[0]);
  }],
  ["unshift", function (...items) {
    const draft = draftOf(this);
    draft.splice(0, 0, admitAll(draft, items, 0));
    return draft.raw.length;
  }],
  ["shift", function () {
    const draft = draftOf(this);
    return draft.raw.length === 0
      ? undefined
      : draft.show(draft.splice(0, 1, [])[0]);
  }],
  ["splice", function (...args) {
    const draft = draftOf(this);
    const size = draft.raw.length;
    const at = clamp(args[0], size, 0);
    const most = args.length === 0 ? 0 : size - at;
    const count = args.length < 2
      ? most
      : Math.min(Math.max(Math.trunc(Number(args[1])) || 0, 0), most);
    const items = admitAll(draft, args.slice(2), at);
    return draft.splice(at, count, items).map((item) => draft.show(item));
  }],
  ["sort", function (compare) {
    const draft = draftOf(this);
    draft.rearrange();
    // What is neither a function nor undefined, sort refuses.
    if (typeof compare !== "function") draft.raw.sort(compare as undefined);
    // A function of the caller's.
    else sortBy(draft, compare as (a: unknown, b: unknown) => number);
    return this;
  }],
  ["reverse", function () {
    const draft = draftOf(this);
    draft.rearrange();
    draft.raw.reverse();
    return this;
  }],
  ["fill", function (value, ...range) {
    const draft = draftOf(this);
    const size = draft.raw.length;
    const start = clamp(range[0], size, 0);
    const end = Math.max(clamp(range[1], size, size), start);
    const item = draft.admit(value, start);
    draft.splice(start, end - start, new Array(end - start).fill(item));
    return this;
  }],
  ["copyWithin", function (...args) {
    const draft = draftOf(this);
    draft.rearrange();
    // As the caller gave them.
    draft.raw.copyWithin(...args as [number, number, number?]);
    return this;
  }],
  ["indexOf", function (...args) {
    return search("indexOf", this, args);
  }],
  ["lastIndexOf", function (...args) {
    return search("lastIndexOf", this, args);
  }],
  ["includes", function (...args) {
    return search("includes", this, args);
  }],
]);
