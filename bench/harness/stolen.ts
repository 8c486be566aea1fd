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
 *
 * @param stat What the system says of its cores; read if it is not given.
 */
export function stolenMs(stat: string = readStat()): number {
  const [line] = stat.split("\n", 1);
  return Number(line!.split(/ +/)[STEAL] ?? 0) * TICK_MS;
}

function readStat(): string {
  return Deno.build.os === "linux" ? Deno.readTextFileSync("/proc/stat") : "";
}
