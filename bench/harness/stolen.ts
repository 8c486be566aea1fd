/**
 * The time that a virtual machine's host keeps its cores from it.
 *
 * @module
 */

/** Linux counts in hundredths of a second, whatever its clock does. */
const TICK_MS = 10;
/** Its place in the line of all cores: user, nice, system, idle and so on. */
const STEAL = 8;

/**
 * How many milliseconds of its cores the host has kept since the machine was
 * started, of all cores together: a thread was ready to run and could not.
 * 0 where the system does not count it.
 *
 * Source: the manual of Linux, proc_stat(5).
 */
export function stolenMs(): number {
  if (Deno.build.os !== "linux") return 0;
  const [line] = Deno.readTextFileSync("/proc/stat").split("\n", 1);
  return Number(line.split(/ +/)[STEAL] ?? 0) * TICK_MS;
}
