/**
 * Places in the state, as people write them: `data.users.alice.tags[2]`.
 *
 * @module
 */

const NAME = /^[\p{ID_Start}_][\p{ID_Continue}_]*$/u;
const MOST = 200;

/**
 * Writes a path as the expression that reads it, cut short in the middle
 * when it is very long.
 */
export function pathText(
  path: readonly (string | number)[],
  root = "data",
): string {
  let text = root;
  for (const step of path) {
    if (typeof step === "number") text += `[${step}]`;
    else if (NAME.test(step)) text += `.${step}`;
    else text += `[${JSON.stringify(step)}]`;
  }
  return text.length <= MOST
    ? text
    : `${text.slice(0, MOST / 2)} ... ${text.slice(-MOST / 2)}`;
}
