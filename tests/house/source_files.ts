/**
 * The source files as text, for the tests that hold the house to its rules.
 *
 * @module
 */

/** The root of the repository. */
export const root = new URL("../../", import.meta.url);

/** One TypeScript file. */
export interface SourceFile {
  /** Path from the root, such as `src/log/crc32c.ts`. */
  path: string;
  /** All of it. */
  text: string;
}

/** All source files below a folder, sorted by path. */
export function filesBelow(folder: string): SourceFile[] {
  const found: SourceFile[] = [];
  for (const { name, isDirectory } of Deno.readDirSync(new URL(folder, root))) {
    const path = `${folder}${name}`;
    if (isDirectory) found.push(...filesBelow(`${path}/`));
    else if (/\.[cm]?[jt]sx?$/.test(name)) {
      found.push({ path, text: Deno.readTextFileSync(new URL(path, root)) });
    }
  }
  return found.sort((a, b) => a.path < b.path ? -1 : 1);
}

/**
 * The lines of code with their numbers, without comments.
 *
 * It knows comments by how `deno fmt` lays them out: a line of its own, or the
 * end of a line after a blank.
 */
export function codeOf(text: string): { line: number; code: string }[] {
  return text.split("\n")
    .map((code, index) => ({
      line: index + 1,
      code: code.replace(/\s\/\/\s.*$/, ""),
    }))
    .filter(({ code }) => !/^\s*(\/\/|\/\*|\*)/.test(code));
}

/** The places whose code matches, as `path:line: code`. */
export function places(files: SourceFile[], pattern: RegExp): string[] {
  return files.flatMap(({ path, text }) =>
    codeOf(text)
      .filter(({ code }) => pattern.test(code))
      .map(({ line, code }) => `${path}:${line}: ${code.trim()}`)
  );
}
