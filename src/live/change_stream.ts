/**
 * A place of a database as a stream of server-sent events, for browsers and
 * whatever else reads them.
 *
 * @module
 */
import { JsonLines } from "../history/shown/json_lines.ts";
import { Mask } from "../history/shown/mask.ts";
import type { Watchable } from "./live_event.ts";
import { eventBody } from "./wire/event_body.ts";

/** How a place is streamed. */
export interface ChangeStreamOptions {
  /** Patterns of places, from the root; nothing else is told. Default: all. */
  readonly place?: string | readonly string[] | undefined;
  /**
   * The id of an event: where a client goes on that names none by `Last-Event-ID`
   * or `?since=`. Default: it gets a `state` first.
   */
  readonly since?: string | undefined;
  /**
   * Patterns of places that are told as `"••••••"`, beside the usual keys of
   * secrets (`*password*`, `*token`, ...); true: those alone. Default: nothing is
   * masked.
   */
  readonly mask?: readonly string[] | boolean | undefined;
  /** Milliseconds between two `hello` events. Default: 15,000. */
  readonly heartbeat?: number | undefined;
}

/** A handler that answers requests with a stream. */
export type ChangeStreamHandler = (request: Request) => Response;

/**
 * Makes what answers requests with the changes of a place, as server-sent events.
 *
 * A client that comes back with a `Last-Event-ID` (browsers do so by themselves),
 * or asks for `?since=`, goes on behind that event; any other gets the state
 * first. A `hello` every 15 seconds says that all is well. What is told is written:
 * it survives the process. A stream ends with its connection. Who may see the place
 * is for the caller to decide, before.
 */
export function changeStream(
  source: Watchable,
  options: ChangeStreamOptions = {},
): ChangeStreamHandler {
  const { place = "**", since, mask = false, heartbeat = 15_000 } = options;
  const places = typeof place === "string" ? [place] : place;
  const patterns = typeof mask === "boolean" ? [] : mask;
  const json = new JsonLines(source.types, new Mask(patterns, mask === false));
  const written = async (rev: number) => {
    if ((source.written ?? rev) < rev) await source.flush?.();
  };
  return (request) => {
    const from = request.headers.get("last-event-id") ??
      new URL(request.url).searchParams.get("since") ?? since;
    const events = source.watch(place, {
      initial: from === undefined,
      since: from,
    });
    // Not by the request's signal: a server cancels the body that nobody takes, and
    // Deno warns of who listens to the signal.
    const body = eventBody(events, { json, places, heartbeat, written });
    return new Response(body, {
      headers: {
        "content-type": "text/event-stream",
        "cache-control": "no-store",
        "x-accel-buffering": "no",
      },
    });
  };
}
