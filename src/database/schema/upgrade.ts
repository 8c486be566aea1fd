/**
 * The upgrade: what opening does to bring old data up to the present program.
 *
 * First the migrations, then the defaults of properties that are new, then the
 * schemas. Each that changes something is one record.
 *
 * @module
 */
import { DatabaseError } from "../../errors.ts";
import { computeDiff } from "../../diff/diff.ts";
import type { Diff } from "../../record.ts";
import type { Replayed } from "../../replay/replayer.ts";
import { Copier } from "../../values/copy.ts";
import type { TypeRegistry } from "../../values/kinds.ts";
import { getOwn, type Plain, setOwn } from "../../values/own.ts";
import type { DataSchemas } from "./data_schemas.ts";
import type { MigrationPlan } from "./migration_plan.ts";
import {
  type MigrationReport,
  type MigrationStep,
  runSteps,
} from "./migrations.ts";
import { placeText, type SchemaEdit } from "./normal_form.ts";

/** The parts of a program that bring old data up to date. */
export interface UpgradeParts {
  /** The migrations. */
  readonly plan: MigrationPlan;
  /** The schemas, if there are any. */
  readonly schemas?: DataSchemas | undefined;
  /** The program's initial data; without it nothing is filled in. */
  readonly defaults?: Plain | undefined;
  /** The free namespace of the database. */
  readonly ctx: Record<string, unknown>;
  /** The application's own types. */
  readonly types: TypeRegistry;
  /** The database file, for messages. */
  readonly path: string;
}

/** A change that an upgrade makes, as a record. */
export interface UpgradeRecord {
  /** The action. */
  readonly action: string;
  /** The diff of the record. */
  readonly diff: Diff;
}

/** The result of an upgrade. */
export interface Upgrade {
  /** The state after the upgrade. */
  readonly state: Plain;
  /** The report of the upgrade; undefined where the data is up to date. */
  readonly report: MigrationReport | undefined;
  /** The records that say so, in order. */
  readonly records: readonly UpgradeRecord[];
}

/**
 * Brings a state up to the program's shape; nothing is written, and the state
 * that was found is not changed.
 *
 * @throws {DatabaseError} When a migration fails, when the data is of a version
 * that the plan does not reach, or when an older program's schema would take
 * away what a newer one stored.
 * @throws {DataIntegrityError} When a schema refuses the data.
 */
export function upgrade(replayed: Replayed, parts: UpgradeParts): Upgrade {
  const { plan, schemas, defaults, types, path } = parts;
  const found = replayed.state as Plain; // a state that is none was refused
  const from = replayed.version;
  const steps = plan.pending(from, path);
  const records: UpgradeRecord[] = [];
  const record = (action: string, before: Plain, after: Plain) => {
    // Most openings change nothing, and a comparison looks at the whole state.
    if (before === after) return undefined;
    const diff = computeDiff(before, after, types);
    if (diff !== undefined) records.push({ action, diff });
    return diff;
  };
  let state = found;
  let done: readonly MigrationStep[] = [];
  const to = steps.at(-1)?.version ?? from;
  if (steps.length > 0) {
    const copy = new Copier(types).copyOf(found);
    ({ data: state, done } = runSteps(steps, copy, parts, types, path));
    record(`migrate:v${to}`, found, state);
  }
  const migrated = state;
  const missing = defaults &&
    missingDefaults(defaults, state, [found, replayed.gone ?? []], types);
  if (missing !== undefined) state = { ...state, ...missing };
  const filled = record("migrate:defaults", migrated, state);
  const complete = state;
  if (schemas !== undefined) {
    const normal = schemas.normalise(complete);
    if (plan.latest < from) refuseLoss(normal.edits, from, parts);
    state = normal.state;
  }
  const shaped = record("migrate:schema", complete, state);
  if (steps.length === 0 && records.length === 0) {
    return { state: found, report: undefined, records };
  }
  return {
    state,
    records,
    report: {
      from,
      to,
      steps: done,
      ...(filled !== undefined && { defaults: filled }),
      ...(shaped !== undefined && { schema: shaped }),
      diff: records.length === 1
        ? records[0]?.diff
        : computeDiff(found, state, types),
    },
  };
}

/** An older program never takes a newer one's data away. */
function refuseLoss(
  edits: readonly SchemaEdit[],
  version: number,
  { plan, path }: UpgradeParts,
): void {
  const loss = edits.find(({ kind }) => kind !== "add");
  if (loss === undefined) return;
  throw new DatabaseError(
    `Cannot open ${path}: its data has version ${version}, this program's is ` +
      `${plan.latest}, and its schema would ${loss.kind} ` +
      `${
        placeText(loss.steps)
      }; use a newer program, or a schema that leaves ` +
      `such data as it is`,
    { path },
  );
}

/** Names of properties of a root: an object's own keys, a list, or true for all. */
type Names = object | ReadonlySet<string> | true;

/**
 * Copies of the defaults that a state lacks, in the order of the program's data;
 * undefined where it lacks none. Nothing is filled in that stood there `before`:
 * it was deleted.
 *
 * @throws {NotStorableError} For a default that can't be stored.
 */
export function missingDefaults(
  defaults: Plain,
  state: Plain,
  before: readonly Names[],
  types: TypeRegistry,
): Plain | undefined {
  const missing = Object.keys(defaults).filter((key) =>
    !Object.hasOwn(state, key) && getOwn(defaults, key) !== undefined &&
    !before.some((names) =>
      names === true ||
      (names instanceof Set ? names.has(key) : Object.hasOwn(names, key))
    )
  );
  if (missing.length === 0) return undefined;
  const filled: Plain = {};
  for (const key of missing) setOwn(filled, key, getOwn(defaults, key));
  return new Copier(types).copyOf(filled);
}
