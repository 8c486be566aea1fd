/**
 * The holder of a file's lock, from what Linux tells in `/proc`.
 *
 * Deno lets a program read there only with all permissions; without them, or
 * on another system, the answer is that it is not known. No permission is asked
 * for.
 *
 * @module
 */
import type { Holder, Identity } from "./log_file.ts";
import { demandUnasked } from "./permission.ts";

/** Ticks per second of the times in `/proc/PID/stat`: 100 on all Linux. */
const TICKS = 100;

/** The device and inode as they stand in `/proc/locks`. */
export function lockName({ dev, ino }: Identity): string {
  const major = Math.floor(dev / 256) % 4096;
  const minor = dev % 256 + Math.floor(dev / 2 ** 20) % 4096 * 256;
  const hex = (part: number) => part.toString(16).padStart(2, "0");
  return `${hex(major)}:${hex(minor)}:${ino}`;
}

/** Finds the process that holds the lock of a file, or undefined. */
export function findHolder(
  identity: Identity,
  system: typeof Deno.build.os = Deno.build.os,
): Holder | undefined {
  if (system !== "linux") return undefined;
  try {
    demandUnasked("read", "/proc");
    const name = ` ${lockName(identity)} `;
    const line = Deno.readTextFileSync("/proc/locks").split("\n")
      .find((each) => each.includes("FLOCK") && each.includes(name));
    const pid = Number(line?.trim().split(/\s+/)[4]);
    return pid > 0 ? { pid, ...describe(pid) } : undefined;
  } catch {
    return undefined;
  }
}

function describe(pid: number): Pick<Holder, "program" | "since"> {
  try {
    const program = Deno.readTextFileSync(`/proc/${pid}/cmdline`)
      .split("\0").join(" ").trim().slice(0, 200);
    // The name in parentheses may hold anything, so count from its end.
    const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
    const started = Number(stat.slice(stat.lastIndexOf(")")).split(" ")[20]);
    const boot = /^btime (\d+)$/m.exec(Deno.readTextFileSync("/proc/stat"));
    const seconds = Number(boot?.[1]) + started / TICKS;
    return { program, since: new Date(seconds * 1000).toISOString() };
  } catch {
    return {};
  }
}
