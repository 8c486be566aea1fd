/**
 * A follower of a file on a disk in memory, which looks when a test says so.
 *
 * @module
 */
import { FileFeed } from "../../src/follow/file_feed.ts";
import { Follower } from "../../src/follow/follower.ts";
import { Replica } from "../../src/follow/replica.ts";
import type { DatabaseError } from "../../src/errors.ts";
import type { ListedFileSystem } from "../../src/file/log_file.ts";
import type { ChangeRecord } from "../../src/record.ts";
import { NO_TYPES } from "../../src/values/kinds.ts";
import { ManualWake } from "./manual_wake.ts";
import { PATH } from "./memory_database.ts";

/** One follower, and what it told. */
export class DiskFollower {
  /** The root that it fills. */
  readonly root: Record<string, unknown> = {};
  /** What became of the log, as texts such as `reset: it was cut`. */
  readonly told: string[] = [];
  /** The records that were told. */
  readonly records: ChangeRecord[] = [];
  readonly wake = new ManualWake();
  readonly follower: Follower;
  readonly #replica: Replica;

  /** Follows the file on a disk; `listens`: each record is told. */
  constructor(
    disk: ListedFileSystem,
    { listens = true, version, kept }: {
      readonly listens?: boolean | undefined;
      readonly version?: number | undefined;
      /** 0 cuts the net that finds records which were cut off. */
      readonly kept?: number | undefined;
    } = {},
    after = () => {},
  ) {
    const parts = { root: this.root, types: NO_TYPES, path: PATH, version };
    this.#replica = new Replica(parts);
    const tell = (what: string) => ({ message }: DatabaseError) => {
      this.told.push(`${what}: ${message}`);
    };
    this.follower = new Follower({
      feed: new FileFeed({
        disk,
        wake: this.wake,
        path: PATH,
        options: { kept },
      }),
      replica: this.#replica,
      types: NO_TYPES,
      path: PATH,
      events: {
        listens,
        before() {},
        after: (record) => {
          this.records.push(record);
          after();
          return true;
        },
        reset: (reason) => this.told.push(`reset: ${reason}`),
        away: tell("away"),
        resumed: () => this.told.push("resumed"),
        fatal: tell("fatal"),
      },
    });
  }

  /** The revision of the state. */
  get rev(): number {
    return this.#replica.position.rev;
  }

  /** Fills the root, and looks once. */
  async start(): Promise<this> {
    await this.follower.start();
    await this.wake.turn();
    return this;
  }

  /** Ends it. */
  async close(): Promise<void> {
    await this.follower.close();
  }
}
