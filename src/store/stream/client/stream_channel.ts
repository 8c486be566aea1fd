/**
 * The channel to a log on servers.
 *
 * @module
 */
import { DatabaseError } from "../../../errors.ts";
import { quoted } from "../../../values/quoted.ts";
import { Channel } from "../../file/client/channel.ts";
import type { JoinedLog, TellFile } from "../../file/client/joined_log.ts";
import type { StoreOptions } from "../../store.ts";

/** The channel to a log of which only the program can say whether it is synced. */
export class StreamChannel extends Channel {
  readonly #synced: boolean;

  /** Takes over a log that was joined. */
  constructor(joined: JoinedLog, options: StoreOptions, tell: TellFile) {
    super(joined, options, tell);
    this.#synced = options.nats?.synced ?? false;
  }

  /** Waits until the servers have all that was posted before; see `nats.synced`. */
  override flush(durable = false): Promise<void> {
    if (!durable || this.#synced) return super.flush(durable);
    const { path } = this;
    return Promise.reject(
      new DatabaseError(
        `Cannot tell when commits to ${
          quoted(path)
        } are durable: by default a ` +
          "server syncs every two minutes, which no client sees; run each server " +
          "with sync_interval: always, and say so by nats: { synced: true }; or " +
          "flush() without durable",
        { path },
      ),
    );
  }
}
