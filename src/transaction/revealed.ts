/**
 * The result of a transaction, with the database's own data in place of drafts.
 *
 * A draft that got out shows what its transaction saw, is refused by
 * `structuredClone`, and is not the object in the data. So what was returned is
 * looked through, and drafts in it give way, in the very objects and lists that
 * hold them.
 *
 * @module
 */
import { MAX_DEPTH } from "../values/kinds.ts";
import { type Plain, plainly, setOwn } from "../values/own.ts";
import type { Recorder } from "./recorder.ts";

/** Makes the last of what is handed out of the data: a guarded view, or itself. */
export type Show = (
  value: unknown,
  steps: () => readonly (string | number)[],
) => unknown;

/** Looks through one result. */
export class Revealed {
  readonly #recorder: Recorder;
  readonly #show: Show;
  /** The objects that were met, each with the one that is returned for it. */
  #met: Map<object, unknown> | undefined;
  #depth = 0;

  /** Asks the recorder of the transaction for what stands behind drafts. */
  constructor(recorder: Recorder, show: Show) {
    this.#recorder = recorder;
    this.#show = show;
  }

  /** The value without drafts; itself, but that what is frozen is copied. */
  value(value: unknown): unknown {
    if (typeof value !== "object" || value === null) return value;
    const own = this.#recorder.revealed(value);
    if (own !== value) {
      return this.#show(own, () => this.#recorder.stepsOf(value));
    }
    // What the state holds has no drafts in it; a Map there is its own draft.
    const draft = this.#recorder.draftOf(value);
    if (draft?.proxy === value) return this.#show(value, () => draft.steps());
    if (draft !== undefined) return value;
    const met = this.#met ??= new Map();
    if (met.has(value)) return met.get(value);
    met.set(value, value);
    // The transaction is committed: nothing may fail any more, for depth neither.
    if (this.#depth === MAX_DEPTH) return value;
    this.#depth++;
    const result = this.#within(value);
    this.#depth--;
    return result;
  }

  #within(value: object): object {
    // The items of an iterator are asked for later, and looked through then.
    if (value instanceof Iterator) {
      return value.map((item: unknown) =>
        new Revealed(this.#recorder, this.#show).value(item)
      );
    }
    if (value instanceof Map) this.#map(value);
    else if (value instanceof Set) this.#set(value);
    else if (!ArrayBuffer.isView(value)) return this.#object(value);
    return value;
  }

  #object(value: object): object {
    let target = value;
    for (const key of Object.keys(value)) {
      const property = Object.getOwnPropertyDescriptor(value, key);
      if (property === undefined || !("value" in property)) continue;
      const own = this.value(property.value);
      if (own === property.value) continue;
      if (!property.writable && target === value) target = this.#thawed(value);
      setOwn(target, key, own);
    }
    return target;
  }

  /** A copy, with the same prototype, of what its owner froze. */
  #thawed(value: object): object {
    const copy: Plain = Array.isArray(value)
      ? plainly(value.slice()) // a list is an object of its items
      : Object.assign(Object.create(Object.getPrototypeOf(value)), value);
    this.#met?.set(value, copy);
    return copy;
  }

  #map(value: Map<unknown, unknown>): void {
    let renamed = false;
    const entries = [...value].map(([key, item]) => {
      const own = this.value(key);
      renamed ||= own !== key;
      return [own, this.value(item)] as const;
    });
    if (renamed) value.clear();
    for (const [key, item] of entries) value.set(key, item);
  }

  #set(value: Set<unknown>): void {
    const members = [...value];
    const own = members.map((member) => this.value(member));
    if (own.every((member, index) => member === members[index])) return;
    value.clear();
    for (const member of own) value.add(member);
  }
}
