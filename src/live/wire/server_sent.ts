/**
 * Live events as server-sent events: the wire between a server and a browser.
 *
 *     id: 4982-688e920c
 *     data: {"type":"change","rev":4982,"id":"4982-688e920c",...}
 *     (an empty line)
 *
 * Each event has one line of data, a JSON object, its `type` first; none has a name
 * (`event:`), so that `onmessage` gets all of them. Values are in the tagged form
 * of docs/format.md, paths are lists beside their text:
 *
 *     {"type":"hello","schema":1,"rev":4981,"id":"4981-0a1b2c3d"}
 *     {"type":"state","rev":4981,"id":"4981-0a1b2c3d","version":0,
 *      "mtime":"2026-06-10T12:02:09Z","places":["users"],"path":["users"],
 *      "value":{...},"masked":[]}
 *     {"type":"change","rev":4982,"id":"4982-688e920c","ts":"2026-06-10T12:02:11Z",
 *      "action":"rename","user":"bob","mtime":"...","version":0,"changes":[
 *      {"op":"set","at":"users.bob.name","path":["users","bob","name"],
 *       "old":"Bob","new":"Bobby"}],"masked":[]}
 *     {"type":"reset","rev":4982,"id":"4982-688e920c","reason":"..."}
 *
 * A stream is `hello`, then `state` unless it goes on behind a `Last-Event-ID` (or
 * `?since=`) that is known (the `hello` has `"resumed":true` then), then changes;
 * `reset` comes before another `state`. A `hello` comes again every 15 seconds. An
 * event has an `id:` where a client may go on from it: not the first `hello` and
 * the `reset` that a `state` follows. In a `state`, `places` are the patterns that
 * are told, `path` has the keys that all of them have in common, and no `value`
 * means that there is nothing; fields that are undefined are left out. What is
 * masked is `"••••••"`, its place listed in `masked`.
 *
 * @module
 */
import type { JsonLines } from "../../history/shown/json_lines.ts";
import { jsonText } from "../../values/json_text.ts";
import type { LiveEvent } from "../live_event.ts";

/**
 * An event as the text of a server-sent one; `told` says whether all up to its id
 * was told, so that a client may go on from there.
 */
export function serverSent(
  event: LiveEvent,
  json: JsonLines,
  told: boolean,
  places?: readonly string[],
): string {
  const id = told ? `id: ${event.id}\n` : "";
  return `${id}data: ${eventJson(event, json, places)}\n\n`;
}

/** An event as one line of JSON. */
export function eventJson(
  event: LiveEvent,
  json: JsonLines,
  places?: readonly string[],
): string {
  return jsonText(resultOf(event, json, places));
}

function resultOf(
  event: LiveEvent,
  json: JsonLines,
  places: readonly string[] | undefined,
): Readonly<Record<string, unknown>> | LiveEvent {
  switch (event.type) {
    case "change":
      return json.recorded(event);
    case "state": {
      const { type, rev, id, version, mtime, path } = event;
      const masked: string[] = [];
      return {
        type,
        rev,
        id,
        version,
        mtime,
        places,
        path: path.map((key) => json.value(key)),
        ...("value" in event &&
          { value: json.shown(path, event.value, masked) }),
        masked,
      };
    }
    default:
      return event;
  }
}
