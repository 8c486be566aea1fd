/**
 * The kind of what stands at a path: a plain file, or what can't be a log.
 *
 * @module
 */
import { FileLockError } from "../errors.ts";
import { isMissing } from "./os_error.ts";

function kindOf(info: Deno.FileInfo): string {
  if (info.isDirectory) return "a folder";
  if (info.isFifo) return "a FIFO";
  if (info.isSocket) return "a socket";
  return info.isCharDevice || info.isBlockDevice ? "a device" : "no plain file";
}

/** The kind of what stands at a path, or undefined. */
export function statOf(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Where the lock is found by the name, a file must have no second one. */
export function demandOneName(path: string, info: Deno.FileInfo): void {
  if (info.nlink === null || info.nlink < 2) return;
  throw new FileLockError(
    `Cannot open "${path}": it has ${info.nlink} names (hard links), and on ` +
      "this system a lock tells one of them alone: remove the others",
    { path },
  );
}

/** Throws unless it is a plain file. */
export function demandPlainFile(path: string, info: Deno.FileInfo): void {
  if (info.isFile) return;
  throw new FileLockError(
    `Cannot open "${path}": it is ${kindOf(info)}, not a file`,
    { path },
  );
}

/** Says of a symlink that leads nowhere what it is: the file is not to be found. */
export function demandNoLink(path: string): void {
  if (!isLink(path)) return;
  const target = Deno.readLinkSync(path);
  throw new FileLockError(
    `Cannot open "${path}": it is a symlink to "${target}", and there is no ` +
      "such file; make that one, empty, or remove the symlink",
    { path },
  );
}

/** Whether a symlink stands at a path. */
export function isLink(path: string): boolean {
  try {
    return Deno.lstatSync(path).isSymlink;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
