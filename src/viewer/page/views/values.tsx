/**
 * Values, places and changes as lines of text.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import type { ComponentChildren, JSX } from "preact";
import { many } from "../text.ts";
import type { ShownChange, ShownValue, WirePath } from "../../wire.ts";

/** What a search lights up in a text, in lower case. */
export type Lights = readonly string[];

/** A text with what a search found in it. */
export function Lit(
  { text, lights = [] }: { text: string; lights?: Lights | undefined },
): JSX.Element {
  const low = text.toLowerCase();
  for (const light of lights) {
    const at = low.indexOf(light);
    if (at < 0) continue;
    return (
      <>
        {text.slice(0, at)}
        <mark>{text.slice(at, at + light.length)}</mark>
        <Lit text={text.slice(at + light.length)} lights={lights} />
      </>
    );
  }
  return <>{text}</>;
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
  { value, quoted = false, lights, most = 400 }: {
    value: ShownValue;
    quoted?: boolean | undefined;
    lights?: Lights | undefined;
    most?: number | undefined;
  },
): JSX.Element {
  const { kind, text, cut, masked } = value;
  if (masked) return <span class="value masked">••••••</span>;
  const plain = kind === "text" && !quoted &&
    !/^$|^[\s\d"'[{]|^(?:true|false|null)$/.test(text);
  const shown = visible(text.length > most ? text.slice(0, most) : text);
  const more = cut || text.length > most ? "…" : "";
  const whole = kind === "text" && !plain ? `"${shown}${more}"` : shown + more;
  return (
    <span class={`value ${kind}`}>
      <Lit text={whole} lights={lights} />
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
  { at, lights }: { at: string; lights?: Lights | undefined },
): JSX.Element {
  const end = /(?:[^.[\]]+|\[[^\]]*\])$/.exec(at)?.index ?? 0;
  return (
    <span class="place" title={at}>
      <span class="prefix">
        <Lit text={at.slice(0, end)} lights={lights} />
      </span>
      <span class="last">
        <Lit text={at.slice(end)} lights={lights} />
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
  const [start, end] = differing(from, to);
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
    </span>
  );
}

/** What a change did to its place, on one line. */
export function Change(
  { change, lights, wide = false }: {
    change: ShownChange;
    lights?: Lights | undefined;
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
        {item && <Value value={item} lights={lights} />}
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
          <Value value={old} lights={lights} most={wide ? 400 : 40} />
        </span>
        <span class="arrow">→</span>
        <Value value={value} lights={lights} />
        {old.masked && value.masked && <Tag>masked, differs</Tag>}
      </>
    );
  }
  const only = value ?? old;
  return only && (
    <>
      <Value value={only} lights={lights} />
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
