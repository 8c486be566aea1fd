/**
 * The check of live data against its log.
 *
 * @module
 */
import { DataIntegrityError } from "../errors.ts";
import { KantaEventTarget, Notifier } from "./notifier.ts";
import type { OpenOptions } from "./options.ts";
import { openDatabase } from "./open_database.ts";
import { type ResolvedOptions, resolveOptions } from "./resolved_options.ts";
import { computeDiff } from "../diff/diff.ts";
import type { LogStore } from "../store/store.ts";
import type { Plain } from "../values/own.ts";

const READONLY: OpenOptions = { readonly: true };

/**
 * Throws a `DataIntegrityError` with the difference if the live data has
 * something beyond what its log says at this revision; not if the log has gone
 * on meanwhile. With `upgraded` the log's state is brought up to date first, as a
 * read-only session did.
 *
 * Reads the log beside the writer and takes no lock.
 */
export async function demandIntegrity<T extends object>(
  own: ResolvedOptions<T>,
  store: LogStore,
  rev: number,
  upgraded = false,
): Promise<void> {
  const { path, root, types, options } = own;
  const logged: Plain = {};
  const plain = resolveOptions<object>(path, logged, {
    types: options.types,
    serializer: options.serializer,
    nats: options.nats,
    defaults: false,
  });
  const { plan, defaults, ctx } = own;
  const { schema, schemas, strip } = own.options;
  const resolved = upgraded
    ? {
      ...plain,
      plan,
      defaults,
      ctx,
      options: { ...plain.options, schema, schemas, strip },
    }
    : plain;
  const notifier = new Notifier(new KantaEventTarget(), { path });
  const { session } = await openDatabase({
    resolved,
    store,
    options: READONLY,
    notifier,
  });
  await session.close();
  if (session.live.position.rev !== rev) return;
  const diff = computeDiff(logged, root, types);
  if (diff === undefined) return;
  throw new DataIntegrityError(
    `The data differs from the log ${path}: something wrote to it outside ` +
      `of a transaction; guard: true finds the line`,
    { path, diff },
  );
}
