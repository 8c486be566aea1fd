/**
 * The end of a command: its exit code, what went wrong, and what to do next.
 *
 * @module
 */

/** The exit codes of the command. */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  differs: 3,
  refused: 4,
  locked: 5,
  damaged: 10,
  migration: 20,
  validation: 21,
  interrupted: 130,
  terminated: 143,
} as const;

/** The exit codes with what they mean, as help shows them. */
export const EXIT_MEANINGS: readonly (readonly [code: string, text: string])[] =
  [
    ["0", "done, also where nothing was found"],
    ["1", "failed: missing, not permitted, not writable"],
    ["2", "wrong usage; a point or range that is not there"],
    ["3", "asked by --exit-code: nothing shown, or they differ"],
    ["4", "refused: a conflict, or the answer was no"],
    ["5", "another process has the file"],
    ["10", "damaged, or can't be replayed"],
    ["20, 21", "a migration, a validation failed"],
    ["130, 143", "interrupted, terminated: what was half made is removed"],
  ];

/** A command can't go on; says why, and what to do next. */
export class CommandError extends Error {
  /** The name of this class. */
  override readonly name: string = "CommandError";
  /** The exit code. */
  readonly exit: number;
  /** The next steps, a line each. */
  readonly hints: readonly string[];

  /** Composes the error with its exit code and hints. */
  constructor(
    message: string,
    exit: number = EXIT.failed,
    hints: readonly string[] = [],
    options: ErrorOptions = {},
  ) {
    super(message, options);
    this.exit = exit;
    this.hints = hints;
  }
}

/** The command line can't be understood. */
export class UsageError extends CommandError {
  /** The name of this class. */
  override readonly name: string = "UsageError";

  /** Composes the error with hints. */
  constructor(message: string, hints: readonly string[] = []) {
    super(message, EXIT.usage, hints);
  }
}

/** Nobody reads the output any more: the command ends, quietly. */
export class OutputClosed extends Error {
  /** The name of this class. */
  override readonly name: string = "OutputClosed";
}

/** The failure of an opening that migrates, as such. */
export function asMigrationFailure(cause: unknown): unknown {
  if (!(cause instanceof Error)) return cause;
  // What a validator or a schema refuses has a class of its own.
  if (cause.name !== "DatabaseError" && !(cause instanceof TypeError)) {
    return cause;
  }
  return new CommandError(cause.message, EXIT.migration, [], { cause });
}
