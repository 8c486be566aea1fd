/**
 * Who holds the writer's place, asked of whoever answers for it.
 *
 * @module
 */
import { SYSTEM_TIMERS } from "../file/protocol/timers.ts";
import type { Holder } from "../stream/port/port.ts";
import type { Connection, Msg } from "./connection.ts";
import { Unanswered } from "./unanswered.ts";

/** How long a holder has to answer, in milliseconds. */
const PATIENCE = 1000;
/**
 * How long others may answer after the first one: a writer that was frozen does
 * not know yet that another one took over, and answers as well.
 */
const OTHERS = 30;

/**
 * The holder of the latest epoch, of those that answer.
 *
 * @throws {Unanswered} When the servers can't be asked.
 */
export async function askHolder(
  connection: Connection,
  subject: string,
): Promise<Holder | "nobody" | "silent"> {
  const { promise, resolve, reject } = Promise.withResolvers<
    Holder | "nobody" | "silent"
  >();
  let latest: Holder | undefined;
  const end = connection.requestMany(subject, "", (answer) => {
    if (answer instanceof Unanswered) return reject(answer);
    if (answer.headers?.code === 503) return resolve("nobody");
    const holder = holderIn(answer);
    if (holder === undefined) return;
    if (latest === undefined) {
      SYSTEM_TIMERS.setTimer(() => resolve(latest ?? holder), OTHERS);
    }
    if (latest === undefined || holder.epoch > latest.epoch) latest = holder;
  });
  const cancel = SYSTEM_TIMERS.setTimer(() => resolve("silent"), PATIENCE);
  try {
    return await promise;
  } finally {
    cancel();
    end();
  }
}

/** The holder that an answer names; undefined where it names none. */
function holderIn(answer: Msg): Holder | undefined {
  try {
    const { host, pid, program, since, epoch }: Partial<Holder> = answer.json();
    if (
      typeof host === "string" && typeof pid === "number" &&
      typeof program === "string" && typeof since === "string" &&
      typeof epoch === "number"
    ) return { host, pid, program, since, epoch };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return undefined;
}
