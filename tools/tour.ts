/**
 * Keeps the tour of the source in `CONTRIBUTING.md` as the source is.
 *
 * Between `<!-- files FOLDER -->` and `<!-- /files -->` stands each file of the
 * folder with the first words of its module comment. Run it when a file came,
 * went or changed its purpose: `deno run -RW tools/tour.ts && deno fmt *.md`.
 *
 * @module
 */

/** A place for the files of one folder, with what stands there now. */
const PLACE = /(<!-- files (\S+) -->\n)[^]*?(<!-- \/files -->)/g;

/** The document that the tour is part of. */
const DOCUMENT = new URL("../CONTRIBUTING.md", import.meta.url);

/** A source file as the tour shows it. */
export interface Stop {
  /** Path from the root, such as `src/log/crc32c.ts`. */
  path: string;
  /** All of it. */
  text: string;
}

/** The first paragraph of a file's module comment, on one line. */
export function purposeOf(text: string): string {
  const comment = /\/\*\*([^]*?)\*\//.exec(text)?.[1] ?? "";
  const lines = comment.split("\n").map((line) => line.replace(/^ *\* ?/, ""));
  return lines.join("\n").trim().split("\n\n")[0].replaceAll("\n", " ");
}

/** The document with the files as they are. */
export function withTour(document: string, files: readonly Stop[]): string {
  return document.replace(PLACE, (_, start: string, folder: string, end) => {
    const here = files.filter(({ path }) =>
      path.slice(0, path.lastIndexOf("/") + 1) === folder
    );
    const lines = here.map(({ path, text }) =>
      `- [${path.slice(folder.length)}](${path}): ${purposeOf(text)}\n`
    );
    return `${start}\n${lines.join("")}\n${end}`;
  });
}

/** All TypeScript files below a folder, sorted. */
function sources(folder: URL): Stop[] {
  const root = new URL("../", import.meta.url);
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) => {
    if (isDirectory) return sources(new URL(`${name}/`, folder));
    const file = new URL(name, folder);
    if (!name.endsWith(".ts")) return [];
    const path = file.href.slice(root.href.length);
    return [{ path, text: Deno.readTextFileSync(file) }];
  }).sort((a, b) => a.path < b.path ? -1 : 1);
}

if (import.meta.main) {
  const files = sources(new URL("../src/", import.meta.url));
  const document = Deno.readTextFileSync(DOCUMENT);
  Deno.writeTextFileSync(DOCUMENT, withTour(document, files));
}
