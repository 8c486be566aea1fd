/**
 * The keeper of a mirror: reads the log on the servers as a follower does, writes
 * what it reads, and goes on trying where that fails.
 *
 * @module
 */
import { AwayError, DatabaseError } from "../../../errors.ts";
import type { Timers } from "../../../store/file/protocol/timers.ts";
import { toWire } from "../../../store/file/protocol/wire_error.ts";
import { quoted } from "../../../values/quoted.ts";
import { nothingThere } from "../../feed.ts";
import { isAway } from "../../offline_feed.ts";
import type { FollowedBytes } from "../../followed_bytes.ts";
import type { StreamMirrorNews } from "../../stream_mirror.ts";
import { MirroredFile, type MirroredFileParts } from "./mirrored_file.ts";

/** The mirror is synced, and what fails is tried again, so often, in milliseconds, ... */
const EVERY_MS = 1000;
/** ... and at last so often. */
const LAST_RETRY_MS = 60_000;

/** The parts that a keeper works with. */
export interface MirrorKeeperParts extends Omit<MirroredFileParts, "moved"> {
  /** Makes what reads the log. */
  readonly follow: () => FollowedBytes;
  /** The time. */
  readonly timers: Timers;
  /** The log, for messages. */
  readonly log: string;
  /** Is told what becomes of the mirror. */
  readonly tell: (news: StreamMirrorNews) => void;
}

/** Keeps one mirror. */
export class MirrorKeeper {
  readonly #parts: MirrorKeeperParts;
  #followed: FollowedBytes | undefined;
  #file: MirroredFile | undefined;
  /** The revision that the mirror has. */
  #rev = 0;
  /** Whether the last news said that all is well. */
  #well = false;
  /** The revision that it is to have before it ends. */
  #until: number | undefined;
  #synced = 0;
  #ended = false;
  #fails = false;
  #wake: () => void = () => {};

  /** Keeps nothing yet. */
  constructor(parts: MirrorKeeperParts) {
    this.#parts = parts;
  }

  /** Keeps the mirror until it is ended. */
  async keep(): Promise<void> {
    const { tell } = this.#parts;
    for (let wait = EVERY_MS; !this.#ended;) {
      try {
        await this.#keepOnce();
        wait = EVERY_MS;
      } catch (error) {
        this.#fail(error);
        await this.#pause(wait);
        // Servers are asked again soon, a disk that fails more and more seldom.
        wait = isAway(error) ? EVERY_MS : Math.min(2 * wait, LAST_RETRY_MS);
      } finally {
        this.#letGo();
      }
    }
    tell({ kind: "over", behind: 0 });
  }

  /** Ends it, once it has this revision; `now`: at once. */
  end(rev: number, now = false): void {
    this.#until = rev;
    // One that can't be kept at present is not waited for.
    if (!now && !this.#fails && this.#rev < rev) return;
    this.#ended = true;
    this.#followed?.close();
    this.#wake();
  }

  async #keepOnce(): Promise<void> {
    const { follow, disk, path, today, log, tell } = this.#parts;
    const followed = this.#followed = follow();
    const content = await followed.load();
    if (content === undefined) throw nothingThere(log);
    const moved = (aside: string) => tell({ kind: "told", behind: 0, aside });
    this.#file = await MirroredFile.open({ disk, path, today, moved }, content);
    this.#reached(this.#file.rev);
    for await (const news of followed.news()) {
      if (news.kind === "again") return; // it is loaded, and compared, anew
      if (news.kind === "away") this.#tell(news.error);
      if (news.kind === "records") {
        this.#file.append(news.section.bytes);
        this.#reached(news.rev + news.changes);
      }
      if (news.kind === "level") this.#level();
    }
  }

  #reached(rev: number): void {
    this.#rev = rev;
    if (this.#until !== undefined) this.end(this.#until);
  }

  /** It has all that there is. */
  #level(): void {
    const now = this.#parts.timers.now();
    if (now - this.#synced >= EVERY_MS || !this.#well) {
      this.#file?.sync();
      this.#synced = now;
    }
    if (!this.#well) this.#tell();
    this.#well = true;
  }

  #tell(error?: DatabaseError): void {
    this.#well = false;
    this.#fails = error !== undefined;
    const { tell } = this.#parts;
    if (error === undefined) tell({ kind: "told", behind: 0 });
    else tell({ kind: "told", behind: -1, error: toWire(error) });
  }

  #fail(cause: unknown): void {
    if (this.#ended) return;
    if (this.#until !== undefined) this.#ended = true;
    const { path, log } = this.#parts;
    const reason = cause instanceof Error ? cause.message : String(cause);
    this.#tell(
      cause instanceof AwayError || cause instanceof DatabaseError
        ? cause
        : new DatabaseError(
          `Cannot mirror ${quoted(log)} into ${quoted(path)}: ${reason}`,
          { path, cause },
        ),
    );
  }

  /** Ends what was begun; what was written is synced. */
  #letGo(): void {
    this.#followed?.close();
    try {
      this.#file?.sync();
    } catch (error) {
      this.#fail(error);
    }
    this.#file?.close();
    this.#followed = this.#file = undefined;
    this.#well = false;
  }

  async #pause(ms: number): Promise<void> {
    if (this.#ended) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    const cancel = this.#parts.timers.setTimer(resolve, ms);
    await promise;
    cancel();
  }
}
