/**
 * The names of migrations: which of them are steps, and which were meant to be.
 *
 * A step that is not recognised would never run, and nobody would hear of it. So
 * a function whose name is nearly that of a step is refused, and so is whatever
 * holds no step at all.
 *
 * @module
 */
import { DatabaseError } from "../../errors.ts";
import { kindOf } from "../../values/kinds.ts";
import { refuseKind } from "./callback.ts";

/** A step, by the version that it leads to. */
export interface Step {
  /** The version of the data after it. */
  readonly version: number;
  /** The name of the step. */
  readonly name: string;
  /** Edits data of the version before. */
  readonly run: (data: never, context: object) => unknown;
}

const STEP = /^(?:migrate)?_?v?([1-9]\d*)$/i;
/** The first word of a name that has a number: `migrate` in `migrate-1_add_users`. */
const WORD = /^_*([a-z]*)(?=.*\d)/i;
/** A name that begins so is no helper's, whatever follows. */
const BEGINNING = /^migrate_?v?/i;
/** Words that people name a step by. */
const WORDS: ReadonlySet<string> = new Set([
  "v",
  "ver",
  "version",
  "step",
  "to",
]);
/** Words that they misspell, with so many letters wrong. */
const LONG_WORDS = ["migrate", "migration", "upgrade"];
const MOST_WRONG = 2;

/**
 * The steps among these exports, in no order.
 *
 * @throws {TypeError} For what is no object of names, for a name that is nearly
 * that of a step, for a step that is no ordinary function, and when no name is
 * that of a step.
 */
export function readSteps(migrations: object): Step[] {
  if (kindOf(migrations) !== "object") {
    throw new TypeError(
      `Cannot take ${describe(migrations)} for migrations: an object (or a ` +
        `module) of functions by names like migrate_v1 is wanted`,
    );
  }
  const names = Object.keys(migrations);
  const steps = Object.entries(migrations).flatMap(readStep);
  if (names.length > 0 && steps.length === 0) {
    throw new TypeError(
      `Cannot find a migration among ${names.slice(0, 5).join(", ")}: names ` +
        `like migrate_v1 are wanted, with the version that the step leads to`,
    );
  }
  return steps;
}

function readStep([name, run]: [string, unknown]): Step[] {
  const version = STEP.exec(name)?.[1];
  if (version === undefined) {
    if (typeof run !== "function" || !isMeant(name)) return [];
    throw new TypeError(
      `Cannot read the version of the migration ${name}; a name like ` +
        `migrate_v1 is wanted, with a whole number from 1`,
    );
  }
  refuseKind(run, `the migration ${name}`);
  // The step's kind was looked at; what data it takes is the program's to say.
  return [{ version: Number(version), name, run: run as Step["run"] }];
}

function isMeant(name: string): boolean {
  if (BEGINNING.test(name)) return true;
  const word = WORD.exec(name)?.[1]?.toLowerCase();
  return word !== undefined && (WORDS.has(word) ||
    LONG_WORDS.some((wanted) => distance(word, wanted) <= MOST_WRONG));
}

/** How many letters have to be added, taken out or replaced. */
function distance(a: string, b: string): number {
  let row = Array.from(b, (_, i) => i + 1);
  for (let i = 0; i < a.length; i++) {
    let diagonal = i;
    let left = i + 1;
    row = row.map((above, j) => {
      const replaced = diagonal + (a[i] === b[j] ? 0 : 1);
      diagonal = above;
      return left = Math.min(above + 1, left + 1, replaced);
    });
  }
  return row.at(-1) ?? a.length;
}

function describe(value: object): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value !== "object" || value === null) {
    return `a value of type ${typeof value}`;
  }
  return `an instance of ${value.constructor?.name ?? "a class"}`;
}

/** The steps of an application, sorted and checked. */
export class MigrationPlan {
  readonly #steps: readonly Step[];
  /** The version that the data has after the last step; 0 without steps. */
  readonly latest: number;

  /** Reads the steps; throws a `TypeError` for one that can't be one. */
  constructor(migrations: object = {}) {
    this.#steps = readSteps(migrations)
      .sort((a, b) => a.version - b.version);
    this.#steps.forEach((step, index) => {
      const before = this.#steps[index - 1];
      if (step.version === before?.version) {
        throw new TypeError(
          `Cannot tell two migrations to version ${step.version} apart: ` +
            `${before.name} and ${step.name}`,
        );
      }
    });
    this.latest = this.#steps.at(-1)?.version ?? 0;
  }

  /** The steps that data of this version still needs; throws if it can't be. */
  pending(version: number, path: string): readonly Step[] {
    const [first] = this.#steps;
    if (first === undefined) return [];
    if (version > this.latest) {
      throw new DatabaseError(
        `Cannot open ${path}: its data has version ${version}, and this ` +
          `program knows versions up to ${this.latest}; use a newer program`,
        { path },
      );
    }
    const oldest = first.version - 1;
    if (version < oldest) {
      throw new DatabaseError(
        `Cannot open ${path}: its data has version ${version}, and the ` +
          `oldest migration starts from version ${oldest}; migrate it first ` +
          `with a program that has the steps between`,
        { path },
      );
    }
    return this.#steps.filter((step) => step.version > version);
  }
}
