/**
 * Whether to print in colour, and how wide: asked when something is printed,
 * never before, and without ever prompting for a permission.
 *
 * @module
 */
/** A stream that text may go to. */
export type OutputStream = "stdout" | "stderr";

/** The facts that {@linkcode decideColor} goes by. */
export interface ColorFacts {
  /** The value of `NO_COLOR`. */
  readonly noColor?: string | undefined;
  /** The value of `FORCE_COLOR`. */
  readonly forceColor?: string | undefined;
  /** Whether the stream is a terminal. */
  readonly terminal: boolean;
  /** Whether the stream goes to the systemd journal, which keeps colours. */
  readonly journal: boolean;
}

/** Columns where no terminal says otherwise. */
export const DEFAULT_WIDTH = 80;

/** A non-empty `NO_COLOR` wins, then `FORCE_COLOR`, then what the stream is. */
export function decideColor(facts: ColorFacts): boolean {
  if (facts.noColor) return false;
  if (facts.forceColor && facts.forceColor !== "0") return true;
  return facts.terminal || facts.journal;
}

/**
 * Whether text for the stream is to be coloured, as things stand now.
 *
 * The environment is read only where that is permitted already; `NO_COLOR` is
 * honoured in any case.
 */
export function wantsColor(stream: OutputStream = "stderr"): boolean {
  return decideColor({
    noColor: readEnv("NO_COLOR") ?? (Deno.noColor ? "1" : undefined),
    forceColor: readEnv("FORCE_COLOR"),
    terminal: Deno[stream].isTerminal(),
    journal: isJournal(stream, readEnv("JOURNAL_STREAM")),
  });
}

/** Columns of the terminal that the stream is, or 80. */
export function terminalWidth(stream: OutputStream = "stderr"): number {
  if (!Deno[stream].isTerminal()) return DEFAULT_WIDTH;
  try {
    return Deno.consoleSize().columns || DEFAULT_WIDTH;
  } catch { // a terminal without a size, such as a serial line
    return DEFAULT_WIDTH;
  }
}

/** The variable, if it is set and may be read without asking. */
export function readEnv(variable: string): string | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable });
  return state === "granted" ? Deno.env.get(variable) : undefined;
}

/**
 * Whether the stream is the very one that systemd connected to the journal:
 * `JOURNAL_STREAM` is inherited, also where the stream was redirected since.
 */
function isJournal(stream: OutputStream, named: string | undefined): boolean {
  if (!named) return false;
  try {
    // Not imported: `node:fs` would slow the start of every program.
    const { fstatSync } = globalThis.process.getBuiltinModule("node:fs");
    const { dev, ino } = fstatSync(stream === "stdout" ? 1 : 2);
    return `${dev}:${ino}` === named;
  } catch { // no such stream: closed, or another system
    return false;
  }
}
