/**
 * What differs between two points, counted by place; and who made it.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import type { JSX } from "preact";
import type { CompareAnswer } from "../../wire.ts";
import { useModel } from "../context.ts";
import { count } from "../text.ts";
import { Named } from "./parts.tsx";

/** The counts; each place filters what is shown. */
export function Side({ answer }: { answer: CompareAnswer }): JSX.Element {
  const model = useModel();
  const { path } = model.address.value;
  const most = Math.max(1, ...answer.places.map(({ count }) => count));
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
            <th scope="col" class="number">Places</th>
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
            <td class="number">{count(answer.total)}</td>
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
                <svg class="barline" height="8" aria-hidden="true">
                  <rect
                    class="bar"
                    width={`${100 * place.count / most}%`}
                    height="8"
                  />
                </svg>
              </td>
              <td class="number">{count(place.count)}</td>
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
