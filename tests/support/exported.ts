/**
 * The data of an exported page, as the page has it.
 *
 * @module
 */
import type { ExportedPage } from "../../src/viewer/export/export_page.ts";
import { EmbeddedSource } from "../../src/viewer/offline/embedded_source.ts";
import type { EmbeddedFacts } from "../../src/viewer/wire/embedded.ts";

/** A page of which no browser is asked. */
export const NO_PAGE = { script: "export {};", style: "body {}" };

/** All that is embedded, inflated. */
export async function embeddedIn({ html }: ExportedPage): Promise<Uint8Array> {
  const [, text = ""] = /id="kanta-log">([^<]*)<\/script>/.exec(html) ?? [];
  const stream = new Blob([Uint8Array.fromBase64(text)]).stream()
    .pipeThrough(new DecompressionStream("deflate-raw"));
  return await new Response(stream).bytes();
}

/** The source that answers the page. */
export async function sourceIn(page: ExportedPage): Promise<EmbeddedSource> {
  const bytes = await embeddedIn(page);
  const end = bytes.indexOf(10);
  const facts: EmbeddedFacts = JSON.parse(
    new TextDecoder().decode(bytes.subarray(0, end)),
  );
  return new EmbeddedSource(facts, bytes.subarray(end + 1));
}
