/**
 * What several screens have: buttons that copy, links to users and actions,
 * messages.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import type { RecordHead, Spans } from "../../wire.ts";
import { START } from "../address.ts";
import { useModel } from "../context.ts";
import { count } from "../text.ts";
import { Lit } from "./values.tsx";

/** So long a button says that it copied. */
const COPIED_MS = 1500;

/** A button that copies a text. */
export function Copy(
  { text, children, mono = false }: {
    text: () => string | Promise<string>;
    children: ComponentChildren;
    mono?: boolean | undefined;
  },
): JSX.Element {
  const model = useModel();
  const [said, setSaid] = useState("");
  const run = async () => {
    const done = await model.copy(await text());
    setSaid(done ? "copied" : "not copied");
    setTimeout(() => setSaid(""), COPIED_MS);
  };
  return (
    <button
      type="button"
      class={mono ? "button mono" : "button"}
      onClick={() => void run()}
    >
      {said === "" ? children : said}
    </button>
  );
}

/** A term of a search; one with blanks needs quotes. */
export function term(key: "user" | "action" | "path", value: string): string {
  return `${key}:${/[\s"]/.test(value) ? JSON.stringify(value) : value}`;
}

/** A name that leads to its own timeline. */
export function Named(
  { kind, name, lit }: {
    kind: "user" | "action" | "path";
    name: string;
    lit?: Spans | undefined;
  },
): JSX.Element {
  const model = useModel();
  const q = term(kind, name);
  return (
    <a
      class={kind}
      href={`#/timeline?q=${encodeURIComponent(q)}`}
      tabIndex={-1}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        event.stopPropagation();
        model.go({ ...START, q });
      }}
    >
      <Lit text={name} spans={lit} />
    </a>
  );
}

/** A revision that leads to its record. */
export function Rev({ rev }: { rev: number }): JSX.Element {
  const model = useModel();
  return (
    <a
      class="rev"
      href={`#/state?at=r${rev}`}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        void openRevision(model, rev);
      }}
    >
      r{count(rev)}
    </a>
  );
}

/** Shows the record of a revision in the timeline. */
export async function openRevision(
  model: ReturnType<typeof useModel>,
  rev: number,
): Promise<void> {
  const { index = -1 } = await model.source.record({ rev });
  model.go({ ...START, view: "timeline", record: index });
}

/** Who did what. */
export function By(
  { head }: { head: RecordHead },
): JSX.Element {
  return (
    <>
      {head.action && <Named kind="action" name={head.action} />}
      {head.user !== undefined && (
        <>
          {" "}
          <Named kind="user" name={head.user} />
        </>
      )}
    </>
  );
}

/** Goes back to what a pane covers where there is room for one. */
export function Back({ to }: { to: string }): JSX.Element {
  const model = useModel();
  return (
    <button
      type="button"
      class="plain back"
      onClick={() => model.go({ record: -1, path: undefined })}
    >
      ‹ {to}
    </button>
  );
}

/** Why something could not be shown. */
export function Trouble({ text }: { text: string }): JSX.Element {
  return <p class="trouble" role="alert">{text}</p>;
}

/** Rows in the true geometry, before there is anything to show. */
export function Waiting(
  { rows = 8 }: { rows?: number | undefined },
): JSX.Element {
  return (
    <div class="waiting" aria-hidden="true">
      {Array.from({ length: rows }, (_, i) => <div key={i} />)}
    </div>
  );
}
