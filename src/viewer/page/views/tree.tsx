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
  WirePath,
} from "../../wire.ts";
import { useModel } from "../context.ts";
import { textOf } from "../model.ts";

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
  | {
    readonly kind: "more";
    readonly path: WirePath;
    readonly depth: number;
    readonly left: number;
  };

interface Branch {
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
  more(path: WirePath): void;
}

const keyOf = (path: WirePath) => JSON.stringify(path);

/** Reads a tree of a point, with who set each value if `blame` says so. */
export function useTree(at: string, blame: boolean, shown?: WirePath): Tree {
  const model = useModel();
  const branches = useRef(new Map<string, Branch>());
  const open = useRef(new Set<string>(["[]"]));
  const [, redraw] = useState(0);
  const [top, setTop] = useState<StateAnswer | BlameAnswer>();
  const [error, setError] = useState<string>();
  const [waiting, setWaiting] = useState(true);
  const stop = useRef(new AbortController());

  const read = async (path: WirePath, from: number) => {
    const query = { path, from, count: PAGE, ...(at !== "" && { at }) };
    const asked = stop.current;
    const answer = blame
      ? await model.source.blame(query, asked)
      : await model.source.state(query, asked);
    if (asked.signal.aborted) return undefined;
    const before = from === 0
      ? []
      : branches.current.get(keyOf(path))?.children ?? [];
    const children = [...before, ...answer.children];
    branches.current.set(keyOf(path), { children, total: answer.total });
    return answer;
  };

  const load = async () => {
    stop.current.abort();
    stop.current = new AbortController();
    const asked = stop.current;
    setWaiting(true);
    try {
      for (let i = 0; shown !== undefined && i < shown.length; i++) {
        open.current.add(keyOf(shown.slice(0, i)));
      }
      const answer = await read([], 0);
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
        await read(JSON.parse(key), 0).catch(() => open.current.delete(key));
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
  const followed = at === "" ? model.rev.value : 0;
  useEffect(() => {
    void load();
    return () => stop.current.abort();
  }, [at, blame, followed, model.epoch.value, keyOf(shown ?? [])]);

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
    more(path) {
      const from = branches.current.get(keyOf(path))?.children.length ?? 0;
      read(path, from).then(again, (cause) => setError(textOf(cause)));
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
    for (const node of branch.children) {
      const isOpen = open.has(keyOf(node.path));
      rows.push({ kind: "node", node, depth, open: isOpen });
      if (isOpen) walk(node.path, depth + 1);
    }
    const left = branch.total - branch.children.length;
    if (left > 0) rows.push({ kind: "more", path, depth, left });
  };
  walk([], 0);
  return rows;
}
