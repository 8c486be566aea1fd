/**
 * A file that a command changes: opened as a program would, and locked.
 *
 * @module
 */
import type { KantaOptions } from "../../../database/options.ts";
import { isStreamPath } from "../../../file/file_path.ts";
import { Kanta } from "../../../kanta.ts";
import type { FileLockError } from "../../../errors.ts";
import type { Application } from "../../application.ts";
import type { Invocation } from "../../command.ts";
import {
  asMigrationFailure,
  CommandError,
  EXIT,
  UsageError,
} from "../../failure.ts";
import { isHeld, readingHint } from "../../failure_report.ts";
import { isFile, STDIN } from "../../input/input.ts";
import { demandYes } from "../../question.ts";

/**
 * Opens a file to change it; for a plan that changes nothing, to read it. `within`
 * is what the program would call that may have the file.
 */
export async function openLive(
  invocation: Invocation,
  application: Application,
  file: string,
  within?: string,
): Promise<Kanta<Record<string, unknown>>> {
  const { notes, args } = invocation;
  if (file === STDIN) throw new UsageError("Standard input can't be changed");
  const planned = args.has("dry-run");
  if (!isStreamPath(file)) demandAccess(file, planned);
  if (!args.has("kanta")) {
    notes.say("Without -k no schema and no validator of the application runs.");
  }
  // A new file is never made.
  const { bootstrap: _none, ...rest } = application.options;
  // The module says what they are, opening judges.
  const named = rest as KantaOptions<Record<string, unknown>>;
  const options = isStreamPath(file)
    ? { ...named, nats: { ...named.nats, ...application.nats() } }
    : named;
  await demandMigration(invocation, file, options);
  try {
    return await Kanta.open<Record<string, unknown>>(file, {}, {
      ...options,
      // What the program keeps of its history is the program's to say.
      retention: undefined,
      snapshot: false,
      create: false,
      readonly: planned,
    });
  } catch (cause) {
    throw isHeld(cause) ? inUse(cause, file, within) : cause;
  }
}

/** Waits until what was committed is on the disk, or the servers have it. */
export async function settle(
  db: Kanta<Record<string, unknown>>,
): Promise<void> {
  await db.flush({ durable: !isStreamPath(db.filename) });
}

/** Throws unless the file is there, and may be changed. */
function demandAccess(file: string, planned: boolean): void {
  const { state } = Deno.permissions.querySync({ name: "write", path: file });
  if (!planned && state !== "granted") {
    throw new CommandError(
      `Cannot write ${file}: this program may not`,
      EXIT.failed,
      [`run it with --allow-read --allow-write=${file}, or with -A`],
    );
  }
  if (!isFile(file)) {
    throw new CommandError(`Cannot read "${file}": there is no such file`);
  }
}

/** Another process has the file: what can be done all the same. */
function inUse(
  cause: FileLockError,
  file: string,
  within: string | undefined,
): CommandError {
  // What follows is for who writes a program.
  const [message = ""] = cause.message.split("; close it there");
  const found = /: it is locked by (.*)$/s.exec(message);
  const told = found === null ? message : `${file} is in use by ${found[1]}`;
  return new CommandError(told, EXIT.locked, [
    readingHint(file),
    ...(within === undefined ? [] : [`to do it from within:  ${within}`]),
  ], { cause });
}

/** Asks before an older file is migrated, which opening it does at once. */
async function demandMigration(
  invocation: Invocation,
  file: string,
  options: KantaOptions<Record<string, unknown>>,
): Promise<void> {
  const { migrations, schema, schemas } = options;
  if ((migrations ?? schema ?? schemas) === undefined) return;
  const { from, to, steps, diff } = await Kanta.rehearse(file, options)
    .catch((cause) => {
      throw asMigrationFailure(cause);
    });
  if (invocation.args.has("dry-run")) return;
  if (diff === undefined && from === to) return;
  const names = steps.map(({ name }) => name).join(", ");
  demandYes(
    invocation,
    from === to
      ? `Bring ${file} up to date by its schema first?`
      : `Migrate ${file} from v${from} to v${to} first (${names})?`,
  );
}
