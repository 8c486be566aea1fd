/**
 * `kanta rehearse`: what opening with an application's migrations and schema would
 * change; nothing is written.
 *
 * @module
 */
import { StyledLine } from "../../changelog/text/styled_line.ts";
import type { KantaOptions } from "../../database/options.ts";
import { changesOf } from "../../history/changes/changes.ts";
import { stateIn } from "../../history/state_at.ts";
import { Kanta } from "../../kanta.ts";
import { TypeRegistry } from "../../values/kinds.ts";
import { loadApplication, loadMigrations } from "../application.ts";
import type { Invocation } from "../command.ts";
import { asMigrationFailure, EXIT, UsageError } from "../failure.ts";
import { demandFile, openLog } from "../input/input.ts";
import { JsonLines } from "../../history/shown/json_lines.ts";
import { lineText } from "../output/line_text.ts";
import { Mask } from "../../history/shown/mask.ts";
import { RecordView } from "../output/record_view.ts";
import { ShownChain } from "../output/shown_chain.ts";
import { summary } from "./diff.ts";
import { jsonLine } from "../output/safe_json.ts";

/** Rehearses an opening. */
export async function run(invocation: Invocation): Promise<number> {
  const { args, display, out, notes, settings } = invocation;
  const [file = ""] = args.operands;
  demandFile(file, "rehearse");
  if (!args.has("kanta") && !args.has("migrations")) {
    throw new UsageError("kanta rehearse wants -k MODULE or -m MODULE");
  }
  const application = await loadApplication(args);
  const migrations = await loadMigrations(args, application);
  let report: Awaited<ReturnType<typeof Kanta.rehearse>>;
  try {
    report = await Kanta.rehearse(file, {
      ...application.options,
      ...(migrations !== undefined && { migrations }),
    } as KantaOptions<object>); // the module says what they are, opening judges
  } catch (cause) {
    throw asMigrationFailure(cause);
  }
  const mask = new Mask(
    [...settings.mask ?? [], ...application.mask],
    args.has("unmask"),
  );
  const types = new TypeRegistry(application.types);
  using reader = await openLog(file, application);
  const { state } = stateIn(reader, reader.rev);
  const changes = changesOf(state, report.diff, types);
  const names = report.steps.map(({ name, changed }) =>
    changed ? name : `${name} (no change)`
  );
  if (invocation.json) {
    const masked: string[] = [];
    const json = new JsonLines(application.types, mask);
    await out.line(jsonLine({
      type: "plan",
      from: report.from,
      to: report.to,
      steps: report.steps.map(({ name, version, changed }) => ({
        name,
        version,
        changed,
      })),
      changes: json.changes(changes, masked),
      masked,
    }));
    return EXIT.done;
  }
  const chain = new ShownChain(
    application.formatters,
    mask,
    display.marks.mask,
  );
  if (!args.has("quiet")) {
    for (const line of new RecordView(display, chain).below(changes)) {
      await out.line(lineText(line, display));
    }
  }
  const head = new StyledLine().add(`v${report.from} to v${report.to}`, "1")
    .add(names.length === 0 ? "" : `: ${names.join(", ")}`)
    .add(`; ${summary(changes)}`, "sep");
  await out.line(lineText(head, display));
  notes.say("Nothing was written.");
  return EXIT.done;
}
