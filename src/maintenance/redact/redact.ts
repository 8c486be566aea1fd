/**
 * Redaction: values taken out of a whole history, as if they had never been there.
 *
 * Each record is made anew: its time, action and user stay, and its revision. The
 * new files are verified before they get their names: nothing that is meant is
 * found in them, and they lead to the same state.
 *
 * @module
 */
import { DataIntegrityError, FileLockError } from "../../errors.ts";
import type { FileSystem, LogFile } from "../../file/log_file.ts";
import { archiveOf, archivesOf } from "../../history/reader/archives.ts";
import type { ReportProgress } from "../../history/reader/log_reader.ts";
import { PlaceState } from "../../values/pattern/place_state.ts";
import { KeptTexts } from "./kept_texts.ts";
import {
  discard,
  lookAgain,
  type RedactedLog,
  redactOne,
} from "./redact_one.ts";
import { namesBeside, remainingBeside } from "./remaining.ts";
import { named } from "./naming.ts";
import { lockLog, removeDrafts } from "./replacing.ts";
import type { RedactReport, RedactRequest } from "./report.ts";
import { Taken } from "./taken.ts";

/**
 * Takes values out of the log at a path and of its archives, or says what that
 * would do.
 *
 * @throws {FileLockError} When there is no log, something stands where the new one
 * is to be, or somebody has the log open that is to be replaced.
 * @throws {DataIntegrityError} When the present state holds what is meant, or the
 * new files are not what they have to be; nothing is left of them then.
 * @throws {CorruptionError} When a record is damaged.
 */
export async function redactLog(
  disk: FileSystem,
  path: string,
  request: RedactRequest,
  watch: ReportProgress = () => {},
  now: Date = new Date(),
): Promise<RedactReport> {
  const mark = { ts: now.toISOString(), places: request.places };
  demandPlaces(mark.places);
  const found = disk.realPath(path);
  if (found === undefined) {
    throw new FileLockError(`Cannot redact "${path}": there is no such file`, {
      path,
    });
  }
  const archives = request.archives
    ? archivesOf(found, namesBeside(disk, found))
    : [];
  const along = [...archives, found];
  const taken = new Taken(mark.places.length);
  const logs: RedactedLog[] = [];
  const locks = new Map<string, LogFile>();
  try {
    const writes = !request.dryRun;
    if (writes && request.replace) {
      for (const one of along) {
        locks.set(one, lockLog(disk, one));
        removeDrafts(disk, one);
      }
    }
    for (const one of along) {
      const target = writes ? targetOf(one, found, request) : undefined;
      const { format } = request;
      const how = { format, target, mark, taken, watch };
      logs.push(await redactOne(disk, one, how));
    }
    const present = logs.at(-1)?.present ?? { places: [], count: 0 };
    if (writes) demandAbsent(found, present.places, present.count);
    const elsewhere = async () => {
      const kept = new KeptTexts(taken.texts);
      if (taken.texts.size === 0) return [];
      for (const one of along) {
        await lookAgain(
          disk,
          one,
          { format: request.format, mark, watch },
          kept,
        );
      }
      return kept.found.list;
    };
    const files = logs.map(({ file }) => file);
    const made = writes ? await named(disk, logs, locks, now) : files;
    const ours = made.flatMap(({ into, kept }) => [into, kept])
      .filter((name) => name !== undefined);
    const beginnings = new Set(logs.flatMap(({ beginning = [] }) => beginning));
    return {
      path: found,
      dryRun: request.dryRun,
      ts: mark.ts,
      patterns: mark.places.map((place, i) => ({
        place,
        values: taken.perPattern[i] ?? 0,
      })),
      files: made,
      values: taken.values,
      taken: taken.places.list,
      ...(request.dryRun && { elsewhere: await elsewhere() }),
      opaque: taken.opaque.list,
      more: taken.more,
      present: present.places,
      presentCount: present.count,
      heads: taken.heads,
      remaining: await remainingBeside(
        disk,
        found,
        [...along, ...ours],
        beginnings,
      ),
    };
  } finally {
    for (const { log } of logs) discard(log);
    for (const file of locks.values()) file.close();
  }
}

/** Where the new one of a log is to be. */
function targetOf(
  path: string,
  main: string,
  { into, replace }: RedactRequest,
): string {
  if (replace) return path;
  if (into === undefined) throw new TypeError("No new file is named");
  return path === main ? into : archiveOf(path, main, into);
}

function demandAbsent(
  path: string,
  places: readonly string[],
  count: number,
): void {
  if (count === 0) return;
  throw new DataIntegrityError(
    `Cannot redact "${path}": the present state holds what is meant, first at ` +
      `${places[0]} (${count} in all); delete it by a transaction of its own ` +
      "before; nothing was written",
    { path },
  );
}

function demandPlaces(places: readonly string[]): void {
  if (places.length === 0) throw new TypeError("No place is named to redact");
  for (const place of places) {
    if (!PlaceState.of([place]).matched) continue;
    throw new TypeError(
      `Cannot redact ${JSON.stringify(place)}: that is the whole state; ` +
        "remove the file instead",
    );
  }
}
