/**
 * A process that may nap or die, with all that it waits for.
 *
 * @module
 */
import type {
  CancelTimer,
  Timers,
} from "../../../src/store/file/protocol/timers.ts";
import type { Sleeper } from "./simulated_stream.ts";
import type { VirtualTime } from "./virtual_time.ts";

/** A process in virtual time. What comes while it naps is heard when it wakes. */
export class NappingProcess implements Sleeper, Timers {
  readonly #clock: VirtualTime;
  #state: "awake" | "asleep" | "dead" = "awake";
  #unheard: (() => void)[] = [];

  constructor(clock: VirtualTime) {
    this.#clock = clock;
  }

  get awake(): boolean {
    return this.#state === "awake";
  }

  get dead(): boolean {
    return this.#state === "dead";
  }

  hear(then: () => void): void {
    if (this.#state === "awake") then();
    else if (this.#state === "asleep") this.#unheard.push(then);
  }

  now(): number {
    return this.#clock.now();
  }

  today(): Date {
    return this.#clock.today();
  }

  setTimer(wake: () => void, ms: number): CancelTimer {
    return this.#clock.setTimer(() => this.hear(wake), ms);
  }

  /** Resolves after so many milliseconds, or when it wakes after that. */
  wait(ms: number): Promise<void> {
    return new Promise((resolve) => this.setTimer(resolve, ms));
  }

  /** Sleeps for so many milliseconds, with all that it does. */
  nap(ms: number): void {
    if (this.#state !== "awake") return;
    this.#state = "asleep";
    this.#clock.setTimer(() => {
      if (this.#state === "asleep") this.#state = "awake";
      for (const then of this.#unheard.splice(0)) this.hear(then);
    }, ms);
  }

  /** Does nothing any more. */
  kill(): void {
    this.#state = "dead";
    this.#unheard = [];
  }
}
