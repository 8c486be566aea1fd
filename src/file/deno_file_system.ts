/**
 * The file system of the operating system, by Deno's file functions.
 *
 * A path is asked for its kind before it is opened: a FIFO would block, a
 * device would take anything. And permission is demanded before it is used: a
 * worker that lacks one would stop at a prompt that belongs to nobody.
 *
 * @module
 */
import type {
  Identity,
  ListedFileSystem,
  NamedFile,
  OpenMode,
} from "./log_file.ts";
import { DenoFile, identityOf, type WindowsFile } from "./deno_file.ts";
import { findHolder } from "./holder.ts";
import { isForbidden, isMissing, refusal } from "./os_error.ts";
import {
  demandNoLink,
  demandOneName,
  demandPlainFile,
  isLink,
  statOf,
} from "./path_kind.ts";
import { demandUnasked } from "./permission.ts";
import { SpareFile } from "./spare_file.ts";

/** New files are for their owner alone: a database may hold secrets. */
const PRIVATE = 0o600;

function folderOf(path: string, windows: boolean): string {
  const cut = Math.max(
    path.lastIndexOf("/"),
    windows ? path.lastIndexOf("\\") : -1,
  );
  return cut < 0 ? "." : path.slice(0, cut) || path.slice(0, 1);
}

/** The file that is locked in place of the log, where a lock is on the content. */
const lockOf = (path: string): string => `${path}.lock`;

/** The file system of the operating system. */
export class DenoFileSystem implements ListedFileSystem {
  readonly #windows: boolean;
  readonly #spare = new SpareFile();

  /** With the ways of a system, by default of this one. */
  constructor(system: typeof Deno.build.os = Deno.build.os) {
    this.#windows = system === "windows";
  }

  /** The path without symlinks, or undefined if nothing is there. */
  realPath(path: string): string | undefined {
    try {
      demandUnasked("read", path);
      return Deno.realPathSync(path);
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw refusal("open", path, error);
    }
  }

  /** Opens a file; `created` tells whether it was made just now. */
  open(path: string, mode: OpenMode): { file: DenoFile; created: boolean } {
    try {
      demandUnasked("read", path);
      if (!mode.readonly) demandUnasked("write", path);
      let info = statOf(path);
      if (info === undefined && mode.create && !mode.readonly) {
        const made = this.#create(path);
        if (made !== undefined) return { file: made, created: true };
        info = statOf(path); // it is there by now
      }
      if (info !== undefined) demandPlainFile(path, info);
      else demandNoLink(path);
      const opened = Deno.openSync(path, {
        read: true,
        ...(mode.readonly ? {} : this.#writing()),
      });
      try {
        // Looked at again: the name may have changed hands in between.
        info = opened.statSync();
        demandPlainFile(path, info);
        if (this.#windows && !mode.readonly) demandOneName(path, info);
      } catch (error) {
        opened.close();
        throw error;
      }
      return {
        file: new DenoFile(opened, this.#windowsFile(path)),
        created: false,
      };
    } catch (error) {
      throw refusal("open", path, error);
    }
  }

  #writing(): Deno.OpenOptions {
    return this.#windows ? { write: true } : { append: true };
  }

  #windowsFile(path: string): WindowsFile | undefined {
    return this.#windows ? { lockPath: lockOf(path) } : undefined;
  }

  /** Makes the file, and its folder if need be; undefined if it is there by now. */
  #create(path: string): DenoFile | undefined {
    const make = () =>
      new DenoFile(
        Deno.openSync(path, {
          read: true,
          ...this.#writing(),
          createNew: true,
          mode: PRIVATE,
        }),
        this.#windowsFile(path),
      );
    try {
      return make();
    } catch (error) {
      if (error instanceof Deno.errors.AlreadyExists) return undefined;
      // Only now: looking at the folder takes a permission of its own.
      if (!isMissing(error)) throw error;
      this.#createFolder(folderOf(path, this.#windows));
      return make();
    }
  }

  #createFolder(folder: string): void {
    const parent = folderOf(folder, this.#windows);
    demandUnasked("read", parent);
    demandUnasked("write", folder);
    if (statOf(parent) === undefined) this.#createFolder(parent);
    Deno.mkdirSync(folder, { recursive: true });
    this.syncFolder(folder);
  }

  /** Whether a name is free: a symlink that leads nowhere has it, too. */
  isFree(path: string): boolean {
    demandUnasked("read", path);
    return statOf(path) === undefined && !isLink(path);
  }

  /** The file at the path, or undefined. */
  identify(path: string): NamedFile | undefined {
    demandUnasked("read", path);
    const info = statOf(path);
    return info && { ...identityOf(info), size: info.size };
  }

  /** When the file at the path was written to last, in milliseconds. */
  writtenAt(path: string): number | undefined {
    demandUnasked("read", path);
    return statOf(path)?.mtime?.getTime();
  }

  /** The holder of this file's lock, or undefined when it can't be known. */
  holder(identity: Identity): ReturnType<ListedFileSystem["holder"]> {
    return findHolder(identity);
  }

  /** The names in the folder of this path; none where it may not be read. */
  namesBeside(path: string): string[] {
    const folder = folderOf(path, this.#windows);
    try {
      demandUnasked("read", folder);
      return Array.from(Deno.readDirSync(folder), ({ name }) => name);
    } catch (error) {
      // Permission for the file alone is enough to read it.
      if (isForbidden(error) || isMissing(error)) return [];
      throw refusal("read", folder, error);
    }
  }

  /** Writes a new file whole and syncs it, or leaves none; fails if the name is taken. */
  writeNew(path: string, bytes: Iterable<Uint8Array>, like?: string): void {
    demandUnasked("write", path);
    const file = new DenoFile(Deno.openSync(path, {
      append: true,
      createNew: true,
      mode: PRIVATE,
    }));
    try {
      for (const piece of bytes) file.append(piece);
      if (like !== undefined && !this.#windows) giveRights(path, like);
      file.sync();
    } catch (error) {
      file.close();
      // Else every try leaves another one, and takes what room somebody makes.
      Deno.removeSync(path);
      throw error;
    }
    file.close();
  }

  /**
   * Copies a file over another one on the same device, in the kernel: Btrfs, XFS
   * and APFS share the blocks. Between devices nothing is shared, and a copy in
   * one call would neither tell how far it is nor end when asked to.
   */
  copy(from: string, to: string): boolean {
    const [source, target] = [this.identify(from), this.identify(to)];
    if (source === undefined || source.dev !== target?.dev) return false;
    demandUnasked("write", to);
    Deno.copyFileSync(from, to);
    // The mode was copied, too.
    if (!this.#windows) Deno.chmodSync(to, PRIVATE);
    return true;
  }

  /** Makes created and renamed names in the folder of this path durable. */
  syncFolder(path: string): void {
    if (this.#windows) return; // a folder can't be opened there
    let folder: Deno.FsFile;
    try {
      demandUnasked("read", folderOf(path, this.#windows));
      folder = this.#spare.open(folderOf(path, this.#windows), { read: true });
    } catch (error) {
      // Permission for the file alone is a supported way to run (see
      // docs/reliability.md); the name is then as durable as the system makes it.
      if (isForbidden(error)) return;
      throw error;
    }
    try {
      folder.syncSync();
    } finally {
      folder.close();
      this.#spare.keep();
    }
  }

  /** Gives a file a second name. */
  link(path: string, name: string): void {
    for (const one of [path, name]) {
      demandUnasked("read", one);
      demandUnasked("write", one);
    }
    // There a lock is found by the name: a second one would have another.
    if (this.#windows) throw new Error("A log has one name on this system");
    Deno.linkSync(path, name);
  }

  /** Gives a file another name; what stood there is gone. */
  rename(from: string, to: string): void {
    for (const path of [from, to]) demandUnasked("write", path);
    // The lock first: who finds the new file finds its lock, too.
    this.#withLock(from, (lock) => Deno.renameSync(lock, lockOf(to)));
    Deno.renameSync(from, to);
  }

  /** Removes a file. */
  remove(path: string): void {
    demandUnasked("write", path);
    this.#withLock(path, (lock) => Deno.removeSync(lock));
    Deno.removeSync(path);
  }

  /** Does to the lock's own file what is done to the log, where there is one. */
  #withLock(path: string, call: (lock: string) => void): void {
    if (!this.#windows) return;
    try {
      demandUnasked("write", lockOf(path));
      call(lockOf(path));
    } catch (error) {
      // A program that may not touch the file has not made it.
      if (!isMissing(error) && !isForbidden(error)) throw error;
    }
  }
}

/** Gives a file the rights and the owner of another. */
function giveRights(path: string, like: string): void {
  const { mode, uid, gid } = Deno.statSync(like);
  Deno.chmodSync(path, (mode ?? PRIVATE) & 0o777);
  const own = Deno.statSync(path);
  if (own.uid === uid && own.gid === gid) return;
  try {
    Deno.chownSync(path, uid, gid);
  } catch (error) {
    // Only the superuser may give a file away; the rights are the same all the same.
    if (!isForbidden(error)) throw error;
  }
}
