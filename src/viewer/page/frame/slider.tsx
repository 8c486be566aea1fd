/**
 * The slider of the point: dragging shows it at once, the state a moment later.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useModel } from "../context.ts";

/** So long after the last move the state is read. */
const REST_MS = 120;

/** A slider over all revisions that are kept. */
export function Slider(): JSX.Element {
  const model = useModel();
  const last = model.rev.value;
  const first = Math.min(last, (model.info.value?.base ?? 0) + 1);
  const set = model.point.value?.rev ?? last;
  const [drag, setDrag] = useState<number>();
  useEffect(() => {
    if (drag === undefined) return;
    const timer = setTimeout(() => {
      model.lookAt(drag);
      setDrag(undefined);
    }, REST_MS);
    return () => clearTimeout(timer);
  }, [drag]);
  const value = drag ?? Math.min(set, last);
  const step = (by: number) =>
    model.lookAt(Math.min(Math.max(first, value + by), last));
  return (
    <div class="slider">
      <button
        type="button"
        class="plain text"
        aria-label="One record back"
        title="One record back (←)"
        onClick={() => step(-1)}
      >
        ‹
      </button>
      <input
        type="range"
        min={first}
        max={Math.max(first, last)}
        value={value}
        aria-label="Revision"
        aria-valuetext={`r${value}${value === last ? ", now" : ""}`}
        onInput={(event) => setDrag(Number(event.currentTarget.value))}
      />
      <button
        type="button"
        class="plain text"
        aria-label="One record on"
        title="One record on (→)"
        disabled={value >= last}
        onClick={() => step(1)}
      >
        ›
      </button>
    </div>
  );
}
