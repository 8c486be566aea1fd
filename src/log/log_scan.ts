/**
 * The scan of a log: where its last state is and what follows it, and whether
 * its end is sound, torn or damaged.
 *
 * The three endings are told apart as docs/format.md says:
 *
 * - Nothing bad follows the last snapshot: the log is sound.
 * - What is bad was never promised durable: a torn tail. No later record has a
 *   watermark beyond its first byte.
 * - Otherwise committed data is damaged, and nothing may be changed.
 *
 * A file that the Python package or a person wrote has no watermarks, so they
 * can't prove anything there: if a line that nobody sealed follows the damage,
 * this is taken for corruption too rather than cut off.
 *
 * What stands before the last good snapshot is not looked at: opening costs the
 * tail, not the history. Verifying reads it all.
 *
 * @module
 */
import type { LastRecord, LogContent } from "./log_content.ts";
import { type ScannedTail, TailReader } from "./tail_reader.ts";
import type {
  Frame,
  Framer,
  Serializer,
  SnapshotClaim,
  Source,
} from "./serializer.ts";

/** The scan's result, as opening a log needs it. */
export interface ScannedLog extends ScannedTail {
  /** The last good snapshot. Its `line` is not counted. */
  readonly snapshot?: Frame | undefined;
  /** How many changes came before the runs. */
  readonly revision: number;
  /**
   * The line (or record) number where the tail begins, or 0: not counted,
   * because that would read the history. `Framer.countBefore` does it.
   */
  readonly line: number;
}

/**
 * The length of a snapshot from which on it is handed over before it is
 * verified: a shorter one is verified in no time.
 */
const EARLY = 1 << 20;

/**
 * Finds out what is in a log. Changes nothing.
 *
 * `found` gets the last snapshot before anything that follows it is read; a
 * large one before it is verified, too: if it does not hold, `found` gets the
 * one before it, if there is one. It may give the payload's buffer away.
 *
 * @throws {CorruptionError} When committed data is damaged.
 * @throws {ReplayError} When it is not a log of this format.
 * @throws What `source` throws when it can't be read.
 */
export function scanLog(
  source: Source,
  serializer: Serializer,
  framer: Framer,
  found?: (snapshot: SnapshotClaim) => void,
): ScannedLog {
  // What a writer appends meanwhile is not looked at.
  const part = firstBytes(source, source.size);
  const header = framer.readHeader(part);
  let early: number | undefined;
  const snapshot = framer.findSnapshot(part, part.size, (claim) => {
    // One at most: a hostile file may have many that do not hold.
    if (found === undefined || early !== undefined) return false;
    if (claim.payload.length < EARLY) return false;
    early = claim.offset;
    found(claim);
    return true;
  });
  const { revision, line } = countingBase(part, serializer, framer, snapshot);
  if (snapshot !== undefined && snapshot.offset !== early) found?.(snapshot);
  const tail = new TailReader(part, framer, snapshot);
  for (const frame of framer.frames(part, snapshot?.end ?? header, line)) {
    tail.add(frame);
  }
  return { ...tail.end(), snapshot, revision, line };
}

function firstBytes(source: Source, size: number): Source {
  return {
    size,
    read: (offset, length, room) =>
      source.read(offset, Math.max(0, Math.min(length, size - offset)), room),
  };
}

/** The revision and the line where the tail begins. */
function countingBase(
  source: Source,
  serializer: Serializer,
  framer: Framer,
  snapshot: Frame | undefined,
): { readonly revision: number; readonly line: number } {
  if (snapshot === undefined) return { revision: 0, line: 1 };
  const revision = serializer.revisionOf(snapshot.payload);
  if (revision !== undefined) return { revision, line: 0 };
  const { line, changes } = framer.countBefore(source, snapshot.end);
  return { revision: changes, line };
}

/**
 * The content of a scanned log, for its replay: bytes in place of offsets.
 * The snapshot is left out, since its bytes may be elsewhere.
 */
export function contentOf(
  found: ScannedLog,
  serializer: Serializer,
  read: (from: number, to: number) => Uint8Array<ArrayBuffer>,
): LogContent {
  const { torn, rebuilt, line } = found;
  return {
    revision: found.revision,
    tail: found.runs.map((run) => ({
      offset: run.from,
      line: line === 0 ? 0 : run.line,
      bytes: read(run.from, run.to),
    })),
    ...(torn && {
      torn: {
        offset: torn.from,
        line: torn.line,
        bytes: torn.bytes,
        reason: torn.reason,
        ...lastOf(found, serializer),
      },
    }),
    ...(rebuilt.length > 0 && { rebuilt }),
  };
}

function lastOf(
  { last, snapshot }: ScannedLog,
  serializer: Serializer,
): { last?: LastRecord } {
  if (last?.kind === "change") {
    const { ts, a } = serializer.decodeChange(last.payload);
    return { last: { offset: last.offset, ts, ...(a && { a }) } };
  }
  const offset = (last ?? snapshot)?.offset;
  return offset === undefined ? {} : { last: { offset } };
}
