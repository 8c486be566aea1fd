/**
 * A temporary folder that goes when its user is done.
 *
 * @module
 */

/** A new folder on the disk of temporary files; removed when disposed of. */
export class Folder implements Disposable {
  /** Where it is. */
  readonly path: string = Deno.makeTempDirSync({ prefix: "kanta-bench-" });

  /** The path of a file in it. */
  file(name: string): string {
    return `${this.path}/${name}`;
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.path, { recursive: true });
  }
}
