/**
 * `kanta fork`: a new file with the history of another up to a point.
 *
 * @module
 */
import { fork } from "../../../maintenance/backup/fork.ts";
import { loadApplication } from "../../application.ts";
import type { Invocation } from "../../command.ts";
import { EXIT } from "../../failure.ts";
import { interruptible } from "../../interruption.ts";
import { countText, sizeText } from "../../output/progress.ts";
import { formatOf } from "./convert.ts";
import { jsonLine } from "../../output/safe_json.ts";
import { makeFolderOf } from "./target_folder.ts";

/** Makes the new file. */
export async function run(invocation: Invocation): Promise<number> {
  const { args, display, out, json, now } = invocation;
  const [file = "", target = ""] = args.operands;
  await makeFolderOf(target);
  const application = await loadApplication(args);
  const into = formatOf(args.text("format"));
  const report = await interruptible((signal) =>
    fork(file, args.text("at") ?? "end", target, {
      signal,
      now,
      zone: display.zone,
      types: application.types,
      ...(into !== undefined && { into }),
    })
  );
  await out.line(
    json
      ? jsonLine({ type: "report", ...report })
      : `${report.path}: ${
        report.base > 0 ? `r${report.base} to ` : ""
      }r${report.rev}, ${countText(report.changes, "change")}, ${
        countText(report.snapshots, "snapshot")
      }, ${sizeText(report.bytes)}`,
  );
  return EXIT.done;
}
