/**
 * Work that is not measured, such as loading, done on every core at once.
 *
 * @module
 */

/**
 * Does a thing for each item, as many at a time as there are cores; resolves to
 * the results in the order of the items.
 *
 * @throws what the first of them threw, when none is running any more.
 */
export async function sideBySide<Item, Result>(
  items: readonly Item[],
  act: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  // All share out the items by sharing their iterator.
  const left = items.entries();
  const work = async () => {
    for (const [index, item] of left) results[index] = await act(item);
  };
  const ended = await Promise.allSettled(
    Array.from({ length: navigator.hardwareConcurrency }, work),
  );
  for (const one of ended) {
    if (one.status === "rejected") throw one.reason;
  }
  return results;
}
