/**
 * All that a stream has of a log, as the bytes of a file: the records that are kept,
 * behind the state that they begin with, and the last snapshot where it was made.
 *
 * @module
 */
import { joined } from "../../../log/joined.ts";
import type { Serializer } from "../../../log/serializer.ts";
import type { Timers } from "../../file/protocol/timers.ts";
import {
  type LogStream,
  type Marker,
  type Message,
  Unsure,
} from "../port/port.ts";
import { BackOff } from "./back_off.ts";
import { readSnapshot, type StreamSnapshot } from "./stream_load.ts";
import { LogChangedError, StreamPlace } from "./stream_place.ts";

/** How a stream is read whole. */
export interface ContentParts {
  /** The name of the log in messages: its address. */
  readonly path: string;
  /** Knows its records. */
  readonly serializer: Serializer;
  /** The time. */
  readonly clock: Timers;
}

/** A log as a file would have it. */
export interface StreamContent {
  /** The bytes of the file. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Where they end in the stream. */
  readonly place: StreamPlace;
}

/** What is purged while it is read is read again so often. */
const TRIES = 10;

/**
 * Reads a log whole; an empty one has no bytes.
 *
 * @throws {Unsure} When no answer comes in time, or none that fits the others.
 * @throws {CorruptionError} When the log is damaged.
 */
export async function readContent(
  stream: LogStream,
  parts: ContentParts,
): Promise<StreamContent> {
  const backOff = new BackOff(parts.clock);
  for (let attempt = 1;; attempt++) {
    try {
      return await readOnce(stream, parts);
    } catch (cause) {
      if (!(cause instanceof LogChangedError)) throw cause;
      if (attempt === TRIES) throw new Unsure(cause.message, { cause });
    }
    await backOff.wait();
  }
}

async function readOnce(
  stream: LogStream,
  parts: ContentParts,
): Promise<StreamContent> {
  const markers: Marker[] = [];
  const log: Message[] = [];
  await stream.read("snapshot", 1, ({ marker }) => {
    if (marker !== undefined) markers.push(marker);
  });
  await stream.read("log", 1, (message) => void log.push(message));
  const read = (marker: Marker) => readSnapshot(stream, marker, parts);
  const base = await findBase(markers, log, read);
  const newest = markers.at(-1);
  const snapshots = base === undefined ? [] : [base];
  if (newest !== undefined && newest.first !== base?.marker.first) {
    snapshots.push(await read(newest));
  }
  const pieces: Uint8Array[] = [];
  const place = new StreamPlace(parts.path, parts.serializer.createFramer(), {
    seq: base?.marker.after ?? 0,
    rev: base?.revision ?? 0,
  });
  const add = (messages: readonly Message[]) => {
    const read = place.read(messages);
    if (read !== undefined) pieces.push(read.section.bytes);
  };
  let from = 0;
  for (const { marker: { after }, record } of snapshots) {
    const end = log.findIndex(({ seq }) => seq > after);
    const to = end < 0 ? log.length : end;
    add(log.slice(from, to));
    pieces.push(record);
    from = to;
  }
  add(log.slice(from));
  return { bytes: joined(pieces), place };
}

/**
 * The snapshot that a file begins with: none where all changes are there, else the
 * first one that no change is missing behind.
 */
async function findBase(
  markers: readonly Marker[],
  log: readonly Message[],
  read: (marker: Marker) => Promise<StreamSnapshot>,
): Promise<StreamSnapshot | undefined> {
  const [first] = log;
  if (first === undefined) {
    const last = markers.at(-1);
    return last && await read(last);
  }
  const before = first.rev - (first.count ?? 0);
  if (before === 0) return undefined;
  // What comes before a snapshot is purged, and the snapshot stays; a later one
  // has all.
  const own = markers.findLast(({ after }) => after < first.seq);
  const base = own && await read(own);
  if (base?.revision === before) return base;
  const later = markers.find(({ after }) => after >= first.seq);
  if (later !== undefined) return await read(later);
  throw new LogChangedError(`its first message begins at revision ${before}`);
}
