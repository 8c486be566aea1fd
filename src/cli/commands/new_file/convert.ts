/**
 * `kanta convert`: the same log in another format, in a new file.
 *
 * @module
 */
import { openHistory } from "../../../history/open_history.ts";
import { convert } from "../../../maintenance/log_tools.ts";
import type { Invocation } from "../../command.ts";
import { EXIT, UsageError } from "../../failure.ts";
import { interruptible } from "../../interruption.ts";
import { countText, sizeText } from "../../output/progress.ts";
import { jsonLine } from "../../output/safe_json.ts";
import { makeFolderOf } from "./target_folder.ts";
import { noteTorn } from "./torn_note.ts";

/** Converts a file. */
export async function run(invocation: Invocation): Promise<number> {
  const { args, out, notes, json } = invocation;
  const [file = "", into = ""] = args.operands;
  await makeFolderOf(into);
  const serializer = formatOf(args.text("format")) ?? await otherFormat(file);
  const progress = invocation.progress("convert");
  const report = await interruptible((signal) =>
    convert(file, into, {
      serializer,
      signal,
      onProgress: ({ read, size }) => progress.tell(read, size),
    })
  );
  progress.clear();
  noteTorn(notes, report.torn);
  await out.line(
    json
      ? jsonLine({ type: "report", ...report })
      : `${
        countText(report.records, "record")
      }, ${report.from} to ${report.to}, ` +
        sizeText(report.bytes),
  );
  return EXIT.done;
}

/** The format that an option names. */
export function formatOf(
  text: string | undefined,
): "json" | "msgpack" | undefined {
  if (text === undefined || text === "json" || text === "msgpack") return text;
  throw new UsageError(
    `--format wants json or msgpack, not ${JSON.stringify(text)}`,
  );
}

/** The format that a file is not in. */
async function otherFormat(file: string): Promise<"json" | "msgpack"> {
  using reader = await openHistory(file, { archives: false });
  return reader.log.format === "json" ? "msgpack" : "json";
}
