/**
 * The blame of a state, kept up to date change by change.
 *
 * @module
 */
import { diffAlong } from "../../diff/apply.ts";
import { unescapeValue } from "../../diff/escape.ts";
import { ChangeWalk } from "../changes/changes.ts";
import { ABSENT, getOwn, type Plain } from "../../values/own.ts";
import { BlameNode } from "./blame_node.ts";
import { type BlameRules, carried, pastOf } from "./carried.ts";

/** The blame of every value of a state. */
export class BlameTree {
  readonly #rules: BlameRules;
  readonly #walk: ChangeWalk;
  #root: BlameNode;
  #rev: number;

  /** Begins with the empty state, of this revision. */
  constructor(rev: number, rules: BlameRules) {
    this.#rules = rules;
    this.#rev = rev;
    this.#root = new BlameNode(rev);
    this.#walk = new ChangeWalk(
      rules.types,
      (op, old, hadOld, value) => this.#note(op, hadOld ? old : ABSENT, value),
    );
  }

  /** The blame of the whole state. */
  get root(): BlameNode {
    return this.#root;
  }

  /** Takes a change of a place, before the state is changed by it. */
  change(
    state: unknown,
    way: readonly string[],
    diff: unknown,
    rev: number,
  ): void {
    this.#rev = rev;
    if (diff === undefined) return;
    const isValue = typeof diff !== "object" || diff === null;
    if (isValue && way.length > 0) this.#scalar(state, way, diff);
    else this.#walk.at(state, diffAlong(way, diff), true);
  }

  /** Takes a state that stands in the place of another, as after a gap. */
  whole(old: unknown, state: unknown, rev: number): void {
    this.#rev = rev;
    this.#root = carried(this.#root, old, state, rev, this.#rules);
  }

  /** One value at one place: the commonest change. */
  #scalar(state: unknown, way: readonly string[], diff: unknown): void {
    let node = this.#root;
    let holder = state;
    const last = way.length - 1;
    for (let i = 0; isKeyed(holder) && i < last; i++) {
      const key = way[i] ?? "";
      holder = memberOf(holder, key);
      node = node.part(key, false);
    }
    if (!isKeyed(holder)) {
      // The way is made anew, over whatever stands there.
      this.#walk.at(state, diffAlong(way, diff), true);
      return;
    }
    const key = way[last] ?? "";
    const value = unescapeValue(diff, this.#rules.types);
    const old = memberOf(holder, key);
    this.#set(node, key, false, old === undefined ? ABSENT : old, value);
  }

  #note(op: string, old: unknown, value: unknown): void {
    const { path, indices } = this.#walk;
    const last = path.length - 1;
    if (last < 0) {
      this.#root = carried(this.#root, old, value, this.#rev, this.#rules);
      return;
    }
    let node = this.#root;
    for (let i = 0; i < last; i++) {
      node = node.part(path[i], indices[i] ?? false);
    }
    const key = path[last];
    const index = indices[last] ?? false;
    if (op === "insert") node.insert(Number(key), new BlameNode(this.#rev));
    else if (op === "remove") node.remove(Number(key));
    else if (op === "delete") node.delete(key);
    else this.#set(node, key, index, old, value);
  }

  #set(
    node: BlameNode,
    key: unknown,
    index: boolean,
    old: unknown,
    value: unknown,
  ): void {
    const rev = this.#rev;
    if (old === ABSENT) {
      node.set(key, index, new BlameNode(rev));
      return;
    }
    const { depth } = this.#rules;
    const isScalar = typeof value !== "object" || value === null;
    if (!isScalar) {
      const before = node.child(key, index);
      node.set(key, index, carried(before, old, value, rev, this.#rules));
    } else if (!Object.is(old, value)) {
      const past = depth === 0
        ? undefined
        : pastOf(node.child(key, index), old, depth);
      node.set(key, index, new BlameNode(rev, past));
    }
  }
}

/** Properties that every object has without having them of its own. */
const INHERITED = Object.prototype;

/** A member; undefined where there is none, as no state holds that. */
function memberOf(holder: object, key: string): unknown {
  if (holder instanceof Map) return holder.get(key);
  // One look instead of two: of a table of many keys each takes a while.
  return key in INHERITED ? getOwn(holder, key) : (holder as Plain)[key];
}

/** Whether a value holds members by key as a diff does: in a list the keys are indices. */
function isKeyed(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null ||
    prototype === Map.prototype;
}
