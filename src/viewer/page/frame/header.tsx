/**
 * The frame of all screens: what is seen, the search, the tabs, the point.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import type { JSX } from "preact";
import type { InfoAnswer } from "../../wire.ts";
import { VIEWS } from "../address.ts";
import { useClock, useModel } from "../context.ts";
import { count } from "../text.ts";
import { SearchBox } from "./search_box.tsx";
import { Slider } from "./slider.tsx";

const NAMES = {
  timeline: "Timeline",
  state: "State",
  blame: "Blame",
  compare: "Compare",
  stats: "Stats",
} as const;

/** The name of the file, how the server is, the search. */
export function Header(): JSX.Element {
  const model = useModel();
  const info = model.info.value;
  const health = model.health.value;
  const { dark } = model;
  const clock = useClock();
  return (
    <header class="top">
      <h1 title={info?.path}>{info?.file ?? "…"}</h1>
      <span class="rev">r{count(model.rev.value)}</span>
      {info?.live && (
        <span class={`health ${health}`}>
          <i aria-hidden="true" />
          {health === "still" ? "…" : health}
        </span>
      )}
      {info && !info.live && (
        <span class="copy" title={`Exported ${clock.full(info.now)}`}>
          {copyText(info)}, {clock.short(info.now)}
        </span>
      )}
      <SearchBox />
      <span class="controls">
        <button
          type="button"
          class="plain text zone"
          aria-pressed={model.utc.value}
          title="Times in UTC or in the local zone (u)"
          onClick={() => model.utc.value = !model.utc.value}
        >
          {model.utc.value ? "UTC" : "Local"}
        </button>
        <button
          type="button"
          class="plain text theme"
          aria-label={dark ? "Light colours" : "Dark colours"}
          title="Light or dark (d)"
          onClick={() => model.turnTheme()}
        >
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <circle cx="8" cy="8" r="6" />
            <path d="M8 2a6 6 0 0 1 0 12z" />
          </svg>
        </button>
        <button
          type="button"
          class="plain text"
          aria-label="Keys"
          title="Keys (?)"
          onClick={() => model.help.value = true}
        >
          ?
        </button>
      </span>
    </header>
  );
}

/** What an exported file has, in words. */
function copyText({ part, rev }: InfoAnswer): string {
  if (part === undefined || part.from === 1 && part.to === part.rev) {
    return "a copy";
  }
  return `a copy of r${count(part.from)} to r${count(rev)}`;
}

/** The tabs, and the point that is looked at. */
export function Bar(): JSX.Element {
  const model = useModel();
  const clock = useClock();
  const { view, at } = model.address.value;
  const past = at !== "";
  const live = model.info.value?.live ?? true;
  const point = model.point.value;
  const wrong = model.pointError.value;
  return (
    <div class="framebar">
      <nav aria-label="Screens">
        {VIEWS.map((name) => (
          <a
            key={name}
            href={`#/${name}`}
            aria-current={view === name ? "page" : undefined}
            onClick={(event) => {
              if (event.ctrlKey || event.metaKey) return;
              event.preventDefault();
              model.view(name);
            }}
          >
            {NAMES[name]}
          </a>
        ))}
      </nav>
      <section aria-label="Point in time">
        <Slider />
        <span class="point">
          {!past && (
            <>
              <b>{live ? "now" : "the end"}</b>{" "}
              <span class="dim">· r{count(model.rev.value)}</span>
            </>
          )}
          {past && wrong !== undefined && <span role="alert">{wrong}</span>}
          {past && point && (
            <>
              <span class="wide">As of</span>
              <b>r{count(point.rev)}</b>
              {point.head && (
                <>
                  {" · "}
                  <b class="wide">
                    {clock.day(point.head.ts)} {clock.time(point.head.ts)}
                  </b>
                  <b class="slim">{clock.short(point.head.ts)}</b>
                </>
              )}
              <span class="wide">
                {" · "}
                {count(Math.max(0, model.rev.value - point.rev))} records ago
              </span>
            </>
          )}
        </span>
        {past && (
          <button
            type="button"
            class="button now"
            onClick={() => model.go({ at: "" })}
          >
            <span class="wide">
              Back to {live ? "now" : "the end"} <kbd>Esc</kbd>
            </span>
            <span class="slim">{live ? "Now" : "End"}</span>
          </button>
        )}
      </section>
    </div>
  );
}

/** What is said where the server does not answer. */
export function Offline(): JSX.Element | null {
  const model = useModel();
  if (model.health.value !== "offline") return null;
  return (
    <div class="offline" role="status">
      The viewer's server does not answer{" "}
      ({model.offline.value}). What was read stays; it is tried again by itself.
      {" "}
      <button
        type="button"
        class="plain"
        onClick={() => model.source.wake?.()}
      >
        Try now
      </button>
    </div>
  );
}
