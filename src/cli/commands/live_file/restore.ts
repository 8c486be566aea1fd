/**
 * `kanta restore`: brings the state of a point back as a new record.
 *
 * @module
 */
import { StyledLine } from "../../../changelog/text/styled_line.ts";
import { resolvePoint } from "../../../history/point/position.ts";
import { loadApplication } from "../../application.ts";
import type { Invocation } from "../../command.ts";
import { EXIT, UsageError } from "../../failure.ts";
import { demandFile, openLog } from "../../input/input.ts";
import { Mask } from "../../../history/shown/mask.ts";
import { tellRedactions } from "../../output/redaction_text.ts";
import { demandYes } from "../../question.ts";
import { openLive, settle } from "./open_live.ts";
import { showPlan } from "./plan.ts";

/** Restores a state. */
export async function run(invocation: Invocation): Promise<number> {
  const { args, notes, settings, display, now } = invocation;
  const application = await loadApplication(args);
  const [file = ""] = args.operands;
  demandFile(file, "restore");
  const from = args.text("from");
  if (from !== undefined) demandFile(from, "restore --from");
  const point = args.text("at") ?? (from === undefined ? undefined : "end");
  if (point === undefined) {
    throw new UsageError(
      "kanta restore wants a point, or another log: --at r120, --at 2h, " +
        "--from backup.kantadb",
    );
  }
  let at: number;
  {
    using reader = await openLog(from ?? file, application);
    at = resolvePoint(reader, point, { now, zone: display.zone }).rev;
    tellRedactions(invocation, reader);
  }
  const name = `r${at}${from === undefined ? "" : ` of ${from}`}`;
  const call = from === undefined
    ? `db.restore({ at: ${at} })`
    : `db.restore({ at: ${at}, from: ${JSON.stringify(from)} })`;
  await using db = await openLive(invocation, application, file, call);
  const { changes } = await db.restore({ at, from, mode: "plan" });
  const mask = new Mask(
    [...settings.mask ?? [], ...application.mask],
    args.has("unmask"),
  );
  await showPlan(invocation, application, mask, changes);
  if (changes.length === 0) {
    notes.say(`The state is that of ${name} already.`);
    return EXIT.done;
  }
  if (args.has("dry-run")) {
    notes.say("Nothing was written.");
    return EXIT.done;
  }
  demandYes(invocation, `Restore ${name} in ${file}?`);
  const { committed } = await db.restore({
    at,
    from,
    user: args.text("by"),
    // What stands in another file the history could not tell else.
    note: args.text("note") ?? (from === undefined ? undefined : name),
  });
  await settle(db);
  notes.line(
    new StyledLine().add(`committed as r${committed ?? db.rev} restore`),
  );
  return EXIT.done;
}
