/**
 * The record that was posted last: its checksum is worked out when somebody asks,
 * which not each commit has to pay for.
 *
 * @module
 */
import type { Outlet } from "../database/commit/companions.ts";
import { recordChecksum } from "../format/record_checksum.ts";
import type { Payload, Serializer } from "../log/serializer.ts";

/** Lets records pass, and keeps the last one. */
export class LastPosted implements Outlet {
  readonly #log: Outlet;
  readonly #serializer: Serializer;
  #last: Payload | undefined;
  #checksum: string | undefined;

  /** Stands before a log. */
  constructor(log: Outlet, serializer: Serializer) {
    this.#log = log;
    this.#serializer = serializer;
  }

  /** Lets a record pass. */
  post(payload: Payload): number {
    const seq = this.#log.post(payload);
    this.#last = payload;
    this.#checksum = undefined;
    return seq;
  }

  /** The checksum of the last record; undefined where none has passed. */
  get checksum(): string | undefined {
    if (this.#last !== undefined) {
      this.#checksum = recordChecksum(this.#serializer, this.#last);
      this.#last = undefined;
    }
    return this.#checksum;
  }
}
