/**
 * The places that one record changed, asked for by their path.
 *
 * @module
 */
import type { Change } from "../../history/changes/change.ts";
import type { ShownValues } from "../log/shown_values.ts";
import type { StateNode } from "../wire/past.ts";
import type { WirePath } from "../wire/shown.ts";

/** The places that a record changed. */
export class Changed {
  /** Places that were added or set, by the text of their paths. */
  readonly #set = new Map<string, "add" | "set">();
  /** Places above those that were changed. */
  readonly #above = new Set<string>();

  /** Takes the changes of a record. */
  constructor(changes: readonly Change[], shown: ShownValues) {
    for (const { op, path } of changes) {
      const wire = shown.path(path);
      for (let i = 0; i < wire.length; i++) {
        this.#above.add(nameOf(wire.slice(0, i)));
      }
      if (op === "add" || op === "insert") this.#set.set(nameOf(wire), "add");
      else if (op === "set") this.#set.set(nameOf(wire), "set");
    }
  }

  /** The change of a place: with what holds it, by itself, or to what is in it. */
  at(path: WirePath): StateNode["changed"] {
    if (this.#above.has(nameOf(path))) return "inside";
    for (let i = path.length; i >= 0; i--) {
      const found = this.#set.get(nameOf(path.slice(0, i)));
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

function nameOf(path: WirePath): string {
  return JSON.stringify(path);
}
