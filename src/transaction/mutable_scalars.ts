/**
 * Values that change from within by methods no proxy can see: Date, Uint8Array,
 * URL, own classes.
 *
 * A transaction gets a copy of such a value, the same one wherever it meets the
 * value, and hands in the copy where it means the value. If the copy is
 * different at the end, it is taken as assigned where the value stands.
 *
 * @module
 */
import { kindOf, type TypeRegistry } from "../values/kinds.ts";
import type { Copier } from "../values/copy.ts";
import type { Draft } from "./draft/draft.ts";
import { deepEqual } from "../values/equal.ts";

/** A copy that was handed out. */
export interface TrackedCopy {
  /** The value itself. */
  readonly raw: object;
  /** What the transaction has of it. */
  readonly copy: object;
  /** The container that held the value when all began, once it was met there. */
  parent: Draft | undefined;
  /** The key in the container. */
  key: unknown;
}

/** The copies that one transaction was lent. */
export class MutableScalars {
  readonly #copier: Copier;
  readonly #types: TypeRegistry;
  readonly #loans = new Map<object, TrackedCopy>();
  readonly #originals = new Map<object, object>();
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
    let loan = this.#loans.get(raw);
    if (loan === undefined) {
      const copy = this.#copier.at(holder).copyOf(raw) as object;
      loan = { raw, copy, parent: undefined, key: undefined };
      this.#loans.set(raw, loan);
      this.#originals.set(copy, raw);
    }
    if (base) {
      loan.parent = holder;
      loan.key = key;
    }
    return loan.copy;
  }

  /** The value behind a copy that was lent; anything else is itself. */
  original<T>(value: T): T {
    return this.#originals.get(value as object) as T | undefined ?? value;
  }

  /** What stands for a value now that all changes are made. */
  current(raw: object): object {
    return this.#changed.get(raw) ?? raw;
  }

  /** Looks for copies that are no longer like their values. */
  collect(): readonly TrackedCopy[] {
    const changed = [...this.#loans.values()].filter(({ raw, copy }) =>
      !deepEqual(raw, copy, this.#types)
    );
    for (const { raw, copy } of changed) this.#changed.set(raw, copy);
    return changed;
  }
}
