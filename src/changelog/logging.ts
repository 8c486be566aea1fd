/**
 * The change log of a running program: which events are printed, and where.
 *
 * Nothing is, until `configureLogging` is called.
 *
 * @module
 */
import { terminalWidth } from "./text/color.ts";
import { type Emitter, passOn } from "./emitter.ts";
import { isColored } from "./format_diff.ts";
import { LogEvent } from "./log_event.ts";
import { categoryOf, levelOf } from "./log_fields.ts";
import type { LogCategory, LogKind, LogLevel } from "./log_fields.ts";
import { provideChangeLog } from "./log_switch.ts";
import { StyledLine } from "./text/styled_line.ts";
import { writeStderr } from "./text/stderr.ts";
import { onFormatterError } from "./formatter_errors.ts";

/**
 * Where text goes: one event at a time, of one line or several, without a
 * newline at its end. `event` is missing for a message about the log itself.
 */
export type LogSink = (text: string, event?: LogEvent) => void;

/** The options of the change log: what is printed, and how. */
export interface LoggingOptions {
  /** Changes, and transactions that were rolled back. Default: `true`. */
  readonly transaction?: boolean | undefined;
  /** Whether the diff of each change is shown with its action. Default: `true`. */
  readonly diff?: boolean | undefined;
  /** Files created (and, with `debug`, opened). Default: `true`. */
  readonly bootstrap?: boolean | undefined;
  /** Migrations. Default: `true`. */
  readonly migration?: boolean | undefined;
  /** Events of level `debug` too. Default: `false`. */
  readonly debug?: boolean | undefined;
  /** Where the text goes. Default: standard error. */
  readonly sink?: LogSink | undefined;
  /**
   * Whether it is coloured; `"auto"`: where standard error shows colours,
   * going by `NO_COLOR`, `FORCE_COLOR` and the terminal at the time it is
   * printed. Default: `"auto"`, and `false` for a `sink`.
   */
  readonly color?: boolean | "auto" | undefined;
  /** Columns of a line of several. Default: those of the terminal, or 80. */
  readonly width?: number | undefined;
}

let configured: LoggingOptions | undefined;

provideChangeLog({
  enabled: loggingEnabled,
  event: (fields) => new LogEvent(fields),
  emit: emitLog,
});

/**
 * Switches the printing of events on, for all databases of this isolate, or
 * with `false` off again. Each call replaces the one before.
 *
 * @example
 * ```ts
 * import { configureLogging } from "@kanta/core/changelog";
 *
 * configureLogging({ diff: false, sink: (text) => console.log(text) });
 * configureLogging(false);
 * ```
 */
export function configureLogging(options: LoggingOptions | false = {}): void {
  configured = options === false ? undefined : { ...options };
  onFormatterError(configured && reportToSink);
}

/**
 * Whether an event of the kind would be printed. Costs next to nothing: ask
 * before an event is made.
 */
export function loggingEnabled(
  kind: LogKind,
  level: LogLevel = levelOf(kind),
): boolean {
  return configured !== undefined && isOn(categoryOf(kind), level);
}

/** Whether the diff of a change would be printed with it. */
export function diffEnabled(): boolean {
  return configured !== undefined && configured.diff !== false;
}

/**
 * Hands an event to the emitters and, if none of them keeps it, to
 * {@linkcode writeEvent}. Never throws.
 */
export function emitLog(
  event: LogEvent,
  emitters: readonly Emitter[] = [],
): void {
  if (emitters.length > 0 && configured !== undefined) lay(event, configured);
  passOn(event, emitters, writeEvent);
}

/**
 * Prints an event as configured: what happens to one that no emitter keeps.
 * Never throws; does nothing for what is switched off.
 */
export function writeEvent(event: LogEvent): void {
  if (configured === undefined || !isOn(event.category, event.level)) return;
  const { diff = true } = configured;
  const shown = event.showDiff;
  try {
    lay(event, configured);
    event.showDiff &&= diff;
    send(event.toString(isSinkColored(configured)), configured, event);
  } catch (error) {
    // A header that an emitter made, or an own class in the data, failed.
    reportToSink("An event could not be printed", error);
  } finally {
    event.showDiff = shown;
  }
}

/** Writes text to a sink, or to standard error; never throws. */
export function send(
  text: string,
  { sink }: Pick<LoggingOptions, "sink">,
  event?: LogEvent,
): void {
  try {
    if (sink === undefined) writeStderr(text + "\n");
    else sink(text, event);
  } catch { // nobody is left to tell, and the transaction has been made
    return;
  }
}

/** Where text goes that is asked for by hand. */
export function currentSink(): LogSink | undefined {
  return configured?.sink;
}

/** Whether text for these settings is coloured, as things stand now. */
export function isSinkColored(
  { color, sink }: Pick<LoggingOptions, "color" | "sink">,
): boolean {
  return isColored(color ?? (sink === undefined ? "auto" : false));
}

/** Columns of a line for these settings, as things stand now. */
export function widthOf(
  { width, sink }: Pick<LoggingOptions, "width" | "sink">,
): number | undefined {
  return width ?? (sink === undefined ? terminalWidth() : undefined);
}

function lay(event: LogEvent, options: LoggingOptions): void {
  event.width = widthOf(options) ?? event.width;
}

function isOn(category: LogCategory, level: LogLevel): boolean {
  if (configured === undefined || configured[category] === false) return false;
  return level !== "debug" || configured.debug === true;
}

function reportToSink(what: string, error: unknown): void {
  if (configured === undefined) return;
  let text = "an error that can't be shown";
  try {
    text = String(error);
  } catch { // a getter of its own failed
  }
  const line = new StyledLine().add("kanta", "action").add(": ", "sep")
    .add(`${what}: `).addCut(text, 400);
  send(line.toString(isSinkColored(configured)), configured);
}
