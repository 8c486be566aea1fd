/**
 * The rows of the timeline, made in blocks: a block is one way through a part of the
 * log, and whoever scrolls asks for its neighbours next.
 *
 * @module
 */
import type { DatabaseError } from "../../errors.ts";
import type { Change } from "../../history/changes/change.ts";
import { changesOf } from "../../history/changes/changes.ts";
import type { LogRecord } from "../../history/reader/log_record.ts";
import { changesWithout } from "../../history/search/known_changes.ts";
import { TypeRegistry } from "../../values/kinds.ts";
import type { Lights } from "./lights.ts";
import type { RecordRow } from "../wire/timeline.ts";
import type { ShownValues } from "./shown_values.ts";
import type { Reading } from "./viewed_log.ts";

/** So many records are one block. */
const BLOCK = 128;
/** So many blocks are kept. */
const MOST = 64;
/** So many changes stand in a row. */
const FEW = 3;
/** So many characters of a text do. */
const BRIEF = 160;

/** Makes the rows of one log. */
export class RecordRows {
  readonly #shown: ShownValues;
  readonly #blocks = new Map<number, readonly RecordRow[]>();
  #era = -1;
  #lights: Lights | undefined;

  /** Writes values in this way. */
  constructor(shown: ShownValues) {
    this.#shown = shown;
  }

  /** The row of a record, with what a search means. */
  row(
    reading: Reading,
    index: number,
    lights?: Lights,
  ): RecordRow | undefined {
    if (reading.era !== this.#era || lights !== this.#lights) {
      this.#blocks.clear();
    }
    this.#era = reading.era;
    this.#lights = lights;
    const block = Math.floor(index / BLOCK);
    return this.#block(reading, block)[index % BLOCK];
  }

  /** The first record of the block that a record is in. */
  firstOf(index: number): number {
    return index - index % BLOCK;
  }

  /** The row of a record, without the values before. */
  early(
    reading: Reading,
    index: number,
    lights?: Lights,
  ): RecordRow | undefined {
    for (const record of recordsFrom(reading, index, 1)) {
      if (record.kind === "snapshot") {
        return snapshotRow(reading, record, index);
      }
      const { diff } = record.change();
      return this.#changeRow(record, index, changesWithout(diff), lights);
    }
    return undefined;
  }

  /** The row that stands for what can't be read. */
  damaged({ index, reader }: Reading, { message }: DatabaseError): RecordRow {
    const rev = index.rev;
    return {
      index: index.count,
      label: "!",
      rev: rev + 1,
      kind: "damaged",
      ts: "",
      action: "",
      changes: [],
      count: 0,
      bytes: reader.log.size - reader.log.from,
      error: message,
    };
  }

  #block(reading: Reading, block: number): readonly RecordRow[] {
    const known = this.#blocks.get(block);
    const first = block * BLOCK;
    const count = Math.min(BLOCK, reading.index.count - first);
    if (known !== undefined && known.length >= count) {
      this.#blocks.delete(block); // the one that was asked for last stands last
      this.#blocks.set(block, known);
      return known;
    }
    const made = this.#made(reading, first, count);
    this.#blocks.set(block, made);
    for (const [old] of this.#blocks) {
      if (this.#blocks.size <= MOST) break;
      this.#blocks.delete(old);
    }
    return made;
  }

  #made(reading: Reading, first: number, count: number): RecordRow[] {
    const rows: RecordRow[] = [];
    for (const record of recordsFrom(reading, first, count)) {
      const index = first + rows.length;
      rows.push(
        record.kind === "snapshot"
          ? snapshotRow(reading, record, index)
          : this.#changeRow(
            record,
            index,
            changesAt(reading, record),
            this.#lights,
          ),
      );
    }
    return rows;
  }

  #changeRow(
    record: LogRecord,
    index: number,
    changes: readonly Change[],
    lights: Lights | undefined,
  ): RecordRow {
    const { ts, a: action = "", u: user } = record.change();
    const { rev, id } = record;
    return {
      index,
      label: `r${rev}`,
      rev,
      kind: "change",
      id,
      ts,
      action,
      ...(user !== undefined && { user }),
      ...lights?.head(action, user),
      changes: changes.slice(0, FEW).map((change) => {
        const shown = this.#shown.change(change, BRIEF);
        return lights?.change(shown, change) ?? shown;
      }),
      count: changes.length,
      bytes: record.end - record.offset,
    };
  }
}

/** So many records from one of them on. */
export function* recordsFrom(
  { reader, index }: Reading,
  first: number,
  count: number,
): Generator<LogRecord> {
  if (count <= 0) return;
  if (count === 1) {
    // To read on would take a megabyte; where the file was cut, that tells why.
    const record = index.recordAt(reader, first);
    if (record !== undefined) return yield record;
  }
  let left = count;
  for (const record of reader.from(index.anchor(reader, first))) {
    yield record;
    if (--left === 0) return;
  }
}

/** The changes of a record; without the values before where no state can be had. */
export function changesAt(
  { reader, states }: Reading,
  record: LogRecord,
): readonly Change[] {
  const { diff } = record.change();
  void record.id; // its bytes last until the next one is read
  try {
    const { result } = states.at(record.rev - 1);
    return changesOf(result.state, diff, new TypeRegistry(reader.types));
  } catch {
    return changesWithout(diff); // the damage is told where it stands
  }
}

/** A snapshot as a row. */
function snapshotRow(
  reading: Reading,
  record: LogRecord,
  index: number,
): RecordRow {
  const { ts } = record.snapshotHead();
  return {
    index,
    label: snapshotLabel(reading, index),
    rev: record.rev,
    kind: "snapshot",
    ts,
    action: "snapshot",
    changes: [],
    count: 0,
    bytes: record.end - record.offset,
  };
}

/** How points call a snapshot: the empty start is s0 where the log does not begin with one. */
export function snapshotLabel({ index }: Reading, at: number): string {
  const start = index.isSnapshot(0) ? 0 : 1;
  return `s${index.snapshotsBefore(at) + start}`;
}
