/**
 * Paths as the log shows them: `users.alice.tags[2]`.
 *
 * @module
 */
import type { FormatterChain } from "./formatter.ts";
import { StyledLine } from "./text/styled_line.ts";
import { KEY_LIMIT, keyText } from "./text/scalar_text.ts";

/** The text for the root of the state, which has no key. */
const ROOT = "(all)";

/**
 * The path, its last part in a style of its own. Keys that would be mistaken
 * for several, and those that are no strings, stand in brackets.
 */
export function pathLine(
  path: readonly unknown[],
  chain: FormatterChain,
  final: string,
): StyledLine {
  const line = new StyledLine();
  if (path.length === 0) return line.add(ROOT, final);
  for (const [index, part] of path.entries()) {
    const style = index === path.length - 1 ? final : "pathPrefix";
    const text = chain.empty
      ? undefined
      : chain.text("key", part, path.slice(0, index + 1));
    const key = text ?? keyText(part);
    const bare = text !== undefined ||
      (typeof part === "string" && !key.startsWith('"'));
    if (bare && index > 0) line.add(".", "pathPrefix");
    if (!bare) line.add("[", style);
    line.addCut(key, KEY_LIMIT, style);
    if (!bare) line.add("]", style);
  }
  return line;
}
