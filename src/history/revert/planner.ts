/**
 * The planner of a revert: from the records that are to be undone to the state
 * that this leads to.
 *
 * The records are undone from the last one back. A place is put back where it is
 * as the record left it; else it was changed since, and is a conflict. Where the
 * whole state is as the last records left it, it becomes exactly what it was
 * before them, the order of keys included.
 *
 * @module
 */
import { computeDiff } from "../../diff/diff.ts";
import { PointError } from "../../errors.ts";
import { Copier } from "../../values/copy.ts";
import { contentText, deepEqual } from "../../values/equal.ts";
import { TypeRegistry } from "../../values/kinds.ts";
import { changesOf } from "../changes/changes.ts";
import { placeText } from "../changes/place_text.ts";
import { historyIn } from "../history.ts";
import { type Clock, resolvePoint } from "../point/position.ts";
import { redactedField } from "../reader/redactions.ts";
import type { RecordReader } from "../reader/record_reader.ts";
import { CompiledQuery, type HistoryQuery } from "../search/query.ts";
import type { PresentForm } from "./present_form.ts";
import type { Conflict, RecordedBy, RevertPlan } from "./revert_plan.ts";
import { Restoring, valueAt } from "./undone_place.ts";
import { collect, type Undo } from "./undone_records.ts";
import { ABSENT } from "../../values/own.ts";

/** The records to be undone, by what they are and where they stand. */
export interface RevertQuery extends HistoryQuery {
  /** Of what is found, these revisions alone. Default: all. */
  readonly revs?: readonly number[] | undefined;
}

/** The records to be undone: a revision, several, or what a query finds. */
export type RevertTarget = number | readonly number[] | RevertQuery;

/** A plan with the states that it is about. */
export interface PlannedRevert {
  readonly plan: RevertPlan;
  /** The present state, and the one that the plan leads to. */
  readonly now: unknown;
  readonly then: unknown;
}

/** How a plan is made. */
export interface PlanOptions {
  /** The form that the data has now. */
  readonly form: PresentForm;
  /** Whether what was changed since is put back, too. */
  readonly force: boolean;
  /** The moment that times count from. */
  readonly clock: Clock;
}

/**
 * Plans to undo records of a log.
 *
 * @throws {PointError} For a revision that is not there.
 * @throws {RevertError} For a record of a schema version that can't be migrated.
 */
export function planRevert(
  reader: RecordReader,
  what: RevertTarget,
  options: PlanOptions,
): PlannedRevert {
  const types = new TypeRegistry(reader.types);
  const revs = revisions(reader, what, options.clock);
  const places = isQuery(what)
    ? new CompiledQuery(what, types).places
    : undefined;
  const wanted = { revs, places, named: !isQuery(what) };
  const found = collect(reader, wanted, options.form, types);
  const { now, rev, undos, undoes, block } = found;
  const copy = () => new Copier(types).copyOf(now);
  const restoring = new Restoring(copy(), types);
  const conflicts = new Map<string, Undo>();
  const isExact = block !== undefined && deepEqual(now, block.after, types);
  if (isExact) restoring.state = block.before;
  for (const undo of undos.toReversed()) {
    if (isExact && undo.rev >= block.from) continue;
    if (restoring.isDone(undo)) continue;
    if (!restoring.isClean(undo)) {
      conflicts.set(contentText(undo.path), undo);
      if (!options.force) continue;
    }
    restoring.put(undo);
  }
  const then = restoring.state;
  const diff = computeDiff(now, then, types);
  return {
    now,
    then,
    plan: {
      rev,
      undoes,
      changes: changesOf(now, diff, types),
      conflicts: told(reader, now, [...conflicts.values()], new Set(revs)),
      ...redactedField(found.redacted),
    },
  };
}

function isQuery(what: RevertTarget): what is RevertQuery {
  return typeof what === "object" && !Array.isArray(what);
}

/** The revisions that are meant, the first one first. */
function revisions(
  reader: RecordReader,
  what: RevertTarget,
  clock: Clock,
): number[] {
  if (isQuery(what)) {
    const found: number[] = [];
    const wanted = what.revs && new Set(what.revs);
    if (wanted?.size === 0) return [];
    for (const change of historyIn(reader, what, clock)) {
      if (change === undefined) continue;
      if (wanted?.has(change.rev) ?? true) found.push(change.rev);
    }
    return found.sort((a, b) => a - b);
  }
  const list: readonly number[] = typeof what === "number" ? [what] : what;
  const found = list.map((rev) => resolvePoint(reader, rev, clock).rev);
  const first = found.find((rev) => rev <= reader.base);
  if (first !== undefined) {
    throw new PointError(
      `Cannot undo r${first}: no record is kept that led to it`,
      { point: `r${first}` },
    );
  }
  return [...new Set(found)].sort((a, b) => a - b);
}

/** Conflicts, with who changed the places last. */
function told(
  reader: RecordReader,
  now: unknown,
  undos: readonly Undo[],
  undone: ReadonlySet<number>,
): Conflict[] {
  const by = undos.length === 0 ? [] : lastChanges(reader, undos, undone);
  return undos.map(({ path, before }, i) => {
    const old = valueAt(now, path);
    return {
      path,
      at: placeText(path),
      ...(old !== ABSENT && { old }),
      ...(before !== ABSENT && { new: before }),
      by: by[i],
    };
  });
}

/** For each place, the last record that changed it after the one to be undone. */
function lastChanges(
  reader: RecordReader,
  undos: readonly Undo[],
  undone: ReadonlySet<number>,
): (RecordedBy | undefined)[] {
  const found: (RecordedBy | undefined)[] = undos.map(() => undefined);
  const places = undos.map(({ path }) => path.map((key) => contentText(key)));
  const first = Math.min(...undos.map(({ rev }) => rev));
  for (const change of historyIn(reader, { after: first })) {
    if (change === undefined || undone.has(change.rev)) continue;
    const { rev, ts, action, user } = change;
    for (const { path } of change.changes) {
      const keys = path.map((key) => contentText(key));
      undos.forEach((undo, i) => {
        if (rev <= undo.rev || !overlap(keys, places[i] ?? [])) return;
        found[i] = { rev, ts, action, user };
      });
    }
  }
  return found;
}

/** Whether one place is the other, or above or below it. */
function overlap(a: readonly string[], b: readonly string[]): boolean {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return false;
  return true;
}
