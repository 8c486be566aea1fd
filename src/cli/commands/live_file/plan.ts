/**
 * The plan of a command that changes a live file: what would change, the sums last.
 *
 * @module
 */
import { printable } from "../../../changelog/text/printable.ts";
import type {
  RecordedBy,
  RevertPlan,
} from "../../../history/revert/revert_plan.ts";
import type { Change } from "../../../history/changes/change.ts";
import type { Application } from "../../application.ts";
import type { Invocation } from "../../command.ts";
import { JsonLines } from "../../../history/shown/json_lines.ts";
import { lineText } from "../../output/line_text.ts";
import type { Mask } from "../../../history/shown/mask.ts";
import { redactionText } from "../../output/redaction_text.ts";
import { RecordView } from "../../output/record_view.ts";
import { ShownChain } from "../../output/shown_chain.ts";
import { summary } from "../diff.ts";
import { jsonLine } from "../../output/safe_json.ts";

/** Shows what would change, of a revert also what it undoes and what keeps it. */
export async function showPlan(
  invocation: Invocation,
  application: Application,
  mask: Mask,
  changes: readonly Change[],
  revert?: RevertPlan,
): Promise<void> {
  const { out, display, json } = invocation;
  if (json) {
    const masked: string[] = [];
    const lines = new JsonLines(application.types, mask);
    const plan = {
      type: "plan",
      undoes: revert?.undoes,
      changes: lines.changes(changes, masked),
      conflicts: revert?.conflicts.map((conflict) => ({
        ...Object(lines.changes([{ op: "set", ...conflict }], masked)[0]),
        op: undefined,
        by: conflict.by,
      })),
      redacted: revert?.redacted,
      masked,
    };
    await out.line(jsonLine(plan));
  } else {
    const chain = new ShownChain(
      application.formatters,
      mask,
      display.marks.mask,
    );
    for (const record of revert?.undoes ?? []) {
      await out.line(printable(`undoes ${nameOf(record)}, ${record.ts}`));
    }
    for (const line of new RecordView(display, chain).below(changes, 2)) {
      await out.line(lineText(line, display));
    }
    for (const { at, by } of revert?.conflicts ?? []) {
      const who = by === undefined
        ? ""
        : ` by ${by.user ?? "somebody"} in r${by.rev}`;
      await out.line(
        printable(`  ! ${at || "the root"}  changed since${who}: not clean`),
      );
    }
    for (const redaction of revert?.redacted ?? []) {
      const what = redactionText(redaction, invocation);
      await out.line(printable(`  ! redacted: ${what}; that is not put back`));
    }
    const { length = 0 } = revert?.conflicts ?? [];
    const more = revert === undefined
      ? ""
      : `, ${length} ${length === 1 ? "conflict" : "conflicts"}`;
    await out.line(summary(changes) + more);
  }
  out.flush();
}

function nameOf({ rev, action, user }: RecordedBy): string {
  return `r${rev}${action && ` ${action}`}` +
    (user === undefined ? "" : ` by ${user}`);
}
