/**
 * The choice of the records that are shown: by range, user, action, place and
 * pattern.
 *
 * @module
 */
import { listChanges } from "../../changelog/change_list.ts";
import type { Change } from "../changes/change.ts";
import { membersOf, Places } from "../changes/narrow.ts";
import type { Span } from "../point/span.ts";
import type { LogRecord } from "../reader/log_record.ts";
import type { RecordReader } from "../reader/record_reader.ts";
import type { TypeRegistry } from "../../values/kinds.ts";
import type { Pattern } from "../../values/pattern/pattern.ts";
import { PlacePattern } from "../../values/pattern/place.ts";
import { compileText, type TextPattern } from "../../values/pattern/text.ts";
import type { PayloadFilter } from "../reader/reader_options.ts";
import type { Mask } from "../shown/mask.ts";
import { grepFilter } from "./grep_filter.ts";
import { lineFilter } from "./line_search.ts";

/** A pattern that may match all of a container's text, which begins with a bracket. */
const WILD = /(?:^|=)[*?[{]/;

/** The text in place of what stands in the log, which is searched, too. */
export interface Shown {
  /** Which places are secret: they are not searched. */
  readonly mask: Mask;
  /** Whether all is shown as it is. */
  readonly empty: boolean;
  /** The text for what stands at a place; undefined where it is shown as it is. */
  text(
    part: "key" | "value",
    value: unknown,
    path: readonly unknown[],
  ): string | undefined;
  /** The text for a user. */
  user(user: string): string;
}

/** The wishes, as options have them. */
export interface FilterWish {
  /** Patterns that all have to match. */
  readonly greps: readonly Pattern[];
  /** Patterns of which none may match. */
  readonly nots: readonly Pattern[];
  /** A pattern of users, of the whole text. */
  readonly user: string | undefined;
  /** A pattern of actions, in the same way. */
  readonly action: string | undefined;
  /** Patterns of places, from the root. */
  readonly paths: readonly string[];
}

/** A place that a change touched, and the value that tells of it. */
interface TouchedPlace {
  readonly path: readonly unknown[];
  readonly value?: unknown;
}

/** Judges records. */
export class RecordFilter {
  readonly #greps: readonly Pattern[];
  readonly #nots: readonly Pattern[];
  readonly #user: TextPattern | undefined;
  readonly #action: TextPattern | undefined;
  readonly #places: Places | undefined;
  readonly #chain: Shown;
  readonly #heads: readonly (string | undefined)[];

  /** Compiles what is asked for. */
  constructor(wish: FilterWish, types: TypeRegistry, chain: Shown) {
    const whole = (text: string | undefined) =>
      text === undefined
        ? undefined
        : compileText(text, { whole: true, fold: false });
    this.#greps = wish.greps;
    this.#nots = wish.nots;
    this.#user = whole(wish.user);
    this.#action = whole(wish.action);
    this.#chain = chain;
    this.#heads = [wish.user, wish.action];
    this.#places = wish.paths.length === 0 ? undefined : new Places(
      wish.paths.map((text) =>
        new PlacePattern(text, { rooted: true, fold: false })
      ),
      types,
    );
  }

  /**
   * Tells most changes of a log that are not found by their bytes; undefined where
   * that can't be done.
   */
  payloads({ logs }: Pick<RecordReader, "logs">): PayloadFilter | undefined {
    const json = logs.every(({ format }) => format === "json");
    if (!json && !logs.every(({ format }) => format === "msgpack")) {
      return undefined;
    }
    const greps = this.#chain.empty ? this.#greps : [];
    const text = grepFilter(greps.map(({ text }) => text), this.#heads, json);
    // The text of a whole container tells by more than a change has.
    const tells = greps.length > 0 &&
      !greps.some(({ text }) => WILD.test(text));
    if (!tells) return text;
    const lines = lineFilter(
      greps,
      (pattern, action, user) => this.#matchesHead(pattern, action, user),
    );
    return text === undefined
      ? lines
      : (bytes, from, to) => text(bytes, from, to) && lines(bytes, from, to);
  }

  /** Whether changes have to be known to judge a record. */
  get searches(): boolean {
    return this.#greps.length + this.#nots.length > 0 ||
      this.#places !== undefined;
  }

  /** Whether any record is left out. */
  get any(): boolean {
    return this.searches || this.#user !== undefined ||
      this.#action !== undefined;
  }

  /** Whether a record may be shown, told by itself. */
  mayShow(record: LogRecord, span: Span): boolean {
    if (!span.includes(record)) return false;
    if (record.kind === "snapshot") {
      return this.#user === undefined && this.#action === undefined &&
        this.#places === undefined;
    }
    if (!this.any) return true;
    const { a = "", u = "", diff } = record.change();
    return (this.#action?.matches(a) ?? true) &&
      (this.#user?.matches(u) ?? true) &&
      (this.#places?.mayTouch(diff) ?? true);
  }

  /**
   * Whether a change is found, told by the record alone; undefined where the state
   * before it has to be asked.
   */
  found(record: LogRecord): boolean | undefined {
    if (this.#places !== undefined || !this.#chain.empty) return undefined;
    if (this.#greps.length + this.#nots.length === 0) return true;
    // Without the text of each place, which takes as long as to look at it.
    const changes = listChanges(record.change().diff);
    const open = changes.some(({ kind }) => kind === "deleted") ||
      [...this.#greps, ...this.#nots].some(({ text }) => WILD.test(text));
    const matches = this.#matcher(record, changes);
    const greps = this.#greps.every(matches);
    const nots = this.#nots.some(matches);
    if (nots) return false;
    return open && (!greps || this.#nots.length > 0) ? undefined : greps;
  }

  /** The part of a change that is shown; undefined where it is left out. */
  changes(
    record: LogRecord,
    all: readonly Change[],
  ): readonly Change[] | undefined {
    const shown = this.#places?.of(all) ?? all;
    if (this.#places !== undefined && shown.length === 0) return undefined;
    const places = all.map((change) => ({
      path: change.path,
      value: "new" in change ? change.new : change.old,
    }));
    const matches = this.#matcher(record, places);
    const kept = this.#greps.every(matches) && !this.#nots.some(matches);
    return kept ? shown : undefined;
  }

  /** The places of a snapshot that match, cut to two elements; undefined where it is left out. */
  places(state: unknown): readonly Change[] | undefined {
    const matches = (pattern: Pattern) => {
      for (const [key, value] of membersOf(state)) {
        if (this.#matchesValue(pattern, [key], value)) return true;
      }
      return false;
    };
    if (!this.#greps.every(matches) || this.#nots.some(matches)) {
      return undefined;
    }
    const found: Change[] = [];
    if (this.#greps.length === 0) return found;
    const add = (path: readonly unknown[], value: unknown) =>
      found.push({ op: "set", path, at: "", new: value });
    for (const [key, value] of membersOf(state)) {
      const members = membersOf(value);
      if (members.size === 0) {
        if (this.#anyMatches([key], value)) add([key], value);
      } else {
        for (const [name, member] of members) {
          if (this.#anyMatches([key, name], member)) add([key, name], member);
        }
      }
    }
    return found;
  }

  #matcher(
    record: LogRecord,
    places: readonly TouchedPlace[],
  ): (pattern: Pattern) => boolean {
    const { a = "", u } = record.change();
    return (pattern) =>
      this.#matchesHead(pattern, a, u) || pattern.text === "" ||
      places.some(({ path, value }) =>
        this.#matchesValue(pattern, path, value)
      );
  }

  #anyMatches(path: readonly unknown[], value: unknown): boolean {
    return this.#greps.some((pattern) =>
      this.#matchesValue(pattern, path, value)
    );
  }

  #matchesHead(
    pattern: Pattern,
    action: string,
    user: string | undefined,
  ): boolean {
    return pattern.matchesHead(action) ||
      user !== undefined && user !== "" &&
        (pattern.matchesHead(user) ||
          pattern.matchesHead(this.#chain.user(user)));
  }

  /** Whether a value matches, or anything in it. */
  #matchesValue(
    pattern: Pattern,
    path: readonly unknown[],
    value: unknown,
  ): boolean {
    const { mask } = this.#chain;
    // Few match: only then is it asked whether it is secret, which takes longer.
    if (pattern.matchesValue(path, value)) {
      return !mask.hides(path) || pattern.matchesPlace(path);
    }
    const holds = typeof value === "object" && value !== null;
    if (!holds && this.#chain.empty || mask.hides(path)) return false;
    if (this.#matchesShown(pattern, path, value)) return true;
    if (!holds) return false;
    const matches = (key: unknown, member: unknown) =>
      this.#matchesValue(pattern, [...path, key], member);
    if (Array.isArray(value)) {
      return value.some((item, i) => matches(i, item));
    }
    if (value instanceof Set) {
      return value.values().some((member) => matches(member, member));
    }
    return membersOf(value).entries().some(([key, member]) =>
      matches(key, member)
    );
  }

  /** Whether what an application shows in its place matches. */
  #matchesShown(
    pattern: Pattern,
    path: readonly unknown[],
    value: unknown,
  ): boolean {
    if (this.#chain.empty) return false;
    const text = this.#chain.text("value", value, path);
    const keys = path.map((key, i) =>
      this.#chain.text("key", key, path.slice(0, i + 1)) ?? key
    );
    const renamed = keys.some((key, i) => key !== path[i]);
    if (text === undefined && !renamed) return false;
    return pattern.matchesValue(keys, text ?? value);
  }
}
