/**
 * The display that looks at the output: a terminal or a pipe, its width, its
 * colours and its characters. Asked once, without a prompt for a permission.
 *
 * @module
 */
import { readEnv, wantsColor } from "../../changelog/text/color.ts";

/** The marks that are drawn. */
export interface Marks {
  /** Between what was and what is. */
  readonly arrow: string;
  /** Before what is gone. */
  readonly minus: string;
  /** Where text was cut. */
  readonly ellipsis: string;
  /** In place of what is masked. */
  readonly mask: string;
  /** A line across. */
  readonly rule: string;
  /** A part of a bar that is done, and one that is not. */
  readonly bar: readonly [done: string, left: string];
}

const UNICODE: Marks = {
  arrow: "→",
  minus: "−",
  ellipsis: "…",
  mask: "••••••",
  rule: "─",
  bar: ["█", "░"],
};

const ASCII: Marks = {
  arrow: "->",
  minus: "-",
  ellipsis: "...",
  mask: "******",
  rule: "-",
  bar: ["#", "."],
};

/** No layout is narrower. */
const LEAST_WIDTH = 40;

/** How the output is shown. */
export interface Display {
  /** Whether standard output is a terminal. */
  readonly terminal: boolean;
  /** Whether it may be moved about in: not on a dumb one. */
  readonly dumb: boolean;
  /** Columns of a line; undefined where nothing is cut. */
  readonly width: number | undefined;
  /** Whether that is the terminal's width, and nobody asked for another. */
  readonly fits: boolean;
  /** Lines of the terminal; undefined without one. */
  readonly rows: number | undefined;
  /** Whether there are colours on standard output. */
  readonly color: boolean;
  /** Whether there are colours on standard error. */
  readonly errorColor: boolean;
  /** The marks that are drawn. */
  readonly marks: Marks;
  /** Whether marks are ASCII alone. */
  readonly ascii: boolean;
  /** The zone that times are shown and read in. */
  readonly zone: string;
}

/** The wishes of options and settings about the display. */
export interface DisplayWish {
  /** Whether colours are switched off. */
  readonly noColor?: boolean | undefined;
  /** Columns that were asked for. */
  readonly width?: number | undefined;
  /** Whether times are in UTC. */
  readonly utc?: boolean | undefined;
}

/** Looks at the streams and, as far as that is permitted, the environment. */
export function displayOf(wish: DisplayWish = {}): Display {
  const terminal = Deno.stdout.isTerminal();
  const dumb = readEnv("TERM") === "dumb";
  const size = terminal ? consoleSize() : undefined;
  const width = wish.width ?? size?.columns;
  const plain = (wish.noColor ?? false) || dumb;
  const ascii = isAscii();
  return {
    terminal,
    dumb,
    width: width === undefined ? undefined : Math.max(LEAST_WIDTH, width),
    fits: width !== undefined && wish.width === undefined,
    rows: size?.rows,
    color: !plain && wantsColor("stdout"),
    errorColor: !plain && wantsColor("stderr"),
    marks: ascii ? ASCII : UNICODE,
    ascii,
    zone: wish.utc ? "UTC" : Temporal.Now.timeZoneId(),
  };
}

/** The same display as the terminal is now: it may have got another size. */
export function refitted(display: Display): Display {
  const size = display.fits ? consoleSize() : undefined;
  return size === undefined ? display : {
    ...display,
    width: Math.max(LEAST_WIDTH, size.columns),
    rows: size.rows,
  };
}

function consoleSize(): { columns: number; rows: number } | undefined {
  try {
    const { columns, rows } = Deno.consoleSize();
    return columns > 0 && rows > 0 ? { columns, rows } : undefined;
  } catch { // a terminal without a size, such as a serial line
    return undefined;
  }
}

/** Whether the locale says that only ASCII can be shown. */
function isAscii(): boolean {
  const locale = readEnv("LC_ALL") || readEnv("LC_CTYPE") || readEnv("LANG");
  return locale !== undefined && /^(?:C|POSIX)$/.test(locale);
}
