/**
 * What a system lacks is said by the test that would need it.
 *
 * @module
 */

/** Says in one line what a test leaves out on this system, and why. */
export function leftOut(what: string, why: string): void {
  console.error(`left out: ${what}, for ${why}`);
}

/** Whether files have a mode that tells their owner from others. */
export function hasModes(): boolean {
  if (Deno.build.os !== "windows") return true;
  leftOut("that new files are private", "files have no mode here");
  return false;
}

/** Makes a symlink; tells whether this user may, which on Windows takes a privilege. */
export function linked(target: string, path: string): boolean {
  try {
    Deno.symlinkSync(target, path);
    return true;
  } catch (error) {
    if (Deno.build.os !== "windows") throw error;
    leftOut("what symlinks lead to", "this user may make none");
    return false;
  }
}

/** Whether a program can be sent a signal that it may handle. */
export function hasSignals(): boolean {
  if (Deno.build.os !== "windows") return true;
  leftOut("what signals do", "here each of them ends the program at once");
  return false;
}

/** Whether the system tells of processes, their locks and files in `/proc`. */
export function hasProc(about: string): boolean {
  try {
    if (Deno.statSync("/proc/self/stat").isFile) return true;
  } catch { /* there is none */ }
  leftOut(about, "there is no /proc");
  return false;
}
