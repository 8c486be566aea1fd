/**
 * The name of a backup, where it is to be found by its time.
 *
 * @module
 */
import { nameOf } from "../../file/file_path.ts";

/** The end of a path that names a folder. */
const FOLDER = Deno.build.os === "windows" ? /[\\/]$/ : /\/$/;

/**
 * The path of a backup of the log at `log`; for a folder, one in it that has the
 * log's name and the time.
 */
export function backupName(log: string, into: string, now: Date): string {
  if (!FOLDER.test(into)) return into;
  const stem = nameOf(log).replace(/(?<=.)\.[^.]*$/s, "") || "data";
  const time = now.toISOString().slice(0, 19).replaceAll(/[-:]/g, "");
  return `${into}${stem}-${time}Z.kantadb`;
}
