/**
 * Records on their way to the writer, gathered for one message.
 *
 * A message costs some microseconds whatever it holds, so the records of one
 * turn of the event loop share one. JSON texts are joined to one string: the
 * cheapest thing there is to send.
 *
 * @module
 */
import type { Payload } from "../../../log/serializer.ts";

/** Records that go together. */
export class PendingRecords {
  #payloads: Payload[] = [];
  /** Their size: characters of text or bytes. */
  units = 0;

  /** How many records it holds. */
  get count(): number {
    return this.#payloads.length;
  }

  /** Adds a record. */
  add(payload: Payload): void {
    this.units += payload.length;
    this.#payloads.push(payload);
  }

  /** Takes all records out, as the framer wants them. */
  take(): readonly Payload[] {
    const taken = this.#payloads;
    this.#payloads = [];
    this.units = 0;
    return typeof taken[0] === "string" ? [taken.join("\n")] : taken;
  }
}
