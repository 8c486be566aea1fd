/**
 * The keys of a tree: the arrows open, close, and go to what holds a place.
 *
 * @module
 */
/// <reference lib="dom" />
import { isNode, type Tree } from "./tree.tsx";

/** What the arrows do in a tree. */
export function onTreeKey(
  event: KeyboardEvent,
  tree: Tree,
  selected: number,
  select: (index: number) => void,
): void {
  const row = tree.rows[selected];
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  if (row?.kind !== "node") return;
  const holds = isNode(row.node.value.kind);
  if (event.key === "ArrowRight" && holds && !row.open) {
    tree.toggle(row.node.path);
  } else if (event.key === "ArrowLeft" && holds && row.open) {
    tree.toggle(row.node.path);
  } else if (event.key === "ArrowLeft" && row.depth > 0) {
    const above = tree.rows.slice(0, selected).findLastIndex((one) =>
      one.depth < row.depth
    );
    select(above);
  } else if (event.key === "Enter" && holds) tree.toggle(row.node.path);
  else return;
  event.preventDefault();
  event.stopPropagation();
}
