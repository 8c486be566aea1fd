/**
 * The writer of a log in a stream, as a program is told of it.
 *
 * @module
 */
import type { LogHolder } from "../../../errors.ts";
import type { Holder, LogStream } from "../port/port.ts";

/** The writer of a log, by its own answer; undefined where none comes. */
export async function logHolderOf(
  stream: Pick<LogStream, "holder">,
): Promise<LogHolder | undefined> {
  const found = await stream.holder();
  return typeof found === "string" ? undefined : asLogHolder(found);
}

/** A holder without its epoch, which says nothing to a program. */
export function asLogHolder(
  { host, pid, program, since }: Holder,
): LogHolder {
  return { host, pid, program, since };
}
