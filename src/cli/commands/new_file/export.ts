/**
 * `kanta export`: a range as one HTML file that shows it anywhere.
 *
 * @module
 */
import { ownExport } from "../../../viewer/export/export_page.ts";
import { ENCODER } from "../../../values/characters.ts";
import { loadApplication } from "../../application.ts";
import type { Invocation } from "../../command.ts";
import { CommandError, EXIT, UsageError } from "../../failure.ts";
import { demandFile, logIn } from "../../input/input.ts";
import { interruptible } from "../../interruption.ts";
import { countText, sizeText } from "../../output/progress.ts";
import { jsonLine } from "../../output/safe_json.ts";
import { writeFile } from "../../output/state_file.ts";
import { masksOf, pageOf } from "../../viewer_page.ts";
import { makeFolderOf } from "./target_folder.ts";

/** Makes the page. */
export async function run(invocation: Invocation): Promise<number> {
  const { args, display, out, notes, json, now } = invocation;
  const [file = ""] = args.operands;
  demandFile(file, "export");
  const into = args.text("output");
  if (into === undefined) {
    throw new UsageError("kanta export wants a file for the page", [
      "-o FILE.html, or -o - for standard output",
    ]);
  }
  const isFile = into !== "-";
  if (isFile && !args.has("force")) demandFree(into);
  const application = await loadApplication(args);
  const files = await pageOf(invocation, "exported");
  const { serializer } = application;
  const log = await logIn(file, application);
  const { html, ...report } = await interruptible((signal) =>
    ownExport(log, {
      signal,
      now,
      name: file,
      zone: display.zone,
      range: args.texts("range"),
      mask: masksOf(invocation, application),
      ...(serializer !== undefined && { serializer }),
    }, { files: () => Promise.resolve(files) })
  );
  if (isFile) {
    await makeFolderOf(into);
    writeFile(into, html);
  } else {
    out.flush(); // no pager shows it
    await out.write(html);
  }
  const bytes = ENCODER.encode(html).length;
  const { from, to, changes } = report;
  const told = `r${from} to r${to}, ${countText(changes, "change")}, ` +
    sizeText(bytes);
  if (json && isFile) {
    await out.line(jsonLine({ type: "report", path: into, ...report, bytes }));
  } else if (isFile) await out.line(`${into}: ${told}`);
  else notes.say(told);
  return EXIT.done;
}

/** Refuses to write over a file. */
function demandFree(path: string): void {
  try {
    Deno.lstatSync(path);
  } catch {
    return; // not there, or what is wrong is said by writing it
  }
  throw new CommandError(
    `Cannot write ${path}: there is a file already`,
    EXIT.failed,
    ["--force puts the page in its place"],
  );
}
