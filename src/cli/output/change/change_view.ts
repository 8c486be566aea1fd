/**
 * Changes as lines: what was added, deleted, and what became what.
 *
 * @module
 */
import {
  hasMembers,
  memberLines,
  pathLine,
} from "../../../changelog/change_lines.ts";
import { StyledLine } from "../../../changelog/text/styled_line.ts";
import { valueLine } from "../../../changelog/value_text.ts";
import type { Change } from "../../../history/changes/change.ts";
import type { Marks } from "../display.ts";
import type { ShownChain } from "../shown_chain.ts";

/** The look of a change, before it is laid out. */
export interface ShownChange {
  /** The sign and the place. */
  readonly place: StyledLine;
  /** The text of what happened there; at most so many columns. */
  value(limit: number): StyledLine;
  /** The members of what was added, where they are too many for a line. */
  members(width: number): StyledLine[];
}

/** A text of more characters is shown by the part that differs. */
const LONG = 24;
/** So many characters around that part are shown. */
const AROUND = 8;

/** Composes what is shown of changes. */
export class ChangeView {
  readonly #chain: ShownChain;
  readonly #marks: Marks;

  /** Takes formatters and marks. */
  constructor(chain: ShownChain, marks: Marks) {
    this.#chain = chain;
    this.#marks = marks;
  }

  /** Composes one change. */
  of(change: Change): ShownChange {
    const { op, path } = change;
    const nothing = () => [];
    switch (op) {
      case "add": {
        const value = change.new;
        const inline = (limit: number) => this.#value(value, path, limit);
        return {
          place: this.#place("+ ", "add", path, value),
          value: inline,
          members: (width) =>
            hasMembers(value) &&
              this.#chain.text("value", value, path) === undefined
              ? memberLines(value, path, this.#chain, width)
              : [],
        };
      }
      case "delete":
        return {
          place: this.#place(
            `${this.#marks.minus} `,
            "delete",
            path,
            change.old,
          ),
          value: (limit) => this.#value(change.old, path, limit),
          members: nothing,
        };
      case "insert":
      case "remove": {
        const added = op === "insert";
        const value = added ? change.new : change.old;
        const [sign, style] = added
          ? ["+ ", "add"]
          : [`${this.#marks.minus} `, "delete"];
        const where = ` at ${String(path.at(-1))}`;
        return {
          place: this.#place("", "pathFinal", path.slice(0, -1), undefined),
          value: (limit) =>
            new StyledLine().add(sign, style)
              .append(
                this.#value(value, path, Math.max(1, limit - 2 - where.length)),
              ).add(where, "sep"),
          members: nothing,
        };
      }
      case "set":
        return {
          place: this.#place("", "pathFinal", path, change.new),
          value: (limit) => this.#replaced(change, limit),
          members: nothing,
        };
    }
  }

  #place(
    sign: string,
    style: string,
    path: readonly unknown[],
    value: unknown,
  ): StyledLine {
    const limit = Infinity;
    return new StyledLine().add(sign, style)
      .append(pathLine(path, this.#chain, style, { value, limit }));
  }

  #value(value: unknown, path: readonly unknown[], limit: number): StyledLine {
    return value === undefined
      ? new StyledLine()
      : valueLine(value, path, this.#chain, limit);
  }

  #replaced(change: Change, limit: number): StyledLine {
    const { path } = change;
    const arrow = ` ${this.#marks.arrow} `;
    if (!("old" in change)) {
      return new StyledLine().add("= ", "sep")
        .append(this.#value(change.new, path, Math.max(1, limit - 2)));
    }
    const parts = this.#differing(change);
    if (parts !== undefined && Number.isFinite(limit)) {
      const [old, now] = parts;
      const room = Math.max(1, Math.floor((limit - arrow.length) / 2));
      return new StyledLine().addCut(old, room, "sep").add(arrow, "sep")
        .addCut(now, Math.max(1, limit - arrow.length - room));
    }
    const now = this.#value(change.new, path, limit);
    const room = limit - arrow.length;
    // The new value is what counts: the old one has what that leaves, or a third.
    const least = Math.min(Math.floor(room / 3), 20);
    const old = this.#value(
      change.old,
      path,
      Math.max(1, least, room - now.width),
    );
    const rest = Math.max(1, room - old.width);
    return new StyledLine().append(old, "sep").add(arrow, "sep")
      .append(now.width > rest ? this.#value(change.new, path, rest) : now);
  }

  /** The parts by which two long texts differ, with some of what stands around. */
  #differing(change: Change): [old: string, now: string] | undefined {
    const { old, new: now, path } = change;
    if (typeof old !== "string" || typeof now !== "string") return undefined;
    if (Math.min(old.length, now.length) < LONG) return undefined;
    const shown = this.#chain.text("value", now, path) !== undefined ||
      this.#chain.lit("value", now, path, now).length > 0;
    if (shown) return undefined;
    const most = Math.min(old.length, now.length);
    let start = 0;
    while (start < most && old[start] === now[start]) start++;
    let end = 0;
    while (
      end < most - start && old.at(-1 - end) === now.at(-1 - end)
    ) end++;
    if (start < LONG - AROUND && end < LONG - AROUND) return undefined;
    const { ellipsis } = this.#marks;
    const part = (text: string) => {
      const from = start > LONG - AROUND ? start - AROUND : 0;
      const to = end > LONG - AROUND ? text.length - end + AROUND : text.length;
      return (from > 0 ? ellipsis : "") + text.slice(from, to) +
        (to < text.length ? ellipsis : "");
    };
    return [part(old), part(now)];
  }
}
