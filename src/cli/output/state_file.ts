/**
 * Files that a command is told to write.
 *
 * @module
 */
import { CommandError, EXIT } from "../failure.ts";

/**
 * Writes text to a file, in place of what is there.
 *
 * @throws {CommandError} When that can't be done.
 */
export function writeFile(path: string, text: string): void {
  const permission = { name: "write", path } as const;
  if (Deno.permissions.querySync(permission).state !== "granted") {
    throw new CommandError(
      `Cannot write ${path}: this program may not`,
      EXIT.failed,
      [`run it with --allow-write=${path}`],
    );
  }
  try {
    // For its owner alone: a state may hold secrets.
    Deno.writeTextFileSync(path, text, { mode: 0o600 });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError(`Cannot write ${path}: ${reason}`, EXIT.failed, [], {
      cause,
    });
  }
}
