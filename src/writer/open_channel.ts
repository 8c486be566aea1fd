/**
 * Opening a database file from the main isolate.
 *
 * @module
 */
import type { ChannelOptions } from "./channel_options.ts";
import type { Opened, Reply } from "./protocol.ts";
import { demandPermission } from "../file/permission.ts";
import { Channel } from "./channel.ts";
import { connectWorker } from "./connection.ts";
import { Control } from "./control.ts";
import { Link } from "./link.ts";
import { linkOf } from "./shared_writer.ts";
import { fromWire } from "./wire_error.ts";

/**
 * Opens a file through a writer. Rejects with a `FileLockError` when it can't
 * be had, a `CorruptionError` when it is damaged, and with the signal's reason
 * when that gives up first; then the file is as it was and not locked.
 */
export async function openChannel(options: ChannelOptions): Promise<Channel> {
  const { path, readonly, signal } = options;
  signal?.throwIfAborted();
  demandPermission(path, readonly);
  const link = options.writer
    ? linkOf(options.writer)
    : new Link(connectWorker);
  const control = new Control();
  const answer = Promise.withResolvers<Opened>();
  let channel: Channel | undefined;
  const db = link.join({
    receive(reply: Reply) {
      if (channel !== undefined) channel.receive(reply);
      else if (reply.kind === "opened") answer.resolve(reply.opened);
      else if (reply.kind === "refused") answer.reject(fromWire(reply.error));
    },
    died(cause) {
      channel?.died(cause);
      answer.reject(cause);
    },
  });
  const abort = () => link.post({ kind: "abort", db });
  try {
    link.wait(db, true);
    link.post(openRequest(db, control, options));
    signal?.addEventListener("abort", abort);
    const opened = await answer.promise;
    // It may have been open by the time that the wish to give up reached it.
    channel = new Channel(db, link, control, opened, options);
    if (signal?.aborted) await channel.close({ discard: opened.created });
    signal?.throwIfAborted();
    link.wait(db, false);
    return channel;
  } catch (error) {
    link.leave(db);
    throw signal?.aborted ? signal.reason : error;
  } finally {
    signal?.removeEventListener("abort", abort);
  }
}

function openRequest(db: number, control: Control, options: ChannelOptions) {
  const { path, create, readonly, lockTimeout = 0 } = options;
  return {
    kind: "open",
    db,
    control: control.buffer,
    request: {
      path,
      create,
      readonly,
      lockTimeout,
      serializer: options.serializer?.toString(),
      sync: options.sync ?? 1000,
      snapshot: options.snapshot ?? {},
    },
  } as const;
}
