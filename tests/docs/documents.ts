/**
 * The documents as text, for the tests that hold them to the source.
 *
 * @module
 */
import { root } from "../house/source_files.ts";

/** One document. */
export interface Document {
  /** Path from the root, such as `docs/format.md`. */
  path: string;
  /** All of it. */
  text: string;
}

/** Reads one document. */
export function documentAt(path: string): Document {
  return { path, text: Deno.readTextFileSync(new URL(path, root)) };
}

/** All documents: those at the root, in `docs/`, and beside what they explain. */
export function documents(): Document[] {
  const found: string[] = [];
  for (const folder of ["", "docs/", "vendor/", "tests/golden/"]) {
    for (const { name, isFile } of Deno.readDirSync(new URL(folder, root))) {
      if (isFile && name.endsWith(".md")) found.push(folder + name);
    }
  }
  return found.sort().map(documentAt);
}

/** A document without its fenced code. */
export function proseOf({ text }: Document): string {
  return text.replace(/^```[^]*?^```$/gm, "");
}

/** The fenced code of one language, block by block. */
export function codeOf({ text }: Document, language: string): string[] {
  const fence = /^```(.*)\n([^]*?)^```$/gm;
  return [...text.matchAll(fence)]
    .filter(([, info]) => info!.trim() === language)
    .map(([, , code = ""]) => code);
}

/** Where the relative links of a document lead. */
export function linksOf(document: Document): string[] {
  const links = proseOf(document).matchAll(/\]\(([^()\s]+)\)/g);
  return [...links].map(([, to = ""]) => to).filter((to) =>
    !/^[a-z]+:/.test(to)
  );
}

/** The anchors that a document's headings have. */
export function anchorsOf(document: Document): Set<string> {
  const headings = proseOf(document).matchAll(/^#+ (.*)$/gm);
  return new Set(Array.from(
    headings,
    ([, heading]) =>
      heading!.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-"),
  ));
}
