/**
 * A file that a command changes: opened as a program would, and locked.
 *
 * @module
 */
import type { KantaOptions } from "../../../database/options.ts";
import { Kanta } from "../../../kanta.ts";
import type { Application } from "../../application.ts";
import type { Invocation } from "../../command.ts";
import { CommandError, EXIT, UsageError } from "../../failure.ts";
import { isFile, STDIN } from "../../input/input.ts";

/** Opens a file to change it; `who` says what for, where no application is loaded. */
export async function openLive(
  { notes, args }: Invocation,
  application: Application,
  file: string,
): Promise<Kanta<Record<string, unknown>>> {
  if (file === STDIN) throw new UsageError("Standard input can't be changed");
  const { state } = Deno.permissions.querySync({ name: "write", path: file });
  if (state !== "granted") {
    throw new CommandError(
      `Cannot write ${file}: this program may not`,
      EXIT.failed,
      [`run it with --allow-read --allow-write=${file}, or with -A`],
    );
  }
  if (!isFile(file)) {
    throw new CommandError(`Cannot read "${file}": there is no such file`);
  }
  if (!args.has("kanta")) {
    notes.say("Without -k no schema and no validator of the application runs.");
  }
  // A new file is never made.
  const { bootstrap: _none, ...rest } = application.options;
  // The module says what they are, opening judges.
  const options = rest as KantaOptions<Record<string, unknown>>;
  return await Kanta.open<Record<string, unknown>>(file, {}, {
    ...options,
    snapshot: false,
    create: false,
  });
}
