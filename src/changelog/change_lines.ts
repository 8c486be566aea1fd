/**
 * Changes as lines: a path with what became of it, and a member to a line for
 * what is an object.
 *
 * @module
 */
import type { ShownChange } from "./change_list.ts";
import type { FormatterChain } from "./formatter.ts";
import { StyledLine } from "./text/styled_line.ts";
import { KEY_LIMIT, keyText } from "./text/scalar_text.ts";
import { isKeyed, keyCount } from "./state/known_state.ts";
import { isSetOfNames, MEMBER_LIMIT, valueLine } from "./value_text.ts";

/** The text for the root of the state, which has no key. */
const ROOT = "(all)";

/** How a path is shown. */
export interface PathOptions {
  /** The value that stands there, for the parts of it that are lit. */
  readonly value?: unknown;
  /** Columns that an element takes at most. */
  readonly limit?: number | undefined;
}

/**
 * The path, its last part in a style of its own. Keys that would be mistaken
 * for several, and those that are no strings, stand in brackets.
 */
export function pathLine(
  path: readonly unknown[],
  chain: FormatterChain,
  final: string,
  { value, limit = KEY_LIMIT }: PathOptions = {},
): StyledLine {
  const line = new StyledLine();
  if (path.length === 0) return line.add(ROOT, final);
  const lit = chain.litElements(path, value);
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
    line.addCut(key, limit, lit.includes(index) ? "match" : style);
    if (!bare) line.add("]", style);
  }
  return line;
}

/** Columns of the keys of an added object; a longer key moves its own value. */
const KEY_COLUMN = { least: 12, most: 24 } as const;

/** Columns that a value is given, however narrow the terminal. */
const LEAST_VALUE = 8;

/** The mark of what was deleted. */
const CROSS = "✗";

const INDENT = "  ";

/** Writes a change out, in lines of at most about `width` columns. */
export function changeLines(
  change: ShownChange,
  chain: FormatterChain,
  width: number,
): StyledLine[] {
  const { kind, path, value } = change;
  if (kind === "deleted") {
    return [pathLine(path, chain, "delete").add(` ${CROSS}`, "delete")];
  }
  const isNew = kind === "added" || kind === "inserted";
  const line = pathLine(path, chain, isNew ? "add" : "pathFinal");
  const sign = kind === "inserted" ? "+" : "=";
  const block = kind !== "updated" && hasMembers(value) &&
    chain.text("value", value, path) === undefined;
  if (block) {
    if (kind === "inserted") line.add(` ${sign}`, "sep");
    return [line, ...memberLines(value, path, chain, width)];
  }
  return [
    line.add(` ${sign} `, "sep").append(valueLine(value, path, chain)),
  ];
}

/** Whether a value is an object with members that are shown each by itself. */
export function hasMembers(value: unknown): value is object {
  return isKeyed(value) && keyCount(value) > 0 && !isSetOfNames(value);
}

/** The members of an object, each in a line of its own. */
export function memberLines(
  value: object,
  path: readonly unknown[],
  chain: FormatterChain,
  width: number,
): StyledLine[] {
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  const members = entries.map(([key, item]) => {
    const place = [...path, key];
    const label = chain.text("key", key, place) ?? keyText(key);
    return {
      label: new StyledLine().add(INDENT).addCut(label, MEMBER_LIMIT).add(
        ":",
        "sep",
      ),
      item,
      place,
    };
  });
  let column: number = KEY_COLUMN.least;
  for (const { label } of members) {
    column = Math.max(column, label.width - INDENT.length + 1);
  }
  const start = INDENT.length + Math.min(column, KEY_COLUMN.most);
  return members.map(({ label, item, place }) => {
    const gap = Math.max(1, start - label.width);
    const room = Math.max(LEAST_VALUE, width - label.width - gap);
    return label.add(" ".repeat(gap))
      .append(valueLine(item, place, chain, room));
  });
}
