/**
 * One record, whole: what it changed, what stood there before and after, its line.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import type { JSX } from "preact";
import type { RecordAnswer } from "../../wire.ts";
import type { Address } from "../address.ts";
import { useAnswer, useClock, useMedia, useModel, useNow } from "../context.ts";
import { ago, bytes, count } from "../text.ts";
import { Changes } from "./change_list.tsx";
import { StateSide } from "./state_side.tsx";
import { Back, Copy, Named, Trouble, Waiting } from "./parts.tsx";
import { Lit } from "./values.tsx";

/** From this width on there is room for one more pane. */
const WIDE = "(min-width: 2200px)";

const TABS = ["changes", "before", "after", "line"] as const;

/** The pane of a record. */
export function RecordPane(
  { index }: { index: number },
): JSX.Element {
  const model = useModel();
  const epoch = model.epoch.value;
  const lit = model.lit.value;
  const wide = useMedia(WIDE);
  const { answer, error, waiting } = useAnswer(
    index < 0
      ? undefined
      : (stop) => model.source.record({ index, ...lit }, stop),
    [index, epoch, lit.lit],
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
    <>
      <section class="detail" aria-label="Record">
        <Back to="Timeline" />
        {error !== undefined && <Trouble text={error} />}
        {answer === undefined
          ? waiting && <Waiting />
          : <Whole record={answer} />}
      </section>
      {wide && answer !== undefined && <Beside record={answer} />}
    </>
  );
}

/** The state after a record, where there is room for one more pane. */
function Beside({ record }: { record: RecordAnswer }): JSX.Element {
  return (
    <section class="detail beside" aria-label="State after the record">
      <div class="part tree">
        <StateSide
          key={record.index}
          record={record}
          side="after"
          id="beside"
        />
      </div>
    </section>
  );
}

function Whole(
  { record }: { record: RecordAnswer },
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
      <Title record={record} />
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
        class={tab === "before" || tab === "after" ? "part tree" : "part"}
        id="record-part"
        role="tabpanel"
        aria-labelledby={`tab-${tab}`}
        tabIndex={0}
      >
        {tab === "line"
          ? <Line record={record} />
          : tab === "changes"
          ? <Changes record={record} />
          : <StateSide key={record.index + tab} record={record} side={tab} />}
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
  { record }: { record: RecordAnswer },
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
    bytes(size).replace(" ", "\u00a0"),
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
              <Lit text={action} spans={record.lit?.action} />
            </span>
          )}
        {user !== undefined && (
          <>
            <span class="dim">by</span>{" "}
            <Named kind="user" name={user} lit={record.lit?.user} />
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
