/**
 * Starts the page in a browser.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import { render } from "preact";
import type { Source } from "../wire.ts";
import { App } from "./app.tsx";
import { hearKeys } from "./frame/keys.ts";
import { HttpSource } from "./http_source.ts";
import { Model } from "./model.ts";

const TOKEN = /^#([\w-]{22,})(?:$|(?=\/))/;

/** Shows what a source has. */
export function show(source: Source, storage?: Storage): void {
  const root = document.getElementById("root");
  if (root === null) throw new Error("The page has no element for the viewer");
  const model = new Model(source, storage);
  hearKeys(model);
  render(<App model={model} />, root);
  void model.begin();
}

/**
 * Takes the token out of the address, where it would be seen and sent along with a
 * link; it is kept for this tab.
 */
export function takeToken(): string {
  const [, given] = TOKEN.exec(location.hash) ?? [];
  try {
    if (given !== undefined) sessionStorage.setItem("kanta-token", given);
  } catch {
    // Then it is asked for again when the page is loaded anew.
  }
  if (given !== undefined) {
    const rest = location.hash.slice(given.length + 1);
    history.replaceState(null, "", `#${rest === "" ? "/timeline" : rest}`);
    return given;
  }
  try {
    return sessionStorage.getItem("kanta-token") ?? "";
  } catch {
    return "";
  }
}

/** Shows what the server has that this page came from. */
export function start(): void {
  const base = new URL(".", location.href).pathname;
  show(new HttpSource(base, takeToken()), localStorage);
}
