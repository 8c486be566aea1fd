/**
 * The whole state before or after a record, as a tree that is open where the record
 * changed it.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { RecordAnswer, ShownChange, WirePath } from "../../wire.ts";
import { useModel } from "../context.ts";
import { count, many } from "../text.ts";
import { List } from "./list.tsx";
import { Trouble, Waiting } from "./parts.tsx";
import { onTreeKey } from "./tree/tree_keys.ts";
import { TreeLine } from "./tree/tree_line.tsx";
import { isNode, useTree } from "./tree/tree.tsx";
import { samePath } from "./values.tsx";

/** So many places that were changed are opened. */
const OPENED = 20;

/** The state at one side of a record. */
export function StateSide(
  { record, side, id = "side" }: {
    record: RecordAnswer;
    side: "before" | "after";
    id?: string | undefined;
  },
): JSX.Element {
  const model = useModel();
  const { rev, kind, changes } = record;
  const at = kind === "change" && side === "before" ? rev - 1 : rev;
  const point = at > 0 ? `r${at}` : "start";
  const [paths] = useState(() =>
    changes.slice(0, OPENED).map(({ path }) => path)
  );
  const tree = useTree(point, false, paths);
  const { rows, top, error, waiting } = tree;
  const [chosen, setChosen] = useState<WirePath>();
  const first = rows.findIndex((row) =>
    row.kind === "node" && isTouched(effectOn(row.node.path, changes, side))
  );
  const selected = chosen === undefined
    ? first
    : rows.findIndex((row) =>
      row.kind === "node" && samePath(chosen, row.node.path)
    );
  const select = (index: number) => {
    const row = rows[Math.min(Math.max(index, 0), rows.length - 1)];
    if (row?.kind === "node") setChosen(row.node.path);
  };
  return (
    <>
      <p class="facts side">
        {side === "before" ? "Before" : "After"} r{count(rev)}, all of it;{" "}
        {many(record.count, "place")} {side === "before" ? "to change" : "new"}
        <button
          type="button"
          class="plain far"
          onClick={() =>
            model.go({ view: "state", at: point, path: chosen ?? paths[0] })}
        >
          Open in State
        </button>
      </p>
      {error !== undefined && <Trouble text={error} />}
      {top === undefined && error === undefined && waiting && <Waiting />}
      {top?.total === 0 && <p class="empty">There is nothing in this state.</p>}
      <List
        id={id}
        label={`The state ${side} the record`}
        role="treegrid"
        total={rows.length}
        row={26}
        selected={selected}
        onPick={select}
        onKeyDown={(event) => {
          const { key } = event;
          if (key === "ArrowDown" || key === "ArrowUp") {
            select(selected + (key === "ArrowDown" ? 1 : -1));
            event.preventDefault();
            event.stopPropagation();
          } else onTreeKey(event, tree, selected, select);
        }}
        render={(index) => {
          const row = rows[index];
          if (row === undefined) return null;
          const effect = row.kind === "node"
            ? effectOn(row.node.path, changes, side)
            : undefined;
          return (
            <TreeLine
              key={index}
              list={id}
              index={index}
              row={row}
              mark={effect === undefined ? "" : markOf(effect, side)}
              selected={index === selected}
              onSelect={() => {
                if (row.kind === "more") return tree.more(row);
                if (isNode(row.node.value.kind)) tree.toggle(row.node.path);
                select(index);
              }}
            />
          );
        }}
      />
    </>
  );
}

type Effect = "set" | "whole" | "inside";

/** Whether it is a place that was changed itself. */
function isTouched(effect: Effect | undefined): boolean {
  return effect === "set" || effect === "whole";
}

/** The effect of changes on a place: by itself or with what holds it, or on what is in it. */
function effectOn(
  path: WirePath,
  changes: readonly ShownChange[],
  side: "before" | "after",
): Effect | undefined {
  let effect: Effect | undefined;
  for (const { op, path: changed } of changes) {
    const shared = Math.min(path.length, changed.length);
    if (!samePath(path.slice(0, shared), changed.slice(0, shared))) continue;
    if (changed.length > path.length) effect = "inside";
    else if (side === "before") {
      // What was inserted was not there, whatever stands at its index.
      if (op !== "add" && op !== "insert") {
        return op === "set" ? "set" : "whole";
      }
    } else if (op !== "delete" && op !== "remove") {
      return op === "set" ? "set" : "whole";
    }
  }
  return effect;
}

/** `+` for what came, `−` for what is to go, `→` for what changes. */
function markOf(effect: Effect, side: "before" | "after"): string {
  return effect !== "whole" ? "→" : side === "before" ? "−" : "+";
}
