/**
 * Records on their way to the writer, gathered for one message.
 *
 * A message costs some microseconds whatever it holds, so the records of one
 * turn of the event loop share one. JSON texts are joined to one string: the
 * cheapest thing there is to send.
 *
 * @module
 */
import type { Payload } from "../log/serializer.ts";

/** Records that go together. */
export class Batch {
  #text = "";
  #payloads: Payload[] | undefined;
  /** How many records it holds. */
  count = 0;
  /** Their size: characters of text or bytes. */
  units = 0;

  /** Adds a record. */
  add(payload: Payload): void {
    this.units += payload.length;
    if (this.count++ > 0 && this.#payloads === undefined) {
      this.#text += "\n";
    }
    if (typeof payload === "string") this.#text += payload;
    else (this.#payloads ??= []).push(payload);
  }

  /** Takes all records out, as the framer wants them. */
  take(): readonly Payload[] {
    const taken = this.#payloads ?? [this.#text];
    this.#text = "";
    this.#payloads = undefined;
    this.count = this.units = 0;
    return taken;
  }
}
