/**
 * What differs between two points.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { ResolvedPoint, ShownChange } from "../../wire.ts";
import { useAnswer, useClock, useModel } from "../context.ts";
import { between, count } from "../text.ts";
import { Copy, Trouble, Waiting } from "./parts.tsx";
import { Side } from "./compare_side.tsx";
import { groupsOf } from "./change_list.tsx";
import { markOf, Tag, TextDiff, toneOf, Value } from "./values.tsx";

/** The screen. */
export function Compare(): JSX.Element {
  const model = useModel();
  const { a, b, at, path } = model.address.value;
  const from = a !== "" ? a : at !== "" ? at : "start";
  const to = b !== "" ? b : "end";
  const [most, setMost] = useState(200);
  useEffect(() => setMost(200), [from, to, path]);
  const followed = to === "end" ? model.settled.value : 0;
  const { answer, error, waiting } = useAnswer(
    (stop) =>
      model.source.compare(
        { a: from, b: to, count: 200, ...(path !== undefined && { path }) },
        stop,
      ),
    [from, to, JSON.stringify(path), followed, model.epoch.value],
  );
  const [further, setFurther] = useState<readonly ShownChange[]>([]);
  useEffect(() => setFurther([]), [answer]);
  const more = async () => {
    const { changes } = await model.source.compare({
      a: from,
      b: to,
      from: most,
      count: 200,
      ...(path !== undefined && { path }),
    });
    setFurther([...further, ...changes]);
    setMost(most + 200);
  };
  const changes = [...answer?.changes ?? [], ...further];
  return (
    <main class="compare">
      <div class="points">
        <PointField
          name="A"
          text={from}
          point={answer?.a}
          onPick={(a) => model.go({ a })}
        />
        <button
          type="button"
          class="plain"
          title="Swap A and B"
          aria-label="Swap A and B"
          onClick={() => model.go({ a: to, b: from })}
        >
          ⇄
        </button>
        <PointField
          name="B"
          text={to}
          point={answer?.b}
          onPick={(b) => model.go({ b })}
        />
        {answer && (
          <span class="dim span">
            {answer.a.head && answer.b.head &&
              `${between(answer.a.head.ts, answer.b.head.ts)}, `}
            {count(Math.abs(answer.b.rev - answer.a.rev))} records
          </span>
        )}
        {answer && (
          <span class="far">
            <span class="added-text">{count(answer.counts.added)} added</span>
            <span class="deleted-text">
              {count(answer.counts.deleted)} deleted
            </span>
            <span>{count(answer.counts.changed)} changed</span>
            <Copy mono text={() => answer.command}>
              {answer.command.split(" ").slice(0, 4).join(" ")}
            </Copy>
          </span>
        )}
      </div>
      {error !== undefined && <Trouble text={error} />}
      {answer === undefined && waiting && <Waiting rows={14} />}
      {answer && (
        <div class="columns2">
          <Side answer={answer} />
          <section class="pane table" aria-label="Differences" tabIndex={0}>
            {answer.total === 0
              ? (
                <p class="empty">
                  No difference between {pointName(answer.a)} and{" "}
                  {pointName(answer.b)}.
                </p>
              )
              : (
                <table>
                  <thead>
                    <tr>
                      <th scope="col">Place</th>
                      <th scope="col">A · {pointName(answer.a)}</th>
                      <th scope="col">B · {pointName(answer.b)}</th>
                    </tr>
                  </thead>
                  {groupsOf(changes).map(([prefix, group]) => (
                    <Group key={prefix} prefix={prefix} changes={group} />
                  ))}
                </table>
              )}
            {changes.length < answer.total && (
              <p class="more">
                <button type="button" class="plain" onClick={() => void more()}>
                  Show {count(Math.min(200, answer.total - changes.length))}
                  {" "}
                  more
                </button>{" "}
                <span class="dim">
                  of {count(answer.total - changes.length)}
                </span>
              </p>
            )}
          </section>
        </div>
      )}
    </main>
  );
}

function pointName({ rev, point }: ResolvedPoint): string {
  return point === "end"
    ? "now"
    : point === "start"
    ? "start"
    : `r${count(rev)}`;
}

/** A field that takes any point. */
function PointField(
  { name, text, point, onPick }: {
    name: string;
    text: string;
    point: ResolvedPoint | undefined;
    onPick: (text: string) => void;
  },
): JSX.Element {
  const clock = useClock();
  return (
    <form
      class="point"
      onSubmit={(event) => {
        event.preventDefault();
        const field = event.currentTarget.elements.namedItem("point");
        if (field instanceof HTMLInputElement) onPick(field.value.trim());
      }}
    >
      <label>
        <b>{name}</b>
        <input
          name="point"
          key={text}
          defaultValue={text === "end" ? "now" : text}
          spellcheck={false}
          autocomplete="off"
          size={Math.max(6, text.length)}
          aria-label={`Point ${name}: r120, yesterday, @deploy, start, now`}
          onFocus={(event) => event.currentTarget.select()}
          onBlur={(event) => {
            const value = event.currentTarget.value.trim();
            const wanted = value === "now" ? "end" : value;
            if (wanted !== text && wanted !== "") onPick(wanted);
          }}
        />
      </label>
      <span class="dim">
        {point?.head &&
          `${clock.day(point.head.ts)} ${clock.time(point.head.ts)}`}
      </span>
    </form>
  );
}

function Group(
  { prefix, changes }: { prefix: string; changes: readonly ShownChange[] },
): JSX.Element {
  const counts = ["added", "deleted", "changed"].flatMap((tone) => {
    const n = changes.filter((change) => toneOf(change) === tone).length;
    return n === 0 ? [] : [`${count(n)} ${tone}`];
  });
  const at = prefix.lastIndexOf(".") + 1;
  return (
    <tbody>
      {prefix !== "" && (
        <tr class="group">
          <th scope="rowgroup" colSpan={3}>
            <span class="prefix">{prefix.slice(0, at)}</span>
            {prefix.slice(at)}
            <span class="far dim">{counts.join(", ")}</span>
          </th>
        </tr>
      )}
      {changes.map((change) => {
        const { old } = change;
        const now = change.new;
        const tone = toneOf(change);
        const name = prefix === ""
          ? change.at
          : change.at.slice(prefix.length).replace(/^\./, "");
        const texts = old?.kind === "text" && now?.kind === "text" &&
          !old.masked && !now.masked && old.text.length + now.text.length > 30;
        return (
          <tr key={change.at + change.op} class={tone}>
            <th scope="row">
              <span class={`mark ${tone}`}>{markOf(change) || "→"}</span>
              <span class="key">{name}</span>
            </th>
            <td class={old !== undefined && now === undefined ? "gone" : ""}>
              {old && <Value value={old} quoted most={120} />}
            </td>
            <td class={old === undefined && now !== undefined ? "came" : ""}>
              {now && (texts && old
                ? <TextDiff from={old.text} to={now.text} />
                : <Value value={now} quoted most={120} />)}
              {old?.masked && now?.masked && <Tag>masked, differs</Tag>}
            </td>
          </tr>
        );
      })}
    </tbody>
  );
}
