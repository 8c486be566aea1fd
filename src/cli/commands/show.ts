/**
 * `kanta show`: the state at a point, or a place of it.
 *
 * @module
 */
import { resolvePoint } from "../../history/point/position.ts";
import { stateIn } from "../../history/state_at.ts";
import { loadApplication, loadMigrations } from "../application.ts";
import type { Invocation } from "../command.ts";
import { CommandError, EXIT } from "../failure.ts";
import { fileAmong, openLog } from "../input/input.ts";
import { placesFound } from "../log/places_found.ts";
import { migrated } from "../log/state_output.ts";
import { DOTS, JsonLines } from "../../history/shown/json_lines.ts";
import { lineText } from "../output/line_text.ts";
import { Mask } from "../../history/shown/mask.ts";
import { tellRedactions } from "../output/redaction_text.ts";
import { writeFile } from "../output/state_file.ts";
import { StateView } from "../output/state_view.ts";
import { tellNotes } from "./log.ts";
import { jsonLine } from "../output/safe_json.ts";

/** Shows the state. */
export async function run(invocation: Invocation): Promise<number> {
  const { args, display, out, settings, now, world } = invocation;
  const { file, others: [place] } = fileAmong(args.operands);
  const application = await loadApplication(args);
  const steps = await loadMigrations(args, application);
  using reader = await openLog(file, application, world);
  const clock = { now, zone: display.zone };
  const { rev } = resolvePoint(reader, args.text("at") ?? "end", clock);
  const at = migrated(invocation, application, stateIn(reader, rev), steps);
  tellNotes(invocation, reader);
  if (args.has("at")) tellRedactions(invocation, reader);
  const found = [...placesFound(at.state, place)];
  const [only] = found;
  if (only === undefined) {
    throw new CommandError(
      `There is no ${place} at r${rev}`,
      EXIT.failed,
      [`what became of it:  kanta log ${file} --path ${JSON.stringify(place)}`],
    );
  }
  const into = args.text("output");
  if (into !== undefined) {
    const whole = new JsonLines(application.types, new Mask([], true));
    const values = found.map(({ value }) => value);
    const text = whole.text(found.length === 1 ? only.value : values);
    if (into === "-") await out.write(text);
    else writeFile(into, text);
    return EXIT.done;
  }
  const mask = new Mask(
    [...settings.mask ?? [], ...application.mask],
    args.has("unmask"),
  );
  const json = new JsonLines(application.types, mask);
  if (invocation.json) {
    for (const { path, value } of found) {
      const masked: string[] = [];
      await out.line(jsonLine({
        type: "state",
        rev,
        version: at.version,
        mtime: at.mtime,
        path: path.map((key) => json.value(key)),
        value: json.shown(path, value, masked),
        masked,
      }));
    }
    return EXIT.done;
  }
  const view = new StateView(json, mask, {
    depth: args.number("depth") ?? Infinity,
    dots: display.ascii ? display.marks.mask : DOTS,
    ellipsis: display.marks.ellipsis,
  });
  const flat = args.has("flat") || found.length > 1;
  for (const { path, value } of found) {
    for (const line of flat ? view.flat(path, value) : view.tree(path, value)) {
      // A state is JSON, and whole.
      await out.line(lineText(line, { ...display, width: undefined }));
    }
  }
  return EXIT.done;
}
