/**
 * Migrations: numbered steps that bring old data up to the present schema.
 *
 * @module
 */
import { DatabaseError } from "../../errors.ts";
import { refuseResult } from "./callback.ts";
import type { Step } from "./migration_plan.ts";
import type { Diff } from "../../record.ts";
import { Copier } from "../../values/copy.ts";
import { computeDiff } from "../../diff/diff.ts";
import type { TypeRegistry } from "../../values/kinds.ts";
import type { Plain } from "../../values/own.ts";

/**
 * One step: edits the data of the version before in place.
 *
 * It gets plain data of an older shape, so its type is the step's to say. What
 * it returns is not wanted, and a scalar does no harm, such as the length that
 * `push()` has for `(data) => data.list.push(1)`.
 */
export type Migration = (
  data: never,
  context: { readonly ctx: Record<string, unknown> },
) => void | undefined | null | boolean | number | bigint | string | symbol;

/**
 * Steps by name: `migrate_v1`, `migrateV2`, `v3` or `4`. A module namespace
 * fits; its other exports are left alone. Names of which none is a step are
 * refused, and so is one that is nearly that of a step.
 */
export interface Migrations {
  /** A step to the version in its name. */
  readonly [name: `migrate_v${number}`]: Migration;
  /** A step to the version in its name. */
  readonly [name: `migrateV${number}`]: Migration;
  /** A step to the version in its name. */
  readonly [name: `v${number}`]: Migration;
  /** A step to this version. */
  readonly [version: number]: Migration;
  /** Anything else that a module of migrations exports. */
  readonly [other: string]: unknown;
}

/** The changes by which opening brings old data up to date, done or planned. */
export interface MigrationReport {
  /** The version of the data before. */
  readonly from: number;
  /** The version after. */
  readonly to: number;
  /** The steps that ran, in order. */
  readonly steps: readonly {
    /** The name of the step. */
    readonly name: string;
    /** The version that it leads to. */
    readonly version: number;
    /** Whether it changed anything. */
    readonly changed: boolean;
    /** The diff of the step. */
    readonly diff: Diff | undefined;
  }[];
  /** The defaults that were filled in from the program's initial data. */
  readonly defaults?: Diff;
  /** The diff of what the schemas changed. */
  readonly schema?: Diff;
  /** The diff of the whole migration. */
  readonly diff: Diff | undefined;
}

/** The report of one step. */
export type MigrationStep = MigrationReport["steps"][number];

/** Runs steps on data, in place; the data is checked after each. */
export function runSteps(
  steps: readonly Step[],
  data: Plain,
  context: Parameters<Migration>[1],
  types: TypeRegistry,
  path: string,
): { data: Plain; done: MigrationStep[] } {
  const done: MigrationStep[] = [];
  let state = data;
  for (const { name, version, run } of steps) {
    const before = new Copier(types).copyOf(state);
    try {
      // A step knows what shape its version has, the plan does not.
      refuseResult(run(state as never, context), state, "it");
      state = new Copier(types).copyOf(state);
    } catch (cause) {
      throw new DatabaseError(
        `Cannot migrate ${path} to version ${version}: ${name} failed: ` +
          `${reasonOf(cause)}; the file was not changed`,
        { path, cause },
      );
    }
    const diff = computeDiff(before, state, types);
    done.push({ name, version, changed: diff !== undefined, diff });
  }
  return { data: state, done };
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
