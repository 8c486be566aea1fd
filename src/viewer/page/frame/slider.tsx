/**
 * The slider of the point: dragging shows it at once, the state a moment later.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { DensityBar } from "../../wire.ts";
import { useAnswer, useModel } from "../context.ts";

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
      <span class="rail">
        <Ticks first={first} last={last} />
        <input
          type="range"
          min={first}
          max={Math.max(first, last)}
          value={value}
          aria-label="Revision"
          aria-valuetext={`r${value}${value === last ? ", now" : ""}`}
          onInput={(event) => setDrag(Number(event.currentTarget.value))}
        />
      </span>
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

/** Days, weeks, months: the shortest that does not make too many ticks is taken. */
const UNITS = [
  86_400_000,
  7 * 86_400_000,
  30.44 * 86_400_000,
  365.25 * 86_400_000,
];
const MOST_TICKS = 16;
const BARS = 200;
/** The ticks are asked for again when there are so many records more. */
const STEP = 1000;

/** Marks on the rail where a day, a week or a month begins. */
function Ticks({ first, last }: { first: number; last: number }): JSX.Element {
  const model = useModel();
  const { answer } = useAnswer(
    last <= first
      ? undefined
      : (stop) => model.source.density({ bars: BARS }, stop),
    [Math.floor(last / STEP), model.epoch.value],
  );
  const all = answer?.total ?? 1;
  return (
    <svg
      class="ticks"
      viewBox="0 0 100 4"
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {ticksOf(answer?.bars ?? []).map((from) => {
        const x = 100 - 100 * from / all;
        return <line key={from} x1={x} x2={x} y1="0" y2="4" />;
      })}
    </svg>
  );
}

/** The bars, newest first, with which another unit of time begins. */
function ticksOf(bars: readonly DensityBar[]): number[] {
  for (const unit of UNITS) {
    const ticks = bars.flatMap(({ from, ts }, i) => {
      const older = bars[i + 1];
      if (older === undefined) return [];
      const [now, then] = [Date.parse(ts), Date.parse(older.ts)]
        .map((time) => Math.floor(time / unit));
      return now === then ? [] : [from];
    });
    if (ticks.length <= MOST_TICKS) return ticks;
  }
  return [];
}
