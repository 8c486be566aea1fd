/**
 * The check of live data against its log.
 *
 * @module
 */
import { KantaEventTarget } from "./event_target.ts";
import type { OpenOptions } from "./options.ts";
import type { Diff } from "./records.ts";
import { Session } from "./session.ts";
import { type Settings, settingsOf } from "./settings.ts";
import { computeDiff } from "./state/diff.ts";
import { Teller } from "./teller.ts";
import type { Plain } from "./values/own.ts";

const READONLY: OpenOptions = { readonly: true };

/**
 * What the live data has beyond what its log says at this revision; undefined
 * if there is nothing, or if the log has gone on meanwhile.
 *
 * Reads the log beside the writer and takes no lock.
 */
export async function strayChange<T extends object>(
  { path, root, types, options }: Settings<T>,
  rev: number,
): Promise<Diff | undefined> {
  const logged: Plain = {};
  const settings = settingsOf(path, logged, {
    types: options.types,
    serializer: options.serializer,
    writer: options.writer,
  });
  const teller = new Teller(new KantaEventTarget(), { path });
  const { session } = await Session.open(settings, READONLY, teller);
  await session.channel.close();
  return session.ledger.standing.rev === rev
    ? computeDiff(logged, root, types)
    : undefined;
}
