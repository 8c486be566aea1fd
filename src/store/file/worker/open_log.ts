/**
 * Opening a log in the writer: from a path to a file that is ours, sound, and
 * ready for the next record.
 *
 * @module
 */
import { nameBeside, ROTATING } from "../../../file/file_path.ts";
import type { FileSystem } from "../../../file/log_file.ts";
import { isForbidden } from "../../../file/os_error.ts";
import type { Opened, OpenRequest } from "../../hosted_log.ts";
import { DatabaseError } from "../../../errors.ts";
import { loadSerializer } from "../../../format/load.ts";
import { JsonSealer } from "../../../format/json/sealer.ts";
import { Appender } from "./appender.ts";
import { type LockedFile, lockFile } from "./locked_file.ts";
import { isDatabaseError } from "../protocol/wire_error.ts";
import type { SavedTail, Section } from "../../../log/log_content.ts";
import type {
  Framer,
  Room,
  Serializer,
  SnapshotClaim,
  Source,
  Survey,
} from "../../../log/serializer.ts";
import type { Timers } from "../protocol/timers.ts";
import { formatOf } from "../../../format/sniff.ts";
import { contentOf, scanLog, type ScannedLog } from "../../../log/log_scan.ts";
import { freeBuffer, ownBuffer } from "../protocol/shared_memory.ts";
import { cutTail } from "./torn_tail.ts";

/** The parts that opening works with. */
export interface OpenParts {
  /** The disk. */
  readonly disk: FileSystem;
  /** The time. */
  readonly clock: Timers;
  /** Ends the wait for the lock. */
  readonly signal: AbortSignal;
  /** Gets the last snapshot, whose buffer may change hands, while all else is read. */
  readonly found: (format: string, snapshot: Section) => void;
}

/** A log that is open. */
export interface OpenedLog {
  /** The file and how it is held. */
  readonly held: LockedFile;
  /** The report for main. */
  readonly opened: Opened;
  /** Adds records at its end. */
  readonly appender: Appender;
  /** Finds its records again; absent where there were none. */
  readonly framer?: Framer | undefined;
  /** The last snapshot's place, for the size policy. */
  readonly snapshot: { readonly offset: number; readonly bytes: number };
  /** Saves the torn tail and cuts it off; absent where there is none to cut. */
  readonly cutTail?: (() => SavedTail) | undefined;
  /** Buffers in `opened` that may change hands. */
  readonly transfer: ArrayBuffer[];
}

/**
 * Opens a log. Whatever fails, the file is closed, unlocked, and as it was; one
 * that was made just now is removed.
 */
export async function openLog(
  request: OpenRequest,
  parts: OpenParts,
): Promise<OpenedLog> {
  const { disk, clock, signal } = parts;
  let held: LockedFile | undefined;
  try {
    held = await lockFile(request, disk, clock, signal);
    if (held.file.size === 0) return await newLog(held, request);
    const log = await openExisting(held, request, parts);
    return request.readonly || !isMarked(held.path, disk)
      ? log
      : { ...log, opened: { ...log.opened, unfinished: true } };
  } catch (error) {
    if (held !== undefined) letGo(held, disk);
    throw located(error, held?.path ?? request.path);
  }
}

/** Whether a rotation was not finished, as far as this program may know. */
function isMarked(path: string, disk: FileSystem): boolean {
  try {
    return disk.identify(nameBeside(path, ROTATING)) !== undefined;
  } catch (error) {
    if (isForbidden(error)) return false;
    throw error;
  }
}

function letGo({ file, path, made }: LockedFile, disk: FileSystem): void {
  try {
    if (made) disk.remove(path);
  } catch {
    // An empty file is left; why opening failed is what is to be told.
  } finally {
    file.close();
  }
}

/** A log that has nothing in it. */
async function newLog(
  held: LockedFile,
  request: OpenRequest,
): Promise<OpenedLog> {
  const { file, path, identity } = held;
  const format = request.serializer ?? "json";
  const framer = format === "json"
    ? new JsonSealer()
    : (await loadSerializer(format)).createFramer();
  const appender = new Appender(file, framer, { end: 0, unended: false });
  const header = framer.createHeader();
  if (header.length > 0) appender.beginWith(header);
  const layout = { tail: [], revision: 0 };
  return {
    held,
    appender,
    snapshot: { offset: 0, bytes: 0 },
    opened: { path, created: true, format, identity, layout },
    transfer: [],
  };
}

/** The error with the path of the file it is about. */
function located(error: unknown, path: string): unknown {
  if (isDatabaseError(error)) {
    if (error.path !== undefined) return error;
    error.message = `Cannot open "${path}": ${error.message}`;
    Reflect.set(error, "path", path);
    return error;
  }
  const reason = error instanceof Error ? error.message : String(error);
  return new DatabaseError(`Cannot open "${path}": ${reason}`, {
    path,
    cause: error,
  });
}

/** Where a file ends that is to begin anew. */
const NOTHING = { end: 0, unended: false };

/** Reads a log that is not empty. */
export async function openExisting(
  held: LockedFile,
  request: OpenRequest,
  { disk, clock, found: tell }: OpenParts,
): Promise<OpenedLog> {
  const { file, path, identity } = held;
  // A reader beside a writer sees the file as it was at this moment.
  const source = new CachedSource(file);
  const format = formatOf(source, request.serializer, path);
  const serializer = await loadSerializer(format);
  const framer = serializer.createFramer();
  const found = scanLog(
    source,
    serializer,
    framer,
    (snapshot) => {
      const end = snapshot.offset + snapshot.payload.length;
      tell(format, sectionOf(snapshot)); // may give the payload's buffer away
      // What follows is wanted twice: to be verified here, and by main.
      source.keep(end);
    },
  );
  // The snapshot main has already.
  const layout = contentOf(
    found,
    serializer,
    (from, to) => ownBuffer(source.read(from, to - from)),
  );
  const survey = takeSurvey(found, serializer);
  const cuts = !request.readonly && layout.torn !== undefined;
  const created = found.snapshot === undefined && found.changes === 0;
  // A header alone could be any file's: it goes with the record behind it.
  const anew = created && cuts && found.end === framer.readHeader(source);
  const appender = new Appender(file, framer, anew ? NOTHING : found);
  if (anew) appender.beginWith(framer.createHeader());
  const torn = layout.torn && { ...layout.torn, offset: 0, bytes: source.size };
  return {
    held,
    appender,
    framer,
    snapshot: {
      offset: found.snapshot?.offset ?? 0,
      bytes: found.snapshot ? found.snapshot.end - found.snapshot.offset : 0,
    },
    opened: {
      path,
      created,
      format,
      identity,
      snapshotAt: found.snapshot?.offset,
      ...(survey && { survey }),
      layout: anew ? { ...layout, torn } : layout,
    },
    // Main has more to check, and what it refuses is to be as it was.
    ...(cuts && {
      cutTail: () => cutTail(path, appender, disk, clock.today()),
    }),
    transfer: layout.tail.map(({ bytes }) => bytes.buffer),
  };
}

/** Looks the snapshot through for main, if it is still here, and lets go of it. */
function takeSurvey(
  { snapshot }: ScannedLog,
  serializer: Serializer,
): Survey | undefined {
  if (snapshot === undefined || snapshot.payload.length === 0) return undefined;
  const survey = serializer.surveySnapshot?.(snapshot.payload);
  freeBuffer(snapshot.payload);
  return survey;
}

function sectionOf({ offset, payload }: SnapshotClaim): Section {
  return { offset, line: 0, bytes: ownBuffer(payload) };
}

/** A source whose end may be kept in memory. */
export class CachedSource implements Source {
  /** The length of the source in bytes, when this was made. */
  readonly size: number;
  readonly #source: Source;
  #from: number;
  #bytes: Uint8Array = new Uint8Array(0);

  /** Reads from this source as far as it goes now. */
  constructor(source: Source) {
    this.#source = source;
    this.size = this.#from = source.size;
  }

  /** Reads all from this offset on, and keeps it in one buffer. */
  keep(from: number): void {
    this.#bytes = this.#source.read(from, this.size - from);
    this.#from = from;
  }

  /** Kept bytes are not copied: they are those of the one buffer. */
  read(offset: number, length: number, room?: Room): Uint8Array {
    if (offset < this.#from) {
      const most = Math.min(length, this.size - offset);
      return this.#source.read(offset, most, room);
    }
    const at = offset - this.#from;
    return this.#bytes.subarray(at, at + length);
  }
}
