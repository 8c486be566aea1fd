/**
 * The log of a writer that was taken over, as it had it: what both logs have in
 * common, and then what only this one has. It is saved as a file.
 *
 * @module
 */
import { nameBeside } from "../../../file/file_path.ts";
import type { FileSystem } from "../../../file/log_file.ts";
import { JsonSealer } from "../../../format/json/sealer.ts";
import type { Serializer } from "../../../log/serializer.ts";
import type { Timers } from "../../file/protocol/timers.ts";
import type { SavedRecords } from "../../hosted_log.ts";
import type { LogStream } from "../port/port.ts";
import { type LoadedStream, loadStream } from "../protocol/stream_load.ts";
import { sourceOf } from "../protocol/stream_place.ts";

/** The parts that saving takes. */
export interface LostParts {
  /** The stream, which another one writes now. */
  readonly stream: LogStream;
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
  const common = await commonPart(rev, parts).catch(() => []);
  const sealer = new JsonSealer();
  const own = sealer.frame("change", lines, 0);
  const time = parts.clock.today().toISOString().slice(0, 19)
    .replaceAll(":", "-");
  for (let attempt = 0;; attempt++) {
    const number = attempt > 0 ? `.${attempt}` : "";
    const suffix = `.lost-${time}Z${number}.kantadb`;
    const path = nameBeside(`${parts.folder}${parts.name}`, suffix);
    try {
      parts.disk.writeNew(path, [...common, own]);
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
  { stream, path, serializer, clock }: LostParts,
): Promise<Uint8Array[]> {
  const load = (until?: number) =>
    loadStream(stream, { path, serializer, clock, until });
  let loaded = await load();
  const { snapshot } = loaded;
  if (snapshot !== undefined && snapshot.revision > rev) {
    // Its new writer made a snapshot: all before it, as far as that is kept.
    loaded = await load(snapshot.marker.after - 1);
  }
  return [...piecesUpTo(loaded, rev, serializer)];
}

function* piecesUpTo(
  { snapshot, content }: LoadedStream,
  rev: number,
  serializer: Serializer,
): Generator<Uint8Array> {
  let at = content.revision;
  if (snapshot !== undefined) yield snapshot.record;
  const framer = serializer.createFramer();
  for (const { bytes, offset, line } of content.tail) {
    let end = 0;
    for (const frame of framer.frames(sourceOf(bytes, offset), offset, line)) {
      if (frame.kind === "change" && at === rev) break;
      if (frame.kind === "change") at++;
      end = frame.end - offset;
    }
    yield bytes.subarray(0, end);
    if (at === rev) return;
  }
}
