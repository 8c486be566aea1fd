/**
 * The strip beside the timeline: how dense records are, where hits are, what is
 * seen.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { useAnswer, useClock, useModel } from "../context.ts";

/** The length of a bar and its gap. */
const STEP = 4;
const WIDTH = 80;
const FLAT = 28;

interface StripProps {
  readonly total: number;
  readonly seen: { readonly first: number; readonly rows: number };
  /** Whether it lies above the list. */
  readonly flat: boolean;
  onGo(at: number): void;
}

/** The strip. Whoever uses keys has `g`, `G`, `n` and `N` instead. */
export function Strip({ total, seen, flat, onGo }: StripProps): JSX.Element {
  const model = useModel();
  const clock = useClock();
  const holder = useRef<HTMLDivElement>(null);
  const [length, setLength] = useState(0);
  useLayoutEffect(() => {
    const element = holder.current;
    if (element === null) return;
    const measure = () =>
      setLength(flat ? element.clientWidth : element.clientHeight);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [flat]);
  const search = model.search.value;
  const q = search?.q;
  // Hits come many times a second: the strip is asked for anew now and then.
  const [progress, setProgress] = useState(0);
  const found = search?.done ? -1 : Math.floor((search?.percent ?? 0) / 20);
  useEffect(() => setProgress(found), [found]);
  const bars = Math.max(1, Math.floor(length / STEP));
  // Where many are added it is told a second late.
  const settled = model.settled.value;
  const [shown, setShown] = useState(total);
  useEffect(() => setShown(total), [settled, total === 0, model.past.value]);
  const { answer } = useAnswer(
    length === 0 || total === 0 ? undefined : (stop) =>
      model.source.density(
        { bars, upTo: shown, ...(q !== undefined && { q }) },
        stop,
      ),
    [bars, shown, q, progress, model.epoch.value],
  );
  const most = answer?.bars.reduce((a, b) => Math.max(a, rateOf(b)), 0) ?? 1;
  const go = (event: PointerEvent & { currentTarget: HTMLElement }) => {
    const box = event.currentTarget.getBoundingClientRect();
    const part = flat
      ? (event.clientX - box.left) / box.width
      : (event.clientY - box.top) / box.height;
    onGo(Math.floor(Math.min(Math.max(part, 0), 1) * total));
  };
  const scale = total === 0 ? 0 : length / total;
  const frame = Math.max(20, seen.rows * scale);
  const start = Math.min(seen.first * scale, Math.max(0, length - frame));
  const room = (flat ? FLAT : 30) - 6;
  // Bars are of whole records: fewer than there is room for, and further apart.
  const placeOf = ({ from }: { from: number }) =>
    Math.floor(from * length / Math.max(1, answer?.total ?? 1));
  let month = "";
  return (
    <div
      class={flat ? "strip flat" : "strip"}
      ref={holder}
      aria-hidden="true"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        go(event);
      }}
      onPointerMove={(event) => {
        if (event.buttons === 1) go(event);
      }}
    >
      <svg
        width={flat ? length : WIDTH}
        height={flat ? FLAT : length}
      >
        {answer?.bars.map((bar) => {
          const size = Math.max(2, room * Math.sqrt(rateOf(bar) / (most || 1)));
          const hit = bar.hits > 0;
          const share = hit ? Math.max(2, size * bar.hits / bar.count) : 0;
          const at = placeOf(bar);
          return flat
            ? (
              <g key={bar.from}>
                <rect
                  class="bar"
                  x={at}
                  y={FLAT - size}
                  width={3}
                  height={size}
                />
                {hit && (
                  <rect
                    class="hits"
                    x={at}
                    y={FLAT - share}
                    width={3}
                    height={share}
                  />
                )}
                {hit && (
                  <rect class="tick" x={at} y={0.5} width={4} height={4} />
                )}
              </g>
            )
            : (
              <g key={bar.from}>
                <rect class="bar" x={14} y={at} width={size} height={3} />
                {hit && (
                  <rect class="hits" x={14} y={at} width={share} height={3} />
                )}
                {hit && (
                  <rect
                    class="tick"
                    x={5.5}
                    y={at - 0.5}
                    width={6}
                    height={4}
                  />
                )}
              </g>
            );
        })}
        {!flat && answer?.bars.map((bar, i) => {
          const name = clock.short(bar.ts);
          const label = i % 28 === 14 && name !== month ? name : "";
          if (label !== "") month = label;
          return label === ""
            ? null
            : (
              <text key={bar.from} x={WIDTH - 5} y={placeOf(bar) + 4}>
                {label}
              </text>
            );
        })}
        {total > 0 && (
          <rect
            class="frame"
            x={flat ? start + 1 : 2}
            y={flat ? 1 : start + 1}
            width={flat ? frame - 2 : 38}
            height={flat ? FLAT - 2 : frame - 2}
            rx={3}
          />
        )}
      </svg>
    </div>
  );
}

/** Records a second, as far as a bar tells. */
function rateOf(
  { count, seconds }: { count: number; seconds: number },
): number {
  return count / Math.max(1, seconds);
}
