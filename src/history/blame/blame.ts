/**
 * Blame: who set each value of a state, when, and what stood there before.
 *
 * @module
 */
import { TypeRegistry } from "../../values/kinds.ts";
import { PlacePattern } from "../../values/pattern/place.ts";
import type { PlaceMatch } from "../../values/pattern/place_match.ts";
import { isPlain } from "../changes/changes.ts";
import { placeText } from "../changes/place_text.ts";
import {
  clockOf,
  type HistoryOptions,
  type LogInput,
  openHistory,
} from "../open_history.ts";
import {
  redactedField,
  RedactedPlaces,
  redactionsIn,
} from "../reader/redactions.ts";
import type { Redaction } from "../../log/redaction.ts";
import { Playback, type Watch } from "../playback.ts";
import {
  type Clock,
  type PointInput,
  resolvePoint,
  systemClock,
} from "../point/position.ts";
import type { RecordReader } from "../reader/record_reader.ts";
import { type RecordHead, RecordHeads } from "./record_heads.ts";
import type { BlameNode, PastValue } from "./blame_node.ts";
import { BlameTree } from "./blame_tree.ts";

/** The options of blame. */
export interface BlameQuery {
  /** A pattern of places, from the root; a place includes all below it. Default: all. */
  readonly place?: string | undefined;
  /** The state that is asked about. Default: the present one. */
  readonly at?: PointInput | undefined;
  /** So many values of each place, the present one included. Default: 1. */
  readonly count?: number | undefined;
}

/** A value and who set it. */
export interface BlamedValue extends RecordHead {
  /** The value. */
  readonly value: unknown;
  /** The revision that set it. */
  readonly rev: number;
  /**
   * Whether it stood in the snapshot that the kept history begins with: then who
   * set it is not known, and time and revision are those of the snapshot.
   */
  readonly inherited: boolean;
}

/** A place, its value, and who set that. */
export interface Blame extends BlamedValue {
  /** Keys and list indices from the root; in a Set the member last. */
  readonly path: readonly unknown[];
  /** The place as text, such as `users.bob.tags[0]`. */
  readonly at: string;
  /** The values that stood there before, the last first, since the place came to be. */
  readonly before: readonly BlamedValue[];
  /**
   * The redactions that took something from the place: there is no telling what
   * else stood there.
   */
  readonly redacted?: readonly Redaction[] | undefined;
}

/**
 * Tells who set each value of a state, when, and in which revision, with the
 * values before if `count` asks for them.
 *
 * A value is one that holds no others, or an empty object or list. In lists an
 * item keeps its blame when others are inserted or removed, also where a record
 * wrote the list as a whole. All values are found in one pass over the log.
 *
 * @throws {PointError} When there is no such point.
 * @throws {ReplayError} When a record can't be read.
 *
 * @example
 * ```ts
 * import { Kanta } from "@kanta/core";
 * import { blame } from "@kanta/core/history";
 *
 * const path = await Deno.makeTempFile({ suffix: ".kantadb" });
 * await using db = await Kanta.open(path, { visits: 0 });
 * db.transaction("visit", { user: "eve" }, (data) => {
 *   data.visits++;
 * });
 * await db.flush();
 *
 * for (const { at, value, user, rev } of await blame(path)) {
 *   console.log(at, value, user, rev); // visits 1 eve 2
 * }
 * ```
 */
export async function blame(
  log: LogInput,
  query: BlameQuery = {},
  options: HistoryOptions = {},
): Promise<Blame[]> {
  using reader = await openHistory(log, options);
  return blameIn(reader, query, clockOf(options));
}

/** Watches a playback from the beginning of a log on, and notes who set what. */
export class BlameWalk {
  /** What is known of each value. */
  readonly tree: BlameTree;
  /** The snapshots that the history begins with, or goes on from after a gap. */
  readonly inherited: Map<number, RecordHead> = new Map();

  /** Keeps so many values of each place. */
  constructor({ base, types }: RecordReader, count = 1) {
    const rules = {
      types: new TypeRegistry(types),
      depth: Math.max(0, count - 1),
    };
    this.tree = new BlameTree(base, rules);
  }

  /** Is told by the playback. */
  readonly watch: Watch = (state, played, leadsTo) => {
    if ("snapshot" in played) {
      const { ts } = played.snapshot;
      this.inherited.set(leadsTo, { ts, action: "", user: undefined });
      this.tree.whole(state, played.snapshot.state, leadsTo);
      return;
    }
    const { record, path = [] } = played.step;
    this.tree.change(state, path, record.diff, leadsTo);
  };
}

/** Tells who set each value of an open log, as {@linkcode blame} does. */
export function blameIn(
  reader: RecordReader,
  { place, at = "end", count = 1 }: BlameQuery = {},
  clock: Clock = systemClock(),
): Blame[] {
  // To look for the end would read all of a log that is read through anyway.
  const rev = at === "end" ? Infinity : resolvePoint(reader, at, clock).rev;
  const { tree, inherited, watch } = new BlameWalk(reader, count);
  const heads = new RecordHeads(reader);
  const playback = new Playback(
    reader,
    reader.start(),
    (state, played, leadsTo) => {
      if ("step" in played) {
        heads.note(leadsTo, played.log, played.step.offset);
      }
      watch(state, played, leadsTo);
    },
  );
  playback.playTo(rev);
  const leaves: Leaf[] = [];
  const match = place === undefined || place === ""
    ? undefined
    : new PlacePattern(place, { rooted: true, fold: false }).root;
  collect(playback.result.state, tree.root, match, [], leaves);
  const taken = new RedactedPlaces(redactionsIn(reader.logs));
  return told(leaves, heads, inherited, taken);
}

/** A value that holds no others, and its blame. */
interface Leaf {
  readonly path: readonly unknown[];
  readonly value: unknown;
  readonly node: BlameNode;
}

function collect(
  value: unknown,
  node: BlameNode,
  match: PlaceMatch | undefined,
  path: readonly unknown[],
  leaves: Leaf[],
): void {
  // Below a place that matches, all does.
  const rest = match?.matched && !match.exact ? undefined : match;
  const descend = (key: unknown, member: unknown, index: boolean) => {
    const step = rest?.step(key);
    if (step !== undefined && !step.matched && !step.open) return;
    collect(member, node.child(key, index), step, [...path, key], leaves);
  };
  if (Array.isArray(value) && value.length > 0) {
    value.forEach((item, i) => descend(i, item, true));
  } else if (value instanceof Map && value.size > 0) {
    for (const [key, item] of value) descend(key, item, false);
  } else if (value instanceof Set && value.size > 0) {
    for (const member of value) descend(member, member, false);
  } else if (isPlain(value) && Object.keys(value).length > 0) {
    for (const [key, item] of Object.entries(value)) descend(key, item, false);
  } else if (match?.matched ?? true) leaves.push({ path, value, node });
}

/** The leaves with who set them, each record looked up once. */
function told(
  leaves: readonly Leaf[],
  heads: RecordHeads,
  inherited: ReadonlyMap<number, RecordHead>,
  taken: RedactedPlaces,
): Blame[] {
  const revs = new Set<number>();
  for (const { node } of leaves) {
    revs.add(node.rev);
    for (const { rev } of pastValues(node.past)) revs.add(rev);
  }
  const found = heads.find(revs);
  const blamed = (value: unknown, rev: number): BlamedValue => {
    const snapshot = inherited.get(rev);
    const head = snapshot ?? found.get(rev) ??
      { ts: "", action: "", user: undefined };
    return { value, rev, ...head, inherited: snapshot !== undefined };
  };
  return leaves.map(({ path, value, node }) => ({
    path,
    at: placeText(path),
    ...blamed(value, node.rev),
    before: pastValues(node.past).map((past) => blamed(past.value, past.rev)),
    ...redactedField(taken.at(path)),
  }));
}

function pastValues(past: PastValue | undefined): PastValue[] {
  const values: PastValue[] = [];
  for (let at = past; at !== undefined; at = at.before) values.push(at);
  return values;
}
