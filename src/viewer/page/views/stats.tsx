/**
 * What the log is made of: six figures, two charts, three tables.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { GrowthRow, StatsAnswer } from "../../wire.ts";
import { useAnswer, useClock, useModel } from "../context.ts";
import { amountOf, bytes, count, many } from "../text.ts";
import { Chart, daysOf, Growth } from "./chart.tsx";
import { Named, Rev, Trouble, Waiting } from "./parts.tsx";

/** So many rows a table has at first. */
const FEW = 7;

/** The screen. */
export function Stats(): JSX.Element {
  const model = useModel();
  const { answer, error, waiting } = useAnswer(
    (stop) => model.source.stats({ depth: 1 }, stop),
    [model.epoch.value, Math.floor(model.settled.value / 1000)],
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
        {stats.recent.length > 0 && <Snapshots stats={stats} />}
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

/** The last snapshots. */
function Snapshots({ stats }: { stats: StatsAnswer }): JSX.Element {
  const clock = useClock();
  const { recent, snapshots } = stats;
  return (
    <section class="chart">
      <h2>
        Snapshots{" "}
        <span class="dim">last {recent.length} of {count(snapshots)}</span>
      </h2>
      <table class="bars">
        <thead>
          <tr>
            <th scope="col">Snapshot</th>
            <th scope="col">At</th>
            <th scope="col" class="number">When</th>
            <th scope="col" class="number">Version</th>
            <th scope="col" class="number">Bytes</th>
            <th scope="col" class="number">Records since the last</th>
          </tr>
        </thead>
        <tbody>
          {recent.map((one) => (
            <tr key={one.label}>
              <th scope="row" class="mono">{one.label}</th>
              <td>{one.rev > 0 ? <Rev rev={one.rev} /> : "r0"}</td>
              <td class="number">{clock.short(one.ts)} {clock.time(one.ts)}</td>
              <td class="number">v{one.version}</td>
              <td class="number">{bytes(one.bytes)}</td>
              <td class="number">{count(one.since)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
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
      <h2>
        {title} <span class="dim">{count(rows.length)}</span>
      </h2>
      <table class="bars">
        <thead>
          <tr>
            <th scope="col">{head}</th>
            <th scope="col">
              <span class="hidden">Share</span>
            </th>
            <th scope="col" class="number">
              {by === "bytes" ? "Bytes" : "Records"}
            </th>
            <th scope="col" class="number">
              {by === "bytes" ? "Records" : "Bytes each"}
            </th>
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
              <td class="number">
                {by === "bytes" ? bytes(row.bytes) : count(row.changes)}
              </td>
              <td class="number">
                {by === "bytes"
                  ? count(row.changes)
                  : count(Math.round(row.bytes / Math.max(1, row.changes)))}
              </td>
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
