/**
 * `kanta revert`: undoes records as a new one: the plan, the question, the commit.
 *
 * @module
 */
import { StyledLine } from "../../../changelog/text/styled_line.ts";
import { resolvePoint } from "../../../history/point/position.ts";
import type { RevertTarget } from "../../../history/revert/planner.ts";
import type { RevertPlan } from "../../../history/revert/revert_plan.ts";
import { type Application, loadApplication } from "../../application.ts";
import type { Invocation } from "../../command.ts";
import { CommandError, EXIT, UsageError } from "../../failure.ts";
import { demandFile, fileAmong, openLog } from "../../input/input.ts";
import { Mask } from "../../../history/shown/mask.ts";
import { demandYes } from "../../question.ts";
import { openLive } from "./open_live.ts";
import { showPlan } from "./plan.ts";

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
  await using db = await openLive(invocation, application, file);
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
  await db.flush({ durable: true });
  notes.line(
    new StyledLine().add(
      committed === undefined
        ? "Nothing was left to undo."
        : `committed as r${committed} revert`,
    ),
  );
  return EXIT.done;
}

function hasWork({ changes, conflicts }: RevertPlan, force: boolean): boolean {
  return changes.length > 0 || conflicts.length > 0 || force;
}

/** The records that are named, or what the filters find. */
async function targetOf(
  { args, display, now }: Invocation,
  application: Application,
  file: string,
  points: readonly string[],
): Promise<RevertTarget> {
  const query = {
    range: args.texts("range"),
    places: args.texts("path"),
    user: args.text("user"),
    action: args.text("action"),
  };
  const filtered = query.range.length > 0 || query.places.length > 0 ||
    query.user !== undefined || query.action !== undefined;
  if (points.length === 0 && filtered) return query;
  if (points.length === 0 || filtered) {
    throw new UsageError(
      "kanta revert wants records such as r120, or what finds them: -r, --user, " +
        "--action or --path",
    );
  }
  using reader = await openLog(file, application);
  const clock = { now, zone: display.zone };
  return points.map((point) => resolvePoint(reader, point, clock).rev);
}
