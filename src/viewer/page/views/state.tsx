/**
 * The state at a revision, and blame: the same tree, with or without who set each
 * value.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { BlameAnswer, PastValue, RecordHead } from "../../wire.ts";
import { useAnswer, useClock, useModel, useNow } from "../context.ts";
import { AGE_NAMES, count } from "../text.ts";
import { List } from "./list.tsx";
import { openRevision, Trouble, Waiting } from "./parts.tsx";
import { PlacePane } from "./place.tsx";
import { Gutter, TreeLine } from "./tree/tree_line.tsx";
import { onTreeKey } from "./tree/tree_keys.ts";
import { isNode, type TreeRow, useTree } from "./tree/tree.tsx";
import { Change, markOf, Place, samePath, toneOf } from "./values.tsx";

/** The state, with blame beside it or not. */
export function StateView({ blame }: { blame: boolean }): JSX.Element {
  const model = useModel();
  const { at, path } = model.address.value;
  const clock = useClock();
  const now = useNow();
  const [begun] = useState(path);
  const tree = useTree(at, blame, begun === undefined ? [] : [begun]);
  const { rows, top, error, waiting } = tree;
  const selected = rows.findIndex((row) =>
    row.kind === "node" && samePath(path, row.node.path)
  );
  const row = rows[selected];
  useEffect(() => {
    model.place.value = row?.kind === "node" ? placeOf(row) : "";
  }, [row]);
  const select = (index: number) => {
    const next = rows[Math.min(Math.max(index, 0), rows.length - 1)];
    if (next?.kind === "node") model.go({ path: next.node.path }, true);
  };
  const command = `kanta ${blame ? "blame" : "show"} ${
    at === ""
      ? ""
      : `--at ${model.point.value ? `r${model.point.value.rev}` : at} `
  }${model.info.value?.path ?? ""}`;
  return (
    <main
      class={`${blame ? "blame" : "state"}${
        path === undefined ? "" : " opened"
      }`}
    >
      <section class="pane" aria-label={blame ? "Blame" : "State"}>
        <div class="head columns">
          {blame && (
            <>
              <span class="c-rev">Revision</span>
              <span class="c-age">When</span>
              <span class="c-action">Action</span>
              <span class="c-user">User</span>
            </>
          )}
          <span class="c-place">Place</span>
          <span class="c-value">Value</span>
          <span class="far">
            {waiting && top !== undefined && "reading"}
            {blame
              ? (
                <span class="legend">
                  older{[5, 4, 3, 2, 1].map((n) => (
                    <i key={n} class={`age a${n}`} />
                  ))}newer
                </span>
              )
              : "Type or count"}
          </span>
        </div>
        {error !== undefined && <Trouble text={error} />}
        {top === undefined && error === undefined && waiting && (
          <Waiting rows={14} />
        )}
        {top?.total === 0 && (
          <p class="empty">There is nothing in this state.</p>
        )}
        <List
          id="tree"
          label={blame ? "Who set each value" : "The state"}
          role="treegrid"
          total={rows.length}
          row={26}
          selected={selected}
          onPick={select}
          onKeyDown={(event) => onTreeKey(event, tree, selected, select)}
          render={(index) => {
            const one = rows[index];
            if (one === undefined) return null;
            return (
              <TreeLine
                key={index}
                list="tree"
                index={index}
                row={one}
                run={blame && firstOfRun(rows, index)?.first}
                gutter={blame && (
                  <Gutter
                    by={firstOfRun(rows, index)}
                    now={now}
                    title={(ts) => clock.full(ts)}
                  />
                )}
                mark={blame ? undefined : markOfNode(one)}
                selected={index === selected}
                onSelect={() => {
                  if (one.kind === "more") return tree.more(one);
                  if (index === selected || isNode(one.node.value.kind)) {
                    if (isNode(one.node.value.kind)) tree.toggle(one.node.path);
                  }
                  select(index);
                }}
              />
            );
          }}
        />
      </section>
      <PlacePane path={path} at={at} command={command}>
        {(set) => (
          <>
            <Together set={set} blame={blame} />
            {blame && top !== undefined && <Ages top={top} />}
          </>
        )}
      </PlacePane>
    </main>
  );
}

function placeOf(row: TreeRow & { kind: "node" }): string {
  return row.node.path.map(String).join(".");
}

/** `+` for what the revision added, `→` for what else it changed. */
function markOfNode(row: TreeRow): string {
  const changed = row.kind === "node" ? row.node.changed : undefined;
  return changed === "add" ? "+" : changed ? "→" : "";
}

/** Who set a value, where the row above does not say the same. */
function firstOfRun(
  rows: readonly TreeRow[],
  index: number,
): { head: RecordHead; first: boolean } | undefined {
  const headAt = (at: number) => {
    const row = rows[at];
    return row?.kind === "node" ? row.node.by : undefined;
  };
  const head = headAt(index);
  if (head === undefined) return undefined;
  return { head, first: headAt(index - 1)?.rev !== head.rev };
}

/** What the record that set a value changed besides. */
function Together(
  { set, blame }: { set: PastValue | undefined; blame: boolean },
): JSX.Element | null {
  const model = useModel();
  const rev = set?.inherited ? undefined : set?.by.rev;
  const { answer } = useAnswer(
    rev === undefined
      ? undefined
      : (stop) => model.source.record({ rev }, stop),
    [rev],
  );
  if (answer === undefined || rev === undefined) return null;
  const shown = answer.changes.slice(0, 8);
  const left = answer.count - shown.length;
  return (
    <>
      <h3>
        {blame ? "Set together with it " : `Changed by r${count(rev)} `}
        <span class="dim">
          {blame ? `in r${count(rev)}` : `${count(answer.count)} places`}
        </span>
      </h3>
      {shown.map((change) => (
        <div class={`diff brief ${toneOf(change)}`} key={change.at + change.op}>
          <span class="mark">{markOf(change)}</span>
          <span class="key">
            <Place at={change.at} />
          </span>
          <span class="what">
            <Change change={change} />
          </span>
        </div>
      ))}
      {left > 0 && (
        <button
          type="button"
          class="plain more"
          onClick={() => void openRevision(model, rev)}
        >
          {count(left)} more in this record
        </button>
      )}
    </>
  );
}

function Ages({ top }: { top: object }): JSX.Element | null {
  // Of a state there are none; a blame has them.
  const { ages = [] } = top as Partial<BlameAnswer> & { ages?: number[] };
  const all = ages.reduce((a, b) => a + b, 0);
  if (all === 0) return null;
  const most = Math.max(...ages);
  return (
    <>
      <h3>
        Age of all values <span class="dim">{count(all)} values</span>
      </h3>
      <table class="bars">
        <tbody>
          {AGE_NAMES.map((name, i) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>
                <svg class="barline" height="8" aria-hidden="true">
                  <rect
                    class={`age a${i + 1}`}
                    width={`${100 * (ages[i] ?? 0) / most}%`}
                    height="8"
                  />
                </svg>
              </td>
              <td class="number">{count(ages[i] ?? 0)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
