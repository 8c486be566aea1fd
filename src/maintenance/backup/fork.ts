/**
 * Fork: a new log with the history of another up to a point.
 *
 * @module
 */
import { DataIntegrityError, PointError, ReplayError } from "../../errors.ts";
import { DenoFileSystem } from "../../file/deno_file_system.ts";
import { pathOf } from "../../file/file_path.ts";
import { loadSerializer, serializerAddress } from "../../format/load.ts";
import type { Payload, Serializer } from "../../log/serializer.ts";
import { LogRewriter } from "../log_rewriter.ts";
import { verifyLog } from "../verify.ts";
import {
  clockOf,
  type HistoryOptions,
  type LogInput,
  openHistory,
} from "../../history/open_history.ts";
import { type PointInput, resolvePoint } from "../../history/point/position.ts";
import type { LogRecord } from "../../history/reader/log_record.ts";
import type { ReaderOptions } from "../../history/reader/reader_options.ts";
import type { RecordReader } from "../../history/reader/record_reader.ts";
import { streamOf } from "../../history/stream.ts";

/** How a fork is made. */
export interface ForkOptions extends HistoryOptions {
  /** The format of the new log. Default: that of the old one. */
  readonly into?: ReaderOptions["serializer"] | undefined;
  /** Ends it; what was written is removed, and it throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** The report of a fork. */
export interface ForkReport {
  /** The new log. */
  readonly path: string;
  /** The revision that it ends at. */
  readonly rev: number;
  /** The revision that it begins at: more than 0 where archives are not there. */
  readonly base: number;
  /** How many changes it has. */
  readonly changes: number;
  /** How many snapshots. */
  readonly snapshots: number;
  /** The length in bytes. */
  readonly bytes: number;
}

/** A pause is offered after so many records. */
const BREATH = 256;

/**
 * Writes a new log with the history of another up to a point, revisions and all.
 * The old log is not touched, and may be open meanwhile.
 *
 * The new log is verified before it gets its name: until then it has
 * `.unfinished` behind it. Archives of the old log become a part of it.
 *
 * @throws {FileLockError} When there is no log, or something stands at `into`.
 * @throws {PointError} When there is no such point.
 * @throws {ReplayError} When a record can't be read, or records are missing
 * between an archive and the file.
 * @throws {DataIntegrityError} When the new log is not what it has to be.
 *
 * @example
 * ```ts
 * import { Kanta } from "@kanta/core";
 * import { fork } from "@kanta/core/history";
 *
 * const folder = await Deno.makeTempDir();
 * const path = `${folder}/data.kantadb`;
 * await using db = await Kanta.open(path, { visits: 0 });
 * db.transaction("visit", (data) => void data.visits++);
 * await db.flush();
 *
 * const { rev } = await fork(path, "end~1", `${folder}/before.kantadb`);
 * console.log(rev); // 1
 * ```
 */
export async function fork(
  log: LogInput,
  point: PointInput,
  into: string | URL,
  options: ForkOptions = {},
): Promise<ForkReport> {
  const disk = new DenoFileSystem();
  const stream = streamOf(options.signal, async function* () {
    using reader = await openHistory(log, options);
    const { rev } = resolvePoint(reader, point, clockOf(options));
    if (rev === 0) {
      throw new PointError(
        `Cannot fork "${reader.log.path}" at its beginning: there is no record; ` +
          "name r1 or a later point",
        { point: "start", path: reader.log.path },
      );
    }
    const format = options.into ?? reader.log.format;
    const serializer = await loadSerializer(format, options.types ?? []);
    const writer = new LogRewriter(disk, pathOf(into), serializer);
    let finished = false;
    try {
      const sums = { change: 0, snapshot: 0 };
      for (const record of upTo(reader, rev)) {
        writer.add(record.kind, recoded(record, serializer));
        sums[record.kind]++;
        if ((sums.change + sums.snapshot) % BREATH === 0) yield undefined;
      }
      await verify(disk, writer.complete(), serializerAddress(format), rev);
      yield undefined; // the last moment to give it up
      const bytes = writer.finish();
      finished = true;
      yield {
        path: writer.path,
        rev,
        base: reader.base,
        changes: sums.change,
        snapshots: sums.snapshot,
        bytes,
      };
    } finally {
      // Also where nobody waits for the rest.
      if (!finished) writer.discard();
    }
  });
  const [report] = await Array.fromAsync(stream);
  if (report === undefined) throw new TypeError("Nothing was forked");
  return report;
}

/** The records that lead to a revision, each of which follows the one before. */
function* upTo(reader: RecordReader, rev: number): Generator<LogRecord> {
  let last = reader.base;
  for (const record of reader.from(reader.start())) {
    if (record.rev > rev) return;
    if (record.rev > last + (record.kind === "change" ? 1 : 0)) {
      throw new ReplayError(
        `Cannot fork "${reader.log.path}": the records of the revisions ` +
          `${
            last + 1
          } to ${record.rev} are missing; name a point before them, ` +
          "or read the file without its archives",
        { path: reader.log.path },
      );
    }
    last = record.rev;
    yield record;
  }
}

/** A record with all of its fields, for the new log. */
function recoded(record: LogRecord, serializer: Serializer): Payload {
  return record.kind === "change"
    ? serializer.encodeChange(record.change())
    : serializer.encodeSnapshot(record.snapshot());
}

async function verify(
  disk: DenoFileSystem,
  path: string,
  format: string | undefined,
  rev: number,
): Promise<void> {
  const report = await verifyLog(disk, path, format);
  const problem = report.problems[0]?.reason ??
    (report.rev === rev ? undefined : `it ends at revision ${report.rev}`);
  if (problem === undefined) return;
  throw new DataIntegrityError(
    `Cannot fork into "${path}": the new log should end at revision ${rev}, and ` +
      `verifying it says: ${problem}; verify the old log, too`,
    { path },
  );
}
