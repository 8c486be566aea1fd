/**
 * A state as a tree: each place is read when it is opened, 200 children at a time.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import { useEffect, useRef, useState } from "preact/hooks";
import type {
  BlameAnswer,
  BlameRow,
  StateAnswer,
  WireKey,
  WirePath,
} from "../../../wire.ts";
import { useModel } from "../../context.ts";
import { textOf } from "../../model.ts";

/** So many children are read at once. */
const PAGE = 200;
/** A place with fewer children is opened by itself at the top. */
const FEW = 12;

/** A line of the tree. */
export type TreeRow =
  | {
    readonly kind: "node";
    readonly node: BlameRow;
    readonly depth: number;
    readonly open: boolean;
  }
  | MoreRow;

/** A line that stands for children that were not read yet. */
export interface MoreRow {
  readonly kind: "more";
  readonly path: WirePath;
  readonly depth: number;
  readonly left: number;
  /** Whether they stand before those that were read. */
  readonly before: boolean;
}

/** Children of a place, as far as they were read. */
interface Branch {
  readonly from: number;
  readonly children: readonly BlameRow[];
  readonly total: number;
}

/** The lines of a tree, and what can be done with them. */
export interface Tree {
  readonly rows: readonly TreeRow[];
  readonly top: StateAnswer | BlameAnswer | undefined;
  readonly error: string | undefined;
  readonly waiting: boolean;
  toggle(path: WirePath): void;
  more(row: MoreRow): void;
}

const keyOf = (path: WirePath) => JSON.stringify(path);

/**
 * Reads a tree of a point, with who set each value if `blame` says so; what holds
 * the places that are `shown` is open, and they are among what was read.
 */
export function useTree(
  at: string,
  blame: boolean,
  shown: readonly WirePath[],
): Tree {
  const model = useModel();
  const branches = useRef(new Map<string, Branch>());
  const open = useRef(new Set<string>(["[]"]));
  const [, redraw] = useState(0);
  const [top, setTop] = useState<StateAnswer | BlameAnswer>();
  const [error, setError] = useState<string>();
  const [waiting, setWaiting] = useState(true);
  const stop = useRef(new AbortController());
  /** Whether what is to be shown was opened: it may be closed since. */
  const begun = useRef(false);

  const read = async (
    path: WirePath,
    from: number,
    known?: Branch,
    near?: WireKey,
  ) => {
    const count = known !== undefined && from < known.from
      ? known.from - from
      : PAGE;
    const query = {
      path,
      from,
      count,
      ...(near !== undefined && { near }),
      ...(at !== "" && { at }),
    };
    const asked = stop.current;
    const answer = blame
      ? await model.source.blame(query, asked)
      : await model.source.state(query, asked);
    if (asked.signal.aborted) return undefined;
    const { total, children } = answer;
    const branch = known === undefined
      ? { from: answer.from, children, total }
      : from < known.from
      ? { from, children: [...children, ...known.children], total }
      : { ...known, children: [...known.children, ...children], total };
    branches.current.set(keyOf(path), branch);
    return answer;
  };

  const load = async () => {
    stop.current.abort();
    stop.current = new AbortController();
    const asked = stop.current;
    setWaiting(true);
    try {
      const near = new Map<string, WireKey>();
      for (const path of begun.current ? [] : shown) {
        path.forEach((key, i) => {
          const above = keyOf(path.slice(0, i));
          open.current.add(above);
          if (!near.has(above)) near.set(above, key);
        });
      }
      begun.current = true;
      const answer = await read([], 0, undefined, near.get("[]"));
      if (answer === undefined) return;
      const first = branches.current.size === 1;
      branches.current = new Map(
        [...branches.current].filter(([key]) => open.current.has(key)),
      );
      if (first && answer.total <= FEW) {
        for (const { path, value } of answer.children) {
          if (
            (value.size ?? 0) > 0 && (value.size ?? 0) <= FEW &&
            isNode(value.kind)
          ) {
            open.current.add(keyOf(path));
          }
        }
      }
      const wanted = [...open.current].filter((key) => key !== "[]");
      for (const key of wanted.sort((a, b) => a.length - b.length)) {
        await read(JSON.parse(key), 0, undefined, near.get(key))
          .catch(() => open.current.delete(key));
      }
      if (asked.signal.aborted) return;
      setTop(answer);
      setError(undefined);
    } catch (cause) {
      if (asked.signal.aborted) return;
      setTop(undefined);
      setError(textOf(cause));
    } finally {
      if (!asked.signal.aborted) setWaiting(false);
    }
    redraw((n) => n + 1);
  };
  const followed = at === "" ? model.settled.value : 0;
  useEffect(() => {
    void load();
    return () => stop.current.abort();
  }, [at, blame, followed, model.epoch.value]);

  const again = () => redraw((n) => n + 1);
  return {
    rows: rowsOf(branches.current, open.current),
    top,
    error,
    waiting,
    toggle(path) {
      const key = keyOf(path);
      if (open.current.delete(key)) return again();
      open.current.add(key);
      if (branches.current.has(key)) return again();
      read(path, 0).then(again, (cause) => setError(textOf(cause)));
    },
    more({ path, before }) {
      const known = branches.current.get(keyOf(path));
      if (known === undefined) return;
      const from = before
        ? Math.max(0, known.from - PAGE)
        : known.from + known.children.length;
      read(path, from, known).then(again, (cause) => setError(textOf(cause)));
    },
  };
}

/** Whether a value holds others. */
export function isNode(kind: string): boolean {
  return kind === "object" || kind === "list" || kind === "map" ||
    kind === "set";
}

function rowsOf(
  branches: ReadonlyMap<string, Branch>,
  open: ReadonlySet<string>,
): TreeRow[] {
  const rows: TreeRow[] = [];
  const walk = (path: WirePath, depth: number) => {
    const branch = branches.get(keyOf(path));
    if (branch === undefined) return;
    const more = (left: number, before: boolean) => {
      if (left > 0) rows.push({ kind: "more", path, depth, left, before });
    };
    more(branch.from, true);
    for (const node of branch.children) {
      const isOpen = open.has(keyOf(node.path));
      rows.push({ kind: "node", node, depth, open: isOpen });
      if (isOpen) walk(node.path, depth + 1);
    }
    more(branch.total - branch.from - branch.children.length, false);
  };
  walk([], 0);
  return rows;
}
