/**
 * A log that is there: read in the writer, and judged.
 *
 * @module
 */
import { FileLockError, ReplayError } from "../../../errors.ts";
import { isBlank, sniffFormat } from "../../../format/sniff.ts";
import { loadSerializer } from "../../../format/load.ts";
import { CachedSource } from "../../../log/cached_source.ts";
import { scanLog, type ScannedLog } from "../../../log/log_scan.ts";
import type {
  Serializer,
  SnapshotClaim,
  Source,
  Survey,
} from "../../../log/serializer.ts";
import { Appender } from "./appender.ts";
import type { LockedFile } from "./locked_file.ts";
import type { OpenedLog, OpenParts } from "./opened_log.ts";
import { freeBuffer, ownBuffer } from "../protocol/transfer.ts";
import type { OpenRequest } from "../protocol/protocol.ts";
import type {
  LastRecord,
  LogContent,
  Section,
} from "../../../log/log_content.ts";
import { cutTail } from "./torn_tail.ts";

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
  const layout = layoutOf(found, source, serializer);
  const survey = takeSurvey(found, serializer);
  const torn = !request.readonly && layout.torn !== undefined;
  const created = found.snapshot === undefined && found.changes === 0;
  // A header alone could be any file's: it goes with the record behind it.
  const anew = created && torn && found.end === framer.readHeader(source);
  const appender = new Appender(file, framer, anew ? NOTHING : found);
  if (anew) appender.beginWith(framer.createHeader());
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
      layout,
    },
    // Main has more to check, and what it refuses is to be as it was.
    ...(torn && {
      cutTail: () => cutTail(path, appender, disk, clock.today()),
    }),
    transfer: layout.tail.map(({ bytes }) => bytes.buffer),
  };
}

/**
 * The name or address of the format. A file that is no log is left alone: taken
 * for one, it would be a torn tail from its first byte to its last.
 */
function formatOf(
  source: Source,
  wanted: string | undefined,
  path: string,
): string {
  const own = wanted !== undefined && wanted !== "json" && wanted !== "msgpack";
  if (own) return wanted;
  const found = sniffFormat(source);
  if (found === "foreign") {
    throw new FileLockError(
      `Cannot open "${path}": it is not a database, and its bytes are left as ` +
        "they are",
      { path },
    );
  }
  // Binary frames read as lines are damage from the first byte to the last, too.
  if (wanted === "json" && found === "msgpack") {
    throw new ReplayError(
      "Cannot read a binary log as one in JSON lines: open it with " +
        "MsgPackSerializer, or name no serializer",
      { line: 1, offset: 0 },
    );
  }
  // As a log in JSON lines it would be a torn tail; here a seed has to come first.
  if (wanted === "msgpack" && found === "json" && isBlank(source)) {
    throw new ReplayError(
      `Cannot read a binary log: all its ${source.size} bytes are zeros, as a ` +
        "power cut leaves a file that was never synced; delete it to begin anew",
      { line: 1, offset: 0 },
    );
  }
  return wanted ?? (found === "empty" ? "json" : found);
}

/** What main gets: bytes instead of places. The snapshot it has already. */
function layoutOf(
  found: ScannedLog,
  source: Source,
  serializer: Serializer,
): LogContent {
  const { torn, rebuilt, line } = found;
  return {
    revision: found.revision,
    tail: found.runs.map((run) => ({
      offset: run.from,
      line: line === 0 ? 0 : run.line,
      bytes: ownBuffer(source.read(run.from, run.to - run.from)),
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

function sectionOf({ offset, payload }: SnapshotClaim): Section {
  return { offset, line: 0, bytes: ownBuffer(payload) };
}
