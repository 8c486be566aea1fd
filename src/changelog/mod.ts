/**
 * The change log: changes as lines of text, for a terminal, a file or a page.
 *
 * A database prints nothing by itself. {@linkcode configureLogging} has all
 * databases of the process print what changes; {@linkcode formatChange} and
 * {@linkcode formatDiff} make the lines of one change.
 *
 * @example
 * ```ts
 * import { Kanta } from "@kanta/core";
 * import { configureLogging } from "@kanta/core/changelog";
 *
 * const lines: string[] = [];
 * configureLogging({ sink: (line) => lines.push(line) });
 *
 * const path = await Deno.makeTempFile({ suffix: ".kantadb" });
 * await using db = await Kanta.open(path, { visits: 0 });
 * db.transaction("visit", { user: "alice" }, (data) => {
 *   data.visits++;
 * });
 * console.log(lines.at(-1)); // visit by alice: visits = 1
 * configureLogging(false);
 * ```
 *
 * @module
 */
export { configureLogging, writeEvent } from "./logging.ts";
export type { LoggingOptions, LogSink } from "./logging.ts";
export { formatDiff } from "./format_diff.ts";
export type { DiffOptions, FormatDiffOptions } from "./format_diff.ts";
export { formatChange, logChange } from "./log_change.ts";
export type { FormatChangeOptions, LogChangeOptions } from "./log_change.ts";
export { LogEvent } from "./log_event.ts";
export type {
  LogCategory,
  LogEventFields,
  LoggedMigration,
  LoggedRotation,
  LogKind,
  LogLevel,
} from "./log_fields.ts";
export type { TransactionLogOptions } from "./log_switch.ts";
export type { Emitter, EmitterAnswer } from "./emitter.ts";
export type { FormatContext, FormatPart, Formatter } from "./formatter.ts";
export { palette } from "./text/palette.ts";
export type { Palette } from "./text/palette.ts";
export { StyledLine } from "./text/styled_line.ts";
export type { Fill, Span } from "./text/styled_line.ts";
export { printable } from "./text/printable.ts";
export { displayWidth, pad, stripEscapes } from "./text/width.ts";
export type { Align } from "./text/width.ts";
export { wantsColor } from "./text/color.ts";
export type { OutputStream } from "./text/color.ts";
