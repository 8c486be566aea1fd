/**
 * The news of a log: its records, told as they are written.
 *
 * @module
 */
import type { Wake } from "../../file/file_watch.ts";
import { recordId } from "../../history/reader/record_id.ts";
import type { LogRecord } from "../../history/reader/log_record.ts";
import type { LiveNews } from "../wire/log.ts";
import { recordsFrom } from "./record_rows.ts";
import type { Reading, ViewedLog } from "./viewed_log.ts";

/** So often it is said that all is well, in milliseconds. */
const HEARTBEAT = 15_000;

/** Where who listens stands. */
interface Stand {
  readonly era: number;
  /** How many records there were. */
  readonly count: number;
  readonly rev: number;
  readonly id: string;
}

/**
 * Tells what is added behind the record `since`, which a stream ended with, or from
 * now on; it goes on until nobody listens.
 */
export async function* newsOf(
  log: ViewedLog,
  wake: Wake,
  since: string | undefined,
  signal: AbortSignal,
): AsyncGenerator<Exclude<LiveNews, { type: "gone" }>> {
  let stand = await log.read(standAt);
  let said = performance.now();
  const [, rev] = /^(\d{1,15})(?:-|$)/.exec(since ?? "") ?? [];
  if (since !== undefined) {
    const known = await log.read((reading) => standOf(reading, Number(rev)));
    if (known?.id === since) stand = known;
    else {
      yield { type: "hello", rev: stand.rev, id: stand.id };
      const reason =
        `what was seen up to ${since} is no part of the log any more`;
      yield { type: "reset", rev: stand.rev, id: stand.id, reason };
    }
  }
  yield { type: "hello", rev: stand.rev, id: stand.id };
  for (let found = false;;) {
    await wake.next(found);
    if (signal.aborted) return;
    found = false;
    const before = stand;
    const added: LiveNews[] = [];
    await log.read((reading) => {
      const { era, index } = reading;
      if (era !== before.era) {
        stand = standAt(reading);
        const { rev, id } = stand;
        const reason = "the log was rotated, cut or replaced: it is read anew";
        added.push({ type: "reset", rev, id, reason });
        return;
      }
      const count = index.count - before.count;
      let { rev, id } = before;
      for (const record of recordsFrom(reading, before.count, count)) {
        if (record.kind === "snapshot") continue;
        ({ rev, id } = record);
        added.push({ type: "change", rev, id });
      }
      stand = { era, count: index.count, rev, id };
    });
    for (const news of added) if (news.type !== "gone") yield news;
    found = added.length > 0;
    const now = performance.now();
    if (!found && now - said < HEARTBEAT) continue;
    if (!found) yield { type: "hello", rev: stand.rev, id: stand.id };
    said = now;
  }
}

/** Where a log stands now. */
function standAt(reading: Reading): Stand {
  const { index, era } = reading;
  let at = index.count - 1;
  while (at >= 0 && index.isSnapshot(at)) at--;
  const { rev } = index;
  const id = at < 0 ? recordId(rev) : recordOf(reading, at)?.id;
  return { era, count: index.count, rev, id: id ?? recordId(rev) };
}

/** Where a log stood after a revision; undefined where that is not kept. */
function standOf(reading: Reading, rev: number): Stand | undefined {
  const { index, era } = reading;
  const at = index.changeOf(rev);
  const record = at === undefined ? undefined : recordOf(reading, at);
  return at === undefined || record === undefined
    ? undefined
    : { era, count: at + 1, rev, id: record.id };
}

function recordOf(reading: Reading, index: number): LogRecord | undefined {
  for (const record of recordsFrom(reading, index, 1)) return record;
  return undefined;
}
