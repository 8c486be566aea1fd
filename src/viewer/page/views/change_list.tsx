/**
 * The changes of a record, under what their places have in common.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import type { JSX } from "preact";
import type { RecordAnswer, ShownChange } from "../../wire.ts";
import { count } from "../text.ts";
import {
  Change,
  Lit,
  markOf,
  sizeText,
  spansFrom,
  toneOf,
  Value,
} from "./values.tsx";

/** Changes under the prefix that they have in common. */
export function Changes(
  { record }: { record: RecordAnswer },
): JSX.Element {
  if (record.changes.length === 0) {
    return (
      <p class="empty">
        {record.kind === "snapshot"
          ? "A snapshot changes nothing. State here shows what it holds."
          : "Nothing changed."}
      </p>
    );
  }
  const left = record.count - record.changes.length;
  return (
    <>
      {groupsOf(record.changes).map(([prefix, changes]) => (
        <div class="group" key={prefix}>
          {prefix !== "" && <h3>{prefixParts(prefix)}</h3>}
          {changes.map((change) => (
            <DiffLine
              key={change.at + change.op}
              change={change}
              name={nameBelow(change.at, prefix)}
            />
          ))}
        </div>
      ))}
      {left > 0 && <p class="dim more">and {count(left)} more</p>}
    </>
  );
}

function prefixParts(prefix: string): JSX.Element {
  const at = prefix.lastIndexOf(".") + 1;
  return (
    <>
      <span class="prefix">{prefix.slice(0, at)}</span>
      {prefix.slice(at)}
    </>
  );
}

/** What stands behind a prefix. */
function nameBelow(at: string, prefix: string): string {
  return prefix === "" ? at : at.slice(prefix.length).replace(/^\./, "");
}

/** Changes by the place above theirs, in the order of the record. */
export function groupsOf(
  changes: readonly ShownChange[],
): [prefix: string, changes: ShownChange[]][] {
  const groups = new Map<string, ShownChange[]>();
  for (const change of changes) {
    const prefix = change.at.replace(/(?:\.?[^.[\]]+|\[[^\]]*\])$/, "");
    const group = groups.get(prefix);
    if (group === undefined) groups.set(prefix, [change]);
    else group.push(change);
  }
  return [...groups];
}

function DiffLine(
  { change, name }: { change: ShownChange; name: string },
): JSX.Element {
  const mark = markOf(change);
  const whole = change.new ?? change.old;
  const opened = mark !== "" && (change.leaves?.length ?? 0) > 1;
  const spans = spansFrom(change.lit, change.at.length - name.length);
  return (
    <div class={`lines ${toneOf(change)}`}>
      <div class="diff">
        <span class="mark">{mark}</span>
        <span class="key">
          <Lit text={name} spans={spans} />
        </span>
        <span class="what">
          {opened && whole
            ? <span class="dim">{sizeText(whole)}</span>
            : <Change change={change} wide />}
        </span>
      </div>
      {opened &&
        change.leaves?.map((leaf) => (
          <div class="diff leaf" key={leaf.at}>
            <span class="mark">{mark}</span>
            <span class="key">{leaf.at}</span>
            <span class="what">
              <Value value={leaf.value} />
              {leaf.value.masked && <span class="tag">masked</span>}
            </span>
          </div>
        ))}
      {opened && (change.moreLeaves ?? 0) > 0 && (
        <div class="diff leaf">
          <span class="mark">{mark}</span>
          <span class="dim">{count(change.moreLeaves ?? 0)} more</span>
        </div>
      )}
    </div>
  );
}
