/**
 * `kanta reapply`: commits again what only another log has: the plan, the question,
 * a transaction for each record.
 *
 * @module
 */
import { printable } from "../../../changelog/text/printable.ts";
import { StyledLine } from "../../../changelog/text/styled_line.ts";
import type {
  ReappliedRecord,
  ReapplyPlan,
} from "../../../history/reapply/reapply_plan.ts";
import { JsonLines } from "../../../history/shown/json_lines.ts";
import { Mask } from "../../../history/shown/mask.ts";
import { type Application, loadApplication } from "../../application.ts";
import type { Invocation } from "../../command.ts";
import { EXIT } from "../../failure.ts";
import { demandFile, logIn } from "../../input/input.ts";
import { lineText } from "../../output/line_text.ts";
import { RecordView } from "../../output/record_view.ts";
import { jsonLine } from "../../output/safe_json.ts";
import { ShownChain } from "../../output/shown_chain.ts";
import { demandYes } from "../../question.ts";
import { openLive, settle } from "./open_live.ts";

/** Commits the records of another log again. */
export async function run(invocation: Invocation): Promise<number> {
  const { args, notes, settings } = invocation;
  const application = await loadApplication(args);
  const [from = "", target = ""] = args.operands;
  for (const file of [from, target]) demandFile(file, "reapply");
  const call = `db.reapply(${JSON.stringify(from)})`;
  await using db = await openLive(invocation, application, target, call);
  const log = await logIn(from, application);
  const plan = await db.reapply(log, { mode: "plan" });
  const mask = new Mask(
    [...settings.mask ?? [], ...application.mask],
    args.has("unmask"),
  );
  await show(invocation, application, mask, plan);
  const clean = plan.records.filter(isCommitted);
  const end = clean.length < plan.records.length ? EXIT.refused : EXIT.done;
  if (clean.length === 0 || args.has("dry-run")) {
    notes.say(
      plan.records.length === 0
        ? `All that ${from} has is in ${target}.`
        : "Nothing was written.",
    );
    return end;
  }
  demandYes(
    invocation,
    `Commit ${clean.length} of ${plan.records.length} records to ${target}?`,
  );
  const { records } = await db.reapply(log);
  await settle(db);
  const revs = records.flatMap(({ committed }) => committed ?? []);
  notes.line(
    new StyledLine().add(
      revs.length === 0
        ? "Nothing was left to commit."
        : `committed as r${revs[0]}` +
          (revs.length > 1 ? ` to r${revs.at(-1)}` : ""),
    ),
  );
  return end;
}

/** Whether a plan has a record committed. */
function isCommitted(
  { conflicts, refused, repeated }: ReappliedRecord,
): boolean {
  return conflicts.length === 0 && refused === undefined && !repeated;
}

async function show(
  invocation: Invocation,
  application: Application,
  mask: Mask,
  { common, records }: ReapplyPlan,
): Promise<void> {
  const { out, display, json } = invocation;
  if (json) {
    const masked: string[] = [];
    const lines = new JsonLines(application.types, mask);
    const told = records.map((record) => ({
      ...record,
      changes: lines.changes(record.changes, masked),
      conflicts: record.conflicts.map((conflict) => ({
        ...Object(lines.changes([{ op: "set", ...conflict }], masked)[0]),
        op: undefined,
        by: conflict.by,
      })),
    }));
    await out.line(
      jsonLine({ type: "plan", common, records: told, masked }),
    );
    return out.flush();
  }
  const { formatters } = application;
  const chain = new ShownChain(formatters, mask, display.marks.mask);
  const view = new RecordView(display, chain);
  for (const record of records) {
    await out.line(printable(headOf(record)));
    for (const line of view.below(record.changes, 2)) {
      await out.line(lineText(line, display));
    }
    for (const reason of reasonsOf(record)) {
      await out.line(printable(`  ! ${reason}`));
    }
  }
  const clean = records.filter(isCommitted).length;
  await out.line(
    `both have the records up to r${common}; of ${records.length} after it ` +
      `${clean} can be committed again`,
  );
  out.flush();
}

function headOf({ rev, ts, action, user, note }: ReappliedRecord): string {
  return `r${rev}${action && ` ${action}`}` +
    (user === undefined ? "" : ` by ${user}`) + `, ${ts}` +
    (note === undefined ? "" : `: ${note}`);
}

/** Why a record is left alone, place by place. */
function reasonsOf(
  { conflicts, refused, repeated }: ReappliedRecord,
): string[] {
  const places = conflicts.map(({ at, by }) => {
    const who = by === undefined
      ? "is not as the record found it"
      : `changed since by ${by.user ?? "somebody"} in r${by.rev}`;
    return `${at || "the root"}  ${who}: left alone`;
  });
  return [
    ...places,
    ...refused === undefined ? [] : [`refused: ${refused}`],
    ...repeated ? ["its key was used here: done already"] : [],
  ];
}
