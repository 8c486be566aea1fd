/**
 * Random edits inside of values that change by methods of their own.
 *
 * @module
 */
import type { Random } from "./random.ts";

/** Changes some Date, bytes or URL among the values from within. */
export function editScalar(values: readonly unknown[], random: Random): void {
  const some = values.filter((value) =>
    value instanceof Date || value instanceof Uint8Array ||
    value instanceof URL
  );
  if (some.length === 0) return;
  const value = random.pick(some);
  const number = random.int(3);
  if (value instanceof Date) value.setTime(number * 1000);
  else if (value instanceof URL) value.hash = `#${number}`;
  else if (value instanceof Uint8Array && value.length > 0) value[0] = number;
}
