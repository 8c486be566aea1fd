/**
 * The command `kanta`: reads the command line, runs a command, and answers its
 * exit code.
 *
 * @module
 */
import { Arguments } from "./arguments.ts";
import type { Invocation } from "./command.ts";
import { type CommandLine, parseCommandLine } from "./command_line.ts";
import { EXIT, OutputClosed } from "./failure.ts";
import { reportFailure } from "./failure_report.ts";
import { type Display, displayOf } from "./output/display.ts";
import { Notes } from "./output/notes.ts";
import { Output } from "./output/output.ts";
import { pagerCommand, startPager } from "./output/pager.ts";
import { Progress } from "./output/progress.ts";
import { readSettings, type Settings } from "./settings/settings.ts";
import type { World } from "./world.ts";

/** Options under which no pager is wanted. */
const UNPAGED = ["json", "follow", "output", "no-pager", "raw"];

/**
 * Runs the command with these arguments; answers its exit code.
 *
 * Nothing is thrown: what went wrong is told on standard error.
 */
export async function main(
  args: readonly string[],
  world: World = {},
): Promise<number> {
  const json = args.includes("--json");
  const first = displayFor(new Arguments([], new Map()), {}, world);
  let notes = new Notes(world.stderr ?? Deno.stderr, first.errorColor, json);
  try {
    const line = parseCommandLine(args);
    const { settings, note } = await readSettings(line.args.text("config"));
    const display = displayFor(line.args, settings, world);
    notes = new Notes(world.stderr ?? Deno.stderr, display.errorColor, json);
    if (note !== undefined) notes.say(note);
    return await runLine(line, { settings, display, notes, json, world });
  } catch (error) {
    if (error instanceof OutputClosed) return EXIT.done;
    notes.progress?.clear();
    return reportFailure(error, notes);
  }
}

async function runLine(
  { command, named, args }: CommandLine,
  given: Pick<
    Invocation,
    "settings" | "display" | "notes" | "json" | "world"
  >,
): Promise<number> {
  const { settings, display, notes, world } = given;
  const helps = args.has("help") || args.has("version");
  const paged = !UNPAGED.some((name) => args.has(name)) && !args.shortHelp;
  const out = new Output({
    stream: world.stdout ?? Deno.stdout,
    ...(paged && display.terminal && !display.dumb && {
      rows: display.rows,
      startPages: () => {
        const pages = startPager(pagerCommand(settings.pager));
        if (pages !== undefined) notes.hold();
        return pages;
      },
    }),
  });
  const run = helps
    ? (await import("./commands/help.ts")).helpOn(named ? command : undefined)
    : (await command.load()).run;
  try {
    return await run({
      ...given,
      args,
      out,
      now: world.now ?? Temporal.Now.instant(),
      progress(name) {
        notes.progress = progressOf(name, args, display);
        return notes.progress;
      },
    });
  } finally {
    notes.progress?.clear();
    try {
      await out.close();
    } finally {
      notes.release();
    }
  }
}

function displayFor(
  args: Arguments,
  settings: Settings,
  { display }: World,
): Display {
  return {
    ...displayOf({
      noColor: args.has("no-color"),
      width: args.number("width", 1) ?? settings.width,
      utc: args.has("utc") || (settings.utc ?? false),
    }),
    ...display,
  };
}

function progressOf(name: string, args: Arguments, display: Display): Progress {
  const given = args.text("progress");
  const every = given === undefined
    ? undefined
    : Number(/^\d+/.exec(given)?.[0] ?? 1) * 1000;
  const terminal = Deno.stderr.isTerminal() && !display.dumb &&
    !args.has("quiet");
  return new Progress({ name, terminal, every, marks: display.marks });
}
