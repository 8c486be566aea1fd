/**
 * A place of a state as a line of its tree.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import type { JSX } from "preact";
import type { RecordHead } from "../../wire.ts";
import { ageOf, ago, count } from "../text.ts";
import { Named, Rev } from "./parts.tsx";
import { isNode, type TreeRow } from "./tree.tsx";
import { sizeText, Value } from "./values.tsx";

/** A line, with who set the value beside it in a blame. */
export function TreeLine(
  { row, index, by, blame, selected, now, title, onSelect }: {
    row: TreeRow;
    index: number;
    by: { head: RecordHead; first: boolean } | undefined;
    blame: boolean;
    selected: boolean;
    now: number;
    title: (ts: string) => string;
    onSelect: () => void;
  },
): JSX.Element {
  const indent = { paddingLeft: `${16 * row.depth}px` };
  const gutter = blame && (
    <>
      <span role="gridcell" class="c-rev">
        {by && <i class={`age a${ageOf(by.head.ts, now)}`} />}
        {by?.first && <Rev rev={by.head.rev} />}
      </span>
      <span role="gridcell" class="c-age" title={by && title(by.head.ts)}>
        {by?.first && ago(by.head.ts, now)}
      </span>
      <span role="gridcell" class="c-action">
        {by?.first && by.head.action}
      </span>
      <span role="gridcell" class="c-user">
        {by?.first && by.head.user !== undefined && (
          <Named kind="user" name={by.head.user} />
        )}
      </span>
    </>
  );
  if (row.kind === "more") {
    return (
      <div
        class="row"
        id={`tree-${index}`}
        role="row"
        aria-rowindex={index + 1}
        aria-level={row.depth + 1}
        onClick={onSelect}
      >
        {gutter}
        <span role="gridcell" class="c-place" style={indent}>
          <span class="link">Show {count(Math.min(200, row.left))} more</span>
          {" "}
          <span class="dim">of {count(row.left)}</span>
        </span>
      </div>
    );
  }
  const { node, open } = row;
  const holds = isNode(node.value.kind) && (node.value.size ?? 0) > 0;
  const mark = node.changed === "add" ? "+" : node.changed ? "→" : "";
  const classes = [
    "row",
    selected ? "selected" : "",
    node.changed ? "touched" : "",
    by?.first ? "run" : "",
  ].filter((name) => name !== "").join(" ");
  return (
    <div
      class={classes}
      id={`tree-${index}`}
      role="row"
      aria-rowindex={index + 1}
      aria-level={row.depth + 1}
      aria-expanded={holds ? open : undefined}
      aria-selected={selected}
      onClick={onSelect}
    >
      {gutter}
      <span role="gridcell" class="c-place" style={indent}>
        {!blame && <span class="mark">{mark}</span>}
        {holds
          ? (
            <svg
              class={open ? "chevron open" : "chevron"}
              viewBox="0 0 12 12"
              aria-hidden="true"
            >
              <path d="M4 2l4 4-4 4" />
            </svg>
          )
          : <span class="chevron" />}
        <span class="key">{node.name}</span>
      </span>
      <span role="gridcell" class="c-value">
        {!(holds && open) && <Value value={node.value} quoted />}
      </span>
      <span role="gridcell" class="far dim">
        {!blame && sizeText(node.value)}
      </span>
    </div>
  );
}
