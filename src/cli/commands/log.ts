/**
 * `kanta log`: the records of a file, who changed what and when.
 *
 * @module
 */
import { parseRange } from "../../history/point/range.ts";
import { resolveRanges, type Span } from "../../history/point/span.ts";
import type { RecordReader } from "../../history/reader/record_reader.ts";
import {
  type Application,
  loadApplication,
  loadMigrations,
} from "../application.ts";
import type { Arguments } from "../arguments.ts";
import type { Invocation } from "../command.ts";
import { EXIT, UsageError } from "../failure.ts";
import { demandFile, openLog } from "../input/input.ts";
import { filtersOf } from "../log/filters.ts";
import { LogView } from "../log/log_view.ts";
import { type Selected, Selection } from "../log/selection.ts";
import { Output } from "../output/output.ts";

/** So many records are shown on a terminal where nothing says how many. */
const FEW = 20;

/** Shows the records. */
export async function run(invocation: Invocation): Promise<number> {
  const { args, world } = invocation;
  const [file = ""] = args.operands;
  demandCompatible(args);
  const application = await loadApplication(args);
  const steps = await loadMigrations(args, application);
  if (args.has("check")) {
    demandFile(file, "log --check");
    const { run: verify } = await import("./verify.ts");
    const code = await verify(invocation);
    if (code !== EXIT.done) return code;
  }
  if (args.has("follow")) {
    demandFile(file, "log --follow");
    const { follow } = await import("../log/follow.ts");
    return await follow(invocation, application, file);
  }
  using reader = await openLog(file, application, world);
  const code = await shown(invocation, application, reader, steps);
  tellNotes(invocation, reader);
  return code;
}

function demandCompatible(args: Arguments): void {
  const excluded = [
    ["follow", ["reverse", "output", "context", "migrations"]],
    ["raw", ["json"]],
  ] as const;
  for (const [name, others] of excluded) {
    const other = others.find((option) => args.has(option));
    if (args.has(name) && other !== undefined) {
      throw new UsageError(`--${name} and --${other} exclude each other`);
    }
  }
}

async function shown(
  invocation: Invocation,
  application: Application,
  reader: RecordReader,
  steps: object | undefined,
): Promise<number> {
  const { args, display, notes, now } = invocation;
  const clock = { now, zone: display.zone };
  const ranges = args.texts("range").map(parseRange);
  tellClipped(invocation, reader);
  const span = resolveRanges(reader, ranges, clock);
  const { filter, nothing, chain } = filtersOf(invocation, application);
  const limited = filter.any || ranges.length > 0 || args.has("all");
  const few = display.terminal && !limited && !args.has("json") &&
    !args.has("count");
  const count = args.number("count") ?? (few ? FEW : undefined);
  const progress = invocation.progress("log");
  const size = reader.log.size;
  // A few records stay on the terminal, the newest by the prompt: no pager.
  if (few) invocation.out.flush();
  const selection = new Selection(reader, filter, nothing, span, {
    count,
    reverse: args.has("reverse"),
    context: args.number("context") ?? 0,
    before: args.has("raw")
      ? "never"
      : args.has("before") || args.has("json")
      ? "always"
      : "near",
    onRead: (bytes) => progress.tell(bytes, size),
  });
  const toStdout = args.text("output") === "-";
  const out = toStdout
    ? new Output({ stream: invocation.world.stderr ?? Deno.stderr })
    : invocation.out;
  const view = new LogView({ ...invocation, out }, application, chain, reader);
  let last: Selected | undefined;
  let first = true;
  for (const one of selection.records()) {
    if (!("changes" in one)) {
      progress.tell(one.offset, size);
      continue;
    }
    progress.clear();
    if (first) {
      first = false;
      const cut = count !== undefined && !args.has("reverse") && !filter.any;
      if (cut && !args.has("quiet")) tellEarlier(invocation, reader, span, one);
    }
    last = one;
    await view.show(one);
  }
  if (out !== invocation.out) out.flush();
  if (selection.far) {
    notes.say(
      "values before are not shown: the snapshot before them is far back " +
        "(--before reads all the way)",
    );
  }
  if (last === undefined && display.terminal && !args.has("quiet")) {
    notes.say("no record is found");
  }
  if (args.has("output") || steps !== undefined) {
    invocation.out.flush();
    const { writeState } = await import("../log/state_output.ts");
    await writeState(
      invocation,
      application,
      reader,
      last ?? { ranges, clock },
      steps,
    );
  }
  return last === undefined && args.has("exit-code") ? EXIT.differs : EXIT.done;
}

/** Says how many records come before the first one that is shown. */
function tellEarlier(
  { notes, json, display }: Invocation,
  reader: RecordReader,
  span: Span,
  { record }: Selected,
): void {
  const before = record.rev - (record.kind === "change" ? 1 : 0) -
    Math.max(reader.base, span.from - 1);
  if (json || before <= 0 || !display.terminal) return;
  notes.say(
    `${display.marks.ellipsis} ${before.toLocaleString("en")} earlier ` +
      `records (--all, -n 100, or a range: -r 7d)`,
  );
}

/** Says that a range begins before what is kept. */
function tellClipped(
  { args, notes }: Invocation,
  reader: RecordReader,
): void {
  if (reader.base === 0) return;
  for (const text of args.texts("range")) {
    const { from, form } = parseRange(text);
    const early = form !== "single" && from !== undefined &&
      (from.kind === "start" ||
        from.kind === "revision" && from.n < reader.base);
    if (early) {
      notes.say(
        `The history that is kept begins at r${reader.base}: ${text} is cut there`,
      );
    }
  }
}

/** Tells what reading found and went on. */
export function tellNotes({ notes }: Invocation, reader: RecordReader): void {
  for (const { message, path, kind } of reader.notes.list) {
    notes.say(`${path === "" ? "" : `${path}: `}${message}`, { kind, path });
  }
}
