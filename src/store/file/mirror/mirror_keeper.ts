/**
 * The keeper of a mirror: it waits for the log to grow, copies what was added,
 * and goes on trying where that fails.
 *
 * @module
 */
import type { ListedFileSystem } from "../../../file/log_file.ts";
import type { Serializer } from "../../../log/serializer.ts";
import type { SharedEnd } from "../protocol/shared_end.ts";
import type { Timers } from "../protocol/timers.ts";
import { toWire } from "../protocol/wire_error.ts";
import { LogChangedError } from "./log_archives.ts";
import { Mirror } from "./mirror.ts";
import type { MirrorNews, MirrorOrder } from "./mirror_protocol.ts";

/** A mirror is synced and looked at, and its distance told, so often. */
const EVERY_MS = 1000;
/** The time after which what failed is tried again, then twice as long, ... */
const FIRST_RETRY_MS = 1000;
/** ... up to this. */
const LAST_RETRY_MS = 60_000;

/** A log that is another one more often in a row is no log that was rotated. */
const MOST_ANEW = 5;

/** The parts that a keeper works with. */
export interface KeeperParts {
  /** The mirror to keep. */
  readonly order: Omit<MirrorOrder, "end" | "format">;
  /** The end of the log. */
  readonly end: SharedEnd;
  /** Knows the log's records. */
  readonly serializer: Serializer;
  /** The disk. */
  readonly disk: ListedFileSystem;
  /** The time. */
  readonly clock: Pick<Timers, "now" | "today">;
  /** Is told what becomes of it. */
  readonly tell: (news: MirrorNews) => void;
}

/** Keeps one mirror. */
export class MirrorKeeper {
  readonly #parts: KeeperParts;
  #mirror: Mirror | undefined;
  /** Up to where the mirror had the log when it was closed. */
  #known = 0;
  /** Whether somebody knows of a distance that is still to be told as none. */
  #owing = true;
  #looked: number;
  /** When it was told last how far behind it is, or it was not. */
  #told: number;
  #retry = FIRST_RETRY_MS;
  /** How often the log was another one in a row. */
  #anew = 0;

  /** Keeps the mirror that is ordered. */
  constructor(parts: KeeperParts) {
    this.#parts = parts;
    this.#looked = this.#told = parts.clock.now();
  }

  /** Keeps the mirror until nothing more is written to the log; blocks meanwhile. */
  keep(): void {
    const { end } = this.#parts;
    for (let done = false; !done;) {
      const { moves, over } = end;
      const wait = this.step();
      done = over && wait !== 0;
      if (!done) this.#wait(moves, wait);
    }
    this.#close();
    this.#tell("over");
  }

  /** Copies what there is; returns how long to wait for more, or to try again. */
  step(): number {
    const { end, clock } = this.#parts;
    if (end.end === 0) return EVERY_MS; // a mirror of nothing would be an empty file
    if (!this.#owing) this.#told = clock.now(); // it had all until now
    try {
      this.#follow();
      this.#look();
      this.#retry = FIRST_RETRY_MS;
      this.#anew = 0;
      if (this.#owing && this.#behind === 0) this.#tell("told");
      return EVERY_MS;
    } catch (error) {
      this.#close();
      // A log that was rotated is there again at once.
      if (error instanceof LogChangedError && this.#anew++ < MOST_ANEW) {
        return 0;
      }
      this.#owing = true;
      this.#tell("told", { error: toWire(error) });
      const wait = this.#retry;
      this.#retry = Math.min(wait * 2, LAST_RETRY_MS);
      return -wait;
    }
  }

  #follow(): void {
    const { order: { log, mirror }, disk, serializer, end, clock } =
      this.#parts;
    this.#mirror ??= new Mirror({
      ...{ disk, log, mirror, serializer },
      today: () => clock.today(),
      moved: (aside) => this.#tell("told", { aside }),
      beat: () => this.#beat(),
    });
    this.#mirror.follow(end.end);
  }

  /** Now and then, and at the end: whether it is still there, and durable. */
  #look(): void {
    const { order, end, clock } = this.#parts;
    const now = clock.now();
    if (now - this.#looked < EVERY_MS && !end.over) return;
    this.#looked = now;
    this.#mirror?.check();
    if (order.sync) this.#mirror?.sync();
  }

  /** A caller that waits long is told how far the mirror is. */
  #beat(): void {
    const now = this.#parts.clock.now();
    if (now - this.#told < EVERY_MS) return;
    this.#owing = true;
    this.#tell("told");
  }

  get #behind(): number {
    return Math.max(
      0,
      this.#parts.end.end - (this.#mirror?.end ?? this.#known),
    );
  }

  #tell(kind: MirrorNews["kind"], about: Partial<MirrorNews> = {}): void {
    const { clock, tell } = this.#parts;
    this.#told = clock.now();
    const behind = this.#behind;
    if (behind === 0 && about.error === undefined) this.#owing = false;
    tell({ kind, behind, ...about });
  }

  /** Waits for the log to grow; less than 0: for so long, whatever it does. */
  #wait(moves: number, ms: number): void {
    const { end, clock } = this.#parts;
    if (ms >= 0) return end.wait(moves, ms);
    const until = clock.now() - ms;
    for (let left = -ms; left > 0 && !end.over; left = until - clock.now()) {
      end.wait(end.moves, left);
    }
  }

  #close(): void {
    this.#known = this.#mirror?.end ?? 0;
    this.#mirror?.close();
    this.#mirror = undefined;
  }
}
