/**
 * A transaction without a callback: begin, change, commit.
 *
 * @module
 */

/** The endings of a transaction; the database knows how. */
export interface TransactionEnd {
  /** Makes the changes final. */
  commit(): void;
  /** Puts everything back; the reason is told to those who listen. */
  rollback(reason: unknown): void;
}

/**
 * A transaction that was begun by `db.begin()`.
 * Leaving its scope without {@linkcode commit} rolls everything back.
 */
export class Transaction<T> {
  /** The draft: the data as this transaction sees and changes it. */
  readonly data: T;
  readonly #end: TransactionEnd;
  #open = true;

  /**
   * Wraps a draft; called by the database alone.
   *
   * @ignore
   */
  constructor(data: T, end: TransactionEnd) {
    this.data = data;
    this.#end = end;
  }

  /** Makes the changes final; throws, and rolls back, when something refuses. */
  commit(): void {
    if (!this.#open) {
      throw new TypeError("Cannot commit a transaction that is over");
    }
    this.#open = false;
    this.#end.commit();
  }

  /** Puts everything back; does nothing when the transaction is over. */
  rollback(reason: unknown = new Error("Rolled back")): void {
    if (!this.#open) return;
    this.#open = false;
    this.#end.rollback(reason);
  }

  /** Rolls back unless committed. */
  [Symbol.dispose](): void {
    this.rollback(new Error("Left without a commit"));
  }
}
