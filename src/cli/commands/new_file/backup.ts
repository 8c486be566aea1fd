/**
 * `kanta backup`: a verified copy of a file that is written to meanwhile.
 *
 * @module
 */
import type { BackupFile } from "../../../maintenance/backup/backup_report.ts";
import { backup } from "../../../maintenance/log_tools.ts";
import type { Invocation } from "../../command.ts";
import { EXIT } from "../../failure.ts";
import { interruptible } from "../../interruption.ts";
import { Moments } from "../../output/moment.ts";
import { countText, sizeText } from "../../output/progress.ts";
import { jsonLine } from "../../output/safe_json.ts";
import { makeFolderOf } from "./target_folder.ts";
import { noteTorn } from "./torn_note.ts";

/** Backs a file up. */
export async function run(invocation: Invocation): Promise<number> {
  const { args, out, notes, json, display } = invocation;
  const [file = "", target = ""] = args.operands;
  const into = isFolder(target) ? `${target}/` : target;
  await makeFolderOf(into);
  const progress = invocation.progress("backup");
  const report = await interruptible((signal) =>
    backup(file, into, {
      archives: args.has("archives"),
      signal,
      onProgress: ({ read, size }) => progress.tell(read, size),
    })
  );
  progress.clear();
  noteTorn(notes, report.torn);
  if (report.base > 0 && !args.has("archives")) {
    notes.say(
      `It begins at r${report.base}; --archives takes along what came before`,
    );
  }
  for (const [older, newer] of gaps(report)) {
    notes.say(
      `The records of r${older.rev + 1} to r${newer.base} are missing ` +
        `between "${older.path}" and "${newer.path}"`,
    );
  }
  if (json) {
    await out.line(jsonLine({ type: "report", ...report }));
    return EXIT.done;
  }
  const moments = new Moments(display.zone);
  for (const one of [...report.archives, report]) {
    await out.line(
      `${one.into}: ${one.base > 0 ? `r${one.base} to ` : ""}r${one.rev} of ` +
        `${moments.text(one.ts)}, ${countText(one.changes, "change")}, ${
          countText(one.snapshots, "snapshot")
        }, ${sizeText(one.bytes)}`,
    );
  }
  return EXIT.done;
}

/** Whether a path leads to a folder, though it does not say so. */
function isFolder(path: string): boolean {
  try {
    return !path.endsWith("/") && Deno.statSync(path).isDirectory;
  } catch {
    return false; // not there; or what is missing is said by who makes the file
  }
}

/** Files of the backup between which records are missing. */
function gaps(
  report: BackupFile & { readonly archives: readonly BackupFile[] },
): [older: BackupFile, newer: BackupFile][] {
  const files = [...report.archives, report];
  return files.flatMap((newer, i) => {
    const older = files[i - 1];
    return older !== undefined && older.rev < newer.base
      ? [[older, newer]]
      : [];
  });
}
