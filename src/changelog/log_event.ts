/**
 * Something that the change log may tell of.
 *
 * @module
 */
import type { Diff } from "../record.ts";
import { DEFAULT_WIDTH } from "./text/color.ts";
import { diffLines } from "./format_diff.ts";
import { type Formatter, FormatterChain } from "./formatter.ts";
import { eventHeader } from "./header.ts";
import { StyledLine } from "./text/styled_line.ts";
import {
  categoryOf,
  levelOf,
  type LogCategory,
  type LogEventFields,
  type LoggedMigration,
  type LoggedRotation,
  type LogKind,
  type LogLevel,
} from "./log_fields.ts";

const INDENT = "  ";

/**
 * An event of the change log. Emitters may change its fields before they pass
 * it on; header and lines are made when they are first read, from what the
 * fields say then.
 */
export class LogEvent {
  /** The kind of event. */
  kind: LogKind;
  /** How much it matters. */
  level: LogLevel;
  /** The action of the transaction. */
  action?: string | undefined;
  /** The user, as stored; shown as a formatter for `$user` has it. */
  user?: string | undefined;
  /** The reason that was given for it, as stored. */
  note?: string | undefined;
  /** Text that is shown after the action and stored nowhere. */
  extra?: string | undefined;
  /** Why the transaction was rolled back. */
  error?: unknown;
  /** The diff of the change. */
  diff?: Diff;
  /** The state before, or what of it the diff touched, where that is known. */
  previous?: unknown;
  /** The state after, where it is known. It is live: to be kept, copy it. */
  current?: unknown;
  /** Whether the diff is to be shown; where not, its lines are never made. */
  showDiff: boolean;
  /** The database file. */
  filename?: string | undefined;
  /** The schema version before a migration. */
  fromVersion?: number | undefined;
  /** The schema version after a migration. */
  toVersion?: number | undefined;
  /** The steps of a migration. */
  migrations: readonly LoggedMigration[];
  /** The records that a rotation moved out of the file. */
  rotation?: LoggedRotation | undefined;
  /** The database. */
  instance?: unknown;
  /** The formatters of values, keys and users. */
  formatters: readonly Formatter[];
  /** Columns that the lines may take. */
  width: number = DEFAULT_WIDTH;

  #header?: StyledLine;
  #diffLines?: readonly StyledLine[];

  /** Makes an event; what is left out is unknown or as the kind has it. */
  constructor(fields: LogEventFields) {
    this.kind = fields.kind;
    this.level = fields.level ?? levelOf(fields.kind);
    this.action = fields.action;
    this.user = fields.user;
    this.note = fields.note;
    this.extra = fields.extra;
    this.error = fields.error;
    this.diff = fields.diff;
    this.previous = fields.previous;
    this.current = fields.current;
    this.showDiff = fields.showDiff ?? true;
    this.filename = fields.filename;
    this.fromVersion = fields.fromVersion;
    this.toVersion = fields.toVersion;
    this.migrations = fields.migrations ?? [];
    this.rotation = fields.rotation;
    this.instance = fields.instance;
    this.formatters = fields.formatters ?? [];
  }

  /** The category of the event. */
  get category(): LogCategory {
    return categoryOf(this.kind);
  }

  /** The name of the logger, such as `kanta.transaction`. */
  get logger(): string {
    return `kanta.${this.category}`;
  }

  /** The first line: what happened. Can be replaced, by plain text too. */
  get header(): StyledLine {
    return this.#header ??= eventHeader(this, this.#chain());
  }
  set header(header: StyledLine | string) {
    this.#header = asLine(header);
  }

  /** The lines of the diff, one or more for each place. Can be replaced. */
  get diffLines(): readonly StyledLine[] {
    return this.#diffLines ??= diffLines(this.diff, {
      previous: this.previous,
      current: this.current,
      formatters: this.formatters,
      instance: this.instance,
      width: this.width - INDENT.length,
    });
  }
  set diffLines(lines: readonly (StyledLine | string)[]) {
    this.#diffLines = lines.map(asLine);
  }

  /**
   * The whole event: header and diff on one line where the diff is a single
   * line, else the lines of the diff indented below the header.
   */
  lines(): StyledLine[] {
    const diff = this.showDiff ? this.diffLines : [];
    const [first] = diff;
    if (first === undefined) return [this.header];
    if (this.header.width === 0) return [...diff];
    if (diff.length === 1) {
      return [
        new StyledLine().append(this.header).add(": ", "sep").append(first),
      ];
    }
    const indented = diff.map((line) =>
      new StyledLine().add(INDENT).append(line)
    );
    return [this.header, ...indented];
  }

  /** The whole event as text. */
  toString(color = false): string {
    return this.lines().map((line) => line.toString(color)).join("\n");
  }

  #chain(): FormatterChain {
    return new FormatterChain(this.formatters, {
      previous: this.previous,
      current: this.current,
      instance: this.instance,
    });
  }
}

function asLine(line: StyledLine | string): StyledLine {
  return typeof line === "string" ? new StyledLine().add(line) : line;
}
