/**
 * Every relative link in a document leads somewhere.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { root } from "../house/source_files.ts";
import {
  anchorsOf,
  type Document,
  documentAt,
  documents,
  linksOf,
} from "./documents.ts";

/** Whether a file or folder is there. */
function exists(url: URL): boolean {
  try {
    Deno.statSync(url);
    return true;
  } catch {
    return false;
  }
}

/** The links of a document that lead nowhere. */
function deadLinks(document: Document): string[] {
  return linksOf(document).filter((link) => {
    const [file, anchor] = link.split("#");
    const url = new URL(file!, new URL(document.path, root));
    if (file !== "" && !exists(url)) return true;
    if (anchor === undefined) return false;
    const path = file === "" ? document.path : url.href.slice(root.href.length);
    return !anchorsOf(documentAt(path)).has(anchor);
  });
}

Deno.test("no relative link is dead", () => {
  const dead = documents().flatMap((document) =>
    deadLinks(document).map((link) => `${document.path}: ${link}`)
  );
  assertEquals(dead, []);
});

Deno.test("a dead link is found, and a live one is not taken for one", () => {
  const text = "# Here it is!\n[a](#here-it-is) [b](#nowhere) [c](usage.md)\n" +
    "[d](nothing.md) [e](../src/kanta.ts) [f](https://example.com/x)\n" +
    "[g](format.md#values) [h](format.md#nowhere)\n" +
    "```ts\nlist[0](missing.md)\n```\n";
  const path = "docs/usage.md";
  // The anchors of a link without a file are those of the file that is there.
  assertEquals(deadLinks({ path, text }), [
    "#here-it-is",
    "#nowhere",
    "nothing.md",
    "format.md#nowhere",
  ]);
});
