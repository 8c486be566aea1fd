/**
 * The keys of an object or Map that stay, go and come when their order is kept.
 *
 * Replay can only add at the end. So a key keeps its place if the keys up to it
 * stand as they stood before, less some that went; every other key of the new
 * state goes to the end, taken out first if it was there.
 *
 * @module
 */

/** The fate of the keys of one object or Map. */
export interface KeyPlan<K> {
  /** Keys that go, and keys that are taken out to be set again, in old order. */
  readonly deletes: readonly K[];
  /** Keys that keep their place, in new order. */
  readonly kept: readonly K[];
  /** Keys that are new or set again, in new order. */
  readonly adds: readonly K[];
}

const MAX_INDEX = 2 ** 32 - 2;

/** Whether engines list this key of an object before all names, by number. */
export function isIndexKey(key: string): boolean {
  return toIndex(key) >= 0;
}

/**
 * The number of such a key; -1 of any other.
 *
 * Digit by digit: to compare the key with the text of its number made V8 throw its
 * code away again and again, half of the time to find an item in a list.
 */
export function toIndex(key: string): number {
  const { length } = key;
  if (length === 0 || length > 10) return -1;
  let index = 0;
  for (let i = 0; i < length; i++) {
    const digit = key.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return -1;
    index = index * 10 + digit;
  }
  const canonical = length === 1 || key.charCodeAt(0) !== 48;
  return canonical && index <= MAX_INDEX ? index : -1;
}

/** Plans the keys of a plain object; index keys stand where they always do. */
export function planObject(before: object, after: object): KeyPlan<string> {
  const was = Object.keys(before);
  const now = Object.keys(after);
  const deletes: string[] = [];
  const kept: string[] = [];
  const adds: string[] = [];
  let at = 0;
  for (const key of was) {
    if (!isIndexKey(key)) break;
    if (!Object.hasOwn(after, key)) deletes.push(key);
    at++;
  }
  let from = 0;
  for (const key of now) {
    if (!isIndexKey(key)) break;
    (Object.hasOwn(before, key) ? kept : adds).push(key);
    from++;
  }
  planNames(was, at, now, from, { deletes, kept, adds });
  return { deletes, kept, adds };
}

/** Plans keys that stand in the order they were set in, as those of a Map. */
export function planKeys<K>(was: readonly K[], now: readonly K[]): KeyPlan<K> {
  const plan = { deletes: [], kept: [], adds: [] };
  planNames(was, 0, now, 0, plan);
  return plan;
}

function planNames<K>(
  was: readonly K[],
  at: number,
  now: readonly K[],
  from: number,
  plan: { deletes: K[]; kept: K[]; adds: K[] },
): void {
  for (; from < now.length; from++) {
    while (at < was.length && !Object.is(was[at], now[from])) {
      plan.deletes.push(keyAt(was, at++));
    }
    if (at === was.length) break; // not there, or not in the old order
    plan.kept.push(keyAt(was, at++));
  }
  for (; from < now.length; from++) plan.adds.push(keyAt(now, from));
  for (; at < was.length; at++) plan.deletes.push(keyAt(was, at));
}

function keyAt<K>(keys: readonly K[], index: number): K {
  return keys[index] as K; // whoever asks looks at the length before
}
