/**
 * The hash of a key as it stands in JSON text.
 *
 * @module
 */

/** FNV-1a, as its authors have it. */
const PRIME = 0x01000193;

/** Keys come from users, who could pick those that fall into one place. */
const SEED = Math.random() * 2 ** 32 | 0;

/** The hash of the key `bytes[from, to)`, its quotes included: 32 bits. */
export function hashKey(bytes: Uint8Array, from: number, to: number): number {
  let hash = SEED;
  for (let i = from + 1; i < to - 1; i++) {
    hash = Math.imul(hash ^ bytes[i]!, PRIME); // to is inside
  }
  // The low bits of the product know little of what the high ones do.
  hash = Math.imul(hash ^ hash >>> 15, PRIME);
  return (hash ^ hash >>> 13) >>> 0;
}
