/**
 * Patterns of paths, such as `users.*.email`.
 *
 * @module
 */

/** Tells whether the last, or any, part of a path is meant. */
export type PathMatcher = (path: readonly unknown[]) => boolean;

/**
 * Compiles a pattern: the parts of a path, each in full, joined by dots.
 *
 * `*` stands for any characters within a part, a part that is `**` for any
 * number of parts, `[2]` and `[*]` are the same as `.2` and `.*`. Parts that
 * have dots or brackets in them are given as a list of parts instead.
 */
export function compilePath(pattern: string | readonly string[]): PathMatcher {
  const parts = typeof pattern === "string"
    ? pattern.replace(/\[([^\]]*)\]/g, ".$1").replace(/^\./, "").split(".")
    : pattern;
  const matchers = parts.map(compilePart);
  return (path) => matches(matchers, path, 0, 0);
}

/** Matches one part; `null` stands for `**`. */
type PartMatcher = ((part: string) => boolean) | null;

function compilePart(part: string): PartMatcher {
  if (part === "**") return null;
  if (!part.includes("*")) return (text) => text === part;
  const source = part.split("*").map((text) =>
    text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")
  ).join(".*");
  const expression = new RegExp(`^${source}$`, "su");
  return (text) => expression.test(text);
}

function matches(
  matchers: readonly PartMatcher[],
  path: readonly unknown[],
  m: number,
  p: number,
): boolean {
  for (; m < matchers.length; m++, p++) {
    const matcher = matchers[m];
    if (matcher === null) {
      for (let next = p; next <= path.length; next++) {
        if (matches(matchers, path, m + 1, next)) return true;
      }
      return false;
    }
    if (p >= path.length || !matcher?.(String(path[p]))) return false;
  }
  return p === path.length;
}
