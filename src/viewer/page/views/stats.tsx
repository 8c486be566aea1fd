/**
 * What the log is made of: six figures, two charts, three tables.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import type { GrowthRow, StatsAnswer } from "../../wire.ts";
import { START } from "../address.ts";
import { useAnswer, useClock, useModel } from "../context.ts";
import { amountOf, bytes, count, many } from "../text.ts";
import { Named, Trouble, Waiting } from "./parts.tsx";

const DAY_MS = 86_400_000;
const HEIGHT = 132;
const WIDTH = 800;
/** So many rows a table has at first. */
const FEW = 7;

/** The screen. */
export function Stats(): JSX.Element {
  const model = useModel();
  const { answer, error, waiting } = useAnswer(
    (stop) => model.source.stats({ depth: 1 }, stop),
    [model.epoch.value, Math.floor(model.rev.value / 1000)],
  );
  return (
    <main class="stats">
      {error !== undefined && <Trouble text={error} />}
      {answer === undefined && waiting && <Waiting rows={14} />}
      {answer && answer.changes === 0 && <p class="empty">No records yet.</p>}
      {answer && answer.changes > 0 && <Told stats={answer} />}
    </main>
  );
}

function Told({ stats }: { stats: StatsAnswer }): JSX.Element {
  const model = useModel();
  const clock = useClock();
  const days = daysOf(stats.days);
  const info = model.info.value;
  const span = Math.max(1, days.length);
  const users = stats.users.filter(({ name }) => name !== "").length;
  const figures: [string, string, string][] = [
    [count(stats.changes), "", `records, ${many(stats.snapshots, "snapshot")}`],
    [...amountOf(info?.size ?? 0), `file, +${bytes(stats.bytes / span)} a day`],
    [...amountOf(stats.snapshotBytes), "snapshots"],
    [...amountOf(stats.bytes / stats.changes), "a record, on average"],
    [count(stats.actions.length), "", `actions, ${many(users, "user")}`],
    [
      count(span),
      span === 1 ? "day" : "days",
      `since ${clock.short(stats.since ?? "")}`,
    ],
  ];
  return (
    <div class="columns2">
      <section class="pane" aria-label="Figures and charts" tabIndex={0}>
        <dl class="figures">
          {figures.map(([value, unit, what]) => (
            <div key={what}>
              <dt>{what}</dt>
              <dd>
                {value} <small>{unit}</small>
              </dd>
            </div>
          ))}
        </dl>
        <Chart days={days} />
        <Growth days={days} />
      </section>
      <section class="side" aria-label="By place, action and user" tabIndex={0}>
        <Table
          title="By place"
          head="Place"
          kind="path"
          rows={stats.places}
          by="bytes"
        />
        <Table
          title="By action"
          head="Action"
          kind="action"
          rows={stats.actions}
          by="changes"
        />
        <Table
          title="By user"
          head="User"
          kind="user"
          rows={stats.users}
          by="changes"
        />
      </section>
    </div>
  );
}

/** Every day from the first to the last, those without records too. */
function daysOf(rows: readonly GrowthRow[]): GrowthRow[] {
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

function Chart({ days }: { days: readonly GrowthRow[] }): JSX.Element {
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
      <h3>
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
      </h3>
      <Axes top={count(top)} half={count(top / 2)} days={days}>
        {days.map((day, i) => {
          const height = HEIGHT * day.changes / top;
          return (
            <rect
              key={day.name}
              class={i === outlier ? "bar outlier" : "bar"}
              x={i * step}
              y={HEIGHT - height}
              width={Math.max(0.5, step * 0.82)}
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

function Growth({ days }: { days: readonly GrowthRow[] }): JSX.Element {
  let sum = 0;
  const sums = days.map(({ bytes }) => sum += bytes);
  const top = roundUp(sum);
  const step = WIDTH / Math.max(1, days.length - 1);
  const points = sums.map((value, i) =>
    `${(i * step).toFixed(1)},${(HEIGHT - HEIGHT * value / top).toFixed(1)}`
  );
  return (
    <section class="chart">
      <h3>
        Bytes of changes <span class="dim">added up, by day</span>
      </h3>
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

function Table(
  { title, head, kind, rows, by }: {
    title: string;
    head: string;
    kind: "path" | "action" | "user";
    rows: readonly GrowthRow[];
    by: "bytes" | "changes";
  },
): JSX.Element {
  const [all, setAll] = useState(false);
  const sorted = rows.toSorted((a, b) => b[by] - a[by]);
  const shown = all ? sorted : sorted.slice(0, FEW);
  const most = Math.max(1, ...rows.map((row) => row[by]));
  return (
    <>
      <h3>
        {title} <span class="dim">{count(rows.length)}</span>
      </h3>
      <table class="bars">
        <thead>
          <tr>
            <th scope="col">{head}</th>
            <th scope="col">
              <span class="hidden">Share</span>
            </th>
            <th scope="col" class="number">Bytes</th>
            <th scope="col" class="number">Records</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr key={row.name}>
              <th scope="row" class={kind === "path" ? "mono" : ""}>
                {row.name === ""
                  ? <span class="dim">none named</span>
                  : <Named kind={kind} name={row.name} />}
              </th>
              <td>
                <svg class="barline" height="8" aria-hidden="true">
                  <rect
                    class="share"
                    width={`${100 * row[by] / most}%`}
                    height="8"
                  />
                </svg>
              </td>
              <td class="number">{bytes(row.bytes)}</td>
              <td class="number">{count(row.changes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > shown.length && (
        <button
          type="button"
          class="plain more"
          onClick={() => setAll(true)}
        >
          {count(rows.length - shown.length)} more
        </button>
      )}
    </>
  );
}
