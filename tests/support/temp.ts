/**
 * A folder for one test, gone when the test is over.
 *
 * @module
 */

/** A path in a new temporary folder; disposing removes the folder. */
export class TempFolder implements Disposable {
  /** The folder, by a path without symlinks: on macOS temporary files are behind one. */
  readonly path: string = Deno.realPathSync(
    Deno.makeTempDirSync({ prefix: "kanta-test-" }),
  );

  /** The path of a file in the folder. */
  file(name = "data.kantadb"): string {
    return `${this.path}/${name}`;
  }

  /** Removes the folder. */
  [Symbol.dispose](): void {
    Deno.removeSync(this.path, { recursive: true });
  }
}
