/**
 * Waiting until a process has nothing more to do, so that what one contestant
 * leaves behind does not fall into another's round: garbage, a snapshot in a
 * worker, pages that have to go to the disk.
 *
 * @module
 */

/** So often in a row a process is seen at rest before it is believed. */
const LOOKS = 2;
const LOOK_MS = 2;

/**
 * Resolves when no thread of a process runs or waits for the disk, at the latest
 * after `mostMs`; and what all have written is on the disk then. Where the system
 * has no `/proc` or no `sync`, the bench does without.
 */
export async function settle(pid: number, mostMs = 10_000): Promise<void> {
  const end = performance.now() + mostMs;
  for (let rest = 0; rest < LOOKS && performance.now() < end;) {
    rest = isBusy(pid) ? 0 : rest + 1;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  try {
    await new Deno.Command("sync").output();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** Whether any thread of a process is running or waiting for the disk. */
function isBusy(pid: number): boolean {
  try {
    const tasks = `/proc/${pid}/task`;
    return [...Deno.readDirSync(tasks)].some(({ name }) => {
      const stat = Deno.readTextFileSync(`${tasks}/${name}/stat`);
      // The state follows the name, which is in brackets and may hold any sign.
      return /^[RD]/.test(stat.slice(stat.lastIndexOf(")") + 2));
    });
  } catch (error) {
    // No /proc, or a thread or the process ended meanwhile.
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
