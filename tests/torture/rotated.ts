/**
 * What is there after a rotation, whatever became of it: all history, once, from
 * either end, and a state that was promised.
 *
 * @module
 */
import { Kanta } from "@kanta/core";
import type { ListedFileSystem } from "../../src/file/log_file.ts";
import { archivesOf } from "../../src/history/reader/archives.ts";
import { RecordReader } from "../../src/history/reader/record_reader.ts";
import { localWriter } from "../support/local_writer.ts";
import type { FormatName } from "./history.ts";
import { beginning, type Story, type StoryState } from "./story.ts";
import type { Tally } from "./tally.ts";

/** What must not come of a rotation. */
export const ROTATION_FAULTS = [
  "acked lost",
  "wrong state",
  "history lost",
  "history torn",
  "archive not cut",
  "unreadable",
  "leftovers",
  "refused",
] as const;

/** What is known of a log that is rotated. */
export interface RotatedParts {
  readonly path: string;
  readonly story: Story;
  readonly tally: Tally;
  /** What repeats it. */
  readonly where: string;
}

/** What was said of a log that is rotated, and what is found of it. */
export class RotationWitness {
  /** How many commits survive what happened, as was said. */
  promised = 0;
  /** How many were made, or are on their way. */
  attempted = 0;
  readonly #parts: RotatedParts;

  constructor(parts: RotatedParts) {
    this.#parts = parts;
  }

  /** All that is there, before and after the log was opened by the writer here. */
  async judge(disk: ListedFileSystem, format: FormatName): Promise<void> {
    await this.judgeHistory(disk);
    const db = new Kanta(this.#parts.path, beginning(), {
      writer: localWriter({ disk }),
      serializer: format,
    });
    try {
      await db.open();
    } catch (error) {
      return this.fault("refused", String(error));
    }
    this.judgeState(db.data);
    await db.close();
    await this.judgeHistory(disk);
    this.judgeNames(disk);
    await this.judgeArchives(disk);
  }

  /** Each revision is there once, from either end, for who only reads. */
  async judgeHistory(disk: ListedFileSystem): Promise<void> {
    try {
      using reader = await RecordReader.open(disk, this.#parts.path);
      const isChange = ({ kind }: { kind: string }) => kind === "change";
      const revs = [...reader.forward()].filter(isChange).map(({ rev }) => rev);
      const back = [...reader.backward()].filter(isChange)
        .map(({ rev }) => rev).toReversed();
      if (revs.length < this.promised + 1) {
        const wanted = this.promised + 1;
        this.fault("history lost", `${revs.length} of ${wanted}`);
      }
      for (const found of [revs, back]) {
        const odd = found.findIndex((rev, i) => rev !== i + 1);
        if (odd >= 0) {
          this.fault("history torn", `${found.slice(odd - 1, odd + 2)}`);
        }
      }
    } catch (error) {
      this.fault("unreadable", String(error));
    }
  }

  /** What was opened; all of it counts from now on. */
  judgeState(state: StoryState): void {
    const n = this.#parts.story.place(state);
    if (n === undefined || n > this.attempted) {
      return this.fault("wrong state", JSON.stringify(state));
    }
    if (n < this.promised) {
      this.fault("acked lost", `${this.promised} promised, ${n} there`);
    }
    this.attempted = n;
  }

  /** Nothing is left of a rotation once the log was opened and closed. */
  judgeNames(disk: ListedFileSystem): void {
    const left = disk.namesBeside(this.#parts.path)
      .filter((name) => name.includes("rotating"));
    if (left.length > 0) this.fault("leftovers", left.join());
  }

  /** Each archive ends where the next file begins. */
  async judgeArchives(disk: ListedFileSystem): Promise<void> {
    const { path } = this.#parts;
    const { base } = await ends(disk, path);
    let next = base;
    const archives = archivesOf(path, disk.namesBeside(path));
    for (const name of archives.toReversed()) {
      const { base, rev } = await ends(disk, name);
      if (rev !== next) {
        this.fault("archive not cut", `${name} ends at ${rev}, wanted ${next}`);
      }
      next = base;
    }
    if (next !== 0) this.fault("history lost", `begins at ${next}`);
  }

  /** Counts a failure. */
  fault(what: typeof ROTATION_FAULTS[number], how: string): void {
    this.#parts.tally.fault(what, `${this.#parts.where}: ${how}`);
  }
}

async function ends(
  disk: ListedFileSystem,
  path: string,
): Promise<{ base: number; rev: number }> {
  using reader = await RecordReader.open(disk, path, { archives: false });
  return { base: reader.base, rev: reader.rev };
}
