/**
 * Records undone, or a state of the past brought back, in a database that is
 * open: as one transaction, which is a record like any other.
 *
 * @module
 */
import { computeDiff } from "../../diff/diff.ts";
import { DatabaseError } from "../../errors.ts";
import { TypeRegistry } from "../../values/kinds.ts";
import { changesOf } from "../changes/changes.ts";
import type { LiveDatabase, LiveLog } from "../live_past.ts";
import { type LogInput, openHistory } from "../open_history.ts";
import { Playback } from "../playback.ts";
import {
  type PointInput,
  resolvePoint,
  systemClock,
} from "../point/position.ts";
import type { RecordReader } from "../reader/record_reader.ts";
import { redactedField, redactionsIn } from "../reader/redactions.ts";
import { bring } from "./bring.ts";
import { PresentForm } from "./present_form.ts";
import {
  type PlannedRevert,
  planRevert,
  type RevertTarget,
} from "./planner.ts";
import { RevertError } from "./revert_error.ts";
import type { RestoreOptions, RevertOptions } from "./revert_options.ts";
import type { RevertPlan } from "./revert_plan.ts";

/** How often it is planned anew where others commit meanwhile. */
const ATTEMPTS = 100;

/**
 * Undoes records.
 *
 * @throws {RevertError} For conflicts, and a record of another schema version.
 */
export async function revertLive(
  db: LiveDatabase,
  what: RevertTarget,
  options: RevertOptions = {},
): Promise<RevertPlan> {
  const { mode = "refuse", action = "revert", ...about } = options;
  const force = mode === "force";
  const form = await PresentForm.of(db);
  const make = (reader: RecordReader) =>
    planRevert(reader, what, { form, force, clock: systemClock() });
  return await carriedOut(db, make, mode === "plan", (plan) => {
    if (mode === "refuse" && plan.conflicts.length > 0) throw refusal(plan);
    const undone = plan.undoes.map(({ rev }) => rev);
    return { action, about: { ...about, undone } };
  });
}

/**
 * Brings back the state of a point.
 *
 * @throws {PointError} When there is no such point.
 * @throws {RevertError} When it is of another schema version.
 */
export async function restoreLive(
  db: LiveDatabase,
  options: RestoreOptions,
): Promise<RevertPlan> {
  const { at, from, mode, action = "restore", ...about } = options;
  if (at === undefined && from === undefined) {
    throw new TypeError("Cannot restore: give the point, at, or a log, from");
  }
  const form = await PresentForm.of(db);
  const other = from === undefined
    ? undefined
    : await pastOf(db, from, at ?? "end", form);
  const make = (reader: RecordReader): PlannedRevert => {
    const types = new TypeRegistry(reader.types);
    const then = other ?? pastIn(reader, at ?? "end", form);
    const playback = Playback.at(reader, Infinity);
    const now = form.of(playback.result, () => "Cannot restore this");
    const changes = changesOf(now, computeDiff(now, then, types), types);
    const plan = {
      rev: playback.rev,
      undoes: [],
      changes,
      conflicts: [],
      ...redactedField(other === undefined ? redactionsIn(reader.logs) : []),
    };
    return { plan, now, then };
  };
  return await carriedOut(db, make, mode === "plan", () => ({ action, about }));
}

/** The state of a point in another log, which is read as this one is. */
async function pastOf(
  db: LiveDatabase,
  from: LogInput,
  at: PointInput,
  form: PresentForm,
): Promise<unknown> {
  const { options: { types, serializer } } = await db.past();
  // The format of the other one may be another, unless it is of one's own.
  const own = typeof serializer === "string" ? undefined : serializer;
  using reader = await openHistory(from, { types, serializer: own });
  return pastIn(reader, at, form);
}

function pastIn(
  reader: RecordReader,
  at: PointInput,
  form: PresentForm,
): unknown {
  const { rev } = resolvePoint(reader, at, systemClock());
  return form.of(
    Playback.at(reader, rev).result,
    () => `Cannot restore r${rev}`,
  );
}

/** Plans by what is in the log, and commits if nothing came between. */
async function carriedOut(
  db: LiveDatabase,
  make: (reader: RecordReader) => PlannedRevert,
  planOnly: boolean,
  decide: (plan: RevertPlan) => {
    readonly action: string;
    readonly about: Parameters<LiveDatabase["commit"]>[1];
  },
): Promise<RevertPlan> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const log = await db.past();
    const { rev } = db.position;
    const { plan, now, then } = await planned(log, make);
    // Another commit came while the log was read.
    if (db.position.rev !== rev || plan.rev !== rev) continue;
    if (planOnly) return plan;
    const { action, about } = decide(plan);
    if (plan.changes.length === 0) return plan;
    const types = new TypeRegistry(log.options.types ?? []);
    db.commit(action, about, (draft) => {
      bring(draft, now, then, types);
    });
    const committed = db.position.rev;
    return committed === rev ? plan : { ...plan, committed };
  }
  throw new DatabaseError(
    "Cannot plan this: others commit faster than the log is read",
  );
}

async function planned(
  { source, options }: LiveLog,
  make: (reader: RecordReader) => PlannedRevert,
): Promise<PlannedRevert> {
  using reader = await openHistory(source, options);
  return make(reader);
}

function refusal(plan: RevertPlan): RevertError {
  const { conflicts } = plan;
  const named = conflicts.slice(0, 10).map(({ at, by }) =>
    (at || "the root") +
    (by === undefined
      ? ""
      : ` (r${by.rev}${by.user === undefined ? "" : ` by ${by.user}`})`)
  );
  const more = conflicts.length - named.length;
  return new RevertError(
    `Cannot undo this: ${conflicts.length} places were changed since: ` +
      `${named.join(", ")}${more > 0 ? ` and ${more} more` : ""}; ` +
      `mode: "only-clean" leaves those alone, "force" takes them back, too`,
    { plan },
  );
}
