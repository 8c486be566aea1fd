/**
 * The places that one record changed, asked for by their path.
 *
 * @module
 */
import type { Change } from "../../history/changes/change.ts";
import type { ShownValues } from "../log/shown_values.ts";
import type { StateNode } from "../wire/past.ts";
import type { ShownValue, WirePath } from "../wire/shown.ts";

/** So many characters of a value before. */
const BRIEF = 80;

/** The places that a record changed. */
export class Changed {
  /** Places that were added or set, by the text of their paths. */
  readonly #set = new Map<string, "add" | "set">();
  /** The values before, of those that were set. */
  readonly #olds = new Map<string, ShownValue>();
  /** Places above those that were changed. */
  readonly #above = new Set<string>();

  /** Takes the changes of a record. */
  constructor(changes: readonly Change[], shown: ShownValues) {
    for (const { op, path, old } of changes) {
      const wire = shown.path(path);
      for (let i = 0; i < wire.length; i++) {
        this.#above.add(nameOf(wire.slice(0, i)));
      }
      if (op === "add" || op === "insert") this.#set.set(nameOf(wire), "add");
      else if (op === "set") {
        this.#set.set(nameOf(wire), "set");
        this.#olds.set(nameOf(wire), shown.value(path, old, BRIEF));
      }
    }
  }

  /** The value that stood at a place, where that was set itself. */
  was(path: WirePath): ShownValue | undefined {
    return this.#olds.get(nameOf(path));
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
