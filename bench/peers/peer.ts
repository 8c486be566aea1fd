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

/** Opens a new store in a folder, with `size` users. */
export type OpenStore = (
  options: { folder: string; size: number; variant: string },
) => Promise<Store>;

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
