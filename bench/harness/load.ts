/**
 * The load under which stalls are measured: commits, and one who waits for
 * durable commits.
 *
 * @module
 */
import type { Kanta } from "@kanta/core";
import { nextTurn } from "./turn.ts";
import { type Data, Scatter, userId } from "./users.ts";

/** Few commits a turn, so that a gap between turns is a stall. */
export const COMMITS = 32;
/** How long a turn waits for the next when commits no longer go at full speed. */
export const GENTLE_MS = 5;

/** What was seen under load. */
export interface Seen {
  /** The longest gap between turns of the event loop, in milliseconds. */
  gap: number;
  /** How long each durable commit took, in milliseconds. */
  readonly waits: number[];
  commits: number;
  /** Commits that were refused. */
  refused: number;
  /** Whether it went on for longer than commits at full speed do. */
  gentle: boolean;
}

/** Resolves after so many milliseconds. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Commits to one database: at full speed, and after a while gently. */
export class Load {
  readonly #db: Kanta<Data>;
  readonly #scatter: Scatter;
  readonly #fullMs: number;
  #visits = 0;

  /** @param fullMs So many milliseconds it commits at full speed. */
  constructor(db: Kanta<Data>, size: number, fullMs: number) {
    this.#db = db;
    this.#scatter = new Scatter(size);
    this.#fullMs = fullMs;
  }

  /** Commits until something is done, and says what was seen. */
  async runUntil(end: Promise<unknown>): Promise<Seen> {
    const seen: Seen = {
      gap: 0,
      waits: [],
      commits: 0,
      refused: 0,
      gentle: false,
    };
    let over = false;
    const ended = end.finally(() => over = true);
    ended.catch(() => {}); // thrown below, when the turn is over
    const turn = () => seen.gentle ? pause(GENTLE_MS) : nextTurn();
    const waiter = async () => {
      while (!over) {
        const start = performance.now();
        this.#commit(1, seen);
        await this.#db.flush({ durable: true });
        seen.waits.push(performance.now() - start);
        await turn();
      }
    };
    const waiting = waiter();
    const start = performance.now();
    for (let last = start; !over;) {
      seen.gentle ||= last - start > this.#fullMs;
      this.#commit(COMMITS, seen);
      const asked = seen.gentle ? GENTLE_MS : 0;
      await turn();
      const now = performance.now();
      seen.gap = Math.max(seen.gap, now - last - asked);
      last = now;
    }
    await Promise.all([ended, waiting]);
    return seen;
  }

  #commit(count: number, seen: Seen): void {
    for (let index = 0; index < count; index++) {
      const id = userId(this.#scatter.next());
      try {
        this.#db.transaction("visit", ({ users }) => {
          users[id]!.visits = ++this.#visits;
        });
        seen.commits++;
      } catch {
        // The bound on pending bytes is the one reason there can be.
        seen.refused++;
      }
    }
  }
}
