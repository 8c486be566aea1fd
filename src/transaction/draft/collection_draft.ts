/**
 * The base of drafts of Maps and Sets: keys are found by their content, and the
 * collection in the state is its own draft (see own_methods.ts).
 *
 * @module
 */
import { ContentKeys } from "../../values/keys/content_keys.ts";
import { DataIntegrityError } from "../../errors.ts";
import type { Draft } from "./draft.ts";
import { KeyedDraft } from "./keyed_draft.ts";
import { hasOwnMethods, type OwnMethods } from "./own_methods.ts";

/** A draft of a Map or a Set. */
export abstract class CollectionDraft extends KeyedDraft<unknown> {
  abstract override raw:
    | Map<unknown, unknown>
    | Set<unknown>;
  #names: ContentKeys | undefined;
  /** How many there are, as far as was noted. */
  #size = 0;

  /** The keys or members as the transaction names them. */
  get names(): ContentKeys {
    // What is not the state's own changes in other ways, too.
    return this.#names ??= new ContentKeys(
      { keys: () => this.walk(), has: (key) => this.hasRaw(key) },
      this.recorder.types,
      this.foreign ? undefined : this.raw,
    );
  }

  /** The keys that stand there, as an engine walks through them. */
  abstract walk(): IteratorObject<unknown>;
  /** Sets physically. */
  protected abstract setNative(key: unknown, value: unknown): void;
  /** Deletes physically; tells whether it was there. */
  protected abstract deleteNative(key: unknown): boolean;

  /** Becomes the draft of what stands in the state: the collection itself. */
  protected become<D extends CollectionDraft>(
    this: D,
    methods: OwnMethods<D>,
  ): void {
    if (this.foreign) return;
    methods.give(this.raw, this);
    this.proxy = this.raw;
    this.meet();
  }

  /** Makes itself known to those who ask at the commit what it was written. */
  protected meet(): void {
    this.#size = this.raw.size;
    (this.recorder.collections ??= []).push(this);
  }

  writeRaw(key: unknown, value: unknown): void {
    if (!this.hasRaw(key)) this.#size++;
    this.setNative(key, value);
  }

  deleteRaw(key: unknown): void {
    this.names.add(key); // so that it comes back as what it was
    if (this.deleteNative(key)) this.#size--;
  }

  protected override countBefore(): number {
    const came = this.late.size - this.moved.size;
    return this.raw.size + this.gone.size - came;
  }

  keysRaw(): unknown[] {
    return [...this.walk()];
  }

  holds(child: Draft): boolean {
    return this.readRaw(child.key) === child.raw;
  }

  step(child: Draft): string {
    return String(child.key);
  }

  /** The key that stands there for this one, or a copy of it that may. */
  protected ownKey(key: unknown): unknown {
    const known = this.names.find(key);
    // Also one that was deleted: it comes back as what it was.
    if (known !== key || this.hasRaw(known)) return known;
    const own = this.recorder.key(key, this);
    this.names.add(own);
    return own;
  }

  /** Whether its owner wants it as it is; not what was given methods. */
  protected override get closed(): boolean {
    return super.closed && !hasOwnMethods(this.raw);
  }

  /** Whether the transaction's code sees and changes the collection by it. */
  get editing(): boolean {
    return this.recorder.editing && !this.over;
  }

  /** Refuses a write that comes while no transaction runs, if it hits the state. */
  refuseLate(): void {
    if (!this.#stands) return;
    if (!this.over) this.touch(); // it may be locked, for a validator
    throw new TypeError(
      `Cannot write to ${this.path()} outside of a transaction, nor as a draft ` +
        `that was kept after its transaction; start a new transaction`,
    );
  }

  /** Whether the collection still stands in the state, where it was found. */
  get #stands(): boolean {
    // deno-lint-ignore no-this-alias -- walks up from here
    let draft: Draft = this;
    while (draft.parent !== undefined) {
      if (!draft.parent.holds(draft)) return false;
      draft = draft.parent;
    }
    return draft === this.recorder.root;
  }

  /**
   * Throws when something came or went that nobody noted.
   *
   * @throws {DataIntegrityError} It says by what.
   */
  demandNoted(): void {
    if (this.raw.size === this.#size) return;
    const path = this.path();
    const { name } = this.raw.constructor;
    throw new DataIntegrityError(
      `Cannot commit: ${path} was written to past its own methods, as ` +
        `${name}.prototype.delete.call() does; call them as ` +
        `${path}.delete(). What was written so is not taken back`,
      { path },
    );
  }
}
