/**
 * The surroundings of a command: its streams, the clock, who looks at the
 * output.
 *
 * @module
 */
import type { Display } from "./output/display.ts";
import type { Sink } from "./output/output.ts";

/** The surroundings of a command; what is left out is the process's own. */
export interface World {
  /** Standard output. */
  readonly stdout?: Sink | undefined;
  /** Standard error. */
  readonly stderr?: Sink | undefined;
  /** Standard input. */
  readonly stdin?: ReadableStream<Uint8Array<ArrayBuffer>> | undefined;
  /** The moment that `7d` and `today` count from. */
  readonly now?: Temporal.Instant | undefined;
  /** The display, in place of what the streams say. */
  readonly display?: Partial<Display> | undefined;
}
