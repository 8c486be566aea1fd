/**
 * `kanta salvage`: what can be saved of a damaged file, into a new one.
 *
 * @module
 */
import { StyledLine } from "../../../changelog/text/styled_line.ts";
import { salvage } from "../../../maintenance/log_tools.ts";
import type { Invocation } from "../../command.ts";
import { EXIT } from "../../failure.ts";
import { interruptible } from "../../interruption.ts";
import { lineText } from "../../output/line_text.ts";
import { countText, sizeText } from "../../output/progress.ts";
import { jsonLine } from "../../output/safe_json.ts";
import { makeFolderOf } from "./target_folder.ts";

/** Saves what can be saved. */
export async function run(invocation: Invocation): Promise<number> {
  const { args, display, out, json } = invocation;
  const [file = "", into = ""] = args.operands;
  await makeFolderOf(into);
  const progress = invocation.progress("salvage");
  const { lost, repaired, ...report } = await interruptible((signal) =>
    salvage(file, into, {
      signal,
      onProgress: ({ read, size }) => progress.tell(read, size),
    })
  );
  progress.clear();
  const findings = [
    ...lost.map((finding) => ({ what: "lost", ...finding })),
    ...repaired.map((finding) => ({ what: "repaired", ...finding })),
  ];
  for (const { what, line, offset, reason, ...rest } of findings) {
    await out.line(
      json
        ? jsonLine({
          type: "finding",
          what,
          line,
          offset,
          reason,
          ...rest,
        })
        : lineText(
          new StyledLine().add(what, what === "lost" ? "delete" : "add")
            .add(` line ${line} (byte ${offset}): `, "sep").add(reason),
          display,
        ),
    );
  }
  await out.line(
    json
      ? jsonLine({ type: "report", ...report })
      : `${countText(report.saved, "record")} saved (${
        countText(report.changes, "change")
      }, ${countText(report.snapshots, "snapshot")}), r${report.rev}, ${
        sizeText(report.bytes)
      }; ${countText(report.lostCount, "place")} lost, ${
        sizeText(report.lostBytes)
      }`,
  );
  return EXIT.done;
}
