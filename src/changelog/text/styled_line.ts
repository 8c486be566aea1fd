/**
 * A line of the change log: pieces of text, each with a style of its own.
 *
 * @module
 */
import { sgrOf } from "./palette.ts";
import { printable } from "./printable.ts";
import { cutToWidth, displayWidth, pad } from "./width.ts";

/** A piece of a line. */
export interface Span {
  /** The text, already safe to print. */
  readonly text: string;
  /** A name in the palette, or SGR numbers; `""` for no style. */
  readonly style: string;
}

/** How a piece fills a column. */
export interface Fill {
  /** Columns to fill with spaces. Default: as many as the text takes. */
  readonly width?: number | undefined;
  /** Where the text stands in them. Default: left. */
  readonly align?: "left" | "right" | "center" | undefined;
}

/** The mark of a cut. */
const ELLIPSIS = "…";

/** The first half of a character whose second half was cut off. */
const HALF = /[\uD800-\uDBFF]$/;

/**
 * Builds one line, piece by piece.
 *
 * Whatever is added goes through `printable`, so that no line can move the
 * cursor; colours come from the palette alone, when the line is written out.
 *
 * @example
 * ```ts
 * import { StyledLine } from "@kanta/core/changelog";
 * import { assertEquals } from "@std/assert";
 *
 * const line = new StyledLine().add("total", "", { width: 8 }).add("7", "add");
 * assertEquals(line.toString(), "total   7");
 * assertEquals(line.toString(true), "total   \x1b[32m7\x1b[0m");
 * ```
 */
export class StyledLine {
  /** The pieces, in order. */
  readonly spans: Span[] = [];
  #width = 0;

  /** Columns that the line takes. */
  get width(): number {
    return this.#width;
  }

  /** Adds text; the style applies to this piece alone. */
  add(text: string, style = "", fill: Fill = {}): this {
    const safe = printable(text);
    const filled = fill.width === undefined
      ? safe
      : pad(safe, fill.width, fill.align);
    if (filled !== "") {
      this.spans.push({ text: filled, style });
      this.#width += displayWidth(filled);
    }
    return this;
  }

  /**
   * Adds text cut to `limit` columns, its last one then an ellipsis; costs no
   * more for a text of a million characters than for a short one.
   */
  addCut(text: string, limit: number, style = ""): this {
    // Characters without a width of their own are given four to a column.
    const most = 4 * limit;
    const more = text.length > most;
    const head = more ? text.slice(0, most).replace(HALF, "") : text;
    return this.append(new StyledLine().add(head, style).cut(limit, more));
  }

  /** Adds text cut to `limit` columns, its lit parts in the style of a match. */
  addLit(
    text: string,
    limit: number,
    lit: readonly (readonly [from: number, to: number])[],
    style = "",
  ): this {
    if (lit.length === 0) return this.addCut(text, limit, style);
    const line = new StyledLine();
    let at = 0;
    for (const [from, to] of lit) {
      line.add(text.slice(at, from), style).add(text.slice(from, to), "match");
      at = to;
    }
    return this.append(line.add(text.slice(at), style).cut(limit));
  }

  /** Adds the pieces of another line, in its styles or all in one. */
  append(line: StyledLine, style?: string): this {
    for (const span of line.spans) {
      this.spans.push(style === undefined ? span : { text: span.text, style });
    }
    this.#width += line.#width;
    return this;
  }

  /**
   * Cuts the line to at most `width` columns, its last one then an ellipsis;
   * `more` says that there was more to say than was added.
   */
  cut(width: number, more = false): this {
    if (this.#width <= width && !more) return this;
    while (this.#width > width - 1) {
      const last = this.spans.pop();
      if (last === undefined) break;
      this.#width -= displayWidth(last.text);
      const rest = cutToWidth(last.text, width - 1 - this.#width);
      this.add(rest, last.style);
    }
    return this.add(ELLIPSIS, "ellipsis");
  }

  /** Writes the line out, with colours or (the default) without. */
  toString(color = false): string {
    let text = "";
    let current = "";
    for (const span of this.spans) {
      const style = color ? sgrOf(span.style) : "";
      text += transition(current, style) + span.text;
      current = style;
    }
    return text + transition(current, "");
  }
}

/** The shortest escape that gets from one style to the next. */
function transition(from: string, to: string): string {
  if (from === to) return "";
  if (to === "") return "\x1b[0m";
  return from === "" ? `\x1b[${to}m` : `\x1b[0;${to}m`;
}
