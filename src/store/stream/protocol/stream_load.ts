/**
 * Loads the log of a stream: its last snapshot, and what follows that.
 *
 * @module
 */
import { joined } from "../../../log/joined.ts";
import { CorruptionError } from "../../../errors.ts";
import { crc32c, viewOf } from "../../../log/crc32c.ts";
import type { LogContent, Section } from "../../../log/log_content.ts";
import type { Serializer } from "../../../log/serializer.ts";
import { quoted } from "../../../values/quoted.ts";
import type { Timers } from "../../file/protocol/timers.ts";
import type { LogStream, Marker } from "../port/port.ts";
import { BackOff } from "./back_off.ts";
import { LogChangedError, sourceOf, StreamPlace } from "./stream_place.ts";
import { readOn } from "./stream_read.ts";

/** What a log is loaded with. */
export interface LoadParts {
  /** The name of the log in messages: its address. */
  readonly path: string;
  /** Knows its records. */
  readonly serializer: Serializer;
  /** The time. */
  readonly clock: Timers;
  /**
   * Gets the last snapshot before what follows it is read, and may give its
   * buffer away: it is not in the content then. Where the log has to be loaded
   * again it gets another one, of another offset.
   */
  readonly found?: ((snapshot: Section) => void) | undefined;
  /** Load as much as there was with this message. Default: all. */
  readonly until?: number | undefined;
  /** Gives up. */
  readonly signal?: AbortSignal | undefined;
}

/** The last snapshot of a stream. */
export interface StreamSnapshot extends Section {
  /** What says that it is whole. */
  readonly marker: Marker;
  /** The revision that it holds. */
  readonly revision: number;
  /** Its whole record, as in a file: `bytes` is the payload in it. */
  readonly record: Uint8Array<ArrayBuffer>;
}

/** A log that was loaded. */
export interface LoadedStream {
  /** The content; the line of a record is its revision. */
  readonly content: LogContent;
  /** The last snapshot, if there is one. */
  readonly snapshot?: StreamSnapshot | undefined;
  /** Where it ends, and reading goes on. */
  readonly place: StreamPlace;
}

/** How long what does not fit together is loaded again, in milliseconds. */
const PATIENCE_MS = 10_000;

/**
 * Loads a log as far as it goes; an empty one has no snapshot and no tail. It is
 * loaded again where it was purged meanwhile, or a server lags behind.
 *
 * @throws {Unsure} When no answer comes in time.
 * @throws {CorruptionError} When it is damaged, or does not fit together.
 */
export async function loadStream(
  stream: LogStream,
  parts: LoadParts,
): Promise<LoadedStream> {
  const { clock, signal, path } = parts;
  const backOff = new BackOff(clock);
  const start = clock.now();
  for (;;) {
    signal?.throwIfAborted();
    try {
      return await loadOnce(stream, parts);
    } catch (cause) {
      if (!(cause instanceof LogChangedError)) throw cause;
      if (clock.now() - start >= PATIENCE_MS) {
        throw new CorruptionError(
          `Cannot read ${quoted(path)}: ${cause.message}; the servers lost ` +
            "data: copy the log from a replica, or from a copy",
          { path, cause },
        );
      }
    }
    await backOff.wait();
  }
}

async function loadOnce(
  stream: LogStream,
  parts: LoadParts,
): Promise<LoadedStream> {
  const { path, serializer, found, until = Infinity } = parts;
  const snapshot = await lastSnapshot(stream, parts);
  const { offset = 0, bytes = new Uint8Array(0) } = snapshot ?? {};
  const place = new StreamPlace(path, serializer.createFramer(), {
    seq: snapshot?.marker.after ?? 0,
    rev: snapshot?.revision ?? 0,
    offset: snapshot?.record.length ?? 0,
  });
  if (snapshot !== undefined) found?.({ offset, line: 0, bytes });
  const tail: Section[] = [];
  const each = ({ section }: { section: Section }) => void tail.push(section);
  await readOn(stream, place, each, until);
  const revision = snapshot?.revision ?? 0;
  const first = found === undefined && snapshot !== undefined &&
    { snapshot: { offset, line: revision, bytes } };
  return { content: { ...first, revision, tail }, snapshot, place };
}

/** The last snapshot; undefined where there is none, or none as early as wanted. */
async function lastSnapshot(
  stream: LogStream,
  parts: LoadParts,
): Promise<StreamSnapshot | undefined> {
  const { until = Infinity } = parts;
  let marker = (await stream.lastOf("snapshot"))?.marker;
  if (marker === undefined) return undefined;
  if (marker.after > until) {
    marker = undefined;
    await stream.read("snapshot", 1, ({ marker: found }) => {
      if (found !== undefined && found.after <= until) marker = found;
    });
  }
  return marker && await readSnapshot(stream, marker, parts);
}

/**
 * The snapshot that a marker says is whole.
 *
 * @throws {LogChangedError} When its parts do not fit: they were deleted meanwhile.
 */
export async function readSnapshot(
  stream: LogStream,
  marker: Marker,
  { path, serializer }: Pick<LoadParts, "path" | "serializer">,
): Promise<StreamSnapshot> {
  const parts: Uint8Array[] = [];
  await stream.read("part", marker.first, ({ seq, bytes }) => {
    if (seq <= marker.last) parts.push(bytes);
  });
  const record = joined(parts);
  if (
    record.length !== marker.bytes || crc32c(viewOf(record)) !== marker.sum
  ) {
    throw new LogChangedError(
      `the parts of the snapshot in the messages ${marker.first} to ` +
        `${marker.last} do not fit it`,
    );
  }
  const framer = serializer.createFramer();
  for (const frame of framer.frames(sourceOf(record, 0), 0, 1)) {
    if (frame.kind !== "snapshot") break;
    const { payload } = frame;
    const revision = serializer.revisionOf(payload);
    if (revision === undefined) break;
    const from = payload.byteOffset - record.byteOffset;
    const bytes = record.subarray(from, from + payload.length);
    // No other snapshot has this number: bytes of a stream have no other place.
    const offset = marker.first;
    return { marker, revision, record, offset, line: revision, bytes };
  }
  throw new CorruptionError(
    `Cannot read ${quoted(path)}: the snapshot in the messages ` +
      `${marker.first} to ${marker.last} is damaged; copy the log from a ` +
      "replica, or from a copy",
    { path },
  );
}
