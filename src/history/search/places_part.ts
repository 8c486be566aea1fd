/**
 * The part of a log's states that is at some places: all that it takes to tell what
 * happened there.
 *
 * @module
 */
import { applyAlong, diffAlong } from "../../diff/apply.ts";
import type { Diff, Snapshot } from "../../record.ts";
import { getOwn } from "../../values/own.ts";
import type { TypeRegistry } from "../../values/kinds.ts";
import type { WayTree } from "../../values/way_tree.ts";
import { isPlain } from "../changes/changes.ts";
import type { StatePart } from "../playback.ts";
import type { LogRecord } from "../reader/log_record.ts";
import { prunedDiff, prunedValue } from "./pruned.ts";

/** Keeps what lies at and below some places. */
export class PlacesPart implements StatePart {
  readonly #ways: WayTree;
  readonly #types: TypeRegistry;

  /** Keeps the places at these ways. */
  constructor(ways: WayTree, types: TypeRegistry) {
    this.#ways = ways;
    this.#types = types;
  }

  /** A snapshot, of the state no more than these places. */
  snapshot(record: LogRecord): Snapshot {
    const { log: { serializer }, payload } = record;
    const state = serializer.statePlaces?.(payload, this.#ways);
    if (state !== undefined) return { ...record.snapshotHead(), state };
    const whole = record.snapshot();
    return { ...whole, state: prunedValue(whole.state, this.#ways) };
  }

  /** Changes the state by what of a diff is about these places. */
  apply = (state: unknown, path: readonly string[], diff: Diff): unknown => {
    if (!this.#mayTouch(state, path)) return state;
    const part = prunedDiff(state, diffAlong(path, diff), this.#ways);
    return applyAlong(state, [], part, { types: this.#types });
  };

  /** The part of a diff that the state can tell about. */
  prune(state: unknown, diff: Diff): Diff {
    return prunedDiff(state, diff, this.#ways);
  }

  /** Whether a place is one of these, above one, or below; in a list it always is. */
  #mayTouch(state: unknown, path: readonly string[]): boolean {
    let ways: WayTree | undefined = this.#ways;
    let value = state;
    for (const key of path) {
      if (ways.whole || value !== undefined && !isPlain(value)) return true;
      ways = ways.below.get(key);
      if (ways === undefined) return false;
      value = isPlain(value) ? getOwn(value, key) : undefined;
    }
    return true;
  }
}
