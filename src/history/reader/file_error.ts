/**
 * Errors of reading that name the file they are about.
 *
 * @module
 */
import { DatabaseError, ReplayError } from "../../errors.ts";

/**
 * The file was rotated while it was read: what was in its tail is in the file that
 * has its name now.
 */
export class RotatedError extends DatabaseError {
  static {
    this.prototype.name = "DatabaseError";
  }

  /** What was read. */
  readonly source: unknown;

  /** Composes the error for a file. */
  constructor(path: string, source: unknown) {
    super(
      `Cannot read "${path}" to its end: it was rotated meanwhile, and what was ` +
        "there is in the new file of that name; read it again",
      { path },
    );
    this.source = source;
  }
}

/** The same error, saying which file it is about. */
export function about(error: unknown, path: string): Error {
  if (error instanceof DatabaseError && error.path !== undefined) return error;
  const { message } = error instanceof Error
    ? error
    : { message: String(error) };
  if (path === "") {
    return error instanceof Error ? error : new Error(message);
  }
  const said = `Cannot read "${path}": ${message}`;
  if (error instanceof ReplayError) {
    const { line, offset, record } = error;
    // The class tells damage from what can't be read for another reason.
    const Same = error.constructor as typeof ReplayError;
    return new Same(said, { cause: error, path, line, offset, record });
  }
  return new DatabaseError(said, { cause: error, path });
}

/** The result of a call; an error that it throws names the file. */
export function guarded<T>(
  { path }: { readonly path: string },
  call: () => T,
): T {
  try {
    return call();
  } catch (error) {
    throw about(error, path);
  }
}

/** The same for what is read piece by piece. */
export function* guardedAll<T>(
  { path }: { readonly path: string },
  items: Iterable<T>,
): Generator<T> {
  try {
    yield* items;
  } catch (error) {
    throw about(error, path);
  }
}
