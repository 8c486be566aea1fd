/**
 * Opening a log that something happened to, in memory.
 *
 * @module
 */
import { Kanta, type OpenReport } from "@kanta/core";
import { MemoryFileSystem } from "../../src/file/memory_file.ts";
import { localWriter } from "../support/local_writer.ts";
import { type Sabotage, sabotagedFormat } from "./sabotage.ts";
import { TurnedClock } from "../support/turned_clock.ts";
import { type FormatName, PATH } from "./history.ts";
import { beginning, type StoryState } from "./story.ts";

/** What came of opening. */
export interface Recovered {
  /** The error, if it was refused. */
  readonly refused?: Error | undefined;
  /** The state, if not. */
  readonly state?: StoryState | undefined;
  /** How many changes led to it. */
  readonly rev?: number | undefined;
  /** What opening said. */
  readonly report?: OpenReport | undefined;
  /** The disk, with the file as it is now. */
  readonly disk: MemoryFileSystem;
}

/** Opens a log of these bytes for writing; `work` may go on with it. */
export async function recover(
  bytes: Uint8Array,
  format: FormatName,
  { sabotage, work }: {
    readonly sabotage?: Sabotage | undefined;
    readonly work?: ((db: Kanta<StoryState>) => void) | undefined;
  } = {},
): Promise<Recovered> {
  const disk = new MemoryFileSystem();
  disk.writeNew(PATH, [bytes]);
  const state = beginning();
  const db = new Kanta(PATH, state, {
    writer: localWriter({ disk, clock: new TurnedClock() }),
    serializer: sabotagedFormat(format, sabotage),
    snapshot: false,
  });
  let report: OpenReport;
  try {
    report = await db.open();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { refused: error, disk };
  }
  const { rev } = db;
  const found = structuredClone(state);
  work?.(db);
  await db.close();
  return { state: found, rev, report, disk };
}

/** Whether two runs of bytes are the same. */
export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false;
  for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return false;
  return true;
}
