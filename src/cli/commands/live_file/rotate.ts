/**
 * `kanta rotate`: moves old history to an archive: the plan, the question, the new
 * file.
 *
 * @module
 */
import { printable } from "../../../changelog/text/printable.ts";
import { StyledLine } from "../../../changelog/text/styled_line.ts";
import { nameOf } from "../../../file/file_path.ts";
import { readAge, readSize } from "../../../keep/amounts.ts";
import type { KeepOptions, RotateOptions } from "../../../keep/options.ts";
import type { RotationReport } from "../../../keep/rotation.ts";
import type { Arguments } from "../../arguments.ts";
import { loadApplication } from "../../application.ts";
import type { Invocation } from "../../command.ts";
import { EXIT, UsageError } from "../../failure.ts";
import { demandFile } from "../../input/input.ts";
import { lineText } from "../../output/line_text.ts";
import { countText, sizeText } from "../../output/progress.ts";
import { jsonLine } from "../../output/safe_json.ts";
import { demandYes } from "../../question.ts";
import { openLive } from "./open_live.ts";

/** Rotates a file. */
export async function run(invocation: Invocation): Promise<number> {
  const { args, out, notes, json, display } = invocation;
  const [file = ""] = args.operands;
  demandFile(file, "rotate");
  const application = await loadApplication(args);
  const bounds = boundsOf(args, application.options);
  await using db = await openLive(invocation, application, file, "db.rotate()");
  const plan = await db.rotate({ ...bounds, dryRun: true });
  const { rotated, notes: told } = plan;
  if (json) await out.line(jsonLine({ type: "plan", ...plan }));
  else if (rotated) {
    for (const line of planLines(plan)) {
      await out.line(lineText(new StyledLine().add(line), display));
    }
  }
  for (const note of told) notes.say(note);
  out.flush();
  if (!rotated) {
    notes.say("No change would go: the file stays as it is.");
    return EXIT.done;
  }
  if (args.has("dry-run")) {
    notes.say("Nothing was written.");
    return EXIT.done;
  }
  demandYes(invocation, `Rotate ${file}?`);
  const report = await db.rotate(bounds);
  const { archive = "", bytesAfter } = report;
  await out.line(
    json ? jsonLine({ type: "report", ...report }) : printable(
      `rotated: ${sizeText(bytesAfter)}, history before it in ${archive}`,
    ),
  );
  return EXIT.done;
}

/** The bounds of the command line, or those that the application has. */
function boundsOf(args: Arguments, application: KeepOptions): RotateOptions {
  const [age, size] = [args.text("older"), args.text("larger")];
  const records = args.number("records");
  const { retention, archives, archive } = application;
  try {
    if (age !== undefined) readAge("--older", age);
    if (size !== undefined) readSize("--larger", size);
  } catch (error) {
    throw new UsageError(
      error instanceof Error ? error.message : String(error),
    );
  }
  const none = age === undefined && size === undefined && records === undefined;
  if (none && retention === undefined) {
    throw new UsageError(
      "kanta rotate wants to know what is to go: --older 90d, --larger 1GB or " +
        "--records N, or -k with a retention",
    );
  }
  return {
    ...(none ? { retention } : { age, size, records }),
    archives,
    archive: args.has("gzip") ? "gzip" : archive,
  };
}

function planLines(
  {
    rev,
    before = "",
    moved,
    kept,
    bytesBefore,
    bytesAfter,
    archive = "",
    deleted,
  }: RotationReport,
): string[] {
  return [
    `moves ${countText(moved, "change")} up to r${rev}, ${before}`,
    `   to ${nameOf(archive)}`,
    `keeps ${countText(kept, "change")}: ${
      sizeText(bytesBefore)
    } become about ` +
    sizeText(bytesAfter),
    ...deleted.map((path) => `deletes ${nameOf(path)}`),
  ].map(printable);
}
