/**
 * A list of any length in an element of bounded height: browsers cap those, so the
 * place in the list is scaled from the place of the scroll bar.
 *
 * @module
 */

/** No element is made higher; browsers begin to fail beyond 16 million. */
const CAP = 8_000_000;

/** Where the rows of a list are. */
export interface Geometry {
  /** How many rows there are. */
  readonly total: number;
  /** The height of a row in pixels. */
  readonly row: number;
  /** The height of the part that is seen. */
  readonly view: number;
}

/** The height of the element that is scrolled. */
export function heightOf({ total, row }: Geometry): number {
  return Math.min(total * row, CAP);
}

/** How many pixels of the list one pixel of the scroll bar stands for. */
function scaleOf({ total, row, view }: Geometry): number {
  const all = total * row;
  return all <= CAP ? 1 : (all - view) / (CAP - view);
}

/** What is seen at a place of the scroll bar. */
export function windowAt(geometry: Geometry, scrollTop: number): {
  /** The first row that is seen, a part of it perhaps. */
  readonly first: number;
  /** How many rows are seen, parts too. */
  readonly rows: number;
  /** Where the first row begins, from the top of the part that is seen. */
  readonly offset: number;
} {
  const { total, row, view } = geometry;
  const top = Math.max(0, scrollTop) * scaleOf(geometry);
  const last = Math.max(0, total * row - view);
  const at = Math.min(top, last);
  const first = Math.floor(at / row);
  const rows = Math.min(total - first, Math.ceil(view / row) + 1);
  return { first, rows: Math.max(0, rows), offset: first * row - at };
}

/** The place of the scroll bar that shows a row at the top. */
export function scrollFor(geometry: Geometry, index: number): number {
  return index * geometry.row / scaleOf(geometry);
}
