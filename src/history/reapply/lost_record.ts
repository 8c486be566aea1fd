/**
 * A record that only another log has: what it changed, with what stood there before
 * and after.
 *
 * @module
 */
import type { ChangeRecord } from "../../record.ts";
import { Copier } from "../../values/copy.ts";
import type { TypeRegistry } from "../../values/kinds.ts";
import { ABSENT } from "../../values/own.ts";
import type { Change } from "../changes/change.ts";
import { changesOf } from "../changes/changes.ts";
import { Playback } from "../playback.ts";
import type { RecordReader } from "../reader/record_reader.ts";
import { placesOf, type UndonePlace, valueAt } from "../revert/undone_place.ts";

/** A record that only another log has. */
export interface LostRecord {
  readonly rev: number;
  readonly record: ChangeRecord;
  /** The schema version of the state that it changed. */
  readonly version: number;
  readonly changes: readonly Change[];
  /** Its places: what is to be found there (`after`), and what to be put (`before`). */
  readonly places: readonly UndonePlace[];
}

/** The records of a log after a revision, the first one first. */
export function* recordsAfter(
  reader: RecordReader,
  rev: number,
  types: TypeRegistry,
): Generator<LostRecord> {
  const playback = Playback.at(reader, rev);
  const copy = (value: unknown) =>
    value === ABSENT ? value : new Copier(types).copyOf(value);
  for (const found of reader.forward(rev + 1)) {
    if (found.kind !== "change") continue;
    const record = found.change();
    playback.playTo(found.rev - 1);
    const { state, version } = playback.result;
    const all = changesOf(state, record.diff, types);
    const changes = new Copier(types).copyOf(all);
    const before = placesOf(state, all).map((path) => {
      const holder = valueAt(state, path.slice(0, -1));
      const isItem = path.length > 0 && Array.isArray(holder);
      return {
        path,
        after: copy(valueAt(state, path)),
        length: isItem ? holder.length : undefined,
      };
    });
    playback.playTo(found.rev);
    const then = playback.result.state;
    const places = before.map((place) => ({
      ...place,
      before: copy(valueAt(then, place.path)),
    }));
    yield { rev: found.rev, record, version, changes, places };
  }
}
