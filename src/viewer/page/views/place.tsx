/**
 * The pane of one place: its value, who set it, and all its values.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import type { ComponentChildren, JSX } from "preact";
import type { PastValue, WirePath } from "../../wire.ts";
import { useAnswer, useClock, useModel, useNow } from "../context.ts";
import { ageOf, count } from "../text.ts";
import { Back, By, Copy, Rev, Trouble, Waiting } from "./parts.tsx";
import { Place, sizeText, Value } from "./values.tsx";

/** What is seen of a place at a point, with all its values. */
export function PlacePane(
  { path, at, command, children }: {
    path: WirePath | undefined;
    at: string;
    command: string;
    children?: ((set: PastValue | undefined) => ComponentChildren) | undefined;
  },
): JSX.Element {
  const model = useModel();
  const { view } = model.address.value;
  const clock = useClock();
  const now = useNow();
  const point = model.point.value?.rev ?? Infinity;
  const followed = at === "" ? model.settled.value : 0;
  const values = useAnswer(
    path === undefined
      ? undefined
      : (stop) => model.source.values({ path }, stop),
    [JSON.stringify(path), followed],
  );
  const whole = useAnswer(
    path === undefined
      ? undefined
      : (stop) => model.source.value({ path, ...(at !== "" && { at }) }, stop),
    [JSON.stringify(path), at, followed],
  );
  if (path === undefined) {
    return (
      <section class="detail" aria-label="Place">
        <p class="empty">
          Nothing is selected. <kbd>j</kbd> and <kbd>k</kbd>{" "}
          go from place to place, <kbd>Enter</kbd> opens one.
        </p>
      </section>
    );
  }
  const list = values.answer?.values ?? [];
  const set = list.find(({ by }) => by.rev <= point);
  const later = list.findLast(({ by }) => by.rev > point);
  const name = values.answer?.at ?? "";
  const value = whole.answer?.value;
  return (
    <section class="detail" aria-label="Place">
      <Back to={view === "blame" ? "Blame" : "State"} />
      <header>
        <h2 class="mono">
          <Place at={name} />
        </h2>
      </header>
      <div class="part" tabIndex={0} role="region" aria-label="About the place">
        {(values.error ?? whole.error) !== undefined && (
          <Trouble text={values.error ?? whole.error ?? ""} />
        )}
        {values.answer === undefined && values.waiting && <Waiting />}
        {value !== undefined && (
          <dl class="facts">
            <dt>Value</dt>
            <dd class="wrapped">
              <Value value={value} quoted />
            </dd>
            <dt>Type</dt>
            <dd>
              {value.kind}
              {sizeText(value) !== value.kind && `, ${sizeText(value)}`}
            </dd>
            {set !== undefined && (
              <>
                <dt>Set by</dt>
                <dd>
                  <By head={set.by} /> in <Rev rev={set.by.rev} />
                </dd>
                <dt>When</dt>
                <dd>{clock.full(set.by.ts)}</dd>
              </>
            )}
            {later?.value !== undefined && (
              <>
                <dt>Later</dt>
                <dd>
                  <Value value={later.value} quoted most={40} /> in{" "}
                  <Rev rev={later.by.rev} />
                </dd>
              </>
            )}
          </dl>
        )}
        {list.length > 0 && (
          <>
            <h3>
              All its values{" "}
              <span class="dim">
                {count(list.length)}
                {values.answer?.more ? " and more" : ""}, newest first
              </span>
            </h3>
            <ol class="values">
              {list.map((past) => (
                <li
                  key={past.by.rev}
                  class={past === set
                    ? "selected"
                    : past.by.rev > point
                    ? "later"
                    : ""}
                >
                  <i class={`age a${ageOf(past.by.ts, now)}`} />
                  <Rev rev={past.by.rev} />
                  <span class="what">
                    {past.value === undefined
                      ? <span class="dim">deleted</span>
                      : <Value value={past.value} quoted most={60} />}
                  </span>
                  <span class="who">
                    {past.inherited
                      ? <span class="dim">older</span>
                      : <By head={past.by} />}
                  </span>
                  <time dateTime={past.by.ts} title={clock.full(past.by.ts)}>
                    {clock.short(past.by.ts)}
                  </time>
                </li>
              ))}
            </ol>
          </>
        )}
        {children?.(set)}
      </div>
      <footer>
        <span class="dim">Copy</span>
        <Copy text={() => name}>
          path <kbd>c</kbd>
        </Copy>
        <Copy text={() => whole.answer?.text ?? ""}>value</Copy>
        <Copy text={() => location.href}>link</Copy>
        <span class="far">
          <Copy mono text={() => command}>{command}</Copy>
        </span>
      </footer>
    </section>
  );
}
