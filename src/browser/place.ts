/**
 * Places of a copy: keys from the root, as a list or as text.
 *
 * @module
 */

/** A key in a text: `name`, `[0]` or `["any text"]`. */
const STEP = /\.?(?:([^.[\]]+)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\])/gy;

/**
 * The keys of a place such as `lists.today` or `lists["a.b"]`.
 *
 * @throws {SyntaxError} When the text is no such place.
 */
export function placeKeys(
  place: string | readonly unknown[],
): readonly unknown[] {
  if (typeof place !== "string") return place;
  if (place === "**") return [];
  const keys: unknown[] = [];
  let end = 0;
  for (const [step, name, index, quoted] of place.matchAll(STEP)) {
    end += step.length;
    keys.push(
      name ?? (index === undefined ? JSON.parse(quoted ?? "") : Number(index)),
    );
  }
  if (end === place.length) return keys;
  throw new SyntaxError(`Not a place: ${JSON.stringify(place)}`);
}

/** Whether a text means more places than one, or an item, which moves; `**` is all. */
export function isPattern(text: string): boolean {
  return text !== "**" &&
    /[*?^$]|\[(?!")/.test(text.replace(/"(?:[^"\\]|\\.)*"/g, '"'));
}

/** Whether a path begins with these keys; those of a text are texts. */
export function beginsWith(
  path: readonly unknown[],
  keys: readonly unknown[],
): boolean {
  return keys.length <= path.length &&
    keys.every((key, i) => Object.is(path[i], key) || same(path[i], key));
}

function same(one: unknown, other: unknown): boolean {
  return String(one) === String(other);
}
