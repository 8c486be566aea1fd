// A stand-in for @std/fs, written for this repository: not the real one. See vendor/README.md.
/**
 * Small things to do with files and directories, by Deno's own functions.
 *
 * @module
 */

import { cp } from "node:fs/promises";
import { basename, join, normalize, resolve } from "node:path";
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

/** Makes a directory and those above it, where they are missing; looks first, so it must be allowed to read. */
export async function ensureDir(dir: string | URL): Promise<void> {
  try {
    return refuseOther(dir, await Deno.stat(dir));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  try {
    await Deno.mkdir(dir, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    refuseOther(dir, await Deno.stat(dir)); // somebody else was faster
  }
}

/** As `ensureDir`, blocking. */
export function ensureDirSync(dir: string | URL): void {
  try {
    return refuseOther(dir, Deno.statSync(dir));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  try {
    Deno.mkdirSync(dir, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    refuseOther(dir, Deno.statSync(dir)); // somebody else was faster
  }
}

/** Makes a directory, or empties it. */
export async function emptyDir(dir: string | URL): Promise<void> {
  await ensureDir(dir);
  for (const { name } of await Array.fromAsync(Deno.readDir(dir))) {
    await Deno.remove(join(pathOf(dir), name), { recursive: true });
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

/** Whether a path that the system lets nobody look at is taken to be there. */
function hidden(
  error: unknown,
  state: Deno.PermissionState,
  options?: ExistsOptions,
): boolean {
  if (error instanceof Deno.errors.NotFound) return false;
  const refused = error instanceof Deno.errors.PermissionDenied;
  if (!refused || state !== "granted") throw error;
  return !options?.isReadable;
}

/** Says whether a path is there; a broken link is not. */
export async function exists(
  path: string | URL,
  options?: ExistsOptions,
): Promise<boolean> {
  try {
    return fits(await Deno.stat(path), options);
  } catch (error) {
    const { state } = await Deno.permissions.query({ name: "read", path });
    return hidden(error, state, options);
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
    const { state } = Deno.permissions.querySync({ name: "read", path });
    return hidden(error, state, options);
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
  const [from, to] = [src, dest].map((path) => resolve(pathOf(path)));
  const { isDirectory } = await Deno.stat(src);
  if (isDirectory && (from === to || to.startsWith(join(from, "/")))) {
    throw new Deno.errors.NotSupported(
      `Cannot move '${src}' to a subdirectory of itself, '${dest}'.`,
    );
  }
  if (!overwrite) await refuseExisting(dest);
  else if (from === to) return;
  else {
    await Deno.remove(dest, { recursive: true }).catch((error) => {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    });
  }
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
    verbatimSymlinks: true,
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

function matches(path: string, { exts, match, skip }: WalkOptions): boolean {
  if (
    exts &&
    !exts.some((ext) => path.endsWith(ext.startsWith(".") ? ext : `.${ext}`))
  ) {
    return false;
  }
  if (match && !match.some((pattern) => path.match(pattern))) return false;
  return !skip?.some((pattern) => path.match(pattern));
}

function wanted(entry: WalkEntry, options: WalkOptions): boolean {
  const { includeFiles = true, includeSymlinks = true } = options;
  return (entry.isSymlink ? includeSymlinks : includeFiles) &&
    matches(entry.path, options);
}

function rootEntry(root: string, info: Deno.FileInfo): WalkEntry {
  const { isFile, isDirectory, isSymlink } = info;
  const path = normalize(root);
  return { path, name: basename(path), isFile, isDirectory, isSymlink };
}

/** What holds for a directory: whether it is yielded, and whether it is entered. */
function plan(root: string, options: WalkOptions): [boolean, boolean] {
  const { maxDepth = Infinity, includeDirs = true, skip } = options;
  return [
    maxDepth >= 0 && includeDirs && matches(root, options),
    maxDepth >= 1 && matches(root, skip ? { skip } : {}),
  ];
}

const oneLess = (options: WalkOptions): WalkOptions => ({
  ...options,
  maxDepth: (options.maxDepth ?? Infinity) - 1,
});

/** Walks a tree, its root first, and each directory before what is in it; links are not followed. */
export async function* walk(
  root: string | URL,
  options: WalkOptions = {},
): AsyncIterableIterator<WalkEntry> {
  const path = pathOf(root);
  const [yields, enters] = plan(path, options);
  if (yields) yield rootEntry(path, await Deno.stat(path));
  if (!enters) return;
  for await (const child of Deno.readDir(path)) {
    const entry = { path: join(path, child.name), ...child };
    if (child.isDirectory) yield* walk(entry.path, oneLess(options));
    else if (wanted(entry, options)) yield entry;
  }
}

/** As `walk`, blocking. */
export function* walkSync(
  root: string | URL,
  options: WalkOptions = {},
): IterableIterator<WalkEntry> {
  const path = pathOf(root);
  const [yields, enters] = plan(path, options);
  if (yields) yield rootEntry(path, Deno.statSync(path));
  if (!enters) return;
  for (const child of Deno.readDirSync(path)) {
    const entry = { path: join(path, child.name), ...child };
    if (child.isDirectory) yield* walkSync(entry.path, oneLess(options));
    else if (wanted(entry, options)) yield entry;
  }
}
