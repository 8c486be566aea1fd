/**
 * A file that is kept open for the moment when no other can be opened.
 *
 * A folder has to be opened to be synced, and a program that has as many files
 * open as it may has none left for that: its databases themselves hold them.
 *
 * @module
 */
import { isTooManyFiles } from "./os_error.ts";
import { demandUnasked } from "./permission.ts";

/** A file that each system has on which a folder can be opened, and that is empty. */
const NOTHING = "/dev/null";

/** One open file, to be given up for another. */
export class SpareFile {
  #file: Deno.FsFile | undefined;

  /** Opens a file, if need be in the place of the spare one. */
  open(path: string, options: Deno.OpenOptions): Deno.FsFile {
    this.keep();
    try {
      return Deno.openSync(path, options);
    } catch (error) {
      if (!isTooManyFiles(error) || this.#file === undefined) throw error;
      this.#file.close();
      this.#file = undefined;
      return Deno.openSync(path, options);
    }
  }

  /** Takes a spare file, where there is none and one may be had. */
  keep(): void {
    try {
      if (this.#file !== undefined) return;
      demandUnasked("read", NOTHING);
      this.#file = Deno.openSync(NOTHING, { read: true });
    } catch {
      // Without permission, or with too many files, there is none.
    }
  }
}
