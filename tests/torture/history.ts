/**
 * Logs that the product wrote, and what they say up to each of their bytes.
 *
 * @module
 */
import { Kanta } from "@kanta/core";
import { MemoryFileSystem } from "../../src/file/memory_file.ts";
import type { Random } from "../support/random.ts";
import { loadSerializer } from "../../src/format/load.ts";
import { localWriter } from "../support/local_writer.ts";
import { type Sabotage, sabotagedFormat } from "./sabotage.ts";
import { TurnedClock } from "../support/turned_clock.ts";
import { beginning, step, Story } from "./story.ts";

/** The path that all logs here have. */
export const PATH = "/log.kantadb";

/** The two formats. */
export type FormatName = "json" | "msgpack";

/** One record of a history. */
export interface Entry {
  readonly kind: "change" | "snapshot";
  readonly offset: number;
  readonly end: number;
  /** How many commits of the story are in the log after it. */
  readonly n: number;
  /** The watermark it carries. */
  readonly watermark: number;
}

/** A log and all that is known of it. */
export interface History {
  readonly format: FormatName;
  readonly story: Story;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Its records, in order; the first is the bootstrap. */
  readonly entries: readonly Entry[];
}

/** How a history is made. */
export interface HistoryOptions {
  readonly format: FormatName;
  /** How many commits. */
  readonly commits: number;
  /** Whether there are snapshots in it. */
  readonly snapshots: boolean;
  /** A net that is cut while it is written. */
  readonly sabotage?: Sabotage | undefined;
}

/** Makes a log: commits, syncs, closings and snapshots at random. */
export async function makeHistory(
  random: Random,
  { format, commits, snapshots, sabotage }: HistoryOptions,
): Promise<History> {
  const disk = new MemoryFileSystem();
  const clock = new TurnedClock();
  const { seed } = random;
  const open = () =>
    Kanta.open(PATH, beginning(), {
      writer: localWriter({ disk, clock }),
      serializer: sabotagedFormat(format, sabotage),
      snapshot: false,
    });
  let db = await open();
  for (let n = 1; n <= commits; n++) {
    db.transaction("step", (data) => step(data, n, seed));
    const what = random.int(12);
    if (what < 3) await db.flush({ durable: true });
    else if (what < 5) await db.flush();
    else if (what === 5 && snapshots) await db.snapshot();
    else if (what === 6) {
      await db.close();
      db = await open();
    }
  }
  await db.close();
  const bytes = disk.readFile(PATH) ?? new Uint8Array(0);
  const entries = await entriesOf(bytes, format);
  return { format, story: new Story(seed), bytes, entries };
}

/** The records of a sound log of a story. */
export async function entriesOf(
  bytes: Uint8Array,
  format: FormatName,
): Promise<Entry[]> {
  const serializer = await loadSerializer(format);
  const framer = serializer.createFramer();
  const source = {
    size: bytes.length,
    read: (from: number, length: number) => bytes.subarray(from, from + length),
  };
  const entries: Entry[] = [];
  let n = -1; // the bootstrap is no commit of the story
  for (const frame of framer.frames(source, framer.readHeader(source), 1)) {
    if (frame.kind === "bad") throw new Error(`A bad record: ${frame.reason}`);
    const { kind, offset, end, watermark = 0 } = frame;
    if (kind === "change") n++;
    entries.push({ kind, offset, end, n, watermark });
  }
  return entries;
}
