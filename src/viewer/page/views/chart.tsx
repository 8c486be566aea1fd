/**
 * What a log grew by, day by day.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import type { ComponentChildren, JSX } from "preact";
import type { GrowthRow } from "../../wire.ts";
import { START } from "../address.ts";
import { useClock, useModel } from "../context.ts";
import { bytes, count, many } from "../text.ts";

const DAY_MS = 86_400_000;
const HEIGHT = 132;
const WIDTH = 800;
/** The widest bar: a day alone is no wall. */
const WIDEST = 24;

/** Every day from the first to the last, those without records too. */
export function daysOf(rows: readonly GrowthRow[]): GrowthRow[] {
  const known = new Map(rows.map((row) => [row.name, row]));
  const [first] = rows;
  const last = rows.at(-1);
  if (first === undefined || last === undefined) return [];
  const end = Date.parse(last.name);
  const days: GrowthRow[] = [];
  for (let at = Date.parse(first.name); at <= end; at += DAY_MS) {
    const name = new Date(at).toISOString().slice(0, 10);
    days.push(known.get(name) ?? { name, changes: 0, bytes: 0 });
    if (days.length > 4000) return [...rows]; // a clock that was far off
  }
  return days;
}

/** A round number at or above a value. */
function roundUp(value: number): number {
  const unit = 10 ** Math.floor(Math.log10(Math.max(1, value)));
  const step = [1, 2, 3, 4, 5, 6, 8, 10].find((n) => n * unit >= value) ?? 10;
  return step * unit;
}

/** Records by day. */
export function Chart({ days }: { days: readonly GrowthRow[] }): JSX.Element {
  const model = useModel();
  const clock = useClock();
  const most = Math.max(1, ...days.map(({ changes }) => changes));
  const top = roundUp(most);
  const sorted = days.map(({ changes }) => changes).sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const all = days.reduce((sum, { changes }) => sum + changes, 0);
  const outlier = days.length > 3 && most > 2.5 * median
    ? days.findIndex(({ changes }) => changes === most)
    : -1;
  const step = WIDTH / Math.max(1, days.length);
  return (
    <section class="chart">
      <h2>
        Records by day{" "}
        <span class="dim">
          {count(all)} in {many(days.length, "day")}, median {count(median)}
          {outlier >= 0 && days[outlier] && (
            <>
              {"; most on "}
              <b class="outlier">
                {clock.day(days[outlier].name)}: {count(most)}
              </b>
            </>
          )}
        </span>
      </h2>
      <Axes top={count(top)} half={count(top / 2)} days={days}>
        {days.map((day, i) => {
          const height = HEIGHT * day.changes / top;
          return (
            <rect
              key={day.name}
              class={i === outlier ? "bar outlier" : "bar"}
              x={i * step}
              y={HEIGHT - height}
              width={Math.min(WIDEST, Math.max(0.5, step * 0.82))}
              height={height}
              onClick={() => model.go({ ...START, q: day.name })}
            >
              <title>{`${day.name}: ${count(day.changes)}`}</title>
            </rect>
          );
        })}
      </Axes>
      <table class="hidden">
        <caption>Records by day</caption>
        <tbody>
          {days.slice(-400).map((day) => (
            <tr key={day.name}>
              <th scope="row">{day.name}</th>
              <td>{day.changes}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Bytes of changes, added up. */
export function Growth({ days }: { days: readonly GrowthRow[] }): JSX.Element {
  let sum = 0;
  const sums = days.map(({ bytes }) => sum += bytes);
  const top = roundUp(sum);
  const step = WIDTH / Math.max(1, days.length - 1);
  // One day is a line all the same.
  const values = sums.length === 1 ? [0, ...sums] : sums;
  const points = values.map((value, i) =>
    `${(i * step).toFixed(1)},${(HEIGHT - HEIGHT * value / top).toFixed(1)}`
  );
  return (
    <section class="chart">
      <h2>
        Bytes of changes <span class="dim">added up, by day</span>
      </h2>
      <Axes top={bytes(top)} half={bytes(top / 2)} days={days}>
        <polygon
          class="area"
          points={`0,${HEIGHT} ${points.join(" ")} ${WIDTH},${HEIGHT}`}
        />
        <polyline class="curve" points={points.join(" ")} />
      </Axes>
    </section>
  );
}

function Axes(
  { top, half, days, children }: {
    top: string;
    half: string;
    days: readonly GrowthRow[];
    children: ComponentChildren;
  },
): JSX.Element {
  const clock = useClock();
  const at = (part: number) => days[Math.floor(part * (days.length - 1))];
  const names = [0, 1 / 3, 2 / 3, 1].flatMap((part) => {
    const day = at(part);
    return day === undefined ? [] : [clock.short(day.name)];
  });
  return (
    <div class="axes" aria-hidden="true">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none">
        <line class="grid" x1="0" x2={WIDTH} y1="0.5" y2="0.5" />
        <line class="grid" x1="0" x2={WIDTH} y1={HEIGHT / 2} y2={HEIGHT / 2} />
        {children}
        <line
          class="axis"
          x1="0"
          x2={WIDTH}
          y1={HEIGHT - 0.5}
          y2={HEIGHT - 0.5}
        />
      </svg>
      <div class="scale">
        <span>{top}</span>
        <span>{half}</span>
      </div>
      <div class="dates">
        {[...new Set(names)].map((name) => <span key={name}>{name}</span>)}
      </div>
    </div>
  );
}
