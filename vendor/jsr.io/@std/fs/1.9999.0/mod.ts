// A stand-in for @std/fs, written for this repository: not the real one. See vendor/README.md.
/**
 * Small things to do with files and directories, by Deno's own functions.
 *
 * @module
 */

import { cp } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const pathOf = (path: string | URL) =>
  typeof path === "string" ? path : fileURLToPath(path);

function refuseOther(path: string | URL, info: Deno.FileInfo): void {
  if (info.isDirectory) return;
  const got = info.isFile ? "file" : info.isSymlink ? "symlink" : "other";
  throw new Error(
    `Failed to ensure directory exists: expected 'dir', got '${got}' at ${
      pathOf(path)
    }`,
  );
}

/** Makes a directory and those above it, where they are missing. */
export async function ensureDir(dir: string | URL): Promise<void> {
  try {
    await Deno.mkdir(dir, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    refuseOther(dir, await Deno.stat(dir));
  }
}

/** As `ensureDir`, blocking. */
export function ensureDirSync(dir: string | URL): void {
  try {
    Deno.mkdirSync(dir, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    refuseOther(dir, Deno.statSync(dir));
  }
}

/** Makes a directory, or empties it. */
export async function emptyDir(dir: string | URL): Promise<void> {
  await ensureDir(dir);
  for (const { name } of await Array.fromAsync(Deno.readDir(dir))) {
    await Deno.remove(`${pathOf(dir)}/${name}`, { recursive: true });
  }
}

/** What `exists` asks for beyond being there. */
export interface ExistsOptions {
  /** It can be read by this user. Default: false. */
  isReadable?: boolean;
  /** It is a directory. Default: false. */
  isDirectory?: boolean;
  /** It is a file. Default: false. */
  isFile?: boolean;
}

function fits(info: Deno.FileInfo, options?: ExistsOptions): boolean {
  if (options?.isDirectory && options.isFile) {
    throw new TypeError(
      "ExistsOptions.isDirectory and ExistsOptions.isFile are exclusive",
    );
  }
  if (options?.isDirectory && !info.isDirectory) return false;
  if (options?.isFile && !info.isFile) return false;
  if (!options?.isReadable || info.mode === null) return true;
  if (Deno.uid() === info.uid) return (info.mode & 0o400) !== 0;
  return (info.mode & (Deno.gid() === info.gid ? 0o040 : 0o004)) !== 0;
}

/** Says whether a path is there; a broken link is not. */
export async function exists(
  path: string | URL,
  options?: ExistsOptions,
): Promise<boolean> {
  try {
    return fits(await Deno.stat(path), options);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** As `exists`, blocking. */
export function existsSync(
  path: string | URL,
  options?: ExistsOptions,
): boolean {
  try {
    return fits(Deno.statSync(path), options);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Says what `move` does when the target is there. */
export interface MoveOptions {
  /** Replace it. Default: false. */
  overwrite?: boolean;
}

async function refuseExisting(dest: string | URL): Promise<void> {
  if (await Deno.lstat(dest).catch(() => undefined)) {
    throw new Deno.errors.AlreadyExists(`'${pathOf(dest)}' already exists.`);
  }
}

/** Renames a file or a directory. */
export async function move(
  src: string | URL,
  dest: string | URL,
  { overwrite = false }: MoveOptions = {},
): Promise<void> {
  if (pathOf(src) === pathOf(dest)) return;
  if (overwrite) {
    await Deno.remove(dest, { recursive: true }).catch(() => {/* not there */});
  } else await refuseExisting(dest);
  await Deno.rename(src, dest);
}

/** Says how `copy` copies. */
export interface CopyOptions {
  /** Replace what is there. Default: false. */
  overwrite?: boolean;
  /** Give the copy the times of the original. Default: false. */
  preserveTimestamps?: boolean;
}

/** Copies a file, or a directory with all that is in it. */
export async function copy(
  src: string | URL,
  dest: string | URL,
  { overwrite = false, preserveTimestamps = false }: CopyOptions = {},
): Promise<void> {
  if (!overwrite) await refuseExisting(dest);
  await cp(src, dest, {
    recursive: true,
    force: overwrite,
    preserveTimestamps,
  });
}

/** Says what `walk` yields. */
export interface WalkOptions {
  /** How deep to go. Default: Infinity. */
  maxDepth?: number;
  /** Default: true. */
  includeFiles?: boolean;
  /** Default: true. */
  includeDirs?: boolean;
  /** Default: true. */
  includeSymlinks?: boolean;
  /** File name endings; without any, all. */
  exts?: string[];
  /** Only paths that match one of these. */
  match?: RegExp[];
  /** No paths that match one of these, nor what is below them. */
  skip?: RegExp[];
}

/** One thing that `walk` met. */
export interface WalkEntry extends Deno.DirEntry {
  /** The path, beginning as the root was given. */
  path: string;
}

function wanted(
  { path, isFile, isDirectory, isSymlink }: WalkEntry,
  o: WalkOptions,
): boolean {
  if (isSymlink) return (o.includeSymlinks ?? true) && matches(path, o);
  if (isFile && !(o.includeFiles ?? true)) return false;
  if (isDirectory && !(o.includeDirs ?? true)) return false;
  return matches(path, o);
}

function matches(path: string, { exts, match, skip }: WalkOptions): boolean {
  if (
    exts &&
    !exts.some((ext) => path.endsWith(ext.startsWith(".") ? ext : `.${ext}`))
  ) {
    return false;
  }
  if (match && !match.some((pattern) => pattern.test(path))) return false;
  return !skip?.some((pattern) => pattern.test(path));
}

const entryOf = (root: string, info: Deno.FileInfo): WalkEntry => ({
  path: root,
  name: root.split("/").findLast((part) => part !== "") ?? root,
  isFile: info.isFile,
  isDirectory: info.isDirectory,
  isSymlink: info.isSymlink,
});

const below = (path: string, entry: Deno.DirEntry): WalkEntry => ({
  ...entry,
  path: path === "." ? entry.name : `${path.replace(/\/$/, "")}/${entry.name}`,
});

function enters(
  entry: WalkEntry,
  depth: number,
  options: WalkOptions,
): boolean {
  if (!entry.isDirectory || depth >= (options.maxDepth ?? Infinity)) {
    return false;
  }
  return !options.skip?.some((pattern) => pattern.test(entry.path));
}

/** Walks a tree, its root first; links are not followed. */
export async function* walk(
  root: string | URL,
  options: WalkOptions = {},
): AsyncIterableIterator<WalkEntry> {
  const open: [WalkEntry, number][] = [[
    entryOf(pathOf(root), await Deno.stat(root)),
    0,
  ]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [entry, depth] = next;
    if (wanted(entry, options)) yield entry;
    if (!enters(entry, depth, options)) continue;
    for await (const child of Deno.readDir(entry.path)) {
      open.push([below(entry.path, child), depth + 1]);
    }
  }
}

/** As `walk`, blocking. */
export function* walkSync(
  root: string | URL,
  options: WalkOptions = {},
): IterableIterator<WalkEntry> {
  const open: [WalkEntry, number][] = [[
    entryOf(pathOf(root), Deno.statSync(root)),
    0,
  ]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [entry, depth] = next;
    if (wanted(entry, options)) yield entry;
    if (!enters(entry, depth, options)) continue;
    for (const child of Deno.readDirSync(entry.path)) {
      open.push([below(entry.path, child), depth + 1]);
    }
  }
}
