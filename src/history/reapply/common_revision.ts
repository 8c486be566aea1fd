/**
 * Where two logs part that were one: after the last revision whose records are the
 * same in both.
 *
 * @module
 */
import { DatabaseError } from "../../errors.ts";
import type { ChangeRecord } from "../../record.ts";
import { deepEqual } from "../../values/equal.ts";
import type { TypeRegistry } from "../../values/kinds.ts";
import { Playback } from "../playback.ts";
import type { LogRecord } from "../reader/log_record.ts";
import type { RecordReader } from "../reader/record_reader.ts";

/**
 * The last revision that both logs have.
 *
 * @throws {DatabaseError} When they have none in common, as far as is kept.
 */
export function commonRevision(
  one: RecordReader,
  other: RecordReader,
  types: TypeRegistry,
): number {
  const start = Math.max(one.base, other.base);
  const changes = changesAfter(other, start);
  let rev = start;
  for (const record of changesAfter(one, start)) {
    const { value } = changes.next();
    if (value === undefined || value.rev !== record.rev) break;
    if (!deepEqual(saidIn(record), saidIn(value), types)) break;
    rev = record.rev;
  }
  changes.return(undefined);
  if (rev > start || start > 0 && isSame(start, one, other, types)) return rev;
  throw new DatabaseError(
    "Cannot commit the records of another log again: it has no record in common " +
      "with this one, as far as both are kept",
  );
}

/** Whether a state that both logs begin with, or have, is the same. */
function isSame(
  rev: number,
  one: RecordReader,
  other: RecordReader,
  types: TypeRegistry,
): boolean {
  if (one.rev < rev || other.rev < rev) return false;
  const [a, b] = [one, other].map((reader) =>
    Playback.at(reader, rev).result.state
  );
  return deepEqual(a, b, types);
}

function* changesAfter(
  reader: RecordReader,
  rev: number,
): Generator<LogRecord, undefined> {
  for (const record of reader.forward(rev + 1)) {
    if (record.kind === "change") yield record;
  }
}

/** A change without what is about the file that it stands in. */
function saidIn(record: LogRecord): object {
  const said: ChangeRecord & { c?: unknown; d?: unknown } = {
    ...record.change(),
  };
  delete said.c;
  delete said.d;
  return said;
}
