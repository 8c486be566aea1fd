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
import type { LiveEvent } from "../live_event.ts";
import { serverSent } from "./server_sent.ts";

/** How a body goes on. */
export interface EventBodyOptions {
  /** Writes values. */
  readonly json: JsonLines;
  /** Milliseconds between two signs of life. */
  readonly heartbeat: number;
  /** Is called once, when nobody takes events any more. */
  readonly gone: () => void;
  /** The clock of the signs of life. Default: the system's. */
  readonly timers?: Timers | undefined;
}

/** The bytes of a stream of events. An event is asked for when the last one was taken. */
export function eventBody(
  events: ReadableStream<LiveEvent>,
  { json, heartbeat, gone, timers = SYSTEM_TIMERS }: EventBodyOptions,
): ReadableStream<Uint8Array> {
  const reader = events.getReader();
  let last: LiveEvent | undefined;
  let forget: CancelTimer = () => {};
  const end = () => {
    forget();
    gone();
  };
  return new ReadableStream<Uint8Array>({
    start(controller) {
      const beat = () => {
        forget = timers.setTimer(beat, heartbeat);
        if (last === undefined || (controller.desiredSize ?? 0) <= 0) return;
        const { rev, id } = last;
        const hello: LiveEvent = { type: "hello", schema: 1, rev, id };
        controller.enqueue(ENCODER.encode(serverSent(hello, json)));
      };
      forget = timers.setTimer(beat, heartbeat);
    },
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (done) {
          end();
          controller.close();
        } else {
          last = value;
          controller.enqueue(ENCODER.encode(serverSent(value, json)));
        }
      } catch (error) {
        end();
        throw error;
      }
    },
    async cancel(reason) {
      end();
      await reader.cancel(reason);
    },
  }, { highWaterMark: 1 });
}
