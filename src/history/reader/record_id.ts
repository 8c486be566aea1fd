/**
 * The id of a record: its revision and the checksum of what it says, such as
 * `4982-688e920c`. A revision can come again, after a power cut, a torn end or a
 * restored backup; then another record has it.
 *
 * @module
 */

/** The id of these parts; without a checksum it is the revision alone. */
export function recordId(rev: number, checksum?: string): string {
  return checksum === undefined ? String(rev) : `${rev}-${checksum}`;
}

/** The parts of an id. */
export interface RecordId {
  /** The revision. */
  readonly rev: number;
  /** The checksum; undefined where any record of the revision is meant. */
  readonly checksum: string | undefined;
}

const ID = /^(\d{1,15})(?:-([0-9a-f]{8}))?$/;

/** The parts of an id, or of a revision; undefined where it is none. */
export function parseId(id: string | number): RecordId | undefined {
  const [, rev, checksum] = ID.exec(String(id)) ?? [];
  return rev === undefined ? undefined : { rev: Number(rev), checksum };
}
