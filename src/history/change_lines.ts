/**
 * Changes as lines: a path with what became of it, and a member to a line for
 * what is an object.
 *
 * @module
 */
import type { Change } from "./change.ts";
import type { FormatterChain } from "./formatter.ts";
import { Line } from "./line.ts";
import { KEY_LIMIT, keyText } from "./scalar_text.ts";
import { isKeyed, keyCount } from "./side.ts";
import { isSetOfNames, valueLine } from "./value_text.ts";

/** Columns of the keys of an added object: at least, and at most. */
const KEY_COLUMN = { least: 12, most: 32 } as const;

/** Columns that a value is given, however narrow the terminal. */
const LEAST_VALUE = 8;

/** The mark of what was deleted. */
const CROSS = "✗";

/** The text for the root of the state, which has no key. */
const ROOT = "(all)";

const INDENT = "  ";

/** Writes a change out, in lines of at most about `width` columns. */
export function changeLines(
  change: Change,
  chain: FormatterChain,
  width: number,
): Line[] {
  const { kind, path, value } = change;
  if (kind === "deleted") {
    return [pathLine(path, chain, "delete").add(` ${CROSS}`, "delete")];
  }
  const isNew = kind === "added" || kind === "inserted";
  const line = pathLine(path, chain, isNew ? "add" : "pathFinal");
  const sign = kind === "inserted" ? "+" : "=";
  const whole = chain.text("value", value, path);
  if (whole !== undefined) {
    return [line.add(` ${sign} `, "sep").addCut(whole, width)];
  }
  if (kind !== "updated" && hasMembers(value)) {
    if (kind === "inserted") line.add(` ${sign}`, "sep");
    return [line, ...memberLines(value, path, chain, width)];
  }
  return [
    line.add(` ${sign} `, "sep").append(valueLine(value, path, chain)),
  ];
}

function hasMembers(value: unknown): value is object {
  return isKeyed(value) && keyCount(value) > 0 && !isSetOfNames(value);
}

function memberLines(
  value: object,
  path: readonly unknown[],
  chain: FormatterChain,
  width: number,
): Line[] {
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  const members = entries.map(([key, item]) => {
    const place = [...path, key];
    const label = chain.text("key", key, place) ?? keyText(key);
    return {
      label: new Line().addCut(label, KEY_COLUMN.most - 2),
      item,
      place,
    };
  });
  let column: number = KEY_COLUMN.least;
  for (const { label } of members) column = Math.max(column, label.width + 2);
  const room = Math.max(LEAST_VALUE, width - INDENT.length - column);
  return members.map(({ label, item, place }) => {
    const line = new Line().add(INDENT).append(label).add(":", "sep");
    return line.add(" ".repeat(INDENT.length + column - line.width))
      .append(valueLine(item, place, chain, room));
  });
}

/** The path, its last part in a style of its own. */
function pathLine(
  path: readonly unknown[],
  chain: FormatterChain,
  final: string,
): Line {
  const line = new Line();
  if (path.length === 0) return line.add(ROOT, final);
  for (const [index, part] of path.entries()) {
    const style = index === path.length - 1 ? final : "pathPrefix";
    const text = chain.text("key", part, path.slice(0, index + 1));
    const plain = keyText(part);
    const bare = text !== undefined || (plain === part && plain !== "");
    if (bare && index > 0) line.add(".", "pathPrefix");
    if (!bare) line.add("[", style);
    line.addCut(text ?? plain, KEY_LIMIT, style);
    if (!bare) line.add("]", style);
  }
  return line;
}
