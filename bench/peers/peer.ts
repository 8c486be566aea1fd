/**
 * What every peer offers to the questions: a store that holds the users.
 *
 * @module
 */

/** One opened store, loaded with its users. What it can't do it leaves out. */
export interface Store {
  /**
   * Changes one field of `count` users in a scattered order, each change a
   * commit of its own; resolves when the kernel has all of them (for a store
   * in memory: when they are made).
   */
  commits(count: number): Promise<void>;
  /** The same, waiting after each commit until it is synced. */
  durable?(count: number): Promise<void>;
  /** The same by `waiters` at once, each waiting for its own commits. */
  durableTogether?(count: number, waiters: number): Promise<void>;
  /** Changes one field and takes it back, `count` times. */
  rollbacks?(count: number): Promise<void>;
  /** `count` transactions of `changes` fields each, until written. */
  transactions?(count: number, changes: number): Promise<void>;
  close(): Promise<void>;
}

/** Which of a store's works is measured. */
export type Work =
  | { readonly kind: "commits" }
  | { readonly kind: "durable" }
  | { readonly kind: "together"; readonly waiters: number }
  | { readonly kind: "rollbacks" }
  | {
    readonly kind: "transactions";
    /** How many make one piece of work. */
    readonly transactions: number;
    /** How many fields each changes. */
    readonly changes: number;
  };

/** What a store is opened with. */
export interface StoreOptions {
  readonly folder: string;
  readonly size: number;
  readonly variant: string;
  /** A log of so many users that is there already, for Kanta to copy. */
  readonly ready?: string | undefined;
}

/** Opens a new store in a folder, with `size` users. */
export type OpenStore = (options: StoreOptions) => Promise<Store>;

/** Has `waiters` loops share out `count` pieces of work. */
export async function together(
  count: number,
  waiters: number,
  act: () => Promise<void>,
): Promise<void> {
  let left = count;
  const loop = async () => {
    while (left-- > 0) await act();
  };
  await Promise.all(Array.from({ length: waiters }, loop));
}
