/**
 * What surrounds a command: its streams, the clock, who looks at the output.
 *
 * @module
 */
import type { Display } from "./output/display.ts";
import type { Sink } from "./output/output.ts";

/** What surrounds a command; what is left out is the process's own. */
export interface World {
  /** Standard output. */
  readonly stdout?: Sink | undefined;
  /** Standard error. */
  readonly stderr?: Sink | undefined;
  /** Standard input. */
  readonly stdin?: ReadableStream<Uint8Array<ArrayBuffer>> | undefined;
  /** What `7d` and `today` count from. */
  readonly now?: Temporal.Instant | undefined;
  /** Who looks at the output, in place of what the streams say. */
  readonly display?: Partial<Display> | undefined;
}
