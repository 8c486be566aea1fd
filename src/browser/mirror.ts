/**
 * What a stream tells, kept: the value of a place, and where the stream stands.
 *
 * @module
 */
import { parseRich, toJson } from "../format/json/record/values.ts";
import type { LiveEvent } from "../live/live_event.ts";
import { NO_TYPES, type TypeRegistry } from "../values/kinds.ts";
import { applyChange, valueAt } from "./applied_change.ts";

/** An event as it came; `masked` are the places whose values are not told. */
export type WireEvent = LiveEvent & { readonly masked?: readonly string[] };

/** Whether it is an event; of what else a server of ours says of it, it is sure. */
function isEvent(value: unknown): value is WireEvent {
  return typeof value === "object" && value !== null && "type" in value &&
    "rev" in value && typeof value.rev === "number";
}

/** The value of a place, as far as it was told. */
export class Mirror {
  readonly #types: TypeRegistry;
  /** The place that is told: keys from the root. */
  path: readonly unknown[] = [];
  /** The value there; undefined where there is none, or nothing was told yet. */
  value: unknown;
  /** The revision of the value; -1 before there is a state. */
  rev = -1;
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
    const { rev, id, path, value } = this;
    const form = { types: this.#types, guarded: true };
    const keys = path.map((key) => toJson(key, form));
    const event = { type: "state", rev, id, version: 0, path: keys };
    return JSON.stringify(
      value === undefined ? event : { ...event, value: toJson(value, form) },
    );
  }

  #apply({ changes, masked = [] }: WireEvent & { type: "change" }): void {
    for (const change of changes) {
      const path = change.path.slice(this.path.length);
      this.value = applyChange(this.value, path, change, {
        types: this.#types,
        hidden: masked.includes(change.at),
      });
    }
  }
}
