/**
 * A state, or a value of it, as text: as JSON in lines, or a line for each value.
 *
 * @module
 */
import { StyledLine } from "../../changelog/text/styled_line.ts";
import { placeText } from "../../history/changes/place_text.ts";
import { membersOf } from "../../history/changes/narrow.ts";
import type { JsonLines } from "../../history/shown/json_lines.ts";
import type { Mask } from "../../history/shown/mask.ts";
import { safeJson } from "./safe_json.ts";

/** How a state is shown. */
export interface StateViewOptions {
  /** So many levels are shown; what is deeper is counted. */
  readonly depth: number;
  /** In place of what is masked. */
  readonly dots: string;
  /** Where levels end. */
  readonly ellipsis: string;
}

/** Shows values line by line, without making all of the text at once. */
export class StateView {
  readonly #json: JsonLines;
  readonly #mask: Mask;
  readonly #options: StateViewOptions;

  /** Takes masks, and how JSON is written. */
  constructor(json: JsonLines, mask: Mask, options: StateViewOptions) {
    this.#json = json;
    this.#mask = mask;
    this.#options = options;
  }

  /** A value as JSON, indented. */
  *tree(path: readonly unknown[], value: unknown): Generator<StyledLine> {
    yield* this.#node(path, value, new StyledLine(), "", 0);
  }

  /** A line for each value that holds no others. */
  *flat(path: readonly unknown[], value: unknown): Generator<StyledLine> {
    const members = isTree(value) && !this.#mask.hides(path)
      ? membersOf(value)
      : new Map();
    if (members.size > 0) {
      for (const [key, member] of members) {
        yield* this.flat([...path, key], member);
      }
      return;
    }
    const at = placeText(path);
    const cut = at.lastIndexOf(placeText(path.slice(-1)));
    yield new StyledLine().add(at.slice(0, Math.max(0, cut)), "pathPrefix")
      .add(at.slice(Math.max(0, cut))).add(" = ", "sep")
      .append(this.#scalar(path, value));
  }

  *#node(
    path: readonly unknown[],
    value: unknown,
    start: StyledLine,
    indent: string,
    level: number,
  ): Generator<StyledLine> {
    const hidden = this.#mask.hides(path);
    if (hidden || !isTree(value) || membersOf(value).size === 0) {
      yield start.append(this.#scalar(path, value));
      return;
    }
    const members = membersOf(value);
    const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
    if (level >= this.#options.depth) {
      const count = `${this.#options.ellipsis} ${members.size}`;
      yield start.add(`${open}${count}${close}`, "sep");
      return;
    }
    yield start.add(open, "sep");
    const deeper = `${indent}  `;
    let left = members.size;
    for (const [key, member] of members) {
      const line = new StyledLine().add(deeper);
      if (!Array.isArray(value)) {
        line.add(safeJson(JSON.stringify(String(key))), "36").add(": ", "sep");
      }
      left--;
      let last: StyledLine | undefined;
      for (
        const next of this.#node(
          [...path, key],
          member,
          line,
          deeper,
          level + 1,
        )
      ) {
        if (last !== undefined) yield last;
        last = next;
      }
      if (last !== undefined) yield left > 0 ? last.add(",", "sep") : last;
    }
    yield new StyledLine().add(indent).add(close, "sep");
  }

  #scalar(path: readonly unknown[], value: unknown): StyledLine {
    const text = this.#mask.hides(path)
      ? JSON.stringify(this.#options.dots)
      : this.#json.text(value);
    return new StyledLine().add(safeJson(text));
  }
}

/** Whether the members of a value are shown each by itself: not of a Map, which is tagged. */
function isTree(value: unknown): value is object {
  if (Array.isArray(value)) return true;
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return false;
  // A user's object that reads as a tag is written in the form that says so.
  const keys = Object.keys(value);
  return !(keys.length === 1 && keys[0]?.startsWith("$"));
}
