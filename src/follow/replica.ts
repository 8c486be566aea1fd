/**
 * A replica: the live state of a log that another process writes, in the caller's
 * own root object.
 *
 * Changes enter by the door that they have everywhere. What a change does not touch
 * stays the same object, also where the log is loaded again.
 *
 * @module
 */
import { apply, applyAlong } from "../diff/apply.ts";
import { computeDiff } from "../diff/diff.ts";
import { DatabaseError, ReplayError } from "../errors.ts";
import { frameChecksum } from "../format/record_checksum.ts";
import { recordId } from "../history/reader/record_id.ts";
import type { Step } from "../log/serializer.ts";
import type { ChangeRecord, Diff, Snapshot } from "../record.ts";
import type { Recovered } from "../replay/recovery.ts";
import { changeTime, type Replayed, Replayer } from "../replay/replayer.ts";
import { kindOf, type TypeRegistry } from "../values/kinds.ts";
import { type Plain, plainly, refill } from "../values/own.ts";
import { quoted } from "../values/quoted.ts";
import type { NewRecords, NextFile } from "./feed.ts";

/** The parts that a replica works with. */
export interface ReplicaParts {
  /** The caller's root object. */
  readonly root: object;
  /** The application's own types. */
  readonly types: TypeRegistry;
  /** The log, for messages. */
  readonly path: string;
  /** The schema version of the program; undefined: it takes any. */
  readonly version?: number | undefined;
}

/** The listener that is told of each change. */
export interface Witness {
  /** Whether anybody listens; else no record is made. */
  readonly listens: boolean;
  /** A change is about to enter the state; `id` works out the id of its record. */
  before(record: ChangeRecord, rev: number, id: () => string): void;
  /** The change is in the state; the answer is whether to go on. */
  after(record: ChangeRecord, rev: number): boolean;
}

/** The state of a log, kept up to date. */
export class Replica {
  readonly #root: Plain;
  readonly #parts: ReplicaParts;
  readonly #replayer: Replayer;
  /** How changes are applied; a record that is told must share nothing. */
  #ts: () => string | undefined = () => undefined;
  readonly #manner: { readonly types: TypeRegistry; copies: boolean };

  /** Begins with the root as it is, at revision 0. */
  constructor(parts: ReplicaParts) {
    this.#parts = parts;
    this.#manner = { types: parts.types, copies: false };
    this.#root = plainly(parts.root);
    this.#replayer = new Replayer(
      parts.types,
      (_, path, diff) => this.#apply(path, diff),
      undefined,
      true,
    );
    const none = { version: 0, rev: 0, mtime: undefined, ts: undefined };
    this.#enter({ ...none, state: this.#root });
  }

  /** Where the state stands. */
  get position(): Omit<Replayed, "state"> {
    const { version, rev, mtime } = this.#replayer.result;
    return { version, rev, mtime };
  }

  /** The state with all that is known of it, as it would be replayed. */
  get recovered(): Recovered {
    const { once, result } = this.#replayer;
    const ts = this.#ts();
    return { ...result, ts, ...(once !== undefined && { once }) };
  }

  /** Fills the root for the first time. */
  fill(replayed: Replayed & Partial<Recovered>): void {
    this.#demandVersion(replayed.version, true);
    refill(this.#root, this.#stateOf(replayed.state));
    this.#enter(replayed);
  }

  /** Brings the root to a state that was loaded again. */
  bring(replayed: Replayed & Partial<Recovered>): void {
    this.#demandVersion(replayed.version, true);
    const state = this.#stateOf(replayed.state);
    const diff = computeDiff(this.#root, state, this.#parts.types);
    if (diff !== undefined) this.#settle(apply(this.#root, diff, this.#parts));
    this.#enter(replayed);
  }

  /**
   * Applies records, all of them or up to where the witness ends it.
   *
   * @throws {ReplayError} At one that does not fit: the state is half changed
   * then. At one of a newer schema version: the state is the one before it.
   */
  apply(news: NewRecords, witness?: Witness): void {
    if (witness?.listens) return this.#tell(news, witness);
    const { serializer, section } = news;
    const steps = serializer.decodeSteps?.(section.bytes, section) ??
      serializer.decodeChanges(section.bytes, section);
    let last: Step | undefined;
    for (const step of steps) this.#change(last = step);
    const { bytes, offset } = section;
    const place = last;
    if (place === undefined) return;
    this.#ts = () => changeTime(bytes, offset, place, serializer);
  }

  /** Whether a file goes on from the state that is held. */
  continues({ serializer, payload }: NextFile): boolean {
    const { state, v = 0 } = serializer.decodeSnapshot(payload);
    const { types } = this.#parts;
    return v === this.position.version &&
      computeDiff(this.#root, state, types) === undefined;
  }

  /** Brings the root to the state of a snapshot. */
  take({ state, v = 0, m, ts }: Snapshot, rev: number): void {
    this.bring({ state, version: v, rev, mtime: m, ts });
  }

  #tell({ serializer, section }: NewRecords, witness: Witness): void {
    // The record is told when it is in the state, which must not share parts of it.
    this.#manner.copies = true;
    try {
      let { rev } = this.position;
      for (const step of serializer.decodeChanges(section.bytes, section)) {
        this.#demandVersion(step.record.v ?? 0);
        const { d: _, ...record } = step.record; // the writer's own
        rev++;
        witness.before(record, rev, () => {
          const from = step.offset - section.offset;
          const to = step.end - section.offset;
          const frame = section.bytes.subarray(from, to);
          return recordId(rev, frameChecksum(serializer, frame, record));
        });
        this.#change(step);
        this.#ts = () => record.ts;
        if (!witness.after(record, rev)) return;
      }
    } finally {
      this.#manner.copies = false;
    }
  }

  #change(step: Step): void {
    this.#demandVersion(step.record.v ?? 0);
    this.#replayer.change(step);
  }

  #apply(path: readonly string[], diff: Diff): unknown {
    const root = this.#root;
    const state = applyAlong(root, path, diff, this.#manner);
    if (state !== root) this.#settle(state);
    return root;
  }

  /** The root stays the same object where a diff replaces it. */
  #settle(state: unknown): void {
    if (state !== this.#root) refill(this.#root, this.#stateOf(state));
  }

  #enter(
    { version, rev, mtime, gone, ts, once }: Replayed & Partial<Recovered>,
  ): void {
    this.#replayer.snapshot({
      ts: "",
      state: this.#root,
      v: version,
      ...(mtime !== undefined && { m: mtime }),
      ...(gone !== undefined && { g: gone === true ? gone : [...gone] }),
    });
    this.#replayer.startFrom(rev, once);
    this.#ts = () => ts;
  }

  #stateOf(state: unknown): Plain {
    if (kindOf(state) === "object") return plainly(Object(state));
    const { path } = this.#parts;
    throw new DatabaseError(
      `Cannot follow ${
        quoted(path)
      }: its state is no object; it is the log of ` +
        "something else, or was edited by hand",
      { path },
    );
  }

  #demandVersion(found: number, loading = false): void {
    const { version, path } = this.#parts;
    if (version === undefined || found === version) return;
    // A record of an older one can't come behind one of this version, but it does no harm.
    if (found < version && !loading) return;
    throw found > version
      ? new NewerLogError(path, found, version)
      : new ReplayError(
        `Cannot follow ${
          quoted(path)
        }: its data is of version ${found}, this ` +
          `program's is ${version}, and a follower does not migrate; start the ` +
          "upgraded writer first",
        { path },
      );
  }
}

/** The log is of a newer schema version than the program. */
export class NewerLogError extends ReplayError {
  /** Composes the error. */
  constructor(path: string, found: number, version: number) {
    super(
      `Cannot follow ${quoted(path)}: its data is of version ${found}, this ` +
        `program's is ${version}; upgrade this program`,
      { path },
    );
  }
}
