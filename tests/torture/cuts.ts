/**
 * A log that is cut at every byte: the longest whole beginning is there, and
 * the next commit goes where it should.
 *
 * @module
 */
import { Random } from "../support/random.ts";
import {
  entriesOf,
  type Entry,
  type FormatName,
  type History,
  makeHistory,
  PATH,
} from "./history.ts";
import { recover, type Recovered, sameBytes } from "./recovery.ts";
import { step } from "./story.ts";
import { spread } from "./spread.ts";
import type { Run, Suite } from "./suite.ts";
import { Tally } from "./tally.ts";

/** The last record that is whole in the first `size` bytes. */
function lastWhole(
  { entries, format }: History,
  size: number,
): Entry | undefined {
  // The last line may lack its line end.
  const spare = format === "json" ? 1 : 0;
  return entries.findLast(({ end }) => end - spare <= size);
}

/** The seed of a binary log alone says nothing: such a file is left alone. */
function saysNothing({ format }: History, size: number): boolean {
  return format === "msgpack" && size > 0 && size <= 4;
}

async function check(
  history: History,
  size: number,
  tally: Tally,
): Promise<void> {
  const { bytes, format, story } = history;
  const where = `seed ${story.seed}, ${format}, cut at byte ${size}`;
  const last = lastWhole(history, size);
  const found = await recover(bytes.subarray(0, size), format, {
    work: (db) => {
      const { n } = db.data;
      db.transaction("step", (data) => step(data, n + 1, story.seed));
    },
  });
  if (found.refused !== undefined) {
    if (saysNothing(history, size)) tally.count("left alone");
    else tally.fault("refused", `${where}: ${found.refused.message}`);
    return;
  }
  // A file without a record is filled anew.
  const wanted = last?.n ?? 0;
  const state = JSON.stringify(found.state);
  const n = found.state === undefined ? undefined : story.place(found.state);
  if (state !== story.after(wanted)) {
    const what = n !== undefined && n < wanted ? "lost" : "wrong state";
    return tally.fault(what, `${where}: wanted commit ${wanted}: ${state}`);
  }
  const whole = last?.end ?? 0; // a seed goes with the first record
  if (size > whole) {
    tally.count("torn tails");
    if (!savedAside(found, bytes.subarray(whole, size))) {
      tally.fault("tail not saved", where);
    }
  }
  await checkNext(found, format, story.after(wanted + 1), where, tally);
}

/** Whether the torn bytes stand in a file of their own. */
function savedAside({ report, disk }: Recovered, torn: Uint8Array): boolean {
  const saved = report?.torn?.saved;
  const kept = saved === undefined ? undefined : disk.readFile(saved);
  return kept !== undefined && sameBytes(kept, torn);
}

/** What was committed after the cut is there, and the log is sound. */
async function checkNext(
  { disk }: Recovered,
  format: FormatName,
  wanted: string,
  where: string,
  tally: Tally,
): Promise<void> {
  const bytes = disk.readFile(PATH) ?? new Uint8Array(0);
  try {
    await entriesOf(bytes, format);
  } catch (error) {
    return tally.fault("next commit lost", `${where}: ${error}`);
  }
  const { state, report } = await recover(bytes, format);
  if (JSON.stringify(state) !== wanted || report?.torn !== undefined) {
    tally.fault("next commit lost", where);
  }
}

/** So many logs have a share of the cuts at least, one of each format. */
const LOGS = 2;

/** Where to cut a log: everywhere, or at each end of a record and between. */
function placesIn({ bytes, entries }: History, most: number): Set<number> {
  const ends = entries.flatMap(({ end }) => [end - 1, end, end + 1]);
  const known = [0, 1, 4, 5, ...ends].filter((at) => at <= bytes.length);
  const all = bytes.length + 1;
  const some = all <= most ? all : Math.max(0, most - known.length);
  return new Set([...known, ...spread(all, some)]);
}

/** Cuts logs at every byte until there were enough cuts. */
export const cuts: Suite = {
  name: "cuts",
  title: "cut at every byte",
  unit: "cuts",
  small: 400,
  quick: 1500,
  long: 100_000,
  untraced: true,
  async run({ size, seed }: Run): Promise<Tally> {
    const tally = new Tally(
      "lost",
      "wrong state",
      "refused",
      "tail not saved",
      "next commit lost",
    );
    let done = 0;
    for (let at = seed; done < size; at++) {
      const random = new Random(at);
      const history = await makeHistory(random, {
        format: at % 2 === 0 ? "json" : "msgpack",
        commits: 8 + random.int(20),
        snapshots: random.chance(0.7),
      });
      tally.count("logs");
      for (const cut of placesIn(history, Math.ceil(size / LOGS))) {
        if (done++ >= size) break;
        await check(history, cut, tally);
        tally.count("cuts");
      }
    }
    return tally;
  },
};
