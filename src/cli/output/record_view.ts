/**
 * Records as lines: a label, the time, who did what, and what changed.
 *
 * @module
 */
import { eventHeader } from "../../changelog/header.ts";
import { StyledLine } from "../../changelog/text/styled_line.ts";
import type { Change } from "../../history/changes/change.ts";
import { type TypeCodec, TypeRegistry } from "../../values/kinds.ts";
import { ChangeView, type ShownChange } from "./change/change_view.ts";
import type { Display } from "./display.ts";
import { Moments, weekday } from "./moment.ts";
import { listEdits } from "./change/list_edits.ts";
import { cutMiddle } from "./change/middle_cut.ts";
import { sizeText } from "./progress.ts";
import type { ShownChain } from "./shown_chain.ts";

/** A record to be shown. */
export interface ShownRecord {
  /** The label, such as `r120` or `s3`. */
  readonly label: string;
  /** When it was made. */
  readonly ts: string;
  /** The action, and who did it; of a change. */
  readonly action?: string | undefined;
  readonly user?: string | undefined;
  /** Why it was done. */
  readonly note?: string | undefined;
  /** The redactions that took something of it. */
  readonly redacted?: readonly unknown[] | undefined;
  /** The words about a snapshot. */
  readonly snapshot?: {
    readonly rev: number;
    readonly version: number;
    readonly mtime: string | undefined;
    readonly size: number;
  };
  /** The changes that it made, or where a snapshot matches. */
  readonly changes: readonly Change[];
}

/** Columns of labels at least. */
const LABEL = 6;
/** Columns of a header before what it changed, where there is room. */
const HEADER = 24;
/** Columns of places, so that values stand below each other. */
const PLACE = 24;
/** In less columns, what a record changed begins further left. */
const NARROW = 72;
/** Values keep at least so many columns, or two fifths of a line. */
const VALUE = 12;

/** Lays out records for one display. */
export class RecordView {
  readonly #display: Display;
  readonly #chain: ShownChain;
  readonly #changes: ChangeView;
  readonly #moments: Moments;
  readonly #types: TypeRegistry;
  readonly #quiet: boolean;
  /** The day that was told last. */
  day = "";

  /** `quiet` leaves out what changed. */
  constructor(
    display: Display,
    chain: ShownChain,
    quiet = false,
    types: readonly TypeCodec[] = [],
  ) {
    this.#display = display;
    this.#chain = chain;
    this.#changes = new ChangeView(chain, display.marks);
    this.#moments = new Moments(display.zone);
    this.#types = new TypeRegistry(types);
    this.#quiet = quiet;
  }

  /** The lines of a record; the day before it where that is another one. */
  lines(record: ShownRecord): StyledLine[] {
    const { width } = this.#display;
    const lines: StyledLine[] = [];
    const { date, time } = this.#moments.of(record.ts);
    // In a pipe a line stands for itself; on a terminal a day is told once.
    if (width !== undefined && date !== this.day) {
      this.day = date;
      if (date !== "") lines.push(this.#rule(date, width));
    }
    const when = width === undefined && date !== "" ? `${date}T${time}` : time;
    const start = new StyledLine()
      .add(record.label, record.snapshot === undefined ? "sep" : "snapshot", {
        width: LABEL,
      })
      .add(" ").add(when, "sep").add("  ");
    const indent = width !== undefined && width < NARROW ? 4 : start.width;
    start.append(this.#header(record));
    if (record.redacted?.length) start.add(" [redacted]", "sep");
    if (this.#quiet || record.changes.length === 0) {
      lines.push(this.#fit(start));
      return lines;
    }
    const shown = this.#spread(record.changes);
    const [only] = shown;
    const line = shown.length === 1 && only !== undefined
      ? this.#oneLine(start, only, indent)
      : undefined;
    if (line !== undefined) lines.push(line);
    else lines.push(this.#fit(start), ...this.#below(shown, indent));
    return lines;
  }

  /** The lines of changes, indented. */
  below(changes: readonly Change[], indent = 0): StyledLine[] {
    return this.#below(this.#spread(changes), indent);
  }

  /** Lists by their edits; as they stand where something in them is to be lit. */
  #spread(changes: readonly Change[]): ShownChange[] {
    const edits = this.#chain.searching
      ? changes
      : changes.flatMap((change) => listEdits(change, this.#types));
    return edits.map((change) => this.#changes.of(change));
  }

  #rule(date: string, width: number): StyledLine {
    const { rule } = this.#display.marks;
    const line = new StyledLine().add(`${rule}${rule} `, "sep")
      .add(date).add(` ${weekday(date)} `, "sep");
    return line.add(rule.repeat(Math.max(0, width - line.width)), "sep");
  }

  #header({ action, user, note, snapshot }: ShownRecord): StyledLine {
    if (snapshot === undefined) {
      return eventHeader({ kind: "change", action, user, note }, this.#chain);
    }
    const { rev, version, mtime, size } = snapshot;
    const line = new StyledLine().add("snapshot", "snapshot")
      .add(` r${rev} v${version}`);
    if (mtime !== undefined) line.add(` ${this.#moments.text(mtime)}`);
    return line.add(` ${sizeText(size)}`, "sep");
  }

  /** All in one line, if it fits there. */
  #oneLine(
    start: StyledLine,
    { place, value, members }: ShownChange,
    indent: number,
  ): StyledLine | undefined {
    const { width } = this.#display;
    const line = new StyledLine().append(start);
    // Headers of all records end in one column, where there is room for that.
    const wide = width === undefined ? HEADER : Math.min(HEADER, width / 5);
    const column = indent + Math.floor(wide);
    line.add(" ".repeat(Math.max(2, column - start.width)));
    line.append(place);
    if (width === undefined) {
      return line.add("  ").append(value(Infinity));
    }
    const left = width - line.width - 2;
    if (left < VALUE) return undefined;
    const whole = value(Infinity);
    if (whole.width <= left) {
      return whole.width === 0 ? line : line.add("  ").append(whole);
    }
    // Below it there is more room, or a line for each member.
    if (left < 4 * VALUE || members(left).length > 0) return undefined;
    return line.add("  ").append(value(left));
  }

  #below(shown: readonly ShownChange[], indent: number): StyledLine[] {
    const { width } = this.#display;
    const room = width === undefined ? Infinity : width - indent;
    const most = Math.min(PLACE, Number.isFinite(room) ? room / 3 : PLACE);
    let column = 0;
    for (const { place } of shown) {
      if (place.width <= most) column = Math.max(column, place.width);
    }
    return shown.flatMap((change) =>
      this.#laid(change, room, column).map((line) =>
        new StyledLine().add(" ".repeat(indent)).append(line)
      )
    );
  }

  #laid(
    { place, value, members }: ShownChange,
    room: number,
    column: number,
  ): StyledLine[] {
    const whole = value(Infinity);
    const gap = Math.max(2, column + 2 - place.width);
    if (place.width + gap + whole.width <= room) {
      return [
        whole.width === 0
          ? place
          : new StyledLine().append(place).add(" ".repeat(gap)).append(whole),
      ];
    }
    const block = members(room - 2);
    if (block.length > 0) {
      return [
        cutMiddle(place, room, this.#display.marks.ellipsis),
        ...block.map((line) =>
          new StyledLine().add("  ").append(line).cut(room)
        ),
      ];
    }
    const least = Math.min(
      Math.max(VALUE, Math.floor(0.4 * room)),
      whole.width,
    );
    const path = cutMiddle(
      place,
      Math.max(VALUE, room - 2 - least),
      this.#display.marks.ellipsis,
    );
    const between = Math.max(2, Math.min(gap, room - path.width - least));
    return [
      new StyledLine().append(path).add(" ".repeat(between))
        .append(value(Math.max(1, room - path.width - between))).cut(room),
    ];
  }

  #fit(line: StyledLine): StyledLine {
    const { width } = this.#display;
    return width === undefined ? line : line.cut(width);
  }
}
