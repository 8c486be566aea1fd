/**
 * The timeline: all records, the newest first, one of them whole, and the strip.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { useClock, useMedia, useModel } from "../context.ts";
import { Rows } from "../rows.ts";
import { count } from "../text.ts";
import { List } from "./list.tsx";
import { Trouble } from "./parts.tsx";
import { RecordPane } from "./record.tsx";
import { Row } from "./row.tsx";
import { Strip } from "./strip.tsx";

/** The height of a row where it has one line, and where it has two. */
const ROW = 26;
const TALL = 52;
const NARROW = "(max-width: 699px)";
const TOUCH = "(pointer: coarse)";

/** The screen. */
export function Timeline(): JSX.Element {
  const model = useModel();
  const { record } = model.address.value;
  const [rows] = useState(() =>
    // A snapshot is a record, too, and nobody tells of it.
    new Rows(model.source, (now, rev) => model.counted(now, rev))
  );
  const narrow = useMedia(NARROW);
  const touch = useMedia(TOUCH);
  const row = narrow ? TALL : touch ? 44 : ROW;
  const records = model.records.value;
  const past = model.point.value;
  const [seen, setSeen] = useState({ first: 0, rows: 20 });
  /** Records from here on are new: they are shown once they are asked for. */
  const [upTo, setUpTo] = useState(records);
  const fresh = useRef(records);
  const paused = model.paused.value;
  rows.version.value;

  useEffect(() => {
    rows.clear();
    setUpTo(model.records.peek());
    fresh.current = model.records.peek();
  }, [model.epoch.value]);
  useEffect(() => {
    // Who reads further down, or paused, is not moved.
    const atTop = seen.first === 0 && !paused && record < 0;
    if (atTop || upTo === 0) setUpTo(records);
  }, [records, paused]);
  const lit = model.lit.value.lit;
  useEffect(() => rows.light(lit), [lit]);
  // In the past the list begins at the record of that point.
  const total = past?.index === undefined
    ? upTo
    : Math.min(upTo, past.index + 1);
  const indexAt = (at: number) => total - 1 - at;
  useEffect(() => {
    rows.want(indexAt(seen.first + seen.rows), indexAt(seen.first), total);
  }, [seen.first, seen.rows, total, model.epoch.value]);

  const search = model.search.value;
  const hits = new Set(search?.hits);
  const selected = record < 0 || record >= total ? -1 : indexAt(record);
  const select = (at: number) => {
    const index = indexAt(Math.min(Math.max(at, 0), total - 1));
    if (index >= 0) model.go({ record: index }, true);
  };
  const waiting = records - upTo;
  const showNew = () => {
    setUpTo(records);
    model.paused.value = false;
    const list = document.getElementById("timeline");
    if (list !== null) list.scrollTop = 0;
  };
  const first = rows.at(indexAt(seen.first));
  const clock = useClock();
  const empty = search !== undefined && search.done && search.hits.length === 0;
  useEffect(() => {
    const change = rows.at(record)?.changes[0];
    model.place.value = change?.at ?? "";
  }, [record, rows.version.value]);

  return (
    <main class={record >= 0 ? "timeline opened" : "timeline"}>
      <section class="pane records" aria-label="Records">
        <div class="head columns">
          <span class="c-rev">Revision</span>
          <span class="c-time date">{first && clock.day(first.ts)}</span>
          <span class="c-action">Action</span>
          <span class="c-user">User</span>
          <span class="c-changes">Changes</span>
          <span class="far">
            {count(total)} records
            {waiting > 0 && (
              <button type="button" class="pill" onClick={showNew}>
                {paused ? "Paused, " : ""}
                {count(waiting)} new ↑
              </button>
            )}
            {waiting === 0 && paused && <span class="tag">paused</span>}
          </span>
        </div>
        {rows.error.value !== undefined && <Trouble text={rows.error.value} />}
        {empty && (
          <p class="empty">
            Nothing matches {search.q} in {count(records)} records.{" "}
            <button
              type="button"
              class="plain"
              onClick={() => model.go({ q: "" })}
            >
              Remove the search
            </button>
          </p>
        )}
        {total === 0 && <p class="empty">No records yet.</p>}
        <List
          id="timeline"
          label="Records, the newest first"
          role="grid"
          columns={5}
          total={total}
          row={row}
          selected={selected}
          onWindow={(first, rows) => setSeen({ first, rows })}
          render={(at) => {
            const index = indexAt(at);
            return (
              <Row
                key={index}
                at={at}
                row={rows.at(index)}
                above={rows.at(index + 1)}
                selected={index === record}
                hit={hits.has(index)}
                fresh={index >= fresh.current}
                clock={clock}
                height={row}
                onSelect={() => select(at)}
              />
            );
          }}
        />
      </section>
      <RecordPane index={record} />
      <Strip
        total={total}
        seen={seen}
        flat={narrow}
        onGo={(at) => {
          const list = document.getElementById("timeline");
          if (list !== null) {
            list.scrollTop = (list.scrollHeight - list.clientHeight) *
              Math.min(1, at / Math.max(1, total - seen.rows));
          }
        }}
      />
    </main>
  );
}
