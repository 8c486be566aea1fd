/**
 * The past: the state at any revision, who set what, and all values of a place.
 *
 * @module
 */
import { pause } from "../../file/file_watch.ts";
import { placeText } from "../../history/changes/place_text.ts";
import { historyIn } from "../../history/history.ts";
import type {
  BlameAnswer,
  BlameRow,
  ChildrenQuery,
  PastValue,
  PlaceQuery,
  ResolvedPoint,
  StateAnswer,
  StateNode,
  ValueAnswer,
  ValuesAnswer,
} from "../wire/past.ts";
import type { RecordHead, WirePath } from "../wire/shown.ts";
import { changesAt } from "../log/record_rows.ts";
import type { Reading } from "../log/viewed_log.ts";
import { type BlamedPlace, BlameStates } from "../log/blame_states.ts";
import { kindOf } from "../log/shown_values.ts";
import { Changed } from "./changed_places.ts";
import { type Context, within } from "./context.ts";
import { childrenOf, type Found, numberOf, placeAt } from "./places.ts";
import { changeAt, headAt, headOf } from "./record_heads.ts";

/** So many children are answered at once. */
const MOST = 200;
/** So many values of a place. */
const MOST_VALUES = 500;
/** So many characters of a text in a tree. */
const SHORT = 500;
/** So many of a value that is asked for. */
const WHOLE = 4 << 20;
/** Ages of values, in seconds: an hour, 3, 14 and 90 days. */
const AGES = [3600, 3 * 86_400, 14 * 86_400, 90 * 86_400] as const;

/** Answers about the past. */
export class PastAnswers {
  readonly #context: Context;
  readonly #blame = new BlameStates();

  /** Answers with what the context has. */
  constructor(context: Context) {
    this.#context = context;
  }

  /** Children of a place in a state. */
  state(query: ChildrenQuery): Promise<StateAnswer> {
    return this.#context.log.read(async (reading) => {
      const rev = this.#context.revOf(reading, query.at);
      const record = changeAt(reading, rev);
      // The state before it comes first, and moves on to the one that is shown.
      await reading.states.approach(record === undefined ? rev : rev - 1);
      const changed = new Changed(
        record === undefined ? [] : changesAt(reading, record),
        this.#context.shown,
      );
      const { state, version } = reading.states.at(rev).result;
      const path = query.path ?? [];
      const found = placeAt(state, path, this.#context.shown, rev);
      const { total, from, children } = this.#children(found, query);
      return {
        rev,
        ...(record !== undefined && { head: headOf(record) }),
        version,
        value: this.#context.shown.value(found.path, found.value, SHORT),
        total,
        from,
        children: children.map(([key, member]) =>
          this.#node(found.path, path, key, member, changed)
        ),
      };
    });
  }

  /** Children of a place, and who set each. */
  blame(query: ChildrenQuery): Promise<BlameAnswer> {
    return this.#context.log.read(async (reading) => {
      const { shown } = this.#context;
      const rev = this.#context.revOf(reading, query.at);
      return await this.#blame.at(reading, rev, ({ state, version, root }) => {
        const path = query.path ?? [];
        const found = placeAt(state, path, shown, rev);
        const place = root.at(found.path, state);
        const { total, from, children } = this.#children(found, query);
        const heads = new Map<number, RecordHead | undefined>();
        const head = headAt(reading, rev);
        return {
          rev,
          ...(head !== undefined && { head }),
          version,
          value: shown.value(found.path, found.value, SHORT),
          total,
          from,
          children: children.map(([key, member]) => ({
            ...this.#node(found.path, path, key, member),
            ...this.#setBy(reading, place.child(key, member), heads),
          })),
          ages: this.#ages(reading, place),
        };
      });
    });
  }

  /** All values of a place, the newest first. */
  values({ path }: { path: WirePath }): Promise<ValuesAnswer> {
    return this.#context.log.read(async (reading) => {
      const { shown, clock } = this.#context;
      const keys = await this.#keysOf(reading, path);
      const at = placeText(keys);
      const values: PastValue[] = [];
      const query = at === ""
        ? { reverse: true, limit: MOST_VALUES + 1 }
        : { places: `${at}$`, reverse: true, limit: MOST_VALUES + 1 };
      let oldest: unknown;
      let hasOldest = false;
      for (const change of historyIn(reading.reader, query, clock)) {
        if (change === undefined) {
          await pause(0);
          continue;
        }
        const { rev, ts, action, user, changes } = change;
        const own = changes.findLast(({ path }) => path.length === keys.length);
        if (own === undefined) continue;
        hasOldest = "old" in own;
        oldest = own.old;
        values.push({
          by: { rev, ts, action, ...(user !== undefined && { user }) },
          ...("new" in own && { value: shown.value(keys, own.new, SHORT) }),
        });
      }
      const more = values.length > MOST_VALUES;
      if (!more && hasOldest) {
        // That value stood in the snapshot that the history begins with.
        const { base } = reading.reader;
        const head = headAt(reading, base) ?? this.#first(reading);
        const by = { ...head, rev: base, action: "", ts: head?.ts ?? "" };
        const value = shown.value(keys, oldest, SHORT);
        values.push({ by, value, inherited: true });
      }
      return { at, values: values.slice(0, MOST_VALUES), more };
    });
  }

  /** The whole of one value. */
  value({ at, path = [] }: PlaceQuery): Promise<ValueAnswer> {
    return this.#context.log.read(async (reading) => {
      const { shown } = this.#context;
      const rev = this.#context.revOf(reading, at);
      await reading.states.approach(rev);
      const { state } = reading.states.at(rev).result;
      const found = placeAt(state, path, shown, rev);
      const text = shown.whole(found.path, found.value);
      const cut = text.length > WHOLE;
      return {
        value: shown.value(found.path, found.value, SHORT),
        text: cut ? text.slice(0, WHOLE) : text,
        ...(cut && { cut }),
      };
    });
  }

  /** A point, looked for. */
  point({ text }: { text: string }): Promise<ResolvedPoint> {
    return this.#context.log.read((reading) =>
      resolvedAt(reading, this.#context.revOf(reading, text), text)
    );
  }

  /** The keys of a place as the last state that has it does. */
  async #keysOf(reading: Reading, path: WirePath): Promise<readonly unknown[]> {
    // Keys that are no text are those of a Map, which only a state tells.
    if (path.every((key) => ["string", "number"].includes(typeof key))) {
      return path;
    }
    const rev = this.#context.revOf(reading, undefined);
    await reading.states.approach(rev);
    const { state } = reading.states.at(rev).result;
    return placeAt(state, path, this.#context.shown, rev).path;
  }

  #first({ reader }: Reading): RecordHead | undefined {
    for (const record of reader.from(reader.start())) return headOf(record);
    return undefined;
  }

  #children({ path, value }: Found, query: ChildrenQuery) {
    const { shown } = this.#context;
    if (shown.mask.hides(path)) return childrenOf(undefined, 0, 0);
    const { from = 0, near } = query;
    const count = within(query.count, MOST);
    const at = near === undefined ? -1 : numberOf(value, near, shown);
    const first = at < 0 ? within(from, 2 ** 31) : at - at % count;
    return childrenOf(value, first, count);
  }

  #node(
    parent: readonly unknown[],
    wire: WirePath,
    key: unknown,
    member: unknown,
    changed?: Changed,
  ): StateNode {
    const { shown } = this.#context;
    const path = [...wire, shown.key(key)];
    const how = changed?.at(path);
    const was = changed?.was(path);
    return {
      key: shown.key(key),
      name: typeof key === "string" ? key : placeText([key]),
      path,
      value: shown.value([...parent, key], member, SHORT),
      ...(how !== undefined && { changed: how }),
      ...(was !== undefined && { was }),
    };
  }

  /** Who set a value that holds no others. */
  #setBy(
    reading: Reading,
    { rev, value, inherited }: BlamedPlace,
    heads: Map<number, RecordHead | undefined>,
  ): Pick<BlameRow, "by" | "inherited"> {
    const { size } = this.#context.shown.value([], value, 0);
    const holds = ["list", "object", "map", "set"].includes(kindOf(value)) &&
      size !== 0;
    if (holds) return {};
    if (inherited !== undefined) {
      const { ts } = inherited;
      return { by: { rev, ts, action: "" }, inherited: true };
    }
    if (!heads.has(rev)) heads.set(rev, headAt(reading, rev));
    const by = heads.get(rev) ?? { rev, ts: "", action: "" };
    return { by };
  }

  /** How many values below a place are of which age. */
  #ages(reading: Reading, place: BlamedPlace): number[] {
    const { now } = this.#context.clock;
    const since = AGES.map((seconds) =>
      firstSince(reading, now.subtract({ seconds }).toString())
    );
    const counts = [0, 0, 0, 0, 0];
    for (const rev of place.leafRevs()) {
      const index = since.findIndex((first) => rev >= first);
      const at = index < 0 ? AGES.length : index;
      counts[at] = (counts[at] ?? 0) + 1;
    }
    return counts;
  }
}

/** A revision as it was found. */
export function resolvedAt(
  reading: Reading,
  rev: number,
  point: string,
): ResolvedPoint {
  const head = headAt(reading, rev);
  const index = reading.index.changeOf(rev);
  return {
    rev,
    point,
    ...(head !== undefined && { head }),
    ...(index !== undefined && { index }),
  };
}

/** The first revision that was made at or after a moment, by halving. */
function firstSince(reading: Reading, moment: string): number {
  const { index, reader } = reading;
  const wanted = Date.parse(moment);
  let [low, high] = [reader.base + 1, index.rev + 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    const made = Date.parse(headAt(reading, middle)?.ts ?? "");
    if (made < wanted || Number.isNaN(made)) low = middle + 1;
    else high = middle;
  }
  return low;
}
