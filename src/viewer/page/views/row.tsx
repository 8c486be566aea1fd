/**
 * A record as a row of the timeline.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import type { JSX } from "preact";
import type { RecordRow, ShownValue } from "../../wire.ts";
import { bytes, type Clock, count } from "../text.ts";
import { Named } from "./parts.tsx";
import { labelText } from "./record.tsx";
import { Change, Lit, markOf, Place, toneOf } from "./values.tsx";

interface RowProps {
  readonly at: number;
  readonly row: RecordRow | undefined;
  /** The row above it, which is newer. */
  readonly above: RecordRow | undefined;
  readonly selected: boolean;
  readonly hit: boolean;
  readonly fresh: boolean;
  readonly clock: Clock;
  readonly height: number;
  onSelect(): void;
}

/** A row; what has not come yet keeps its place. */
export function Row(props: RowProps): JSX.Element {
  const { at, above, selected, fresh, clock, onSelect } = props;
  const row = props.hit || props.row === undefined
    ? props.row
    : unlit(props.row);
  const height = { height: `${props.height}px` };
  if (row === undefined) {
    return (
      <div class="row blank" role="row" aria-rowindex={at + 1} style={height}>
        <span role="gridcell" aria-label="reading" />
      </div>
    );
  }
  const { kind, ts, action, user, changes, error, label } = row;
  const newDay = above !== undefined && clock.day(above.ts) !== clock.day(ts);
  const [first] = changes;
  const classes = [
    "row",
    kind,
    selected ? "selected" : "",
    newDay ? "newday" : "",
    fresh ? "fresh" : "",
  ].filter((name) => name !== "").join(" ");
  return (
    <div
      class={classes}
      id={`timeline-${at}`}
      role="row"
      aria-rowindex={at + 1}
      aria-selected={selected}
      style={height}
      onClick={onSelect}
    >
      <span role="gridcell" class="c-rev">
        {labelText(label).replace(/^r/, "")}
      </span>
      <span role="gridcell" class="c-time" title={clock.full(ts)}>
        {newDay && <b class="date">{clock.short(ts)}</b>} {clock.time(ts)}
      </span>
      <span role="gridcell" class="c-action">
        {kind === "snapshot"
          ? <span class="dim">snapshot</span>
          : kind === "damaged"
          ? <span class="wrong">damaged</span>
          : <Lit text={action} spans={row.lit?.action} />}
      </span>
      <span role="gridcell" class="c-user">
        {user !== undefined && (
          <Named
            kind="user"
            name={user}
            lit={row.lit?.user}
          />
        )}
      </span>
      <span role="gridcell" class="c-changes">
        {kind === "snapshot"
          ? <span class="dim">r{count(row.rev)} · {bytes(row.bytes)}</span>
          : error !== undefined
          ? <span class="wrong">{error}</span>
          : first === undefined
          ? <span class="dim">nothing changed</span>
          : (
            <>
              <span class={`mark ${toneOf(first)}`}>{markOf(first)}</span>
              <span class="line">
                <Place at={first.at} lit={first.lit} />
                <Change change={first} />
              </span>
              {row.count > 1 && (
                <span class="more">+{count(row.count - 1)} more</span>
              )}
            </>
          )}
      </span>
    </div>
  );
}

/** A row that is no hit: one term of several may match it all the same. */
function unlit(row: RecordRow): RecordRow {
  const bare = (value: ShownValue | undefined) =>
    value && { ...value, lit: undefined };
  return {
    ...row,
    lit: undefined,
    changes: row.changes.map((change) => ({
      ...change,
      lit: undefined,
      old: bare(change.old),
      new: bare(change.new),
    })),
  };
}
