/**
 * What the page shows: one set of signals, of which the address is a part.
 *
 * @module
 */
/// <reference lib="dom" />
import { computed, effect, type Signal, signal } from "@preact/signals";
import type {
  ChipsAnswer,
  InfoAnswer,
  ResolvedPoint,
  Source,
} from "../wire.ts";
import { Pace } from "./pace.ts";
import { type Address, addressOf, hashOf, START } from "./address.ts";

/** How the server is. */
export type Health = "offline" | "live" | "ended" | "still";

/** A search, as far as it is. */
export interface SearchProgress {
  readonly q: string;
  /** Indices of hits, the newest first. */
  readonly hits: readonly number[];
  readonly percent: number;
  readonly done: boolean;
  readonly stopped: boolean;
  readonly error?: string | undefined;
}

/** What is new is shown so often at most, and read anew for so often, in milliseconds. */
const NEWS_MS = 100;
const SETTLED_MS = 1000;
/** So many hits are kept to be marked; more are counted. */
const MOST_HITS = 200_000;

/** All that the page shows, and what can be done. */
export class Model {
  readonly source: Source;
  readonly info: Signal<InfoAnswer | undefined> = signal(undefined);
  readonly failure: Signal<string | undefined> = signal(undefined);
  readonly health: Signal<Health> = signal("still");
  /** Why the server does not answer. */
  readonly offline: Signal<string> = signal("");
  readonly address: Signal<Address>;
  /** The point that is looked at; undefined for now. */
  readonly point: Signal<ResolvedPoint | undefined> = signal(undefined);
  readonly pointError: Signal<string | undefined> = signal(undefined);
  readonly chips: Signal<ChipsAnswer["chips"]> = signal([]);
  readonly search: Signal<SearchProgress | undefined> = signal(undefined);
  readonly paused: Signal<boolean> = signal(false);
  readonly utc: Signal<boolean>;
  readonly theme: Signal<"" | "light" | "dark">;
  readonly help: Signal<boolean> = signal(false);
  /** What was done, in words, for those who do not see it. */
  readonly said: Signal<string> = signal("");
  /** Rises where what was read is of another log. */
  readonly epoch: Signal<number> = signal(0);
  /** How many records there are. */
  readonly records: Signal<number> = signal(0);
  /** The last revision. */
  readonly rev: Signal<number> = signal(0);
  /** The same, told a second late where many come: what is read anew for it takes a while. */
  readonly settled: Signal<number> = signal(0);
  /** The path of what is selected on this screen, for `c`. */
  readonly place: Signal<string> = signal("");
  readonly past: Signal<boolean>;
  /** The search as what asks for records has it, once it was understood. */
  readonly lit: Signal<{ readonly lit?: string }>;
  readonly #storage: Storage | undefined;
  /** How many records there were at a revision: snapshots are some, too. */
  #counted = { records: 0, rev: 0 };
  /** The last revision that was told. */
  #latest = 0;
  readonly #news = new Pace(NEWS_MS, () => {
    const { records, rev } = this.#counted;
    const now = records + this.#latest - rev;
    this.records.value = Math.max(this.records.value, now);
    this.rev.value = this.#latest;
    this.#settling.ask();
  });
  readonly #settling = new Pace(SETTLED_MS, () => {
    this.settled.value = this.rev.value;
  });
  #hunt: AbortController | undefined;

  constructor(source: Source, storage?: Storage) {
    this.source = source;
    this.#storage = storage;
    this.address = signal(addressOf(location.hash));
    this.utc = signal(this.#kept("utc") === "yes");
    const theme = this.#kept("theme");
    this.theme = signal(theme === "dark" || theme === "light" ? theme : "");
    this.past = computed(() => this.address.value.at !== "");
    this.lit = computed(() => {
      const q = this.search.value?.q ?? "";
      return q === "" ? {} : { lit: q };
    });
    addEventListener("hashchange", () => {
      this.address.value = addressOf(location.hash);
    });
    effect(() => {
      const theme = this.theme.value;
      document.documentElement.dataset["theme"] = theme;
      this.#keep("theme", theme);
    });
    effect(() => this.#keep("utc", this.utc.value ? "yes" : ""));
    effect(() => void this.#resolve(this.address.value.at));
    effect(() => void this.#hunted(this.address.value.q));
  }

  #kept(name: string): string {
    try {
      return this.#storage?.getItem(`kanta-${name}`) ?? "";
    } catch {
      return ""; // a page from disk may have none
    }
  }

  #keep(name: string, value: string): void {
    try {
      this.#storage?.setItem(`kanta-${name}`, value);
    } catch {
      // It is a comfort.
    }
  }

  /** Reads what there is, and then what is added. */
  async begin(): Promise<void> {
    await this.again();
    if (this.info.value?.live) void this.#follow();
  }

  /** Asks how the log is. */
  async again(): Promise<void> {
    try {
      const info = await this.source.info();
      this.info.value = info;
      this.records.value = info.records;
      this.#latest = this.rev.value = info.rev;
      this.#counted = { records: info.records, rev: info.rev };
      this.#settling.ask();
      this.failure.value = undefined;
      document.title = `${info.file} r${info.rev}`;
    } catch (error) {
      this.failure.value = textOf(error);
    }
  }

  /** Is told how many records there are at a revision. */
  counted(records: number, rev: number): void {
    if (rev < this.#counted.rev) return;
    this.#counted = { records, rev };
    this.records.value = Math.max(this.records.value, records);
  }

  async #follow(): Promise<void> {
    for await (const news of this.source.live({})) {
      if (news.type === "gone") {
        this.offline.value = news.reason;
        this.health.value = "offline";
        continue;
      }
      if (news.type === "reset") {
        await this.again();
        this.epoch.value++;
      }
      const missed = news.rev - this.#latest;
      if (news.type === "hello" && missed !== 0) await this.again();
      else if (missed > 0) {
        this.#latest = news.rev;
        this.#news.ask();
      }
      this.health.value = "live";
    }
  }

  /** Goes to another address; `replace` leaves no step back. */
  go(part: Partial<Address>, replace = false): void {
    const next = { ...this.address.value, ...part };
    const hash = hashOf(next);
    if (hash === location.hash) return;
    if (replace) history.replaceState(null, "", hash);
    else history.pushState(null, "", hash);
    this.address.value = next;
  }

  /** Goes to a screen as it begins, of the same point and search. */
  view(view: Address["view"]): void {
    const { at, q } = this.address.value;
    this.go({ ...START, view, at, q });
  }

  /** Looks at a revision; undefined for now. */
  lookAt(rev: number | undefined): void {
    this.go({
      at: rev === undefined || rev >= this.rev.value ? "" : `r${rev}`,
    });
  }

  async #resolve(at: string): Promise<void> {
    this.pointError.value = undefined;
    if (at === "") {
      this.point.value = undefined;
      return;
    }
    try {
      const point = await this.source.point({ text: at });
      if (this.address.peek().at === at) this.point.value = point;
    } catch (error) {
      if (this.address.peek().at !== at) return;
      this.point.value = undefined;
      this.pointError.value = textOf(error);
    }
  }

  async #hunted(q: string): Promise<void> {
    this.#hunt?.abort();
    this.search.value = undefined;
    if (q.trim() === "") {
      this.chips.value = [];
      return;
    }
    const hunt = this.#hunt = new AbortController();
    let hits: number[] = [];
    let total = 0;
    const tell = (percent: number, done: boolean, more = {}) => {
      if (hunt.signal.aborted && !("stopped" in more)) return;
      this.search.value = { q, hits, percent, done, stopped: false, ...more };
    };
    try {
      const { chips } = await this.source.chips({ q }, hunt);
      this.chips.value = chips;
      if (chips.some(({ kind }) => kind === "wrong")) return;
      tell(0, false);
      for await (const event of this.source.search({ q }, hunt)) {
        if (event.type === "failed") {
          tell(100, true, { error: event.error.message });
          return;
        }
        total = event.total;
        if (event.type === "hits" && event.indices.length > 0) {
          hits = merged(hits, event.indices).slice(0, MOST_HITS);
        }
        const done = event.type === "done";
        tell(done ? 100 : event.percent, done);
      }
      this.said.value = `${total} hits`;
    } catch (error) {
      if (!hunt.signal.aborted) tell(100, true, { error: textOf(error) });
    }
  }

  /** Ends the search; what it found stays. */
  stopSearch(): void {
    this.#hunt?.abort();
    const search = this.search.value;
    if (search !== undefined) this.search.value = { ...search, stopped: true };
  }

  /** Whether the page is dark. */
  get dark(): boolean {
    const theme = this.theme.value;
    return theme === "dark" ||
      theme === "" && matchMedia("(prefers-color-scheme: dark)").matches;
  }

  /** Makes a dark page light, and a light one dark. */
  turnTheme(): void {
    this.theme.value = this.dark ? "light" : "dark";
  }

  /** Puts a text onto the clipboard. */
  async copy(text: string): Promise<boolean> {
    try {
      await navigator.clipboard.writeText(text);
      this.said.value = "copied";
      return true;
    } catch {
      this.said.value = "could not be copied";
      return false;
    }
  }
}

/** Two lists of indices, the largest first, as one. */
function merged(a: readonly number[], b: readonly number[]): number[] {
  const last = a.at(-1);
  const [first] = b;
  if (last === undefined || first === undefined || first < last) {
    return [...a, ...b];
  }
  return [...new Set([...a, ...b])].sort((x, y) => y - x);
}

/** What an error says. */
export function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
