/**
 * The content of a stream, kept: the value of a place, and where the stream
 * stands.
 *
 * @module
 */
import { parseRich, toJson } from "../format/json/record/values.ts";
import type { LiveEvent } from "../live/live_event.ts";
import { NO_TYPES, type TypeRegistry } from "../values/kinds.ts";
import { keysOf } from "../values/own.ts";
import { applyChange, valueAt } from "./applied_change.ts";
import { beginsWith, isPattern, placeKeys } from "./place.ts";

/** An event as it came; `masked` are the places whose values are not told. */
export type WireEvent = LiveEvent & {
  readonly masked?: readonly string[] | undefined;
  readonly places?: readonly string[] | undefined;
};

/** Whether it is an event; of what else a server of ours says of it, it is sure. */
function isEvent(value: unknown): value is WireEvent {
  return typeof value === "object" && value !== null && "type" in value &&
    "rev" in value && typeof value.rev === "number";
}

/** The value of a place, as far as it was told. */
export class ToldValue {
  readonly #types: TypeRegistry;
  /** The place that is told: keys from the root. */
  path: readonly unknown[] = [];
  /** The value there; undefined where there is none, or nothing was told yet. */
  value: unknown;
  /** The revision of the value; -1 before there is a state. */
  rev = -1;
  /** Why changes can't be followed; empty if they can. */
  problem = "";
  /** The places that are told, as the server names them. */
  #texts: readonly string[] = [];
  /** The keys of each, where there are several. */
  #places: readonly (readonly unknown[])[] = [];
  /** Where a stream goes on; undefined where it has to begin anew. */
  id: string | undefined;

  /** Knows the application's own types. */
  constructor(types: TypeRegistry = NO_TYPES) {
    this.#types = types;
  }

  /**
   * Takes the text of an event, and returns the event if it tells anything new. What
   * comes a second time, as it may where a stream goes on, is not taken again. The
   * `first` word of a connection is only a greeting: what it tells of is to come.
   *
   * @throws {RangeError} When a change does not fit: a new state is wanted then.
   */
  take(text: string, first = false): WireEvent | undefined {
    const event = parseRich(text, this.#types);
    if (!isEvent(event)) return undefined;
    switch (event.type) {
      case "state":
        this.path = event.path;
        this.value = event.value;
        this.#placed(event.places ?? []);
        break;
      case "change":
        if (this.id === undefined || event.rev <= this.rev) return undefined;
        this.#apply(event);
        break;
      case "reset":
        this.id = undefined;
        return event;
      case "hello":
        // Before there is a state, a stream can't go on from anywhere.
        if (first || this.id === undefined || event.rev < this.rev) {
          return event;
        }
        break;
      default:
        return undefined; // of a later version
    }
    this.rev = event.rev;
    this.id = event.id;
    return event;
  }

  /** The value at a place below; undefined where there is none. */
  valueAt(path: readonly unknown[]): unknown {
    return valueAt(this.value, path, this.#types);
  }

  /** A greeting as the text of an event, for who has all of it. */
  hello(): string {
    const { rev, id } = this;
    return JSON.stringify({ type: "hello", schema: 1, rev, id });
  }

  /** The state as the text of an event, for who joins later. */
  state(): string {
    const { rev, id, value } = this;
    const form = { types: this.#types, guarded: true };
    const path = this.path.map((key) => toJson(key, form));
    const places = this.#texts;
    const event = { type: "state", rev, id, version: 0, path, places };
    return JSON.stringify(
      value === undefined ? event : { ...event, value: toJson(value, form) },
    );
  }

  #apply({ changes, masked = [] }: WireEvent & { type: "change" }): void {
    if (this.problem !== "") return;
    const types = this.#types;
    for (const change of changes) {
      const path = change.path.slice(this.path.length);
      const hidden = masked.includes(change.at);
      this.value = applyChange(this.value, path, change, { types, hidden });
      if (change.op === "delete") this.#prune(change.path);
    }
  }

  /** Takes note of what is told. */
  #placed(texts: readonly string[]): void {
    this.#texts = texts;
    const pattern = texts.find(isPattern);
    this.problem = pattern === undefined
      ? ""
      : `${pattern} is served: a copy is of places without wildcards or indices`;
    this.#places = pattern === undefined && texts.length > 1
      ? texts.map(placeKeys)
      : [];
  }

  /** The objects above several places are there as long as something is in them. */
  #prune(gone: readonly unknown[]): void {
    const isPlace = this.#places.some((place) =>
      place.length === gone.length && beginsWith(gone, place)
    );
    if (!isPlace) return;
    for (let path = gone.slice(this.path.length); path.length > 0;) {
      path = path.slice(0, -1);
      const above = this.valueAt(path);
      const left = above instanceof Map ? above.size : keysOf(above).length;
      if (left > 0) return;
      const change = { op: "delete", at: "", path } as const;
      const about = { types: this.#types, hidden: true };
      this.value = applyChange(this.value, path, change, about);
    }
  }
}
