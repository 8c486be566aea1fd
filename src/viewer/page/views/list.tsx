/**
 * A list of which only the rows that are seen are in the page.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import type { ComponentChildren, JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { heightOf, scrollFor, windowAt } from "../virtual.ts";

/** What a list shows. */
export interface ListProps {
  readonly id: string;
  readonly label: string;
  readonly total: number;
  readonly row: number;
  /** The row that is selected, -1 for none: it is kept in sight. */
  readonly selected: number;
  readonly role: "grid" | "tree" | "treegrid";
  readonly columns?: number | undefined;
  render(at: number): ComponentChildren;
  onWindow?(first: number, rows: number): void;
  onKeyDown?(event: KeyboardEvent): void;
  /** A key of the page chose a row. */
  onPick?(at: number): void;
}

/** The rows that are seen. */
export function List(props: ListProps): JSX.Element {
  const { id, label, total, row, selected, role, columns, render } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [scrollTop, setScrollTop] = useState(0);
  const [view, setView] = useState(600);
  const geometry = { total, row, view };
  const { first, rows, offset } = windowAt(geometry, scrollTop);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const measure = () => setView(element.clientHeight);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null || selected < 0) return;
    const above = selected * row < first * row - offset;
    const below = (selected + 1) * row > first * row - offset + view;
    if (!above && !below) return;
    const lines = Math.max(1, Math.floor(view / row));
    const target = above ? selected : selected - lines + 1;
    element.scrollTop = scrollFor(geometry, Math.max(0, target));
    setScrollTop(element.scrollTop);
  }, [selected, row]);

  useLayoutEffect(() => {
    const element = scroller.current;
    const pick = (event: Event) => {
      if (event instanceof CustomEvent) props.onPick?.(event.detail);
    };
    element?.addEventListener("pick", pick);
    return () => element?.removeEventListener("pick", pick);
  }, [props.onPick]);

  useLayoutEffect(() => props.onWindow?.(first, rows), [first, rows, total]);

  const shown: ComponentChildren[] = [];
  for (let i = 0; i < rows; i++) shown.push(render(first + i));
  const active = selected >= first && selected < first + rows
    ? `${id}-${selected}`
    : undefined;
  return (
    <div
      class="list"
      id={id}
      ref={scroller}
      role={role}
      aria-label={label}
      aria-rowcount={total}
      aria-colcount={columns}
      aria-activedescendant={active}
      tabIndex={0}
      onScroll={(event) => setScrollTop(event.currentTarget.scrollTop)}
      onKeyDown={props.onKeyDown}
    >
      <div
        class="spacer"
        role="presentation"
        style={{ height: `${heightOf(geometry)}px` }}
      >
        <div
          class="rows"
          role="presentation"
          style={{ transform: `translateY(${scrollTop + offset}px)` }}
        >
          {shown}
        </div>
      </div>
    </div>
  );
}
