/**
 * The search: a field, and its terms as they were understood.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { useModel } from "../context.ts";
import { count } from "../text.ts";

/** The search. */
export function SearchBox(): JSX.Element {
  const model = useModel();
  const { q, record } = model.address.value;
  const [text, setText] = useState(q);
  const [editing, setEditing] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => setText(q), [q]);
  const search = model.search.value;
  const chips = model.chips.value;
  const wrong = chips.find(({ kind }) => kind === "wrong");
  const submit = () => model.go({ view: "timeline", q: text.trim() });
  const showChips = !editing && q !== "" && chips.length > 0;
  const at = search?.hits.indexOf(record) ?? -1;
  return (
    <search class={wrong ? "search wrong" : "search"}>
      <form
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
          input.current?.blur();
        }}
      >
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <circle cx="7" cy="7" r="4.5" />
          <path d="M10.5 10.5l4 4" />
        </svg>
        {showChips && chips.map((chip, i) => (
          <button
            type="button"
            key={i}
            class={`chip ${chip.kind}`}
            title="Remove this term"
            onClick={() => {
              const rest = chips.filter((_, other) => other !== i);
              model.go({ q: rest.map(({ text }) => text).join(" ") });
            }}
          >
            <span class="dim">{chip.key}</span>
            {chip.value}
          </button>
        ))}
        <input
          ref={input}
          id="search"
          value={showChips ? "" : text}
          aria-label="Search all history"
          aria-describedby="search-state"
          placeholder={showChips
            ? ""
            : "Search: word, path=value, user: action: path:"}
          spellcheck={false}
          autocomplete="off"
          onFocus={() => setEditing(true)}
          onBlur={() => {
            setEditing(false);
            if (text.trim() !== q) submit();
          }}
          onInput={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Escape") {
              setText(q);
              event.currentTarget.blur();
            }
          }}
        />
        <span class="state" id="search-state">
          {search && search.error === undefined && (
            <>
              {at >= 0 && `${count(at + 1)} of `}
              {count(search.hits.length)}
              {at < 0 && " hits"}
              {!search.done && !search.stopped && ` · ${search.percent} % read`}
              {search.stopped && " · stopped"}
            </>
          )}
        </span>
        {search && !search.done && !search.stopped && (
          <button
            type="button"
            class="plain"
            onClick={() => model.stopSearch()}
          >
            Stop
          </button>
        )}
        {q === "" && !editing && <kbd>/</kbd>}
        {search && !search.done && !search.stopped && (
          <progress
            class="read"
            max={100}
            value={search.percent}
            aria-label="read"
          />
        )}
      </form>
      {(wrong?.error ?? search?.error) !== undefined && (
        <p class="mistake" role="alert">{wrong?.error ?? search?.error}</p>
      )}
    </search>
  );
}
