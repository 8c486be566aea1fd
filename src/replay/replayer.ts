/**
 * Replay: from records to the state that they lead to.
 *
 * @module
 */
import { ReplayError } from "../errors.ts";
import { OnceKeys } from "../log/once_keys.ts";
import type { Place, Serializer, Step } from "../log/serializer.ts";
import type { Snapshot } from "../record.ts";
import { applyAlong } from "../diff/apply.ts";
import { getOwn, keysOf } from "../values/own.ts";
import { NO_TYPES, type TypeRegistry } from "../values/kinds.ts";
import { DELETE, escapeKey, REPLACE, unescapeKey } from "../diff/grammar.ts";

const ROOT: readonly string[] = [];

/** A state and where it stands in its history. */
export interface Replayed {
  /** The state. */
  readonly state: unknown;
  /** The schema version; 0 when none was ever named. */
  readonly version: number;
  /** How many change records led to the state, ever. */
  readonly rev: number;
  /** The domain modification time in force, as the record has it. */
  readonly mtime: string | undefined;
  /**
   * Properties of the root that were deleted, of which some may have been set
   * again; true: more than are remembered. Absent if none was.
   */
  readonly gone?: ReadonlySet<string> | true | undefined;
}

/** The keys of a state. */
export type KeysOf = (state: unknown) => readonly string[];

/** Changes a state by the diff of a place, as `applyAlong` does. */
export type Apply = (
  state: unknown,
  path: readonly string[],
  diff: unknown,
) => unknown;

/** Replays records one after the other, by the same door as live changes. */
export class Replayer {
  #state: unknown = {};
  #version = 0;
  #rev = 0;
  #mtime: string | undefined;
  readonly #gone = new DeletedNames();
  readonly #apply: Apply;
  readonly #keysOf: KeysOf;
  /** The keys of transactions that are done once, where they are gathered. */
  #once: OnceKeys | undefined;
  readonly #gathers: boolean;

  /**
   * Starts from the empty state. `apply` changes states that are not held as
   * plain objects, and `keysOf` tells what is in them; `gathers` keeps the keys
   * of transactions that are done once.
   */
  constructor(
    types: TypeRegistry = NO_TYPES,
    apply?: Apply,
    keysOfState: KeysOf = keysOf,
    gathers = false,
  ) {
    this.#keysOf = keysOfState;
    this.#gathers = gathers;
    const manner = { types };
    this.#apply = apply ??
      ((state, path, diff) => applyAlong(state, path, diff, manner));
  }

  /** Sets the number of changes that came before, and the keys that they had. */
  startFrom(rev: number, once?: OnceKeys): void {
    this.#rev = rev;
    this.#once = once ?? this.#once;
  }

  /** Takes a snapshot for the state; its revision only if it can be trusted. */
  snapshot(snapshot: Snapshot): void {
    this.#state = snapshot.state;
    this.#version = snapshot.v ?? 0;
    this.#mtime = snapshot.m;
    if (snapshot.k === 1 && snapshot.r !== undefined) this.#rev = snapshot.r;
    this.#gone.take(snapshot.g);
    this.#once = undefined;
    if (snapshot.o !== undefined) this.#keys?.take(snapshot.o);
  }

  /** Applies one change; a {@linkcode ReplayError} says where it stands. */
  change({ record, path = ROOT, offset, line }: Step): void {
    // A change of a place further down has neither of the two.
    if (path.length === 0) {
      const { g, o, ts = "" } = record;
      if (g !== undefined) this.#gone.add(g);
      if (o !== undefined) this.#keys?.add(o, this.#rev + 1, ts);
      this.#gone.note(record.diff, () => this.#keysOf(this.#state));
    }
    try {
      this.#state = this.#apply(this.#state, path, record.diff);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new ReplayError(
        `Cannot apply the change in line ${line} (byte ${offset}): ${reason}`,
        { cause, line, offset, record: "change" },
      );
    }
    this.count(1, record.v ?? 0, record.m);
  }

  /** Counts changes that are in the state already; what the last of them says. */
  count(changes: number, version: number, mtime: string | undefined): void {
    this.#version = version;
    this.#mtime = mtime ?? this.#mtime;
    this.#rev += changes;
  }

  /** The state so far. */
  get state(): unknown {
    return this.#state;
  }

  /** The state that the records so far lead to, and where that stands. */
  get result(): Replayed {
    const gone = this.#gone.all;
    return {
      state: this.#state,
      version: this.#version,
      rev: this.#rev,
      mtime: this.#mtime,
      ...(gone !== undefined && { gone }),
    };
  }

  get #keys(): OnceKeys | undefined {
    return this.#gathers ? this.#once ??= new OnceKeys() : undefined;
  }

  /** The keys of transactions that are done once, if there are any. */
  get once(): OnceKeys | undefined {
    return this.#once;
  }

  /** The names of deleted properties for a snapshot. */
  get goneNames(): readonly string[] | true | undefined {
    return this.#gone.forSnapshot;
  }
}

/** Names of deleted properties, or true: whatever is missing was deleted. */
type Deleted<Names> = Names | true;

/** The most names that are kept. */
const MOST_NAMES = 100;
/** The most characters of the names in a snapshot, whose head is to be short. */
const MOST_CHARS = 2000;

/** Gathers names, in the order in which they were deleted first. */
export class DeletedNames {
  readonly #names = new Set<string>();
  #tooMany = false;

  /** All of them; undefined if nothing was deleted. */
  get all(): Deleted<ReadonlySet<string>> | undefined {
    if (this.#tooMany) return true;
    return this.#names.size > 0 ? this.#names : undefined;
  }

  /** The names for a snapshot. */
  get forSnapshot(): Deleted<readonly string[]> | undefined {
    const { all } = this;
    if (all === undefined || all === true) return all;
    const names = [...all];
    return JSON.stringify(names).length <= MOST_CHARS ? names : true;
  }

  /** Takes what a snapshot says for all that there is. */
  take(names: unknown): void {
    this.#names.clear();
    this.#tooMany = false;
    this.add(names);
  }

  /** Adds what a record says; what is neither list nor true is ignored. */
  add(names: unknown): void {
    if (names === true) {
      this.#tooMany = true;
      this.#names.clear();
    }
    if (!Array.isArray(names)) return;
    for (const name of names) if (typeof name === "string") this.#add(name);
  }

  /**
   * Notes what a diff deletes from the root; `keys` has the keys before it, asked
   * for only where the whole root is replaced.
   */
  note(diff: unknown, keys: () => readonly string[]): void {
    if (typeof diff !== "object" || diff === null) return;
    // Two questions that most diffs answer with no, in the loop of each opening.
    if (DELETE in diff && Array.isArray(diff[DELETE])) {
      for (const key of diff[DELETE]) this.#add(unescapeKey(String(key)));
    }
    if (!(REPLACE in diff)) return;
    const next = getOwn(diff, REPLACE);
    for (const key of keys()) {
      const stays = typeof next === "object" && next !== null &&
        Object.hasOwn(next, escapeKey(key));
      if (!stays) this.#add(key);
    }
  }

  #add(name: string): void {
    if (this.#tooMany) return;
    this.#names.add(name);
    if (this.#names.size <= MOST_NAMES) return;
    this.#tooMany = true;
    this.#names.clear();
  }
}

/**
 * The `ts` of one change in bytes that begin at `offset` of the log. Replay reads
 * none, so it is read of the one record that is asked for.
 */
export function changeTime(
  bytes: Uint8Array,
  offset: number,
  place: Place,
  serializer: Serializer,
): string | undefined {
  const record = bytes.subarray(place.offset - offset, place.end - offset);
  for (const change of serializer.decodeChanges(record, place)) {
    return change.record.ts;
  }
  return undefined;
}
