/**
 * The body of a response that goes on: live events as bytes, as fast as they are
 * taken, with a sign of life in between.
 *
 * @module
 */
import type { JsonLines } from "../../history/shown/json_lines.ts";
import {
  type CancelTimer,
  SYSTEM_TIMERS,
  type Timers,
} from "../../store/file/protocol/timers.ts";
import { ENCODER } from "../../values/characters.ts";
import type { LiveEvent, Stand } from "../live_event.ts";
import { serverSent } from "./server_sent.ts";

/** How a body goes on. */
export interface EventBodyOptions {
  /** Writes values. */
  readonly json: JsonLines;
  /** The patterns of the places that are told. */
  readonly places?: readonly string[] | undefined;
  /** Milliseconds between two signs of life. */
  readonly heartbeat: number;
  /** Resolves when what happened up to a revision survives the process. */
  readonly written?: ((rev: number) => Promise<void>) | undefined;
  /** The clock of the signs of life. Default: the system's. */
  readonly timers?: Timers | undefined;
}

/** The bytes of a stream of events. An event is asked for when the last one was taken. */
export function eventBody(
  events: ReadableStream<LiveEvent>,
  { json, places, heartbeat, written, timers = SYSTEM_TIMERS }:
    EventBodyOptions,
): ReadableStream<Uint8Array> {
  const reader = events.getReader();
  /** Where a client may go on; undefined as long as it has no state. */
  let stand: Stand | undefined;
  let forget: CancelTimer = () => {};
  return new ReadableStream<Uint8Array>({
    start(controller) {
      const beat = () => {
        forget = timers.setTimer(beat, heartbeat);
        if (stand === undefined || (controller.desiredSize ?? 0) <= 0) return;
        const { rev, id } = stand;
        const hello: LiveEvent = { type: "hello", schema: 1, rev, id };
        controller.enqueue(ENCODER.encode(serverSent(hello, json, true)));
      };
      forget = timers.setTimer(beat, heartbeat);
    },
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (done) {
          forget();
          controller.close();
        } else {
          // Or what somebody saw elsewhere would be gone if the process is killed.
          await written?.(value.rev);
          const told = isTold(value);
          stand = told ? value : undefined;
          controller.enqueue(
            ENCODER.encode(serverSent(value, json, told, places)),
          );
        }
      } catch (error) {
        forget();
        reader.cancel(error).catch(() => {}); // what failed itself has no more
        throw error;
      }
    },
    async cancel(reason) {
      forget();
      await reader.cancel(reason);
    },
  }, { highWaterMark: 1 });
}

/** Whether who has an event has all up to it: no state is to come. */
function isTold(event: LiveEvent): boolean {
  return event.type === "hello"
    ? event.resumed === true
    : event.type !== "reset";
}
