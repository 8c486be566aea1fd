/**
 * The page: the frame, and in it the screen that the address names.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Shared, useModel } from "./context.ts";
import { Bar, Header, Offline } from "./frame/header.tsx";
import { KEYS } from "./frame/keys.ts";
import type { Model } from "./model.ts";
import { Compare } from "./views/compare.tsx";
import { Trouble } from "./views/parts.tsx";
import { StateView } from "./views/state.tsx";
import { Stats } from "./views/stats.tsx";
import { Timeline } from "./views/timeline.tsx";

/** All of it. */
export function App({ model }: { model: Model }): JSX.Element {
  return (
    <Shared.Provider value={model}>
      <Page />
    </Shared.Provider>
  );
}

function Page(): JSX.Element {
  const model = useModel();
  const { view, at } = model.address.value;
  const failure = model.failure.value;
  return (
    <div class={at === "" ? "page" : "page past"}>
      <Header />
      <Bar />
      <Offline />
      {failure !== undefined && <Trouble text={failure} />}
      {model.info.value && (
        view === "timeline"
          ? <Timeline />
          : view === "compare"
          ? <Compare />
          : view === "stats"
          ? <Stats />
          : <StateView key={view} blame={view === "blame"} />
      )}
      {model.help.value && <Help />}
      <div class="hidden" aria-live="polite">{model.said.value}</div>
    </div>
  );
}

/** The keys, over the page. */
function Help(): JSX.Element {
  const model = useModel();
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    box.current?.showModal();
  }, []);
  return (
    <dialog
      ref={box}
      class="help"
      aria-labelledby="help-title"
      onClose={() => model.help.value = false}
      onClick={(event) => {
        if (event.target === event.currentTarget) event.currentTarget.close();
      }}
    >
      <h2 id="help-title">Keys</h2>
      <dl>
        {KEYS.map(([keys, does]) => (
          <div key={keys}>
            <dt>{keys.split(" ").map((key) => <kbd key={key}>{key}</kbd>)}</dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <button type="button" class="button" onClick={() => box.current?.close()}>
        Close <kbd>Esc</kbd>
      </button>
    </dialog>
  );
}
