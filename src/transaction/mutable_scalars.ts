/**
 * Values that change from within by methods no proxy can see: Date, Uint8Array,
 * URL, own classes.
 *
 * A transaction gets a copy of such a value, the same one wherever it meets the
 * value, and hands in the copy where it means the value. If the copy is
 * different at the end, it is taken as assigned where the value stands.
 *
 * A value that the transaction assigned may be its caller's own, and be changed by
 * its owner as well: then what it was when the copy was made tells which of the two
 * changed since.
 *
 * @module
 */
import { kindOf, type TypeRegistry } from "../values/kinds.ts";
import type { Copier } from "../values/copy.ts";
import type { Draft } from "./draft/draft.ts";
import { deepEqual } from "../values/equal.ts";
import { assignScalar } from "../values/scalar_copy.ts";

/** A copy that was handed out. */
export interface TrackedCopy {
  /** The value itself. */
  readonly raw: object;
  /** The copy that the transaction has. */
  copy: object;
  /** The assigned value as it was when its copy was last like it. */
  was: object | undefined;
  /** The container that held the value when all began, once it was met there. */
  parent: Draft | undefined;
  /** The key in the container. */
  key: unknown;
}

/** The copies of Dates and their like that one transaction has. */
export class MutableScalars {
  readonly #copier: Copier;
  readonly #types: TypeRegistry;
  readonly #tracked = new Map<object, TrackedCopy>();
  readonly #originals = new Map<unknown, object>();
  readonly #changed = new Map<object, object>();

  /** Makes its copies with the copier of the transaction. */
  constructor(copier: Copier, types: TypeRegistry) {
    this.#copier = copier;
    this.#types = types;
  }

  /** The copy of a value that was found at `key` of `holder`. */
  track(raw: object, holder: Draft, key: unknown, base: boolean): object {
    const kind = kindOf(raw, this.#types);
    if (kind === undefined || kind === "instant") return raw;
    if (this.#originals.has(raw)) return raw; // a copy within the caller's object
    let tracked = this.#tracked.get(raw);
    if (tracked === undefined) {
      const copy = this.#copyOf(raw, holder);
      const assigned = !base || holder.foreign;
      const was = assigned ? this.#copyOf(raw, holder) : undefined;
      tracked = { raw, copy, was, parent: undefined, key: undefined };
      this.#tracked.set(raw, tracked);
      this.#originals.set(copy, raw);
    } else if (tracked.was !== undefined && !this.#same(raw, tracked.was)) {
      this.#follow(tracked, tracked.was, holder);
    }
    if (base) {
      tracked.parent = holder;
      tracked.key = key;
    }
    return tracked.copy;
  }

  /** Brings the copy of a value up to date that its owner changed. */
  #follow(tracked: TrackedCopy, was: object, holder: Draft): void {
    const { raw, copy } = tracked;
    const now = this.#same(copy, was) ? raw : merged(raw, copy, was);
    if (!assignScalar(copy, now)) {
      tracked.copy = this.#copyOf(now, holder);
      this.#originals.set(tracked.copy, raw);
    }
    tracked.was = this.#copyOf(raw, holder);
  }

  #copyOf(raw: object, holder: Draft): object {
    return this.#copier.at(holder).copyOf(raw);
  }

  #same(a: object, b: object): boolean {
    return deepEqual(a, b, this.#types);
  }

  /** The value behind a tracked copy; anything else is itself. */
  original<T>(value: T): T {
    // An original is of the kind of its copy.
    return (this.#originals.get(value) ?? value) as T;
  }

  /** The present copy of a value, now that all changes are made. */
  current(raw: object): object {
    return this.#changed.get(raw) ?? raw;
  }

  /** Looks for copies that are no longer like their values. */
  collect(): readonly TrackedCopy[] {
    const changed: TrackedCopy[] = [];
    for (const tracked of this.#tracked.values()) {
      const { raw, copy, was = raw } = tracked;
      // A copy that is as it was says nothing, whatever its value is by now.
      if (this.#same(copy, was)) continue;
      const now = this.#same(raw, was) ? copy : merged(raw, copy, was);
      this.#changed.set(raw, now);
      changed.push({ ...tracked, copy: now });
    }
    return changed;
  }
}

/**
 * The merge of a value that was changed by its owner and through its copy:
 * bytes are taken from whoever changed them, anything else is the owner's.
 */
function merged(raw: object, copy: object, was: object): object {
  if (
    !(raw instanceof Uint8Array && copy instanceof Uint8Array &&
      was instanceof Uint8Array)
  ) return raw;
  if (raw.length !== was.length) return raw;
  return raw.map((byte, at) => {
    const changed = copy[at];
    return byte === was[at] && changed !== undefined ? changed : byte;
  });
}
