/**
 * Numbers as JSON text.
 *
 * @module
 */

/** Three digits, leading zeros among them, by their value; each made once. */
const THREE_DIGITS = new Array<string>(1000);

/**
 * The text of a number, as `String` gives it; of -0 it is `0`.
 *
 * V8 keeps the texts of the last 8,192 numbers that it was asked for. With a counter
 * in each change they are all new ones, and each collection has to move them
 * and hardly anything else. So longer whole numbers are put together of three
 * digits at a time, of which there are a thousand (docs/performance.md).
 */
export function numberText(value: number): string {
  if (value < 1000 || !Number.isSafeInteger(value)) return `${value}`;
  const thousands = Math.floor(value / 1000);
  const rest = value - thousands * 1000;
  return numberText(thousands) + (THREE_DIGITS[rest] ??= threeDigits(rest));
}

function threeDigits(value: number): string {
  return `${value}`.padStart(3, "0");
}
