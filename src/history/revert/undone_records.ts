/**
 * The records that are to be undone: each place that one changed, with what stood
 * there before and after.
 *
 * What a record of an older schema version did is what it did to migrated data:
 * the states around it are migrated, and what differs between them counts.
 *
 * @module
 */
import { computeDiff } from "../../diff/diff.ts";
import type { Replayed } from "../../replay/replayer.ts";
import { Copier } from "../../values/copy.ts";
import type { TypeRegistry } from "../../values/kinds.ts";
import { changesOf } from "../changes/changes.ts";
import { type Redaction, redactionsOf } from "../../log/redaction.ts";
import type { Places } from "../changes/narrow.ts";
import { Playback } from "../playback.ts";
import type { LogRecord } from "../reader/log_record.ts";
import type { RecordReader } from "../reader/record_reader.ts";
import type { PresentForm } from "./present_form.ts";
import { RevertError } from "./revert_error.ts";
import type { RecordedBy } from "./revert_plan.ts";
import { placesOf, type UndonePlace, valueAt } from "./undone_place.ts";
import { ABSENT } from "../../values/own.ts";

/** A place to be undone, and the record that changed it. */
export interface Undo extends UndonePlace {
  /** The revision of the record. */
  readonly rev: number;
}

/** The states around the last records that follow each other. */
export interface LastBlock {
  /** The first of their revisions. */
  readonly from: number;
  /** The state before it. */
  readonly before: unknown;
  /** The state after the last one. */
  readonly after: unknown;
}

/** The records that are wanted. */
export interface WantedRecords {
  /** The revisions, in order. */
  readonly revs: readonly number[];
  /** The places that are to be undone; undefined: all. */
  readonly places: Places | undefined;
  /** Whether the records were named, and not found by a query. */
  readonly named: boolean;
}

/** The record of a migration, by how opening names it. */
const MIGRATION = /^migrate:v\d+$/;

/**
 * Plays the log through, and keeps what the records did.
 *
 * @throws {RevertError} For a record of an older form that can't be migrated, and
 * for a migration that was named.
 */
export function collect(
  reader: RecordReader,
  { revs, places, named }: WantedRecords,
  form: PresentForm,
  types: TypeRegistry,
) {
  const [first = Infinity] = revs;
  const last = revs.at(-1) ?? 0;
  const playback = Playback.at(reader, first - 1);
  const copy = (value: unknown) => new Copier(types).copyOf(value);
  const undos: Undo[] = [];
  const undoes: RecordedBy[] = [];
  const redacted: Redaction[] = [];
  let block: LastBlock | undefined;
  const wanted = new Set(revs);
  const from = blockStart(revs);
  let before: unknown;
  for (const record of last === 0 ? [] : reader.forward(first)) {
    const { rev } = record;
    if (rev > last) break;
    if (record.kind !== "change" || !wanted.has(rev)) continue;
    const by = recordedBy(record);
    const { diff, v = 0 } = record.change();
    playback.playTo(rev - 1);
    const found = playback.result;
    if (MIGRATION.test(by.action) && v !== found.version) {
      if (named) throw isMigration(by);
      continue;
    }
    undoes.push(by);
    redacted.push(...redactionsOf(record.change()));
    // A migration that changed nothing left no record: the next one tells of it.
    const past: Replayed = { ...found, version: v };
    const cannot = () => `Cannot undo r${rev}`;
    const isPresent = v === form.version;
    const isFirst = past.rev === 0;
    const state = isFirst && !isPresent ? {} : form.of(past, cannot);
    if (rev === from && places === undefined) before = copy(state);
    // A state of another form is migrated, and no more the one that plays on.
    let after = isPresent ? undefined : laterForm(playback, rev, form);
    const did = isPresent ? diff : computeDiff(state, after, types);
    const all = changesOf(state, did, types);
    const paths = placesOf(state, places?.of(all) ?? all);
    const olds = paths.map((path) => kept(state, path, copy));
    after ??= laterForm(playback, rev, form);
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
    if (rev === last && places === undefined && before !== undefined) {
      block = { from, before, after: copy(after) };
    }
  }
  playback.playTo(Infinity);
  return {
    now: form.of(playback.result, () => "Cannot undo this"),
    rev: playback.rev,
    undos,
    undoes,
    redacted,
    block,
  };
}

/** The state that a record led to, in the form of the data. */
function laterForm(
  playback: Playback,
  rev: number,
  form: PresentForm,
): unknown {
  playback.playTo(rev);
  return form.of(playback.result, () => `Cannot undo r${rev}`);
}

function isMigration({ rev, action }: RecordedBy): RevertError {
  return new RevertError(
    `Cannot undo r${rev}: it is ${action}, by which the data got the form that ` +
      `the program wants; undo what it did by a transaction`,
    {},
  );
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
