/**
 * A log that is there: read in the writer, and judged.
 *
 * @module
 */
import { formatOf } from "../../../format/sniff.ts";
import { loadSerializer } from "../../../format/load.ts";
import { CachedSource } from "../../../log/cached_source.ts";
import { contentOf, scanLog, type ScannedLog } from "../../../log/log_scan.ts";
import type {
  Serializer,
  SnapshotClaim,
  Survey,
} from "../../../log/serializer.ts";
import { Appender } from "./appender.ts";
import type { LockedFile } from "./locked_file.ts";
import type { OpenedLog, OpenParts } from "./opened_log.ts";
import { freeBuffer, ownBuffer } from "../protocol/transfer.ts";
import type { OpenRequest } from "../protocol/protocol.ts";
import type { Section } from "../../../log/log_content.ts";
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
  // The snapshot main has already.
  const layout = contentOf(
    found,
    serializer,
    (from, to) => ownBuffer(source.read(from, to - from)),
  );
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
