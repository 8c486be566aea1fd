/**
 * `kanta redact`: takes values out of the whole history: the plan, the question,
 * the new file.
 *
 * @module
 */
import { bring } from "../../../history/revert/bring.ts";
import { redact } from "../../../maintenance/log_tools.ts";
import type { RedactReport } from "../../../maintenance/redact/report.ts";
import { ValueRedactor } from "../../../maintenance/redact/value_redactor.ts";
import { TypeRegistry } from "../../../values/kinds.ts";
import { isStreamAddress } from "../../../store/stream/port/stream_address.ts";
import { PlaceState } from "../../../values/pattern/place_state.ts";
import { type Application, loadApplication } from "../../application.ts";
import type { Invocation } from "../../command.ts";
import { CommandError, EXIT, UsageError } from "../../failure.ts";
import { demandFile, fileAmong } from "../../input/input.ts";
import { interruptible } from "../../interruption.ts";
import { countText } from "../../output/progress.ts";
import { demandYes } from "../../question.ts";
import { openLive } from "./open_live.ts";
import { redactStream } from "./redact_stream.ts";
import { showRedacted, showRedaction } from "./redact_plan.ts";

/** Redacts a file. */
export async function run(invocation: Invocation): Promise<number> {
  const { args, notes } = invocation;
  const { file, others: places } = fileAmong(args.operands);
  demandFile(file, "redact");
  const [into, replace] = [args.text("into"), args.has("replace")];
  if (into !== undefined && replace) {
    throw new UsageError("--into and --replace exclude each other");
  }
  demandPlaces(places);
  const application = await loadApplication(args);
  if (isStreamAddress(file)) {
    return await redactStream(invocation, application, file, places);
  }
  const work = (target: "plan" | "new") =>
    redacted(invocation, application, file, places, target);
  const plan = await work("plan");
  await showRedaction(invocation, plan);
  const { presentCount, values } = plan;
  const isUntouched = plan.files.every(
    ({ changesTouched, snapshotsTouched }) =>
      changesTouched + snapshotsTouched === 0,
  );
  if (isUntouched && values + presentCount === 0) {
    notes.say("Nothing of that stands in the history.");
    return EXIT.done;
  }
  if (args.has("dry-run") || (into === undefined && !replace)) {
    notes.say("Nothing was written.");
    if (!args.has("dry-run")) {
      notes.say(
        "next: --into NEW (a new file), --replace (in the place of this one)",
      );
    }
    return EXIT.done;
  }
  if (presentCount > 0 && !args.has("now")) {
    throw new CommandError(
      "The present state holds some of it: nothing was written",
      EXIT.refused,
      ["--now first deletes that, as a record"],
    );
  }
  if (replace || presentCount > 0) {
    demandYes(invocation, question(plan, file, replace));
  }
  if (presentCount > 0) {
    await deletePresent(invocation, application, file, places);
  }
  await showRedacted(invocation, await work("new"));
  return EXIT.done;
}

function demandPlaces(places: readonly string[]): void {
  if (places.length === 0) {
    throw new UsageError("kanta redact wants a place: 'users.*.email'");
  }
  const whole = places.find((place) => PlaceState.of([place]).matched);
  if (whole === undefined) return;
  throw new UsageError(
    `${JSON.stringify(whole)} is the whole state: remove the file instead`,
  );
}

function question(
  { presentCount, files }: RedactReport,
  file: string,
  replace: boolean,
): string {
  const parts = [
    ...(presentCount > 0
      ? [`delete ${countText(presentCount, "place")} of the present state`]
      : []),
    ...(replace
      ? [
        `replace ${file}` +
        (files.length > 1
          ? ` and ${countText(files.length - 1, "archive")}`
          : ""),
      ]
      : []),
  ];
  const text = `${parts.join(" and ")}?`;
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

async function redacted(
  invocation: Invocation,
  { serializer }: Application,
  file: string,
  places: readonly string[],
  target: "plan" | "new",
): Promise<RedactReport> {
  const { args } = invocation;
  const dryRun = target === "plan";
  const progress = invocation.progress("redact");
  const into = dryRun ? undefined : args.text("into");
  const report = await interruptible((signal) =>
    redact(file, places, into, {
      dryRun,
      replace: !dryRun && args.has("replace"),
      archives: !args.has("no-archives"),
      signal,
      onProgress: ({ read, size }) => progress.tell(read, size),
      ...(serializer !== undefined && { serializer }),
    })
  );
  progress.clear();
  return report;
}

/** Deletes what the present state holds, as a record like any other. */
async function deletePresent(
  invocation: Invocation,
  application: Application,
  file: string,
  places: readonly string[],
): Promise<void> {
  const { args, notes } = invocation;
  await using db = await openLive(invocation, application, file);
  const types = new TypeRegistry(application.types);
  const now = db.data;
  const root = PlaceState.of(places);
  const then = new ValueRedactor(undefined, types).without(now, root);
  const [user, note] = [args.text("by"), args.text("note")];
  const about = {
    ...(user !== undefined && { user }),
    ...(note !== undefined && { note }),
  };
  db.transaction("redact", about, (draft) => bring(draft, now, then, types));
  await db.flush({ durable: true });
  notes.say(`committed as r${db.rev} redact`);
}
