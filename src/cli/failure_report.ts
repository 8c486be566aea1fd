/**
 * Errors as the command tells them: what, where, and the next command; with the
 * exit code that goes with each.
 *
 * @module
 */
import { stripEscapes } from "../changelog/text/width.ts";
import { readEnv } from "../changelog/text/color.ts";
import {
  DatabaseError,
  DataIntegrityError,
  EditedError,
  FileLockError,
  PointError,
  ReplayError,
} from "../errors.ts";
import { RevertError } from "../history/revert/revert_error.ts";
import { CommandError, EXIT } from "./failure.ts";
import type { Notes } from "./output/notes.ts";

/** Tells an error; answers its exit code. */
export function reportFailure(error: unknown, notes: Notes): number {
  // Deno colours what it says of modules.
  const message = stripEscapes(
    error instanceof Error ? error.message : String(error),
  );
  notes.error(message, hintsOf(error), fieldsOf(error));
  if (readEnv("KANTA_DEBUG") === "1" && error instanceof Error) {
    for (let cause: unknown = error; cause instanceof Error;) {
      notes.say(cause.stack ?? cause.message);
      cause = cause.cause;
    }
  }
  return exitOf(error);
}

/** The exit code of an error. */
export function exitOf(error: unknown): number {
  if (error instanceof CommandError) return error.exit;
  if (error instanceof RevertError) {
    return error.plan === undefined ? EXIT.migration : EXIT.refused;
  }
  if (error instanceof PointError) return EXIT.usage;
  if (error instanceof ReplayError) return EXIT.damaged;
  if (error instanceof DataIntegrityError) return EXIT.validation;
  if (isHeld(error)) return EXIT.locked;
  return EXIT.failed;
}

/** Whether another process has the file. */
export function isHeld(error: unknown): error is FileLockError {
  return error instanceof FileLockError &&
    /\block(?:ed)?\b|\bin use\b|\bholds\b/.test(error.message);
}

/** The advice for a file that another process has. */
export function readingHint(path: string): string {
  return `reading needs no lock:  kanta log ${path}`;
}

function hintsOf(error: unknown): readonly string[] {
  if (error instanceof CommandError) return error.hints;
  if (error instanceof RevertError && error.plan === undefined) {
    return ["an application's migrations:  -k MODULE"];
  }
  const path = error instanceof DatabaseError ? error.path : undefined;
  if (path === undefined) return [];
  if (isHeld(error)) return [readingHint(path)];
  if (error instanceof EditedError) {
    return [
      `what was edited:  kanta repair ${path} --reseal --dry-run`,
      `all that is wrong:  kanta verify ${path}`,
    ];
  }
  if (error instanceof ReplayError) {
    return [
      `all that is wrong:  kanta verify ${path}`,
      `what can be saved:  kanta salvage ${path} NEW`,
    ];
  }
  return [];
}

function fieldsOf(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { code: "Error" };
  const { name: code, cause } = error;
  // What the command says in its own words is the same failure.
  if (error instanceof CommandError && cause instanceof DatabaseError) {
    return fieldsOf(cause);
  }
  if (!(error instanceof DatabaseError)) return { code };
  const { path, line, offset } = error;
  return { code, path, line, offset };
}
