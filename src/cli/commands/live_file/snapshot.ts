/**
 * `kanta snapshot`: appends a snapshot, so that opening is as fast as it can be.
 *
 * @module
 */
import { loadApplication } from "../../application.ts";
import type { Invocation } from "../../command.ts";
import { EXIT } from "../../failure.ts";
import { openLive } from "./open_live.ts";
import { jsonLine } from "../../output/safe_json.ts";

/** Makes a snapshot. */
export async function run(invocation: Invocation): Promise<number> {
  const { args, out, json } = invocation;
  const [file = ""] = args.operands;
  const application = await loadApplication(args);
  await using db = await openLive(
    invocation,
    application,
    file,
    "db.snapshot()",
  );
  const info = await db.snapshot();
  await out.line(
    json
      ? jsonLine({ type: "report", rev: db.rev, ...info })
      : `snapshot r${db.rev}`,
  );
  return EXIT.done;
}
