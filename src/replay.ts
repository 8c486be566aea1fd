/**
 * Replay: from records to the state that they lead to.
 *
 * @module
 */
import { ReplayError } from "./errors.ts";
import type { Step } from "./log/serializer.ts";
import type { Snapshot } from "./records.ts";
import { applyAlong } from "./state/apply.ts";
import { NO_TYPES, type TypeRegistry } from "./values/kinds.ts";

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
}

/** Replays records one after the other, by the same door as live changes. */
export class Replayer {
  #state: unknown = {};
  #version = 0;
  #rev = 0;
  #mtime: string | undefined;
  readonly #types: TypeRegistry;

  /** Starts from the empty state. */
  constructor(types: TypeRegistry = NO_TYPES) {
    this.#types = types;
  }

  /** Sets the number of changes that came before. */
  startFrom(rev: number): void {
    this.#rev = rev;
  }

  /** Takes a snapshot for the state; its revision only if it can be trusted. */
  snapshot(snapshot: Snapshot): void {
    this.#state = snapshot.state;
    this.#version = snapshot.v ?? 0;
    this.#mtime = snapshot.m;
    if (snapshot.k === 1 && snapshot.r !== undefined) this.#rev = snapshot.r;
  }

  /** Applies one change; a {@linkcode ReplayError} says where it stands. */
  change({ record, way = ROOT, offset, line }: Step): void {
    try {
      const { diff } = record;
      this.#state = applyAlong(this.#state, way, diff, this.#types);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new ReplayError(
        `Cannot apply the change in line ${line} (byte ${offset}): ${reason}`,
        { cause, line, offset, record: "change" },
      );
    }
    this.#version = record.v ?? 0;
    this.#mtime = record.m ?? this.#mtime;
    this.#rev++;
  }

  /** What the records so far lead to. */
  get result(): Replayed {
    return {
      state: this.#state,
      version: this.#version,
      rev: this.#rev,
      mtime: this.#mtime,
    };
  }
}
