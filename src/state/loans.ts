/**
 * Values that change from within by methods no proxy can see: Date, Uint8Array,
 * URL, own classes.
 *
 * A transaction gets a copy of such a value, the same one each time. If the copy
 * is different at the end, it is taken as assigned where it came from.
 *
 * @module
 */
import { kindOf, type TypeRegistry } from "../values/kinds.ts";
import type { Copier } from "./copy.ts";
import type { Draft } from "./draft.ts";
import { deepEqual } from "./equal.ts";

/** A copy that was handed out, and where its original stands. */
export interface Loan {
  readonly parent: Draft;
  readonly key: unknown;
  readonly raw: object;
  readonly copy: object;
}

/** The copies that one transaction was lent. */
export class Loans {
  readonly #copier: Copier;
  #loans: Map<object, Loan> | undefined;
  #originals: Map<object, object> | undefined;
  #types: TypeRegistry | undefined;

  /** Makes its copies with the copier of the transaction. */
  constructor(copier: Copier) {
    this.#copier = copier;
  }

  /** The copy of a value that stands at `key` of `parent`. */
  lend(
    raw: object,
    parent: Draft,
    key: unknown,
    types: TypeRegistry,
  ): object {
    const kind = kindOf(raw, types);
    if (kind === undefined || kind === "instant" || kind === "tagged") {
      return raw;
    }
    const loans = this.#loans ??= new Map();
    const lent = loans.get(raw);
    if (lent !== undefined) return lent.copy;
    this.#types = types;
    const copy = this.#copier.at(parent).copyOf(raw) as object;
    loans.set(raw, { parent, key, raw, copy });
    (this.#originals ??= new Map()).set(copy, raw);
    return copy;
  }

  /** The state's own value behind a copy that was lent; else the value. */
  original(value: unknown): unknown {
    return this.#originals?.get(value as object) ?? value;
  }

  /** The loans whose copy is no longer like the original. */
  *changed(): Iterable<Loan> {
    for (const loan of this.#loans?.values() ?? []) {
      if (!deepEqual(loan.raw, loan.copy, this.#types)) yield loan;
    }
  }
}
