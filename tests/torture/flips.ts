/**
 * A log of which one byte is changed: whatever opening says, it never shows a
 * state that was not, and never drops what was promised.
 *
 * @module
 */
import { DatabaseError } from "@kanta/core";
import { MemoryFileSystem } from "../../src/file/memory_file.ts";
import { verifyLog } from "../../src/maintenance/verify.ts";
import { Random } from "../support/random.ts";
import type { Sabotage } from "./sabotage.ts";
import { type FormatName, type History, makeHistory, PATH } from "./history.ts";
import { recover, sameBytes } from "./recovery.ts";
import { spread } from "./spread.ts";
import { isFound, type Run, type Suite } from "./suite.ts";
import { Tally } from "./tally.ts";

/** Each bit alone, and what turns a byte into one that looks like another. */
const MASKS = [1, 2, 4, 8, 16, 32, 64, 128];

/** What may come of a flip. */
interface Expected {
  /** Whether it left whole text, which is never cut off: no crash leaves that. */
  readonly isText: boolean;
  /** How many commits the whole log has. */
  readonly all: number;
  /** How many must be there at least, if it opens. */
  readonly least: number;
  /** Whether it must open: nothing there was ever promised. */
  readonly mustOpen: boolean;
}

/** Whether the line of a byte ends in a line feed, and is nothing but text. */
export function isText(bytes: Uint8Array, at: number): boolean {
  const start = bytes.lastIndexOf(10, at - 1) + 1;
  const end = bytes.indexOf(10, at);
  if (end < 0) return false;
  const line = bytes.subarray(start, end);
  if (line.some((byte) => byte < 32 && byte !== 9 && byte !== 13)) return false;
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(line);
    return true;
  } catch {
    return false;
  }
}

function expected(
  { entries, format }: History,
  at: number,
  bytes: Uint8Array,
): Expected {
  const all = entries[entries.length - 1]!.n;
  const text = format === "json" && isText(bytes, at);
  // How a file begins tells whether it is a log at all.
  if (format === "msgpack" && at < 8) {
    return { all, least: all, mustOpen: false, isText: false };
  }
  const hit = entries.findIndex(({ offset, end }) => offset <= at && at < end);
  const base = entries.findLastIndex(({ kind }) => kind === "snapshot");
  // Nothing there is read, but for the line end that a snapshot comes after.
  if (at + 1 < (entries[base]?.offset ?? 0)) {
    // A first line in two says too little to tell the file by.
    const torn = format === "json" && hit === 0 && bytes[at] === 10;
    return { all, least: all, mustOpen: !torn, isText: false };
  }
  const promised = entries.slice(hit + 1)
    .some(({ watermark }) => watermark > entries[hit]!.offset);
  if (promised) return { all, least: all, mustOpen: false, isText: text };
  // A damaged line end takes the next line with it, a bad frame does not.
  const least = hit === 0 ? 0 : entries[hit - 1]!.n;
  return { all, least, mustOpen: !text, isText: text };
}

/** The last line may lack its line end, and may end with a space. */
function isSpaceAtEnd(bytes: Uint8Array, at: number, format: FormatName) {
  return format === "json" && at === bytes.length - 1 &&
    [9, 13, 32].includes(bytes[at]!);
}

/** Whether verifying finds that something is wrong. */
async function isNoticed(
  bytes: Uint8Array,
  format: FormatName,
): Promise<boolean> {
  const disk = new MemoryFileSystem();
  disk.writeNew(PATH, [bytes]);
  try {
    const { problemCount, torn } = await verifyLog(disk, PATH, format);
    return problemCount > 0 || torn !== undefined;
  } catch (error) {
    if (error instanceof DatabaseError) return true;
    throw error;
  }
}

async function check(
  history: History,
  at: number,
  mask: number,
  tally: Tally,
  sabotage?: Sabotage,
): Promise<void> {
  const { format, story } = history;
  const where = `seed ${story.seed}, ${format}, byte ${at} ^ ${mask}`;
  const bytes = history.bytes.slice();
  bytes[at]! ^= mask;
  const { all, least, mustOpen, isText } = expected(history, at, bytes);
  const { refused, state, disk } = await recover(bytes, format, { sabotage });
  if (refused !== undefined) {
    if (!(refused instanceof DatabaseError)) {
      tally.fault("untyped error", `${where}: ${refused}`);
    }
    const after = disk.readFile(PATH) ?? new Uint8Array(0);
    if (!sameBytes(after, bytes)) tally.fault("changed though refused", where);
    if (mustOpen) tally.fault("refused", `${where}: ${refused.message}`);
    return tally.count("refused");
  }
  const n = state === undefined ? undefined : story.place(state);
  if (n === all) {
    tally.count("whole all the same");
    // Opening reads what it needs, verifying reads it all.
    const spared = sabotage !== undefined || isSpaceAtEnd(bytes, at, format);
    if (!spared && !await isNoticed(bytes, format)) {
      tally.fault("not found by verifying", where);
    }
    return;
  }
  if (n === undefined) {
    return tally.fault("wrong state", `${where}: ${JSON.stringify(state)}`);
  }
  if (isText) return tally.fault("text cut off", where);
  if (n < least) return tally.fault("lost", `${where}: ${n} of ${all}`);
  tally.count("of the last batch, cut off");
}

/** So many logs have a share of the flips at least: both formats, with snapshots and without. */
const LOGS = 4;

/** Flips every byte of logs, in every bit, until there were enough flips. */
export const flips: Suite = {
  name: "flips",
  title: "flip every byte",
  unit: "flips",
  small: 2400,
  quick: 8000,
  long: 200_000,
  untraced: true,
  async run(run: Run): Promise<Tally> {
    const { size, seed, sabotage } = run;
    const tally = new Tally(
      "wrong state",
      "lost",
      "text cut off",
      "refused",
      "changed though refused",
      "untyped error",
      "not found by verifying",
    );
    const share = Math.ceil(size / LOGS);
    let done = 0;
    for (let number = seed; done < size; number++) {
      const random = new Random(number);
      const history = await makeHistory(random, {
        format: number % 2 === 0 || sabotage === "noChecksum"
          ? "json"
          : "msgpack",
        commits: 6 + random.int(10),
        // What comes before a snapshot is not read: nobody would notice there.
        snapshots: random.chance(0.5) && sabotage === undefined,
        sabotage,
      });
      tally.count("logs");
      // One mask of our choice more than the bits.
      const ways = MASKS.length + 1;
      const flips = spread(ways * history.bytes.length, share);
      for (const flip of flips) {
        if (done >= size || isFound(tally, run)) break;
        const mask = MASKS[flip % ways] ?? 1 + random.int(255);
        await check(history, Math.floor(flip / ways), mask, tally, sabotage);
        done++;
      }
      if (isFound(tally, run)) break;
    }
    tally.count("flips", done);
    return tally;
  },
};
