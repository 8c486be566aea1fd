/**
 * The check of live data against its log.
 *
 * @module
 */
import { KantaEventTarget } from "./event_target.ts";
import type { OpenOptions } from "./options.ts";
import type { Diff } from "../record.ts";
import { Session } from "./session.ts";
import { type ResolvedOptions, resolveOptions } from "./resolved_options.ts";
import { computeDiff } from "../diff/diff.ts";
import { Notifier } from "./notifier.ts";
import type { Plain } from "../values/own.ts";

const READONLY: OpenOptions = { readonly: true };

/**
 * What the live data has beyond what its log says at this revision; undefined
 * if there is nothing, or if the log has gone on meanwhile.
 *
 * Reads the log beside the writer and takes no lock.
 */
export async function strayChange<T extends object>(
  { path, root, types, options }: ResolvedOptions<T>,
  rev: number,
): Promise<Diff | undefined> {
  const logged: Plain = {};
  const settings = resolveOptions(path, logged, {
    types: options.types,
    serializer: options.serializer,
    writer: options.writer,
  });
  const teller = new Notifier(new KantaEventTarget(), { path });
  const { session } = await Session.open(settings, READONLY, teller);
  await session.channel.close();
  return session.ledger.standing.rev === rev
    ? computeDiff(logged, root, types)
    : undefined;
}
