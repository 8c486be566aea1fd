/**
 * The revision that set a value, and the parts of it that were set later.
 *
 * @module
 */

/** A value that stood at a place before. */
export interface PastValue {
  /** The revision that set it. */
  readonly rev: number;
  /** The value. */
  readonly value: unknown;
  /** The one before it. */
  readonly before: PastValue | undefined;
}

/**
 * The blame of one value. A part that is not listed was set with the whole: so
 * an assigned value takes one node, however large it is.
 */
export class BlameNode {
  /** The revision that set the value. */
  readonly rev: number;
  /** The value that stood there before; kept only as far as it is asked for. */
  readonly past: PastValue | undefined;
  #members: Map<unknown, BlameNode> | undefined;
  #items: (BlameNode | undefined)[] | undefined;

  /** The blame of a value that this revision set. */
  constructor(rev: number, past?: PastValue) {
    this.rev = rev;
    this.past = past;
  }

  /** Whether it says no more than its revision. */
  get bare(): boolean {
    return this.past === undefined && this.#members === undefined &&
      this.#items === undefined;
  }

  /** The blame of a member or, with `index`, of an item. */
  child(key: unknown, index: boolean): BlameNode {
    const found = index ? this.#items?.[Number(key)] : this.#members?.get(key);
    return found ?? new BlameNode(this.rev);
  }

  /** The same, kept as a part of this one, so that it can get parts of its own. */
  part(key: unknown, index: boolean): BlameNode {
    const known = index ? this.#items?.[Number(key)] : this.#members?.get(key);
    if (known !== undefined) return known;
    const made = new BlameNode(this.rev);
    this.set(key, index, made);
    return made;
  }

  /** Sets the blame of a member or item. */
  set(key: unknown, index: boolean, node: BlameNode): void {
    if (index) this.#upTo(Number(key))[Number(key)] = node;
    else (this.#members ??= new Map()).set(key, node);
  }

  /** Forgets a member. */
  delete(key: unknown): void {
    this.#members?.delete(key);
  }

  /** Makes room for an item, and sets its blame. */
  insert(at: number, node: BlameNode): void {
    this.#upTo(at).splice(at, 0, node);
  }

  /** Takes an item out. */
  remove(at: number): void {
    // What lies beyond the known items moves without notice.
    if (at < (this.#items?.length ?? 0)) this.#items?.splice(at, 1);
  }

  /** The items as far as they are known, and up to this index at least. */
  #upTo(at: number): (BlameNode | undefined)[] {
    const items = this.#items ??= [];
    while (items.length < at) items.push(undefined);
    return items;
  }
}
