/**
 * The viewer's page for a command: its files, and what is masked in it.
 *
 * @module
 */
import {
  MADE_HERE,
  type PageFiles,
  pageFiles,
  type PageKind,
} from "../viewer/http/page_files.ts";
import type { Application } from "./application.ts";
import type { Invocation } from "./command.ts";

/** The part of the build that makes the page. */
interface PageTools {
  buildPage(
    root: URL,
    exported: boolean,
  ): Promise<PageFiles & { readonly took: number | undefined }>;
}

/** The files of a page; a checkout makes them the first time. */
export async function pageOf(
  { notes }: Invocation,
  kind: PageKind,
): Promise<PageFiles> {
  if (!MADE_HERE) return await pageFiles(kind);
  // A published copy has no tools beside it.
  const root = new URL("../../", import.meta.url);
  const tools: PageTools = await import(new URL("tools/build.ts", root).href);
  const { took, ...files } = await tools.buildPage(root, kind === "exported");
  if (took !== undefined) {
    const seconds = (took / 1000).toFixed(1);
    notes.say(`The page was built in ${seconds} s; it is there from now on`);
  }
  return files;
}

/** The places that are masked; false: nothing is. */
export function masksOf(
  { args, settings }: Invocation,
  { mask }: Application,
): readonly string[] | false {
  if (args.has("unmask")) return false;
  return [...settings.mask ?? [], ...mask, ...args.texts("mask")];
}
