/**
 * Values, places and changes as lines of text.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import { count, many } from "../text.ts";
import type { ShownChange, ShownValue, Spans, WirePath } from "../../wire.ts";

/** A text, visibly, with the parts lit that a search means. */
export function Lit(
  { text, spans = [] }: { text: string; spans?: Spans | undefined },
): JSX.Element {
  const parts: ComponentChildren[] = [];
  let at = 0;
  for (const [from, to] of spans) {
    if (from >= text.length) break;
    parts.push(
      visible(text.slice(at, from)),
      <mark>{visible(text.slice(from, to))}</mark>,
    );
    at = to;
  }
  return <>{parts}{visible(text.slice(at))}</>;
}

/** Spans of a text as those of what stands in it from one place on. */
export function spansFrom(spans: Spans | undefined, start: number): Spans {
  return (spans ?? []).filter(([, to]) => to > start)
    .map(([from, to]) => [Math.max(0, from - start), to - start]);
}

/** Characters that would not be seen, or would turn others around, as escapes. */
export function visible(text: string): string {
  return text.replace(
    /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu,
    (one) =>
      one === "\n"
        ? "⏎"
        : one === "\t"
        ? "⇥"
        : `\\u{${one.codePointAt(0)?.toString(16)}}`,
  );
}

/** A value in one line; `quoted` where it is not told from others by its place. */
export function Value(
  { value, quoted = false, most = 400 }: {
    value: ShownValue;
    quoted?: boolean | undefined;
    most?: number | undefined;
  },
): JSX.Element {
  const { kind, text, cut, masked, lit } = value;
  if (masked) return <span class="value masked">••••••</span>;
  const plain = kind === "text" && !quoted &&
    !/^$|^[\s\d"'[{]|^(?:true|false|null)$/.test(text);
  const shown = text.length > most ? text.slice(0, most) : text;
  const more = cut || text.length > most ? "…" : "";
  const quote = kind === "text" && !plain ? '"' : "";
  return (
    <span class={`value ${kind}`}>
      {quote}
      <Lit text={shown} spans={lit} />
      {more + quote}
    </span>
  );
}

/** What a value is, in words: `7 characters`, `4 keys`. */
export function sizeText({ kind, size = 0, masked }: ShownValue): string {
  if (masked) return "masked";
  switch (kind) {
    case "text":
      return many(size, "char");
    case "object":
    case "map":
      return many(size, "key");
    case "list":
      return many(size, "item");
    case "set":
      return many(size, "member");
    case "bytes":
      return many(size, "byte");
    default:
      return kind;
  }
}

/** A place: what leads to it is dim. */
export function Place(
  { at, lit }: { at: string; lit?: Spans | undefined },
): JSX.Element {
  const end = /(?:[^.[\]]+|\[[^\]]*\])$/.exec(at)?.index ?? 0;
  return (
    <span class="place" title={at}>
      <span class="prefix">
        <Lit text={at.slice(0, end)} spans={lit} />
      </span>
      <span class="last">
        <Lit text={at.slice(end)} spans={spansFrom(lit, end)} />
      </span>
    </span>
  );
}

/** `+` for what came, `−` for what went. */
export function markOf({ op }: ShownChange): "+" | "−" | "" {
  if (op === "add" || op === "insert") return "+";
  return op === "delete" || op === "remove" ? "−" : "";
}

/** The class of a change, for its tint. */
export function toneOf(change: ShownChange): "added" | "deleted" | "changed" {
  const mark = markOf(change);
  return mark === "+" ? "added" : mark === "−" ? "deleted" : "changed";
}

/** Where two texts begin to differ, and where they are the same again at the end. */
function differing(a: string, b: string): [start: number, end: number] {
  let start = 0;
  const most = Math.min(a.length, b.length);
  while (start < most && a[start] === b[start]) start++;
  let end = 0;
  while (end < most - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  return [start, end];
}

/** So many characters are shown around what differs. */
const AROUND = 24;

/** Two texts as one: what went, what came, and a little around. */
export function TextDiff(
  { from, to, most = 160 }: {
    from: string;
    to: string;
    most?: number | undefined;
  },
): JSX.Element {
  const [whole, setWhole] = useState(false);
  const [start, end] = differing(from, to);
  const isCut = start > AROUND || end > AROUND * 2 ||
    Math.max(from.length, to.length) - start - end > most;
  if (whole) {
    return (
      <span class="value text wrapped">
        {visible(from.slice(0, start))}
        <del>{visible(from.slice(start, from.length - end))}</del>
        <ins>{visible(to.slice(start, to.length - end))}</ins>
        {visible(from.slice(from.length - end))}
      </span>
    );
  }
  const head = from.slice(Math.max(0, start - AROUND), start);
  const tail = from.slice(from.length - end).slice(0, AROUND * 2);
  const cut = (text: string) =>
    text.length > most ? `${text.slice(0, most)}…` : text;
  const gone = cut(from.slice(start, from.length - end));
  const came = cut(to.slice(start, to.length - end));
  return (
    <span class="value text wrapped">
      {start > AROUND ? "…" : ""}
      {visible(head)}
      {gone && <del>{visible(gone)}</del>}
      {came && <ins>{visible(came)}</ins>}
      {visible(tail)}
      {end > AROUND * 2 ? "…" : ""}
      {isCut && (
        <>
          {" "}
          <button type="button" class="plain" onClick={() => setWhole(true)}>
            all {count(to.length)}
          </button>
        </>
      )}
    </span>
  );
}

/** What a change did to its place, on one line. */
export function Change(
  { change, wide = false }: {
    change: ShownChange;
    wide?: boolean | undefined;
  },
): ComponentChildren {
  const { op, old, path } = change;
  const value = change.new;
  const at = path.at(-1);
  if (op === "insert" || op === "remove") {
    const item = op === "insert" ? value : old;
    return (
      <>
        {item && <Value value={item} />}
        <span class="dim">at {String(at)}</span>
      </>
    );
  }
  if (old !== undefined && value !== undefined) {
    const texts = old.kind === "text" && value.kind === "text" &&
      !old.masked && !value.masked && wide &&
      Math.max(old.text.length, value.text.length) > 40;
    if (texts) return <TextDiff from={old.text} to={value.text} />;
    return (
      <>
        <span class="old">
          <Value value={old} most={wide ? 400 : 40} />
        </span>
        <span class="arrow">→</span>
        <Value value={value} />
        {old.masked && value.masked && <Tag>masked, differs</Tag>}
      </>
    );
  }
  const only = value ?? old;
  return only && (
    <>
      <Value value={only} />
      {only.masked && wide && <Tag>masked</Tag>}
    </>
  );
}

/** A word that belongs to a value. */
export function Tag(
  { children }: { children: ComponentChildren },
): JSX.Element {
  return <span class="tag">{children}</span>;
}

/** Whether two paths are one. */
export function samePath(a: WirePath | undefined, b: WirePath): boolean {
  return a !== undefined && JSON.stringify(a) === JSON.stringify(b);
}
