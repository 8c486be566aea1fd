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
import type { Places } from "../changes/narrow.ts";
import { placeText } from "../changes/place_text.ts";
import { historyIn } from "../history.ts";
import { Playback } from "../playback.ts";
import { type Clock, resolvePoint } from "../point/position.ts";
import type { LogRecord } from "../reader/log_record.ts";
import type { RecordReader } from "../reader/record_reader.ts";
import { CompiledQuery, type HistoryQuery } from "../search/query.ts";
import { RevertError } from "./revert_error.ts";
import type { Conflict, RecordedBy, RevertPlan } from "./revert_plan.ts";
import {
  ABSENT,
  placesOf,
  Restoring,
  type UndonePlace,
  valueAt,
} from "./undone_place.ts";

/** What is to be undone: a revision, several, or what a query finds. */
export type RevertTarget = number | readonly number[] | HistoryQuery;

/** A plan with the states that it is about. */
export interface PlannedRevert {
  readonly plan: RevertPlan;
  /** The present state, and the one that the plan leads to. */
  readonly now: unknown;
  readonly then: unknown;
}

/** How a plan is made. */
export interface PlanOptions {
  /** The schema version of the database. */
  readonly version: number;
  /** Whether what was changed since is put back, too. */
  readonly force: boolean;
  /** What times count from. */
  readonly clock: Clock;
}

/** A place to be undone, and the record that changed it. */
interface Undo extends UndonePlace {
  readonly rev: number;
}

/** The states around the last records that follow each other. */
interface LastBlock {
  readonly from: number;
  readonly before: unknown;
  readonly after: unknown;
}

/**
 * Plans to undo records of a log.
 *
 * @throws {PointError} For a revision that is not there.
 * @throws {RevertError} For a record of another schema version.
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
  const found = collect(reader, revs, options.version, types, places);
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
    },
  };
}

function isQuery(what: RevertTarget): what is HistoryQuery {
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
    for (const change of historyIn(reader, what, clock)) {
      if (change !== undefined) found.push(change.rev);
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

/** Plays the log through, and keeps what the records did. */
function collect(
  reader: RecordReader,
  revs: readonly number[],
  version: number,
  types: TypeRegistry,
  places: Places | undefined,
) {
  const [first] = revs;
  const last = revs.at(-1);
  const playback = first === undefined
    ? Playback.at(reader, Infinity)
    : Playback.at(reader, first - 1);
  const copy = (value: unknown) => new Copier(types).copyOf(value);
  const undos: Undo[] = [];
  const undoes: RecordedBy[] = [];
  let block: LastBlock | undefined;
  const wanted = new Set(revs);
  const from = blockStart(revs);
  if (first !== undefined && last !== undefined) {
    let before: unknown;
    for (const record of reader.forward(first)) {
      const { rev } = record;
      if (rev > last) break;
      if (record.kind !== "change" || !wanted.has(rev)) continue;
      const by = recordedBy(record);
      const { diff, v = 0 } = record.change();
      playback.playTo(rev - 1);
      demandVersion(reader, playback, by, v, version);
      undoes.push(by);
      const { state } = playback.result;
      if (rev === from && places === undefined) before = copy(state);
      const all = changesOf(state, diff, types);
      const paths = placesOf(state, places?.of(all) ?? all);
      const olds = paths.map((path) => kept(state, path, copy));
      playback.playTo(rev);
      const { state: after } = playback.result;
      paths.forEach((path, i) => {
        const holder = valueAt(after, path.slice(0, -1));
        undos.push({
          rev,
          path,
          before: olds[i],
          after: kept(after, path, copy),
          length: path.length > 0 && Array.isArray(holder)
            ? holder.length
            : undefined,
        });
      });
      if (rev === last && places === undefined) {
        block = { from, before, after: copy(after) };
      }
    }
  }
  playback.playTo(Infinity);
  return {
    now: playback.result.state,
    rev: playback.rev,
    undos,
    undoes,
    block,
  };
}

/** The first of the last revisions that follow each other. */
function blockStart(revs: readonly number[]): number {
  let at = revs.length - 1;
  while (at > 0 && revs[at - 1] === (revs[at] ?? 0) - 1) at--;
  return revs[at] ?? 0;
}

function kept(
  state: unknown,
  path: readonly unknown[],
  copy: (value: unknown) => unknown,
): unknown {
  const value = valueAt(state, path);
  return value === ABSENT ? value : copy(value);
}

function recordedBy(record: LogRecord): RecordedBy {
  const { ts, a = "", u } = record.change();
  return { rev: record.rev, ts, action: a, user: u };
}

/** What a record did to data of another form can't be undone in this one. */
function demandVersion(
  reader: RecordReader,
  { result, rev: before }: Playback,
  { rev }: RecordedBy,
  after: number,
  version: number,
): void {
  const older = before > 0 && result.version !== version
    ? result.version
    : after;
  if (older === version) return;
  const { path } = reader.log;
  throw new RevertError(
    `Cannot undo r${rev}: it was made in schema version ${older}, and the ` +
      `data is of version ${version} now; undo what it did by a transaction`,
    { ...(path !== "" && { path }) },
  );
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
