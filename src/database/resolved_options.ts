/**
 * A database as its program describes it: the same for every opening.
 *
 * @module
 */
import { absolutePath, isStreamPath } from "../file/file_path.ts";
import { kindText } from "../values/not_storable.ts";
import { RecordClock, type TimeInput } from "./record_clock.ts";
import { MigrationPlan } from "./schema/migration_plan.ts";
import type {
  Bootstrap,
  BootstrapOptions,
  KantaOptions,
  Validator,
} from "./options.ts";
import { refuseKind } from "./schema/callback.ts";
import type { DataSchemas } from "./schema/data_schemas.ts";
import { readSchemas } from "./schema/placed_schemas.ts";
import type { Plain } from "../values/own.ts";
import { typesOf } from "../format/load.ts";
import { Guard } from "./guard.ts";
import { kindOf, type TypeRegistry } from "../values/kinds.ts";

/** The longest that Deno's timers can be set for, in milliseconds: 24 days. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** How a new file is filled. */
export interface BootstrapPlan<T> {
  /** The functions that fill the new database, in order. */
  readonly runs: readonly Bootstrap<T>[];
  /** The action of its first record. */
  readonly action: string;
  /** The user whom the first record names. */
  readonly user?: string | undefined;
  /** The domain modification time of the first record. */
  readonly mtime?: boolean | TimeInput | undefined;
}

/** The options of a database, checked and with their defaults. */
export interface ResolvedOptions<T extends object> {
  /** The caller's root object. */
  readonly root: T;
  /** The path of the file. */
  readonly path: string;
  /** The path of the file that follows it, if there is one. */
  readonly mirror: string | undefined;
  /** Whether that follows a log on servers. */
  readonly mirrorsStream: boolean;
  /** The options as they were given. */
  readonly options: KantaOptions<T>;
  /** The application's own types. */
  readonly types: TypeRegistry;
  /** Throws at the line that writes outside of a transaction, if asked for. */
  readonly guard: Guard | undefined;
  /** The migrations. */
  readonly plan: MigrationPlan;
  /** The schemas, if there are any: made when the database opens. */
  readonly schemas?: DataSchemas | undefined;
  /** The values of properties new to the root; undefined: not filled in. */
  defaults(): Plain | undefined;
  /** The clock of records. */
  readonly clock: RecordClock;
  /** The checks. */
  readonly validators: readonly Validator<T>[];
  /** The start of a new file. */
  readonly bootstrap: BootstrapPlan<T>;
  /** The free namespace. */
  readonly ctx: Record<string, unknown>;
}

/** Reads the options; throws a `TypeError` for what can't be meant. */
export function resolveOptions<T extends object>(
  path: string | URL,
  data: T | (() => T),
  options: KantaOptions<T>,
): ResolvedOptions<T> {
  const root = typeof data === "function" ? data() : data;
  if (kindOf(root) !== "object") {
    throw new TypeError(
      `Cannot take ${kindText(root)} for the data of a database: a plain ` +
        `object is wanted, or a function that makes one`,
    );
  }
  if (!Object.isExtensible(root)) {
    throw new TypeError(
      "Cannot take a frozen object for the data of a database: it is filled " +
        "from the file; give a function that makes one, () => ({ ... })",
    );
  }
  checkNumbers(options);
  if (options.schema !== undefined || options.schemas !== undefined) {
    readSchemas(options); // refused here, applied by what is loaded later
  }
  const types = typesOf(options.types, options.serializer);
  const file = absolutePath(path);
  return {
    root,
    path: file,
    mirror: mirrorOf(file, options.mirror),
    mirrorsStream: options.mirror !== undefined && isStreamPath(file),
    options,
    types,
    guard: options.guard === true ? new Guard(types) : undefined,
    plan: new MigrationPlan(options.migrations),
    defaults: defaultsOf(root, options),
    clock: new RecordClock(options.clock),
    validators: validatorsOf(options.validate),
    bootstrap: bootstrapOf(options.bootstrap),
    ctx: {},
  };
}

function mirrorOf(
  file: string,
  mirror: string | URL | undefined,
): string | undefined {
  if (mirror === undefined) return undefined;
  const path = absolutePath(mirror);
  if (path !== file) return path;
  throw new TypeError(
    `Cannot mirror ${file} into itself: name another file, best on another disk`,
  );
}

/** Options that are no numbers would be no timers or bounds, or endless waits. */
function checkNumbers(
  options: Pick<
    KantaOptions<object>,
    | "sync"
    | "snapshot"
    | "flushInterval"
    | "lockTimeout"
    | "maxPendingBytes"
    | "once"
  >,
): void {
  const { sync, snapshot, flushInterval, lockTimeout, maxPendingBytes } =
    options;
  if (sync !== "always" && sync !== "never") {
    checkNumber("sync", sync, LONGEST_TIMER, ', or "always" or "never"');
  }
  if (snapshot !== false) checkNumber("snapshot.minBytes", snapshot?.minBytes);
  checkNumber("flushInterval", flushInterval, LONGEST_TIMER);
  checkNumber("lockTimeout", lockTimeout);
  checkNumber("maxPendingBytes", maxPendingBytes);
  checkNumber("once.maxAge", options.once?.maxAge);
  checkNumber("once.maxKeys", options.once?.maxKeys);
}

function checkNumber(
  name: string,
  value: unknown,
  largest = Infinity,
  more = "",
): void {
  if (value === undefined) return;
  if (typeof value === "number" && value >= 0 && value <= largest) return;
  throw new TypeError(
    `Cannot take ${String(value)} for ${name}: a number from 0 to ${largest} ` +
      `is wanted${more}`,
  );
}

/** The root as it is before the first opening, which fills it with the data. */
function defaultsOf(
  root: object,
  { defaults = true }: { readonly defaults?: boolean | undefined },
): () => Plain | undefined {
  let first: Plain | undefined;
  return () => defaults ? first ??= { ...root } : undefined;
}

function validatorsOf<T>(
  given: KantaOptions<T>["validate"] = [],
): readonly Validator<T>[] {
  const validators = [given].flat();
  for (const validate of validators) refuseKind(validate, "a validator");
  return validators;
}

function bootstrapOf<T>(
  given: KantaOptions<T>["bootstrap"] = [],
): BootstrapPlan<T> {
  if (typeof given === "function" || Array.isArray(given)) {
    return { runs: runsOf([given].flat()), action: "bootstrap" };
  }
  // No list, which `isArray` does not tell of a readonly one.
  const { run = [], action = "bootstrap", user, mtime } =
    given as BootstrapOptions<T>; // neither a function nor a list
  return { runs: runsOf([run].flat()), action, user, mtime };
}

function runsOf<T>(runs: readonly Bootstrap<T>[]): readonly Bootstrap<T>[] {
  for (const run of runs) refuseKind(run, "a bootstrap", true);
  return runs;
}
