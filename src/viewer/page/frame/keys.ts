/**
 * The keys. None but Esc works while somebody types, none with Ctrl, Alt or Meta.
 *
 * @module
 */
/// <reference lib="dom" />
import { VIEWS } from "../address.ts";
import type { Model } from "../model.ts";

/** What each key does, in words. */
export const KEYS: readonly (readonly [keys: string, does: string])[] = [
  ["j k ↑ ↓", "to the next or previous row"],
  ["g G", "to the first or last row"],
  ["Enter", "open"],
  ["Esc", "back: close, clear, back to now"],
  ["/", "search all history"],
  ["n N", "to the next or previous hit"],
  ["[ ]", "this place's previous and next change"],
  ["← →", "one record back or on in time"],
  ["1 – 5", "timeline, state, blame, compare, stats"],
  ["c", "copy the path"],
  ["p", "pause what is new"],
  ["u", "times in UTC"],
  ["d", "dark or light"],
  ["?", "these keys"],
];

/** Moves the selection of the list that is shown. */
export interface Mover {
  move(by: number): void;
  end(last: boolean): void;
  open(): void;
}

/** Hears keys for as long as the page is there. */
export function hearKeys(model: Model): void {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const target = event.target;
    const typing = target instanceof HTMLInputElement &&
      target.type !== "range";
    if (typing) return;
    if (pressed(model, event.key, target)) event.preventDefault();
  });
}

function pressed(
  model: Model,
  key: string,
  target: EventTarget | null,
): boolean {
  const { view, q, at, record, path } = model.address.value;
  if (model.help.value && key === "Escape") {
    model.help.value = false;
    return true;
  }
  const onSlider = target instanceof HTMLInputElement;
  const list = view === "timeline" ? timelineMover(model) : treeMover();
  const screen = VIEWS[Number(key) - 1];
  if (screen !== undefined) {
    model.view(screen);
    return true;
  }
  switch (key) {
    case "j":
    case "k":
      list.move(key === "j" ? 1 : -1);
      return true;
    case "ArrowDown":
    case "ArrowUp":
      if (onSlider || !inList(target)) return false;
      list.move(key === "ArrowDown" ? 1 : -1);
      return true;
    case "g":
    case "G":
      list.end(key === "G");
      return true;
    case "Home":
    case "End":
      if (!inList(target)) return false;
      list.end(key === "End");
      return true;
    case "Enter":
      if (!inList(target)) return false;
      list.open();
      return true;
    case "/":
      document.getElementById("search")?.focus();
      return true;
    case "n":
    case "N":
      nextHit(model, key === "n");
      return true;
    case "[":
    case "]":
      void nextChange(model, key === "]");
      return true;
    case "ArrowLeft":
    case "ArrowRight": {
      if (onSlider) return false;
      const rev = model.point.value?.rev ?? model.rev.value;
      model.lookAt(Math.max(1, rev + (key === "ArrowLeft" ? -1 : 1)));
      return true;
    }
    case "c":
      if (model.place.value !== "") void model.copy(model.place.value);
      return true;
    case "p":
      model.paused.value = !model.paused.value;
      return true;
    case "u":
      model.utc.value = !model.utc.value;
      return true;
    case "d":
      model.turnTheme();
      return true;
    case "?":
      model.help.value = !model.help.value;
      return true;
    case "Escape":
      if (view === "timeline" && record >= 0) model.go({ record: -1 });
      else if (path !== undefined) model.go({ path: undefined });
      else if (at !== "") model.go({ at: "" });
      else if (q !== "") model.go({ q: "" });
      else return false;
      return true;
    default:
      return false;
  }
}

function inList(target: EventTarget | null): boolean {
  return target === document.body ||
    target instanceof Element && target.closest(".list") !== null;
}

function timelineMover(model: Model): Mover {
  const { record } = model.address.value;
  const last = model.point.value?.index ?? model.records.value - 1;
  const go = (index: number) =>
    model.go({ record: Math.min(Math.max(0, index), last) }, true);
  return {
    move: (by) => go(record < 0 ? last : record - by),
    end: (end) => go(end ? 0 : last),
    open: () => {
      document.querySelector<HTMLElement>("#record-part")?.focus();
    },
  };
}

/** A tree selects by its rows, of which the page has those that are seen. */
function treeMover(): Mover {
  const list = document.getElementById("tree");
  const click = (index: number) =>
    list?.dispatchEvent(new CustomEvent("pick", { detail: index }));
  const rows = () => Number(list?.getAttribute("aria-rowcount") ?? 0);
  const at = () =>
    Number(
      (list?.getAttribute("aria-activedescendant") ?? "tree--1").slice(5),
    );
  return {
    move: (by) => click(Math.min(Math.max(0, at() + by), rows() - 1)),
    end: (end) => click(end ? rows() - 1 : 0),
    open: () => {},
  };
}

/** Goes to the hit after the record that is selected, or before it. */
function nextHit(model: Model, older: boolean): void {
  const hits = model.search.value?.hits ?? [];
  const { record } = model.address.value;
  const from = record < 0 ? Infinity : record;
  const next = older
    ? hits.find((index) => index < from) ?? hits[0]
    : hits.findLast((index) => index > from) ?? hits.at(-1);
  if (next !== undefined) model.go({ view: "timeline", record: next }, true);
}

/** Goes to the change of the selected place before the point, or after it. */
async function nextChange(model: Model, newer: boolean): Promise<void> {
  const { path } = model.address.value;
  if (path === undefined) return;
  const rev = model.point.value?.rev ?? model.rev.value;
  const { values } = await model.source.values({ path });
  const found = newer
    ? values.findLast(({ by }) => by.rev > rev)
    : values.find(({ by }) => by.rev < rev);
  if (found !== undefined) model.lookAt(found.by.rev);
}
