/**
 * A change record as the change log shows it.
 *
 * @module
 */
import type { ChangeRecord } from "../record.ts";
import { type FormatDiffOptions, isColored } from "./format_diff.ts";
import { LogEvent } from "./log_event.ts";
import {
  currentSink,
  isSinkColored,
  type LogSink,
  send,
  widthOf,
} from "./logging.ts";
import { scalarText } from "./text/scalar_text.ts";

/** How a change record is shown. */
export interface FormatChangeOptions extends FormatDiffOptions {
  /** Text after the action, which the record does not have. */
  readonly extra?: string | undefined;
  /** Whether what changed is shown, or only by whom. Default: `true`. */
  readonly showDiff?: boolean | undefined;
}

/** How and where a change record is printed. */
export interface LogChangeOptions extends FormatChangeOptions {
  /**
   * Where the text goes. Default: as {@linkcode configureLogging} has it, else
   * standard error.
   */
  readonly sink?: LogSink | undefined;
}

/**
 * Formats a change record as lines of text: who did what, and what changed.
 *
 * @example
 * ```ts
 * import { formatChange } from "@kanta/core/changelog";
 * import { assertEquals } from "@std/assert";
 *
 * const record = {
 *   ts: "2026-06-10T02:55:05.250Z",
 *   a: "visit",
 *   u: "bob",
 *   diff: { visits: 1 },
 * };
 * assertEquals(formatChange(record), ["visit by bob: visits = 1"]);
 * ```
 */
export function formatChange(
  record: ChangeRecord,
  options: FormatChangeOptions = {},
): string[] {
  const color = isColored(options.color ?? false);
  return recordEvent(record, options).lines()
    .map((line) => line.toString(color));
}

/**
 * Prints a change record: to the sink that is given, or that logging was
 * configured with, or to standard error. Never throws for what the sink does.
 */
export function logChange(
  record: ChangeRecord,
  options: LogChangeOptions = {},
): void {
  const to = { ...options, sink: options.sink ?? currentSink() };
  const event = recordEvent(record, { ...options, width: widthOf(to) });
  send(event.toString(isSinkColored(to)), to, event);
}

/** The event that a change record stands for. */
export function recordEvent(
  record: ChangeRecord,
  options: FormatChangeOptions = {},
): LogEvent {
  const event = new LogEvent({
    ...options,
    kind: "change",
    action: textOf(record.a),
    user: textOf(record.u),
    note: textOf(record.n),
    diff: record.diff,
  });
  event.width = options.width ?? event.width;
  return event;
}

/** A field that should be text, from a file where it may be anything. */
function textOf(field: unknown): string | undefined {
  return field === undefined ? field : scalarText(field) ?? "[object]";
}
