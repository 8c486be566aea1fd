/**
 * A place of a state as a line of its tree.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import type { ComponentChildren, JSX } from "preact";
import type { RecordHead } from "../../../wire.ts";
import { ageOf, ago, count } from "../../text.ts";
import { Named, Rev } from "../parts.tsx";
import { isNode, type TreeRow } from "./tree.tsx";
import { sizeText, Value } from "../values.tsx";

/** Who set a value, in a blame. */
export function Gutter(
  { by, now, title }: {
    by: { head: RecordHead; first: boolean } | undefined;
    now: number;
    title: (ts: string) => string;
  },
): JSX.Element {
  return (
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
}

/** A line; in a blame a gutter stands before it, in a state what a record did to it. */
export function TreeLine(
  { list, row, index, gutter = false, run = false, mark, selected, onSelect }: {
    list: string;
    row: TreeRow;
    index: number;
    gutter?: ComponentChildren | undefined;
    /** Whether another record set this value than the one above. */
    run?: boolean | undefined;
    mark?: string | undefined;
    selected: boolean;
    onSelect: () => void;
  },
): JSX.Element {
  const indent = { "--depth": row.depth };
  if (row.kind === "more") {
    return (
      <div
        class="row"
        id={`${list}-${index}`}
        role="row"
        aria-rowindex={index + 1}
        aria-level={row.depth + 1}
        onClick={onSelect}
      >
        {gutter}
        <span role="gridcell" class="c-place" style={indent}>
          <span class="link">
            Show {count(Math.min(200, row.left))}{" "}
            {row.before ? "before" : "more"}
          </span>{" "}
          <span class="dim">of {count(row.left)}</span>
        </span>
      </div>
    );
  }
  const { node, open } = row;
  const holds = isNode(node.value.kind) && (node.value.size ?? 0) > 0;
  const classes = [
    "row",
    selected ? "selected" : "",
    mark ? `touched ${toneOf(mark)}` : "",
    run ? "run" : "",
  ].filter((name) => name !== "").join(" ");
  return (
    <div
      class={classes}
      id={`${list}-${index}`}
      role="row"
      aria-rowindex={index + 1}
      aria-level={row.depth + 1}
      aria-expanded={holds ? open : undefined}
      aria-selected={selected}
      onClick={onSelect}
    >
      {gutter}
      <span role="gridcell" class="c-place" style={indent}>
        {mark !== undefined && (
          <span class={`mark ${toneOf(mark)}`}>{mark}</span>
        )}
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
        {mark !== undefined &&
          (node.was
            ? (
              <>
                was <Value value={node.was} quoted most={24} />
              </>
            )
            : sizeText(node.value))}
      </span>
    </div>
  );
}

function toneOf(mark: string): string {
  return mark === "+" ? "added" : mark === "−" ? "deleted" : "";
}
