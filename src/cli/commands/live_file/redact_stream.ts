/**
 * `kanta redact` of a log on servers: what is stored there is never changed, so a
 * new log is made without the values, and it is told how to go over to it.
 *
 * @module
 */
import { copy, redact } from "../../../maintenance/log_tools.ts";
import type { RedactReport } from "../../../maintenance/redact/report.ts";
import { readStreamAddress } from "../../../store/stream/port/stream_address.ts";
import type { Application } from "../../application.ts";
import type { Invocation } from "../../command.ts";
import { CommandError, EXIT } from "../../failure.ts";
import { interruptible } from "../../interruption.ts";
import { showRedacted, showRedaction } from "./redact_plan.ts";

/** Makes a new log without the values; of a plan alone, shows it. */
export async function redactStream(
  invocation: Invocation,
  application: Application,
  log: string,
  places: readonly string[],
): Promise<number> {
  const { args, notes } = invocation;
  const into = args.text("into");
  if (args.has("replace") || args.has("now")) {
    throw new CommandError(
      "A log on servers is not changed where it is: what is stored there stays",
      EXIT.usage,
      ["--into nats://HOST:4222/NEW makes a new log, without the values"],
    );
  }
  const folder = await Deno.makeTempDir({ prefix: "kanta-redact-" });
  try {
    const [old, clean] = [`${folder}/old.kantadb`, `${folder}/new.kantadb`];
    const nats = application.nats();
    await interruptible((signal) => copy(log, old, { nats, signal }));
    const plan = await redact(old, places, undefined, { dryRun: true });
    await showRedaction(invocation, named(plan, log));
    if (plan.presentCount > 0) {
      throw new CommandError(
        "The present state holds some of it: nothing was written",
        EXIT.refused,
        ["delete it first, by a transaction of the program"],
      );
    }
    if (args.has("dry-run") || into === undefined) {
      notes.say("Nothing was written.");
      if (into === undefined) {
        notes.say("next: --into nats://HOST:4222/NEW (a new log on servers)");
      }
      return EXIT.done;
    }
    const report = await redact(old, places, clean);
    const { rev } = await interruptible((signal) =>
      copy(clean, into, { nats, signal })
    );
    await showRedacted(invocation, named(report, log, into));
    tellHowToGoOver(invocation, log, into, rev);
    return EXIT.done;
  } finally {
    // What was to go stands in it.
    await Deno.remove(folder, { recursive: true });
  }
}

/** A report with the names of the logs instead of those of the files in between. */
function named(report: RedactReport, log: string, into?: string): RedactReport {
  const files = report.files.map((file) => ({
    ...file,
    path: log,
    ...(into !== undefined && { into }),
  }));
  return { ...report, files };
}

function tellHowToGoOver(
  { notes }: Invocation,
  log: string,
  into: string,
  rev: number,
): void {
  const { name } = readStreamAddress(log);
  for (
    const line of [
      `${into} has all up to r${rev}. To go over to it:`,
      `1. close what writes ${log}: what it commits after r${rev} is not in ` +
      "the new log (if there is such, redact once more into another name)",
      `2. open ${into} in its place, in each program that writes or follows`,
      `3. delete the old stream, with:  nats stream rm KANTA_${name}`,
      "Until then, and in backups and mirrors, the values are still there.",
    ]
  ) notes.say(line);
}
