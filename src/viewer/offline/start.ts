/**
 * The beginning of an exported page: its data is in it.
 *
 * @module
 */
/// <reference lib="dom" />
import { show } from "../page/main.tsx";
import { NEWLINE } from "../../values/characters.ts";
import { EMBEDDED_ID, type EmbeddedFacts } from "../wire/embedded.ts";
import { EmbeddedSource } from "./embedded_source.ts";

/** What is embedded, inflated. */
async function inflated(text: string): Promise<Uint8Array> {
  const bytes = Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
  const stream = new Blob([bytes]).stream()
    .pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Where what was chosen is kept; a page from disk may have nowhere. */
function storage(): Storage | undefined {
  try {
    return globalThis.localStorage;
  } catch {
    return undefined;
  }
}

async function start(): Promise<void> {
  const element = document.getElementById(EMBEDDED_ID);
  const bytes = await inflated(element?.textContent ?? "");
  element?.remove(); // a text that is as large as all the rest
  const end = bytes.indexOf(NEWLINE);
  // The export wrote it, into this very page.
  const facts: EmbeddedFacts = JSON.parse(
    new TextDecoder().decode(bytes.subarray(0, end)),
  );
  show(new EmbeddedSource(facts, bytes.subarray(end + 1)), storage());
}

start().catch((error) => {
  const old = globalThis.Temporal === undefined;
  document.body.textContent = old
    ? "This page needs a newer browser: one that has Temporal, such as " +
      "Chromium 144 or Firefox 139."
    : `This page can't be shown: ${error}`;
});
