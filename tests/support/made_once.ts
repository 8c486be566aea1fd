/**
 * Something that takes long to make, is kept in a folder, and is wanted by several
 * test files, which run at once.
 *
 * @module
 */

/** What is kept in a folder, and how it gets there. */
export interface Made {
  /** Whether it is there and works. */
  isThere(): Promise<boolean>;
  /** Makes it, whatever is there. */
  make(): Promise<void>;
}

/**
 * Makes it where it is not there. Who comes first makes it, and the others wait for
 * a lock of a file beside the folder. Why it could not be made stands in that file,
 * and who waited meanwhile takes that for an answer instead of trying as well.
 */
export async function madeOnce(folder: string, made: Made): Promise<void> {
  const came = Date.now();
  const path = `${folder}.lock`;
  using file = await Deno.open(path, { write: true, create: true });
  await file.lock(true);
  if (await made.isThere()) return;
  const reason = await Deno.readTextFile(path);
  const { mtime } = await file.stat();
  if (reason !== "" && mtime !== null && +mtime >= came) {
    throw new Error(reason);
  }
  await file.truncate();
  try {
    await made.make();
  } catch (error) {
    await file.write(new TextEncoder().encode(lastLine(error)));
    throw error;
  }
}

/** The end of what an error says, which is why where a program failed. */
export function lastLine(error: unknown): string {
  return String(error).trim().split("\n").at(-1) ?? "";
}
