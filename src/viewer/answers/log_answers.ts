/**
 * The log as a whole: what is seen, what it is made of, and what differs between
 * two points of it.
 *
 * @module
 */
import { pause } from "../../file/file_watch.ts";
import { computeDiff } from "../../diff/diff.ts";
import { changesOf } from "../../history/changes/changes.ts";
import type { Change } from "../../history/changes/change.ts";
import { placeText } from "../../history/changes/place_text.ts";
import { type Growth, type Stats, statsIn } from "../../history/stats.ts";
import { Copier } from "../../values/copy.ts";
import { TypeRegistry } from "../../values/kinds.ts";
import { keyText } from "../../values/pattern/place_match.ts";
import { recordsFrom, snapshotLabel } from "../log/record_rows.ts";
import type { Reading } from "../log/viewed_log.ts";
import type { InfoAnswer, SnapshotRow, StatsAnswer } from "../wire/log.ts";
import type { CompareAnswer, CompareQuery, DiffCounts } from "../wire/past.ts";
import type { Count, WirePath } from "../wire/shown.ts";
import { type Context, within } from "./context.ts";
import { resolvedAt } from "./past_answers.ts";
import { findPlace } from "./places.ts";

/** So many differences are answered at once. */
const MOST = 200;
/** So many characters of a text in a difference. */
const SHORT = 500;
/** So many names are answered. */
const NAMES = 1000;
/** So many records between two points are counted by user; more take too long. */
const COUNTED = 100_000;
/** So many snapshots are told. */
const RECENT = 4;
/** So many records are counted at once. */
const TURN = 2000;

/** Two states, compared. */
interface Compared {
  readonly key: string;
  readonly changes: readonly Change[];
  readonly users: readonly Count[];
}

/** Answers about the log as a whole. */
export class LogAnswers {
  readonly #context: Context;
  readonly #live: boolean;
  #compared: Compared | undefined;
  #stats: { readonly key: string; readonly stats: Stats } | undefined;

  /** Answers with what the context has; `live` says that it is told what is added. */
  constructor(context: Context, live: boolean) {
    this.#context = context;
    this.#live = live;
  }

  /** The facts of the log. */
  info(): Promise<InfoAnswer> {
    const { path, zone, shown } = this.#context;
    return this.#context.log.read(({ reader, index, failure }) => ({
      schema: 1,
      file: nameOf(path),
      path,
      rev: index.rev,
      base: reader.base,
      records: index.count + (failure === undefined ? 0 : 1),
      size: reader.logs.reduce((sum, { size }) => sum + size, 0),
      format: reader.log.format,
      files: reader.logs.map((log) => nameOf(log.path)),
      live: this.#live,
      zone,
      now: Temporal.Now.instant().toString(),
      masks: !shown.mask.off,
      notes: [
        ...reader.notes.list.map(({ message }) => message),
        ...(failure === undefined ? [] : [failure.message]),
      ],
    }));
  }

  /** The growth of the log. */
  stats(
    { depth = 1, range }: { depth?: number; range?: string },
  ): Promise<StatsAnswer> {
    return this.#context.log.read(async (reading) => {
      const { reader, index, era } = reading;
      const key = JSON.stringify([era, index.count, depth, range]);
      if (this.#stats?.key !== key) {
        const query = {
          depth: within(depth, 16, 1),
          ...(range !== undefined && range !== "" && { range }),
        };
        for (const stats of statsIn(reader, query, this.#context.clock)) {
          if (stats === undefined) await pause(0);
          else this.#stats = { key, stats };
        }
      }
      const stats = this.#stats?.stats;
      if (stats === undefined) throw new TypeError("Nothing was counted");
      const first = (all: readonly Growth[]) => all.slice(0, NAMES);
      return {
        ...stats,
        places: first(stats.places),
        actions: first(stats.actions),
        users: first(stats.users),
        days: stats.days.slice(-NAMES),
        recent: recentIn(reading),
      };
    });
  }

  /** The differences of two points. */
  compare(query: CompareQuery): Promise<CompareAnswer> {
    return this.#context.log.read(async (reading) => {
      const { shown, quotedPath } = this.#context;
      const path = query.path ?? [];
      const a = this.#context.revOf(reading, query.a);
      const b = this.#context.revOf(reading, query.b);
      const { changes, users } = await this.#between(reading, a, b, path);
      const first = query.from === undefined ? 0 : within(query.from, 2 ** 31);
      const count = within(query.count, MOST);
      const by = Map.groupBy(changes, ({ path }) => keyText(path[0] ?? ""));
      const place = path.length === 0
        ? ""
        : ` --path ${JSON.stringify(placeText(path))}`;
      return {
        a: resolvedAt(reading, a, query.a),
        b: resolvedAt(reading, b, query.b),
        total: changes.length,
        counts: countsOf(changes),
        places: Array.from(
          by,
          ([name, below]) => ({ name, ...countsOf(below) }),
        )
          .sort((a, b) => sumOf(b) - sumOf(a)).slice(0, NAMES),
        users,
        changes: changes.slice(first, first + count)
          .map((change) => shown.change(change, SHORT)),
        command: `kanta diff r${a} r${b} ${quotedPath}${place}`,
      };
    });
  }

  /** The differences below a path, kept for the windows that are asked for next. */
  async #between(
    reading: Reading,
    a: number,
    b: number,
    path: WirePath,
  ): Promise<Compared> {
    const { reader, states, era } = reading;
    const key = JSON.stringify([era, a, b, path]);
    const known = this.#compared;
    if (known?.key === key) return known;
    const { shown } = this.#context;
    const types = new TypeRegistry(reader.types);
    await states.approach(a);
    const before = new Copier(types).copyOf(states.at(a).result.state);
    await states.approach(b);
    const after = states.at(b).result.state;
    const all = changesOf(before, computeDiff(before, after, types), types);
    const keys = findPlace(before, path, shown)?.path ??
      findPlace(after, path, shown)?.path ?? path;
    const below = keys.length === 0
      ? all
      : all.filter(({ path }) =>
        keys.every((key, i) => i >= path.length || path[i] === key)
      );
    // The values are those of a state that moves on.
    const changes: readonly Change[] = new Copier(types).copyOf(below);
    const users = await usersBetween(reading, Math.min(a, b), Math.max(a, b));
    return this.#compared = { key, changes, users };
  }
}

/** The last snapshots, the newest first. */
function recentIn(reading: Reading): SnapshotRow[] {
  const { index, reader } = reading;
  const places = index.lastSnapshots(RECENT + 1);
  return places.slice(0, RECENT).flatMap((at, i) => {
    const before = places[i + 1];
    const from = before === undefined ? reader.base : index.revOf(before);
    for (const record of recordsFrom(reading, at, 1)) {
      const { rev, ts, version, offset, end } = record;
      const label = snapshotLabel(reading, at);
      const bytes = end - offset;
      return [{ label, rev, ts, version, bytes, since: rev - from }];
    }
    return [];
  });
}

/** How many records lie between two revisions, by user; none where there are too many. */
async function usersBetween(
  reading: Reading,
  from: number,
  to: number,
): Promise<Count[]> {
  const first = reading.index.find(from + 1);
  const count = reading.index.find(to + 1) - first;
  if (count > COUNTED) return [];
  const users = new Map<string, number>();
  let seen = 0;
  for (const record of recordsFrom(reading, first, count)) {
    if (++seen % TURN === 0) await pause(0);
    if (record.kind === "snapshot") continue;
    const { u: user = "" } = record.change();
    users.set(user, (users.get(user) ?? 0) + 1);
  }
  return counts(users);
}

function counts(names: Iterable<readonly [string, number]>): Count[] {
  return [...names].map(([name, count]) => ({ name, count }))
    .sort((a, b) => b.count - a.count).slice(0, NAMES);
}

function countsOf(changes: readonly Change[]): DiffCounts {
  const count = (...ops: Change["op"][]) =>
    changes.filter(({ op }) => ops.includes(op)).length;
  const [added, deleted] = [count("add", "insert"), count("delete", "remove")];
  return { added, deleted, changed: changes.length - added - deleted };
}

function sumOf({ added, deleted, changed }: DiffCounts): number {
  return added + deleted + changed;
}

function nameOf(path: string): string {
  return path.replace(/^.*[/\\]/, "") || "(in memory)";
}
