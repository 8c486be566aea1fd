/**
 * Some of many cases, from the first to the last of them: so few reach each part
 * of a log.
 *
 * @module
 */

/** The numbers below `all`, or `wanted` of them at even distances. */
export function* spread(all: number, wanted: number): Generator<number> {
  const count = Math.min(all, wanted);
  for (let i = 0; i < count; i++) yield Math.floor((i * all) / count);
}
