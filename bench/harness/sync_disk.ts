/**
 * Waiting for the disk, so that pages of one contestant are not written in the
 * round of another.
 *
 * @module
 */

/** Resolves when all that was written is on the disk, where there is a `sync`. */
export async function syncDisk(): Promise<void> {
  try {
    await new Deno.Command("sync").output();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
