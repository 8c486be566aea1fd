/**
 * Blame the slow way: a tree as large as the state, rebuilt for every change.
 *
 * @module
 */
import { alignLists } from "../../../src/diff/list/align.ts";
import { keyText } from "../../../src/values/pattern/place_match.ts";
import { deepEqual } from "../../../src/values/equal.ts";
import { getOwn } from "../../../src/values/own.ts";
import { unescapeKey } from "../../../src/diff/grammar.ts";

/** The blame of a value: of a leaf a revision, of a container its parts. */
export interface NaiveBlame {
  readonly rev: number;
  readonly parts: ReadonlyMap<unknown, NaiveBlame>;
}

type Kind = "list" | "map" | "set" | "object" | "leaf";

function kindOf(value: unknown): Kind {
  if (Array.isArray(value)) return "list";
  if (value instanceof Map) return "map";
  if (value instanceof Set) return "set";
  if (typeof value !== "object" || value === null) return "leaf";
  return Object.getPrototypeOf(value) === Object.prototype ? "object" : "leaf";
}

/** The members of a container; of a Set each is its own key. */
export function partsOf(value: unknown): Map<unknown, unknown> {
  switch (kindOf(value)) {
    case "list":
      return new Map((value as unknown[]).entries());
    case "map":
      return new Map(
        [...value as Map<unknown, unknown>].map((
          [key, item],
        ) => [named(key), item]),
      );
    case "set":
      return new Map(
        [...value as Set<unknown>].map((member) => [named(member), member]),
      );
    case "object":
      return new Map(
        Object.keys(value as object).map((
          key,
        ) => [key, getOwn(value as object, key)]),
      );
    default:
      return new Map();
  }
}

/** All of a value set at once. */
export function wholly(value: unknown, rev: number): NaiveBlame {
  return {
    rev,
    parts: new Map(
      [...partsOf(value)].map(([key, part]) => [key, wholly(part, rev)]),
    ),
  };
}

/** The blame after a change that led from one state to another. */
export function naiveBlame(
  before: unknown,
  after: unknown,
  diff: unknown,
  blame: NaiveBlame,
  rev: number,
): NaiveBlame {
  const kind = kindOf(before);
  const isMap = diff instanceof Map;
  if (!isMap && kindOf(diff) !== "object" || kind === "leaf") {
    return kept(before, after, blame, rev);
  }
  const commands = partsOf(diff);
  const names = [...commands.keys()];
  if (commands.has("$replace")) return kept(before, after, blame, rev);
  if (kind === "list") {
    const isEdit = names.length > 0 &&
      names.every((name) => /^(\$delete|\$insert|\d+)$/.test(String(name)));
    return isEdit && !isMap
      ? listEdited(
        before as unknown[],
        after as unknown[],
        commands,
        blame,
        rev,
      )
      : kept(before, after, blame, rev);
  }
  if (kind !== kindOf(after)) {
    return kept(before, after, blame, rev);
  }
  if (kind === "set") {
    const added = commands.get("$add");
    // What went and came back stands last: it is as good as new.
    const isNew = (member: unknown) =>
      Array.isArray(added) &&
      added.some((given) => bare(given) === member);
    const members = [...partsOf(after).keys()].map((
      member,
    ): [unknown, NaiveBlame] => {
      const had = isNew(member) ? undefined : blame.parts.get(member);
      return [member, had ?? wholly(member, rev)];
    });
    return { rev, parts: new Map(members) };
  }
  const olds = partsOf(before);
  const deleted = commands.get("$delete");
  const gone = new Set(Array.isArray(deleted) ? deleted.map(bare) : []);
  const given = new Map(
    names.filter((name) => name !== "$delete").map((
      name,
    ) => [bare(name), commands.get(name)]),
  );
  return {
    rev: blame.rev,
    parts: new Map([...partsOf(after)].map(([key, value]) => {
      const had = blame.parts.get(key);
      if (had === undefined) return [key, wholly(value, rev)];
      if (!given.has(key)) return [key, had];
      const old = olds.get(key);
      // A Date or its like that went and came back is another object.
      if (gone.has(key) && String(key).startsWith("\0")) {
        return [key, wholly(value, rev)];
      }
      return [
        key,
        gone.has(key)
          ? kept(old, value, had, rev)
          : naiveBlame(old, value, given.get(key), had, rev),
      ];
    })),
  };
}

/** A key by which a Date or its like is found: by its content. */
export function named(key: unknown): unknown {
  return typeof key === "object" && key !== null
    ? `\0${key.constructor.name} ${keyText(key)}`
    : key;
}

function bare(name: unknown): unknown {
  return typeof name === "string" ? unescapeKey(name) : named(name);
}

function listEdited(
  before: readonly unknown[],
  after: readonly unknown[],
  commands: ReadonlyMap<unknown, unknown>,
  blame: NaiveBlame,
  rev: number,
): NaiveBlame {
  const items = before.map((value, i) => ({
    value,
    blame: blame.parts.get(i),
  }));
  const deleted = commands.get("$delete");
  for (const at of Array.isArray(deleted) ? deleted : []) items.splice(at, 1);
  const inserted = commands.get("$insert");
  for (const [at] of Array.isArray(inserted) ? inserted : []) {
    items.splice(at, 0, { value: after[at], blame: undefined });
  }
  const parts = items.map((item, i): [number, NaiveBlame] => {
    const diff = commands.get(String(i));
    if (item.blame === undefined) return [i, wholly(after[i], rev)];
    return [
      i,
      diff === undefined
        ? item.blame
        : naiveBlame(item.value, after[i], diff, item.blame, rev),
    ];
  });
  return { rev: blame.rev, parts: new Map(parts) };
}

/** A value written over another: what is equal, or in an equal place, is kept. */
function kept(
  before: unknown,
  after: unknown,
  blame: NaiveBlame,
  rev: number,
): NaiveBlame {
  if (deepEqual(before, after)) return blame;
  const kind = kindOf(before);
  if (kind === "leaf" || kind !== kindOf(after)) return wholly(after, rev);
  const olds = partsOf(before);
  const partner = kind === "list"
    ? partners(before as unknown[], after as unknown[])
    : undefined;
  return {
    rev,
    parts: new Map([...partsOf(after)].map(([key, value]) => {
      const from = partner === undefined ? key : partner.get(key as number);
      const had = from === undefined ? undefined : blame.parts.get(from);
      return [
        key,
        had === undefined
          ? wholly(value, rev)
          : kept(olds.get(from), value, had, rev),
      ];
    })),
  };
}

function partners(before: unknown[], after: unknown[]): Map<number, number> {
  const { deletes, inserts } = alignLists({
    before: before.length,
    after: after.length,
    equal: (b, a) => deepEqual(before[b], after[a]),
    digestBefore: () => 0, // each is compared
    digestAfter: () => 0,
  });
  const olds = before.map((_, i) => i).filter((i) => !deletes.includes(i));
  const news = after.map((_, i) => i).filter((i) => !inserts.includes(i));
  return new Map(news.map((at, i) => [at, olds[i] ?? 0]));
}
