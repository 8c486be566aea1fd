/**
 * `kanta revert`: undoes records as a new one: the plan, the question, the commit.
 *
 * @module
 */
import { StyledLine } from "../../../changelog/text/styled_line.ts";
import { resolvePoint } from "../../../history/point/position.ts";
import { parseRange } from "../../../history/point/range.ts";
import { resolveRanges } from "../../../history/point/span.ts";
import type { RecordReader } from "../../../history/reader/record_reader.ts";
import type { RevertTarget } from "../../../history/revert/planner.ts";
import type { RevertPlan } from "../../../history/revert/revert_plan.ts";
import { type Application, loadApplication } from "../../application.ts";
import type { Invocation } from "../../command.ts";
import { CommandError, EXIT, UsageError } from "../../failure.ts";
import { demandFile, fileAmong, openLog } from "../../input/input.ts";
import { Mask } from "../../../history/shown/mask.ts";
import { filtersOf } from "../../log/filters.ts";
import { Selection } from "../../log/selection.ts";
import { demandYes } from "../../question.ts";
import { openLive, settle } from "./open_live.ts";
import { showPlan } from "./plan.ts";

/** The options that find records. */
const FILTERS = ["range", "grep", "not", "user", "action", "path"];

/** Undoes records. */
export async function run(invocation: Invocation): Promise<number> {
  const { args, notes, settings } = invocation;
  const application = await loadApplication(args);
  const { file, others } = fileAmong(args.operands);
  demandFile(file, "revert");
  const [clean, force] = [args.has("only-clean"), args.has("force")];
  if (clean && force) {
    throw new UsageError("--only-clean and --force exclude each other");
  }
  const target = await targetOf(invocation, application, file, others);
  const call = `db.revert(${targetText(target)})`;
  await using db = await openLive(invocation, application, file, call);
  const plan = await db.revertPlan(target);
  const mask = new Mask(
    [...settings.mask ?? [], ...application.mask],
    args.has("unmask"),
  );
  await showPlan(invocation, application, mask, plan.changes, plan);
  if (!hasWork(plan, force)) {
    notes.say("There is nothing to undo.");
    return EXIT.done;
  }
  if (args.has("dry-run")) {
    notes.say("Nothing was written.");
    return EXIT.done;
  }
  if (plan.conflicts.length > 0 && !clean && !force) {
    throw new CommandError(
      "What was changed since is not undone: nothing was written",
      EXIT.refused,
      ["--only-clean leaves those alone", "--force takes them back, too"],
    );
  }
  demandYes(invocation, `Commit this to ${file}?`);
  const { committed } = await db.revert(target, {
    mode: force ? "force" : clean ? "only-clean" : "refuse",
    user: args.text("by"),
    note: args.text("note"),
  });
  await settle(db);
  notes.line(
    new StyledLine().add(
      committed === undefined
        ? "Nothing was left to undo."
        : `committed as r${committed} revert`,
    ),
  );
  return EXIT.done;
}

function hasWork(plan: RevertPlan, force: boolean): boolean {
  const { undoes, changes, conflicts } = plan;
  return undoes.length > 0 &&
    (changes.length > 0 || conflicts.length > 0 || force);
}

/** The records that are named, or what the filters find. */
async function targetOf(
  invocation: Invocation,
  application: Application,
  file: string,
  points: readonly string[],
): Promise<RevertTarget> {
  const { args, display, now } = invocation;
  const filtered = FILTERS.some((name) => args.has(name));
  if ((points.length === 0) !== filtered) {
    throw new UsageError(
      "kanta revert wants records such as r120, or what finds them: -r, -g, " +
        "--user, --action or --path",
    );
  }
  using reader = await openLog(file, application);
  if (filtered) {
    const revs = found(invocation, application, reader);
    return { places: args.texts("path"), revs };
  }
  const clock = { now, zone: display.zone };
  return points.map((point) => resolvePoint(reader, point, clock).rev);
}

/** The target as a program would write it, where that is short. */
function targetText(target: RevertTarget): string {
  const isWhole = typeof target === "object" && "revs" in target &&
    target.places?.length === 0;
  const text = Deno.inspect(isWhole ? target.revs : target, {
    colors: false,
    breakLength: Infinity,
  });
  return text.length > 60 ? "..." : text.replace(/^\[ (\d+) \]$/, "$1");
}

/** The revisions of the records that `log` would show with the same filters. */
function found(
  invocation: Invocation,
  application: Application,
  reader: RecordReader,
): number[] {
  const { args, display, now } = invocation;
  const ranges = args.texts("range").map(parseRange);
  const span = resolveRanges(reader, ranges, { now, zone: display.zone });
  const { filter, nothing } = filtersOf(invocation, application);
  const progress = invocation.progress("revert");
  const { size } = reader.log;
  const selection = new Selection(reader, filter, nothing, span, {
    count: undefined,
    reverse: false,
    context: 0,
    before: "always",
    onRead: (bytes) => progress.tell(bytes, size),
  });
  const revs: number[] = [];
  for (const one of selection.records()) {
    if (!("changes" in one)) progress.tell(one.offset, size);
    else if (one.record.kind === "change") revs.push(one.record.rev);
  }
  progress.clear();
  return revs;
}
