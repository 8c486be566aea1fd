/**
 * The rights that a log needs on its servers, tried when it is opened: whoever
 * lacks one hears of it then, and not at the first commit or the first takeover.
 *
 * @module
 */
import type { Connection } from "./connection.ts";
import { KINDS, type StreamNames } from "./stream_names.ts";
import { Unanswered } from "./unanswered.ts";

/** How long an answer may take, in milliseconds; one that is late was allowed to be asked. */
const PATIENCE = 2000;
/** The servers refuse a message for a stream of that name. */
const NO_STREAM = "none";

/** The rights that this user lacks, such as `publish to "kanta.shop.log"`. */
export async function missingRights(
  connection: Connection,
  names: StreamNames,
  writes: boolean,
): Promise<string[]> {
  const missing = new Set<string>();
  const take = (error: unknown) => {
    if (!(error instanceof Unanswered)) throw error;
    if (error.right !== undefined) missing.add(error.right);
    else if (error.silence === "lost") throw error;
  };
  const ask = async (subject: string, text: string, head?: "refused") => {
    const headers = head && connection.headers();
    headers?.append("Nats-Expected-Stream", NO_STREAM);
    await connection.request(subject, text, PATIENCE, headers).catch(take);
  };
  const listen = async (subject: string) => {
    const end = connection.subscribe(subject, () => {}, take);
    await connection.flush(); // a refusal comes before the answer to it
    end();
  };
  const direct = names.api("DIRECT.GET");
  const last = names.subject("snapshot");
  await Promise.all([
    ask(direct, JSON.stringify({ last_by_subj: last })),
    ask(`${direct}.${last}`, ""),
    listen(names.live),
    ask(names.holder, ""),
    ...writes
      ? [
        ...KINDS.map((kind) => ask(names.subject(kind), "", "refused")),
        ask(
          names.api("STREAM.MSG.GET"),
          JSON.stringify({ last_by_subj: last }),
        ),
        // What is no JSON is refused; any purge that is none would be a purge.
        ask(names.api("STREAM.PURGE"), "{"),
        listen(names.holder),
      ]
      : [],
  ]);
  return [...missing];
}
