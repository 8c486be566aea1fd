/**
 * `kanta copy`: a log with its history, from a file to servers or back.
 *
 * @module
 */
import { copy } from "../../../maintenance/log_tools.ts";
import { isStreamAddress } from "../../../store/stream/port/stream_address.ts";
import type { Invocation } from "../../command.ts";
import { EXIT } from "../../failure.ts";
import { demandFile } from "../../input/input.ts";
import { interruptible } from "../../interruption.ts";
import { countText, sizeText } from "../../output/progress.ts";
import { jsonLine } from "../../output/safe_json.ts";
import { natsOptions } from "../../settings/servers.ts";
import { makeFolderOf } from "./target_folder.ts";

/** Copies a log. */
export async function run(invocation: Invocation): Promise<number> {
  const { args, out, notes, json } = invocation;
  const [from = "", to = ""] = args.operands;
  demandFile(from, "copy");
  const ends = [from, to];
  if (!isStreamAddress(to)) await makeFolderOf(to);
  const progress = invocation.progress("copy");
  const report = await interruptible((signal) =>
    copy(from, to, {
      ...(ends.some(isStreamAddress) && { nats: natsOptions(args) }),
      signal,
      onProgress: ({ read, size }) => progress.tell(read, size),
    })
  );
  progress.clear();
  const { base, rev, changes, snapshots, bytes } = report;
  if (base > 0) {
    notes.say(`It begins at r${base}: what came before is not there`);
  }
  await out.line(
    json
      ? jsonLine({ type: "report", ...report })
      : `${report.to}: r${rev}, ${countText(changes, "change")}, ` +
        `${countText(snapshots, "snapshot")}, ${sizeText(bytes)}`,
  );
  return EXIT.done;
}
