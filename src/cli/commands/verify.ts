/**
 * `kanta verify`: every record, every checksum, every snapshot of a file.
 *
 * @module
 */
import { StyledLine } from "../../changelog/text/styled_line.ts";
import { pathOf } from "../../file/file_path.ts";
import { DenoFileSystem } from "../../file/deno_file_system.ts";
import {
  verifyLog,
  verifyOpen,
  type VerifyReport,
} from "../../maintenance/verify.ts";
import type { ReportProgress } from "../../history/reader/log_reader.ts";
import { isStreamAddress } from "../../store/stream/port/stream_address.ts";
import { loadApplication } from "../application.ts";
import type { Invocation } from "../command.ts";
import { EXIT } from "../failure.ts";
import { demandFile, openLog } from "../input/input.ts";
import { lineText } from "../output/line_text.ts";
import { countText, sizeText } from "../output/progress.ts";
import { jsonLine } from "../output/safe_json.ts";

/** Verifies a file. */
export async function run(invocation: Invocation): Promise<number> {
  const { args, out, notes, json } = invocation;
  const [file = ""] = args.operands;
  demandFile(file, "verify");
  const progress = invocation.progress("verify");
  const watch: ReportProgress = ({ read, size }) => progress.tell(read, size);
  const report = isStreamAddress(file)
    ? await verifyStream(invocation, file, watch)
    : await verifyLog(new DenoFileSystem(), pathOf(file), undefined, watch);
  progress.clear();
  // `log --check` has an answer of its own: what is wrong goes beside it.
  const alone = !args.has("check");
  if (alone) {
    const lines = json ? jsonLines(report) : textLines(report, invocation);
    for (const line of lines) await out.line(line);
  } else if (report.problemCount > 0) {
    for (const { line, offset, reason } of report.problems) {
      notes.say(`line ${line} (byte ${offset}): ${reason}`, {
        kind: "finding",
        line,
        offset,
      });
    }
  } else if (report.torn !== undefined) {
    const { line, offset, reason } = report.torn;
    notes.say(`the end is torn from line ${line} (byte ${offset}): ${reason}`);
  }
  return report.problemCount > 0 || report.torn !== undefined
    ? EXIT.damaged
    : EXIT.done;
}

/** Verifies a log on servers: to put it together looks at each message. */
async function verifyStream(
  { args }: Invocation,
  path: string,
  watch: ReportProgress,
): Promise<VerifyReport> {
  using reader = await openLog(path, await loadApplication(args));
  return { ...verifyOpen(reader.log, watch), path };
}

function jsonLines(
  { problems, ...report }: VerifyReport,
): string[] {
  return [
    ...problems.map((finding) => jsonLine({ type: "finding", ...finding })),
    jsonLine({ type: "report", ...report }),
  ];
}

function textLines(
  report: VerifyReport,
  { args, display }: Invocation,
): string[] {
  const { problems, problemCount, torn, ahead } = report;
  const lines = problems.map(({ line, offset, reason }) =>
    new StyledLine().add(`line ${line}`, "31").add(` (byte ${offset}): `, "sep")
      .add(reason)
  );
  if (problemCount > problems.length) {
    lines.push(
      new StyledLine().add(`and ${problemCount - problems.length} more`),
    );
  }
  if (torn !== undefined) {
    lines.push(
      new StyledLine().add("torn end", "31")
        .add(` from line ${torn.line} (byte ${torn.offset})`, "sep")
        .add(`: ${torn.bytes} bytes, ${torn.reason}; opening saves it aside`),
    );
  }
  if (ahead !== undefined) {
    lines.push(
      new StyledLine().add("ahead", "31")
        .add(` from line ${ahead.line} (byte ${ahead.offset})`, "sep")
        .add(`: written at ${ahead.ts}, more than a day after now: a clock `)
        .add("was wrong, and times stand still until then"),
    );
  }
  if (!args.has("quiet")) {
    const { records, changes, snapshots, bytes, rev, version, unchecked } =
      report;
    lines.push(
      new StyledLine().add(problemCount > 0 ? "damaged" : "ok", "1").add(
        `: ${countText(records, "record")} (${countText(changes, "change")}, ${
          countText(snapshots, "snapshot")
        }), ` +
          `${sizeText(bytes)}, r${rev} v${version}` +
          (unchecked > 0 ? `, ${unchecked} without a checksum` : ""),
      ),
    );
  }
  return lines.map((line) => lineText(line, display));
}
