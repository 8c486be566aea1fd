/**
 * The bytes of a log on servers, kept up to date in the background.
 *
 * @module
 */
import { ownError } from "../store/file/protocol/wire_error.ts";
import type { NatsOptions } from "../keep/nats_options.ts";
import type { FollowedBytes } from "./followed_bytes.ts";
import { followBytes } from "./stream_tools.ts";

/** Keeps the bytes of one log, for those who look at them now and then. */
export class KeptBytes implements Disposable {
  readonly #path: string;
  readonly #nats: NatsOptions | undefined;
  #begun: Promise<FollowedBytes> | undefined;
  #closed = false;

  /** Reads nothing yet. */
  constructor(path: string, nats?: NatsOptions) {
    this.#path = path;
    this.#nats = nats;
  }

  /**
   * The bytes as they are now; the same object where nothing was added.
   *
   * @throws {DatabaseError} When the log can't be read; asked again, it is tried again.
   */
  async bytes(): Promise<Uint8Array> {
    this.#begun ??= this.#begin();
    try {
      return (await this.#begun).bytes;
    } catch (error) {
      this.#begun = undefined;
      throw ownError(error);
    }
  }

  async #begin(): Promise<FollowedBytes> {
    const followed = await followBytes(this.#path, this.#nats);
    try {
      await followed.load(); // without a record there are no bytes
    } catch (error) {
      followed.close();
      throw error;
    }
    if (this.#closed) followed.close();
    else this.#keepUp(followed).catch(() => this.#begun = undefined);
    return followed;
  }

  async #keepUp(followed: FollowedBytes): Promise<void> {
    for await (const news of followed.news()) {
      // What can't be read at present is asked for again, and shown as it was.
      if (news.kind === "again") await followed.load().catch(() => {});
    }
  }

  /** Ends it. */
  [Symbol.dispose](): void {
    this.#closed = true;
    this.#begun?.then((followed) => followed.close(), () => {});
  }
}
