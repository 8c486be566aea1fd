/**
 * A slow matcher of patterns that shares nothing with the one of the sources.
 *
 * @module
 */

/** Whether a glob matches a whole text, tried character by character. */
export function naiveGlob(pattern: string, text: string): boolean {
  const [first] = [...pattern];
  if (first === undefined) return text === "";
  const rest = pattern.slice(first.length);
  if (first === "*") {
    return naiveGlob(rest, text) ||
      text !== "" && naiveGlob(pattern, tail(text));
  }
  if (text === "") return false;
  const [head = ""] = [...text];
  if (first === "?") return naiveGlob(rest, tail(text));
  const found = first === "[" ? /^\[(!?)(\]?[^\]]*)\]/su.exec(pattern) : null;
  if (found !== null && found[2] !== "") {
    const [all, not, inside = ""] = found;
    return has(inside, head) !== (not === "!") &&
      naiveGlob(pattern.slice(all.length), tail(text));
  }
  return first === head && naiveGlob(rest, tail(text));
}

function tail(text: string): string {
  return [...text].slice(1).join("");
}

function has(inside: string, character: string): boolean {
  const range = /^(.)-(.)/su.exec(inside);
  if (inside === "") return false;
  if (range !== null) {
    const [all, low = "", high = ""] = range;
    const code = character.codePointAt(0) ?? 0;
    return code >= (low.codePointAt(0) ?? 0) &&
        code <= (high.codePointAt(0) ?? 0) ||
      has(inside.slice(all.length), character);
  }
  return [...inside][0] === character || has(tail(inside), character);
}

/** Whether elements, `**` among them, match a way from its first step on; all of it if `ended`. */
function follows(
  elements: readonly string[],
  path: readonly string[],
  ended: boolean,
): boolean {
  const [first, ...rest] = elements;
  if (first === undefined) return !ended || path.length === 0;
  if (first === "**") {
    return follows(rest, path, ended) ||
      path.length > 0 && follows(elements, path.slice(1), ended);
  }
  return path.length > 0 && naiveGlob(first, path[0] ?? "") &&
    follows(rest, path.slice(1), ended);
}

/** How a place is matched. */
interface NaiveOptions {
  readonly rooted: boolean;
}

/** Whether a pattern without brackets for items matches a place. */
export function naivePlace(
  pattern: string,
  path: readonly string[],
  { rooted }: NaiveOptions,
): boolean {
  const readings = [{ text: pattern, rooted, ended: false }];
  if (pattern.startsWith("^")) {
    readings.push({ text: pattern.slice(1), rooted: true, ended: false });
  }
  for (const reading of [...readings]) {
    if (reading.text.endsWith("$")) {
      readings.push({
        ...reading,
        text: reading.text.slice(0, -1),
        ended: true,
      });
    }
  }
  return readings.some((reading) => {
    // What is left of the root's own pattern has no elements.
    const elements = reading.text === "" && pattern !== ""
      ? []
      : reading.text.split(".");
    const starts = reading.rooted ? [0] : [...path.keys(), path.length];
    return starts.some((at) =>
      follows(elements, path.slice(at), reading.ended)
    );
  });
}
