/**
 * What differs between two points, counted by place; and who made it.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import type { JSX } from "preact";
import type { CompareAnswer, DiffCounts } from "../../wire.ts";
import { useModel } from "../context.ts";
import { count } from "../text.ts";
import { Named } from "./parts.tsx";

/** The counts; each place filters what is shown. */
export function Side({ answer }: { answer: CompareAnswer }): JSX.Element {
  const model = useModel();
  const { path } = model.address.value;
  const sum = ({ added, deleted, changed }: DiffCounts) =>
    added + deleted + changed;
  const most = Math.max(1, ...answer.places.map(sum));
  const name = path === undefined ? undefined : String(path[0]);
  return (
    <section class="side" aria-label="By place and user" tabIndex={0}>
      <table class="bars">
        <thead>
          <tr>
            <th scope="col">Place</th>
            <th scope="col">
              <span class="hidden">Share</span>
            </th>
            <th scope="col" class="number" aria-label="Added">+</th>
            <th scope="col" class="number" aria-label="Deleted">−</th>
            <th scope="col" class="number" aria-label="Changed">→</th>
          </tr>
        </thead>
        <tbody>
          <tr class={name === undefined ? "selected" : ""}>
            <th scope="row">
              <button
                type="button"
                class="plain text"
                onClick={() => model.go({ path: undefined })}
              >
                everywhere
              </button>
            </th>
            <td />
            <Numbers of={answer.counts} />
          </tr>
          {answer.places.map((place) => (
            <tr key={place.name} class={name === place.name ? "selected" : ""}>
              <th scope="row">
                <button
                  type="button"
                  class="plain text mono"
                  onClick={() =>
                    model.go({ path: [place.name] })}
                >
                  {place.name}
                </button>
              </th>
              <td>
                <Bars of={place} most={most} />
              </td>
              <Numbers of={place} />
            </tr>
          ))}
        </tbody>
      </table>
      <h2>
        By whom{" "}
        <span class="dim">
          {count(answer.users.reduce((sum, user) => sum + user.count, 0))}{" "}
          records
        </span>
      </h2>
      <table class="bars">
        <tbody>
          {answer.users.map((user) => (
            <tr key={user.name}>
              <th scope="row">
                {user.name === ""
                  ? <span class="dim">nobody named</span>
                  : <Named kind="user" name={user.name} />}
              </th>
              <td class="number">{count(user.count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** How many were added, deleted and changed: none is a dot. */
function Numbers({ of }: { of: DiffCounts }): JSX.Element {
  const text = (value: number, sign: string) =>
    value === 0 ? <span class="dim">·</span> : sign + count(value);
  return (
    <>
      <td class="number added-text">{text(of.added, "+")}</td>
      <td class="number deleted-text">{text(of.deleted, "−")}</td>
      <td class="number">{text(of.changed, "")}</td>
    </>
  );
}

function Bars({ of, most }: { of: DiffCounts; most: number }): JSX.Element {
  let x = 0;
  return (
    <svg class="barline" height="8" aria-hidden="true">
      {(["added", "deleted", "changed"] as const).map((tone) => {
        const width = 100 * of[tone] / most;
        const from = x;
        x += width;
        return width > 0 && (
          <rect
            key={tone}
            class={`part ${tone}`}
            x={`${from}%`}
            width={`${width}%`}
            height="8"
          />
        );
      })}
    </svg>
  );
}
