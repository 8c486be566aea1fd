/**
 * Records of another log committed again in a database that is open: those that the
 * log of a writer has which was taken over, or a copy that went another way.
 *
 * Each becomes a transaction of its own, if all of its places are as it found them.
 *
 * @module
 */
import { DatabaseError } from "../../errors.ts";
import { Copier } from "../../values/copy.ts";
import { TypeRegistry } from "../../values/kinds.ts";
import { ABSENT } from "../../values/own.ts";
import { placeText } from "../changes/place_text.ts";
import type { LiveDatabase } from "../live_past.ts";
import { type LogInput, openHistory } from "../open_history.ts";
import { bring } from "../revert/bring.ts";
import type { Conflict, RecordedBy } from "../revert/revert_plan.ts";
import {
  Restoring,
  type UndonePlace,
  valueAt,
} from "../revert/undone_place.ts";
import { ChangedPlaces } from "./changed_places.ts";
import { commonRevision } from "./common_revision.ts";
import { type LostRecord, recordsAfter } from "./lost_record.ts";
import type {
  ReappliedRecord,
  ReapplyOptions,
  ReapplyPlan,
} from "./reapply_plan.ts";

/** How often it is looked anew where others commit meanwhile. */
const ATTEMPTS = 100;

/**
 * Commits again what only another log has.
 *
 * @throws {DatabaseError} When the logs have no record in common.
 */
export async function reapplyLive(
  db: LiveDatabase,
  from: LogInput,
  { mode }: ReapplyOptions = {},
): Promise<ReapplyPlan> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const { source, options } = await db.past();
    const { types: codecs = [], serializer } = options;
    // The format of the other one may be another, unless it is of one's own.
    const own = typeof serializer === "string" ? undefined : serializer;
    using other = await openHistory(from, { types: codecs, serializer: own });
    using reader = await openHistory(source, options);
    if (db.position.rev !== reader.rev) continue; // another commit came meanwhile
    const types = new TypeRegistry(codecs);
    const common = commonRevision(reader, other, types);
    const target = mode === "plan"
      ? new Copied(db, types)
      : new Live(db, types);
    const changed = new ChangedPlaces(reader, common);
    // From here on nothing is waited for: nobody else commits in between.
    const records = Array.from(
      recordsAfter(other, common, types),
      (lost) => reapply(lost, target, changed),
    );
    return { common, records };
  }
  throw new DatabaseError(
    "Cannot commit the records of another log again: others commit faster than " +
      "the logs are read",
  );
}

/** The database that records are put on: the open one, or for a plan a copy. */
interface Target {
  /** The state. */
  readonly state: unknown;
  /** The schema version of the data. */
  readonly version: number;
  /** Whether a place is as a record found it. */
  isClean(place: UndonePlace): boolean;
  /** Commits a record; tells its revision, or what is known without. */
  commit(lost: LostRecord): Pick<ReappliedRecord, "committed" | "repeated">;
}

function reapply(
  lost: LostRecord,
  target: Target,
  changed: ChangedPlaces,
): ReappliedRecord {
  const { rev, record: { ts, a = "", u, n }, places, version } = lost;
  const head = { rev, ts, action: a, user: u, note: n };
  const none = { changes: [], conflicts: [] };
  if (version !== target.version) {
    const refused = `it is of schema version ${version}, and the data is of ` +
      `version ${target.version}`;
    return { ...head, ...none, refused };
  }
  const conflicts = places.flatMap((place) => {
    const by = changed.lastIn(place.path);
    // Also where the value is the same again: it may be another sale of one.
    return by === undefined && target.isClean(place)
      ? []
      : [conflictOf(place, target.state, by)];
  });
  if (conflicts.length > 0) return { ...head, changes: [], conflicts };
  try {
    const done = target.commit(lost);
    return done.repeated
      ? { ...head, ...none, ...done }
      : { ...head, changes: lost.changes, conflicts: [], ...done };
  } catch (error) {
    // A validator or a schema refuses it; what else it throws is told, too.
    const refused = error instanceof Error ? error.message : String(error);
    return { ...head, ...none, refused };
  }
}

function conflictOf(
  { path, before }: UndonePlace,
  state: unknown,
  by: RecordedBy | undefined,
): Conflict {
  const old = valueAt(state, path);
  return {
    path,
    at: placeText(path),
    ...(old !== ABSENT && { old }),
    ...(before !== ABSENT && { new: before }),
    by,
  };
}

/** A copy of the data, for a plan. */
class Copied implements Target {
  readonly version: number;
  readonly #restoring: Restoring;

  constructor(db: LiveDatabase, types: TypeRegistry) {
    this.version = db.position.version;
    this.#restoring = new Restoring(new Copier(types).copyOf(db.root), types);
  }

  get state(): unknown {
    return this.#restoring.state;
  }

  isClean(place: UndonePlace): boolean {
    return this.#restoring.isClean(place);
  }

  commit({ places }: LostRecord): object {
    for (const place of places) this.#restoring.put(place);
    return {};
  }
}

/** The open database. */
class Live implements Target {
  readonly #db: LiveDatabase;
  readonly #types: TypeRegistry;

  constructor(db: LiveDatabase, types: TypeRegistry) {
    this.#db = db;
    this.#types = types;
  }

  get state(): unknown {
    return this.#db.root;
  }

  get version(): number {
    return this.#db.position.version;
  }

  isClean(place: UndonePlace): boolean {
    return new Restoring(this.#db.root, this.#types).isClean(place);
  }

  commit(
    { record: { a = "", u: user, n: note, m, o: once }, places }: LostRecord,
  ): Pick<ReappliedRecord, "committed" | "repeated"> {
    const db = this.#db;
    const before = db.position.rev;
    const about = { user, note, once, mtime: m !== undefined };
    let ran = false;
    db.commit(a, about, (draft) => {
      ran = true;
      const restoring = new Restoring(draft, this.#types);
      for (const place of places) {
        if (place.path.length > 0) restoring.put(place);
        else bring(draft, db.root, place.before, this.#types);
      }
    });
    const { rev } = db.position;
    if (!ran) return { repeated: true };
    return rev === before ? {} : { committed: rev };
  }
}
