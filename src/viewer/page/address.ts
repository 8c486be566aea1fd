/**
 * The address of what is shown: everything that is shown stands in the fragment,
 * so that a link can be sent and Back works.
 *
 * @module
 */
import type { WirePath } from "../wire.ts";

/** The screens. */
export const VIEWS = [
  "timeline",
  "state",
  "blame",
  "compare",
  "stats",
] as const;

/** What is shown. */
export interface Address {
  /** The screen. */
  readonly view: typeof VIEWS[number];
  /** The point that is looked at; empty for now. */
  readonly at: string;
  /** The search. */
  readonly q: string;
  /** The index of the selected record; -1 for none. */
  readonly record: number;
  /** The tab of the selected record. */
  readonly tab: "changes" | "before" | "after" | "line";
  /** The selected place; undefined for none. */
  readonly path: WirePath | undefined;
  /** The points that are compared. */
  readonly a: string;
  readonly b: string;
}

/** What the page begins with. */
export const START: Address = {
  view: "timeline",
  at: "",
  q: "",
  record: -1,
  tab: "changes",
  path: undefined,
  a: "",
  b: "",
};

const TABS = ["changes", "before", "after", "line"] as const;

/** What a fragment says; what it does not say, or wrongly, is as at the beginning. */
export function addressOf(hash: string): Address {
  const [name = "", query = ""] = hash.replace(/^#\/?/, "").split("?");
  const fields = new URLSearchParams(query);
  const record = Number(fields.get("record") ?? -1);
  return {
    view: VIEWS.find((view) => view === name) ?? "timeline",
    at: fields.get("at") ?? "",
    q: fields.get("q") ?? "",
    record: Number.isSafeInteger(record) ? record : -1,
    tab: TABS.find((tab) => tab === fields.get("tab")) ?? "changes",
    path: pathIn(fields.get("path")),
    a: fields.get("a") ?? "",
    b: fields.get("b") ?? "",
  };
}

function pathIn(text: string | null): WirePath | undefined {
  if (text === null) return undefined;
  try {
    const path: unknown = JSON.parse(text);
    return Array.isArray(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

/** The fragment that says so. */
export function hashOf(address: Address): string {
  const fields = new URLSearchParams();
  const { view, path, record, tab, ...texts } = address;
  for (const [name, text] of Object.entries(texts)) {
    if (text !== "") fields.set(name, text);
  }
  if (record >= 0) fields.set("record", String(record));
  if (tab !== "changes") fields.set("tab", tab);
  if (path !== undefined) fields.set("path", JSON.stringify(path));
  const query = fields.toString();
  return `#/${view}${query === "" ? "" : `?${query}`}`;
}
