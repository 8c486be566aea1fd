/**
 * The places that a log changed since a revision, each with who did it last.
 *
 * @module
 */
import { contentText } from "../../values/equal.ts";
import { historyIn } from "../history.ts";
import type { RecordReader } from "../reader/record_reader.ts";
import type { RecordedBy } from "../revert/revert_plan.ts";

/** Places that were changed. */
export class ChangedPlaces {
  /** The places, as texts. */
  readonly #changed = new Map<string, RecordedBy>();
  /** All places above them. */
  readonly #above = new Map<string, RecordedBy>();

  /** Finds what a log changed after a revision. */
  constructor(reader: RecordReader, rev: number) {
    for (const change of historyIn(reader, { after: rev })) {
      if (change === undefined) continue;
      const { rev, ts, action, user } = change;
      const by = { rev, ts, action, user };
      for (const { path } of change.changes) {
        const ways = waysTo(path);
        this.#changed.set(ways.pop() ?? "", by);
        for (const way of ways) this.#above.set(way, by);
      }
    }
  }

  /** Who changed a place last, something in it, or what it is in. */
  lastIn(path: readonly unknown[]): RecordedBy | undefined {
    const ways = waysTo(path);
    const own = this.#above.get(ways.at(-1) ?? "");
    const all = [own, ...ways.map((way) => this.#changed.get(way))];
    return all.reduce((last, by) =>
      (by?.rev ?? 0) > (last?.rev ?? 0) ? by : last
    );
  }
}

/** The texts of the places on the way to one, from the root to itself. */
function waysTo(path: readonly unknown[]): string[] {
  const keys = path.map((key) => contentText(key));
  return [...keys.keys(), keys.length].map((length) =>
    JSON.stringify(keys.slice(0, length))
  );
}
