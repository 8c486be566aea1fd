/**
 * The plan of a command that changes a live file: what would change, the sums last.
 *
 * @module
 */
import type { Change } from "../../../history/changes/change.ts";
import type { Application } from "../../application.ts";
import type { Invocation } from "../../command.ts";
import { JsonLines } from "../../output/json_lines.ts";
import { lineText } from "../../output/line_text.ts";
import type { Mask } from "../../output/mask.ts";
import { RecordView } from "../../output/record_view.ts";
import { ShownChain } from "../../output/shown_chain.ts";
import { summary } from "../diff.ts";
import { jsonLine } from "../../output/safe_json.ts";

/** Shows what would change. */
export async function showPlan(
  { out, display, json }: Invocation,
  application: Application,
  mask: Mask,
  changes: readonly Change[],
): Promise<void> {
  if (json) {
    const masked: string[] = [];
    const shown = new JsonLines(application.types, mask)
      .changes(changes, masked);
    await out.line(jsonLine({ type: "plan", changes: shown, masked }));
  } else {
    const chain = new ShownChain(
      application.formatters,
      mask,
      display.marks.mask,
    );
    for (const line of new RecordView(display, chain).below(changes, 2)) {
      await out.line(lineText(line, display));
    }
    await out.line(summary(changes));
  }
  out.flush();
}
