/**
 * The log of a writer that was taken over, as it had it: what both logs have in
 * common, and then what only this one has. It is saved as a file.
 *
 * @module
 */
import { joined } from "../../../log/joined.ts";
import { nameBeside } from "../../../file/file_path.ts";
import type { FileSystem } from "../../../file/log_file.ts";
import { JsonSealer } from "../../../format/json/sealer.ts";
import type { Serializer } from "../../../log/serializer.ts";
import type { Timers } from "../../file/protocol/timers.ts";
import type { SavedRecords } from "../../hosted_log.ts";
import type { LogStream } from "../port/port.ts";
import { readContent } from "../protocol/stream_content.ts";
import { loadStream } from "../protocol/stream_load.ts";
import { sourceOf } from "../protocol/stream_place.ts";

/** The parts that saving takes. */
export interface LostParts {
  /** Connects to the stream, which another one writes now. */
  readonly connect: () => Promise<LogStream>;
  /** The log's address. */
  readonly path: string;
  /** The log's name. */
  readonly name: string;
  /** The folder of the file; "": the current one. */
  readonly folder: string;
  /** Knows the records. */
  readonly serializer: Serializer;
  /** The disk. */
  readonly disk: Pick<FileSystem, "writeNew">;
  /** The time. */
  readonly clock: Timers;
}

/**
 * Saves records as a log that goes on from revision `rev` of the stream's. Where
 * that can't be read any more, they are the whole file; where none can be written,
 * they are handed over.
 */
export async function saveLostLog(
  lines: readonly string[],
  rev: number,
  parts: LostParts,
): Promise<SavedRecords> {
  if (lines.length === 0) return {};
  const common = await commonPart(rev, parts)
    .catch(() => new Uint8Array(0));
  const sealer = new JsonSealer();
  const own = sealer.frame("change", lines, 0);
  const time = parts.clock.today().toISOString().slice(0, 19)
    .replaceAll(":", "-");
  for (let attempt = 0;; attempt++) {
    const number = attempt > 0 ? `.${attempt}` : "";
    const suffix = `.lost-${time}Z${number}.kantadb`;
    const path = nameBeside(`${parts.folder}${parts.name}`, suffix);
    try {
      parts.disk.writeNew(path, [common, own]);
      return { path };
    } catch (error) {
      if (error instanceof Deno.errors.AlreadyExists) continue;
      return { records: lines };
    }
  }
}

/** The log up to a revision, as bytes of a file. */
async function commonPart(
  rev: number,
  { connect, path, serializer, clock }: LostParts,
): Promise<Uint8Array> {
  const parts = { path, serializer, clock };
  const stream = await connect();
  try {
    return await commonIn(stream, rev, parts);
  } finally {
    await stream.close();
  }
}

async function commonIn(
  stream: LogStream,
  rev: number,
  parts: Pick<LostParts, "path" | "serializer" | "clock">,
): Promise<Uint8Array> {
  const { snapshot, content } = await loadStream(stream, parts);
  if (snapshot === undefined || snapshot.revision <= rev) {
    const tail = content.tail.map(({ bytes }) => bytes);
    const bytes = joined([...snapshot ? [snapshot.record] : [], ...tail]);
    return upTo(rev, bytes, parts.serializer);
  }
  // Its new writer made a snapshot: then all before it, as far as that is kept.
  const { bytes } = await readContent(stream, parts);
  return upTo(rev, bytes, parts.serializer);
}

/** The beginning of a log, up to the change that leads to a revision. */
function upTo(
  rev: number,
  bytes: Uint8Array,
  serializer: Serializer,
): Uint8Array {
  const framer = serializer.createFramer();
  let [at, end] = [0, 0];
  for (const frame of framer.frames(sourceOf(bytes, 0), 0, 1)) {
    if (frame.kind === "snapshot" && end === 0) {
      at = serializer.revisionOf(frame.payload) ?? 0;
    }
    if (frame.kind !== "snapshot" && ++at > rev) break;
    if (at > rev) break;
    end = frame.end;
  }
  if (at < rev) throw new RangeError(`Its last revision is ${at}`);
  return bytes.subarray(0, end);
}
