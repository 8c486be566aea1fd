/**
 * One record, whole: what it changed, what stood there before and after, its line.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import type { JSX } from "preact";
import type { RecordAnswer, ShownChange } from "../../wire.ts";
import type { Address } from "../address.ts";
import { useAnswer, useClock, useModel, useNow } from "../context.ts";
import { ago, bytes, count } from "../text.ts";
import { Copy, Named, Trouble, Waiting } from "./parts.tsx";
import {
  Change,
  type Lights,
  Lit,
  markOf,
  sizeText,
  toneOf,
  Value,
} from "./values.tsx";

const TABS = ["changes", "before", "after", "line"] as const;

/** The pane of a record. */
export function RecordPane(
  { index, lights }: { index: number; lights?: Lights | undefined },
): JSX.Element {
  const model = useModel();
  const epoch = model.epoch.value;
  const { answer, error, waiting } = useAnswer(
    index < 0 ? undefined : (stop) => model.source.record({ index }, stop),
    [index, epoch],
  );
  if (index < 0) {
    return (
      <section class="detail" aria-label="Record">
        <p class="empty">
          Nothing is selected. <kbd>j</kbd> and <kbd>k</kbd>{" "}
          go from record to record.
        </p>
      </section>
    );
  }
  return (
    <section class="detail" aria-label="Record">
      {error !== undefined && <Trouble text={error} />}
      {answer === undefined
        ? waiting && <Waiting />
        : <Whole record={answer} lights={lights} />}
    </section>
  );
}

function Whole(
  { record, lights }: { record: RecordAnswer; lights: Lights | undefined },
): JSX.Element {
  const model = useModel();
  const { tab } = model.address.value;
  const isChange = record.kind === "change";
  const names: Record<Address["tab"], string> = {
    changes: "Changes",
    before: "Before",
    after: "After",
    line: "Line",
  };
  const pick = (to: Address["tab"]) => model.go({ tab: to }, true);
  return (
    <>
      <Title record={record} lights={lights} />
      <div class="tabs small">
        <div role="tablist" aria-label="Parts of the record">
          {TABS.map((one, i) => (
            <button
              type="button"
              role="tab"
              key={one}
              id={`tab-${one}`}
              aria-controls="record-part"
              aria-selected={tab === one}
              tabIndex={tab === one ? 0 : -1}
              onClick={() => pick(one)}
              onKeyDown={(event) => {
                const step = event.key === "ArrowRight"
                  ? 1
                  : event.key === "ArrowLeft"
                  ? -1
                  : 0;
                const next = TABS[(i + step + TABS.length) % TABS.length];
                if (step === 0 || next === undefined) return;
                event.stopPropagation();
                pick(next);
                document.getElementById(`tab-${next}`)?.focus();
              }}
            >
              {names[one]}
              {one === "changes" && isChange && <b>{count(record.count)}</b>}
            </button>
          ))}
        </div>
        <a
          href={`#/state?at=r${record.rev}`}
          onClick={(event) => {
            event.preventDefault();
            model.go({ view: "state", at: `r${record.rev}`, path: undefined });
          }}
        >
          State here
        </a>
        <a
          href={`#/compare?a=r${record.rev}&b=end`}
          onClick={(event) => {
            event.preventDefault();
            model.go({
              view: "compare",
              a: `r${record.rev}`,
              b: "end",
              at: "",
            });
          }}
        >
          Compare with…
        </a>
      </div>
      <div
        class="part"
        id="record-part"
        role="tabpanel"
        aria-labelledby={`tab-${tab}`}
        tabIndex={0}
      >
        {tab === "line"
          ? <Line record={record} />
          : <Changes record={record} side={tab} lights={lights} />}
      </div>
      <footer>
        <span class="dim">Copy</span>
        <Copy text={() => record.changes[0]?.at ?? ""}>
          path <kbd>c</kbd>
        </Copy>
        <Copy text={() => record.text}>line</Copy>
        <Copy text={() => location.href}>link</Copy>
        {record.revert !== undefined && (
          <span class="far">
            <Copy mono text={() => record.revert ?? ""}>
              {record.revert.replace(/^(kanta revert r\d+).*/, "$1")}
            </Copy>
          </span>
        )}
      </footer>
    </>
  );
}

function Title(
  { record, lights }: { record: RecordAnswer; lights: Lights | undefined },
): JSX.Element {
  const model = useModel();
  const clock = useClock();
  const now = useNow();
  const { label, action, user, kind, ts, line, bytes: size, file } = record;
  const step = (by: number) => {
    const next = record.index + by;
    if (next >= 0 && next < model.records.value) {
      model.go({ record: next }, true);
    }
  };
  const facts = [
    clock.full(ts),
    ago(ts, now),
    ...(line === null ? [] : [`line ${count(line)}`]),
    bytes(size),
    ...(record.version > 0 ? [`v${record.version}`] : []),
    ...(file === model.info.value?.file ? [] : [file]),
  ];
  return (
    <header>
      <h2>
        <span class="rev">{labelText(label)}</span> {kind === "snapshot"
          ? <span class="dim">snapshot</span>
          : (
            <span class="action">
              <Lit text={action} lights={lights} />
            </span>
          )}
        {user !== undefined && (
          <>
            <span class="dim">by</span>{" "}
            <Named kind="user" name={user} lights={lights} />
          </>
        )}
        <span class="far">
          <button
            type="button"
            class="button icon"
            title="Newer record (k)"
            aria-label="Newer record"
            onClick={() => step(1)}
          >
            <svg viewBox="0 0 12 12" aria-hidden="true">
              <path d="M2 8l4-4 4 4" />
            </svg>
          </button>
          <button
            type="button"
            class="button icon"
            title="Older record (j)"
            aria-label="Older record"
            onClick={() => step(-1)}
          >
            <svg viewBox="0 0 12 12" aria-hidden="true">
              <path d="M2 4l4 4 4-4" />
            </svg>
          </button>
        </span>
      </h2>
      <p class="facts">{facts.filter((fact) => fact !== "").join(" · ")}</p>
      {record.note !== undefined && <p class="note">“{record.note}”</p>}
      {record.undone !== undefined && (
        <p class="facts">
          undoes {record.undone.map((rev) => `r${count(rev)}`).join(", ")}
        </p>
      )}
      {record.once !== undefined && <p class="facts">once: {record.once}</p>}
      {record.redacted && <p class="facts">values were redacted here</p>}
    </header>
  );
}

/** `r48,207` of `r48207`. */
export function labelText(label: string): string {
  const [, letter = "", digits = ""] = /^(\D*)(\d+)$/.exec(label) ?? [];
  return digits === "" ? label : letter + count(Number(digits));
}

function Line({ record }: { record: RecordAnswer }): JSX.Element {
  return (
    <pre class="line">
      {record.text}
      {record.cut && <span class="dim">… cut at 64 kB of {bytes(record.bytes)}</span>}
    </pre>
  );
}

/** Changes under the prefix that they have in common. */
function Changes(
  { record, side, lights }: {
    record: RecordAnswer;
    side: "changes" | "before" | "after";
    lights: Lights | undefined;
  },
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
              side={side}
              lights={lights}
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
  { change, name, side, lights }: {
    change: ShownChange;
    name: string;
    side: "changes" | "before" | "after";
    lights: Lights | undefined;
  },
): JSX.Element {
  const only = side === "before" ? change.old : change.new;
  const tone = side === "changes" ? toneOf(change) : "changed";
  const mark = side === "changes" ? markOf(change) : "";
  const whole = change.new ?? change.old;
  const opened = side === "changes" && mark !== "" &&
    (change.leaves?.length ?? 0) > 1;
  return (
    <div class={`lines ${tone}`}>
      <div class="diff">
        <span class="mark">{mark}</span>
        <span class="key">
          <Lit text={name} lights={lights} />
        </span>
        <span class="what">
          {side !== "changes"
            ? only === undefined
              ? <span class="dim">not there</span>
              : <Value value={only} quoted />
            : opened && whole
            ? <span class="dim">{sizeText(whole)}</span>
            : <Change change={change} lights={lights} wide />}
        </span>
      </div>
      {opened &&
        change.leaves?.map((leaf) => (
          <div class="diff leaf" key={leaf.at}>
            <span class="mark">{mark}</span>
            <span class="key">{leaf.at}</span>
            <span class="what">
              <Value value={leaf.value} lights={lights} />
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
