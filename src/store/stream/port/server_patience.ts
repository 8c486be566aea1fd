/**
 * How long a server is kept that answers pings and nothing else: one that is cut off
 * from the others knows no leader, while they may have elected one.
 *
 * @module
 */
/** Longer than an election takes, in milliseconds: meanwhile no server knows more. */
const PATIENCE = 10_000;

/** What of a server's silence is remembered. */
export class ServerPatience {
  readonly #clock: { now(): number };
  #since: number | undefined;

  /** Nothing was asked yet. */
  constructor(clock: { now(): number }) {
    this.#clock = clock;
  }

  /** The leader answered, whatever it said. */
  answered(): void {
    this.#since = undefined;
  }

  /** A question brought nothing; whether it is time to ask another server. */
  silent(): boolean {
    const now = this.#clock.now();
    this.#since ??= now;
    if (now - this.#since < PATIENCE) return false;
    this.#since = undefined;
    return true;
  }
}
