/**
 * What messages say of who writes a log on servers.
 *
 * @module
 */
import type { LogHolder } from "../../../errors.ts";
import { quoted } from "../../../values/quoted.ts";

/** The writer of a log, as far as that is known. */
export function writerText(by: LogHolder | undefined): string {
  if (by === undefined) return "another writer";
  const { host, pid, program, since } = by;
  return `process ${pid}` + (host ? ` on ${host}` : "") +
    (program ? ` (${program})` : "") + (since ? `, since ${since},` : "");
}

/** The message of a log that was taken over; `rest` says what became of commits. */
export function takenOverText(
  path: string,
  by: LogHolder | undefined,
  rest: string,
): string {
  return `Cannot write ${quoted(path)}: ${writerText(by)} took it over; ` +
    `${rest}; close, and follow or open it again`;
}
