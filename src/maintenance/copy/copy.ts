/**
 * Copying: a whole log from a file to servers, and back.
 *
 * @module
 */
import { absolutePath } from "../../file/file_path.ts";
import { loadSerializer } from "../../format/load.ts";
import {
  streamContent,
  type StreamRequest,
  streamTools,
} from "../../follow/stream_tools.ts";
import { openHistory } from "../../history/open_history.ts";
import { ownError } from "../../store/file/protocol/wire_error.ts";
import type { NatsOptions } from "../../keep/nats_options.ts";
import { isStreamAddress } from "../../store/stream/port/stream_address.ts";
import { backupName } from "../backup/backup_name.ts";
import { type JobOptions, runJob } from "../job.ts";
import { copiedRecords } from "./copied_records.ts";

/** How a log is copied. */
export interface CopyOptions extends JobOptions {
  /** How the servers are reached, and how a stream is made. */
  readonly nats?: NatsOptions | undefined;
}

/** The report of a copy. */
export interface CopyReport {
  /** The log that was copied: its file, or its address. */
  readonly from: string;
  /** The copy. */
  readonly to: string;
  /** The revision that the copy begins at: more than 0 where older history is gone. */
  readonly base: number;
  /** The revision that it reaches. */
  readonly rev: number;
  /** How many changes it has. */
  readonly changes: number;
  /** How many snapshots it has. */
  readonly snapshots: number;
  /** The size of its records in bytes. */
  readonly bytes: number;
}

/**
 * Copies a log with its history: from a file to servers, from servers to a file, or
 * between two of a kind. An address such as `nats://n1:4222,n2:4222/shop` stands for
 * a log on servers.
 *
 * The log may be written to meanwhile: what is there when it begins is copied. Of
 * snapshots a copy on servers has the last one. A copy in a file is verified by
 * replay before it gets its name, as a backup is.
 *
 * @throws {FileLockError} When there is no log, or something stands at `to`.
 * @throws {CorruptionError} When a record is damaged; then there is no copy.
 * @throws {DiskFullError} When there is no room.
 *
 * @example
 * ```ts
 * import { Kanta } from "@kanta/core";
 * import { copy } from "@kanta/core/maintenance";
 *
 * const folder = await Deno.makeTempDir();
 * const db = await Kanta.open(`${folder}/data.kantadb`, { visits: 0 });
 * await db.close();
 * const { rev } = await copy(`${folder}/data.kantadb`, `${folder}/copy.kantadb`);
 * console.log(rev); // 1; to "nats://n1:4222/shop" it would be the same
 * ```
 */
export async function copy(
  log: string | URL,
  into: string | URL,
  options: CopyOptions = {},
): Promise<CopyReport> {
  const [from, to] = [absolutePath(log), absolutePath(into)];
  const { nats, signal } = options;
  signal?.throwIfAborted();
  if (isStreamAddress(to)) return await toServers(from, to, options);
  const bytes = isStreamAddress(from)
    ? await streamContent(from, nats)
    : undefined;
  const made = await runJob({
    kind: "backup",
    path: bytes === undefined ? from : "",
    ...(bytes && { bytes }),
    into: backupName(bytes === undefined ? from : "", to, new Date()),
    archives: true,
  }, options);
  const { base, rev, changes, snapshots, path } = made;
  return {
    from: bytes === undefined ? path : from,
    to: made.into,
    ...{ base, rev, changes, snapshots },
    bytes: made.bytes,
  };
}

async function toServers(
  from: string,
  to: string,
  { nats, signal, onProgress }: CopyOptions,
): Promise<CopyReport> {
  const log = isStreamAddress(from)
    ? await streamContent(from, nats)
    : absolutePath(from);
  const serializer = await loadSerializer("json");
  using reader = await openHistory(log);
  const { base, logs } = reader;
  const size = logs.reduce((sum, { size }) => sum + size, 0);
  const request: StreamRequest = { path: to, nats, serializer };
  const { fillStream } = await streamTools();
  try {
    const filled = await fillStream(request, {
      records: copiedRecords(reader, serializer),
      base,
      signal,
      watch: (read) => onProgress?.({ read: Math.min(read, size), size }),
    });
    return { from, to, base, ...filled };
  } catch (error) {
    throw ownError(error);
  }
}
