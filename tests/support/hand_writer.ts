/**
 * A writer of a stream without the protocol of writers: for tests of who reads.
 *
 * @module
 */
import { JsonSerializer } from "../../src/format/json/serializer.ts";
import type { Diff } from "../../src/record.ts";
import type { Epoch, LogStream } from "../../src/store/stream/port/port.ts";

const serializer = new JsonSerializer();

/** Writes changes to a stream that nobody else writes to. */
export class HandWriter {
  readonly #stream: LogStream;
  readonly #epoch: Epoch;
  #last: number;
  #at: number;
  #n = 0;
  /** The revision of the log. */
  rev = 0;

  private constructor(stream: LogStream, epoch: Epoch, at: number) {
    this.#stream = stream;
    this.#epoch = epoch;
    this.#last = this.#at = at;
  }

  /** Takes the stream over; its log leads to the revision `rev`. */
  static async begin(stream: LogStream, rev = 0): Promise<HandWriter> {
    const known = await stream.lastOf("epoch");
    const number = (known?.epoch.number ?? 0) + 1;
    const epoch = { number, nonce: crypto.randomUUID().slice(0, 8) };
    const at = await stream.append({
      kind: "epoch",
      head: { epoch, n: 0, rev },
      bytes: new Uint8Array(),
    }, { epoch: known?.seq ?? 0 });
    const writer = new HandWriter(stream, epoch, at);
    writer.rev = rev;
    return writer;
  }

  /** Writes changes, as one message. */
  async write(...diffs: readonly Diff[]): Promise<void> {
    const framer = serializer.createFramer();
    const payloads = diffs.map((diff, i) =>
      serializer.encodeChange({
        ts: `2026-06-10T02:55:00.${
          String((this.rev + i) % 1000).padStart(3, "0")
        }Z`,
        a: "edit",
        diff,
      })
    );
    this.rev += diffs.length;
    this.#last = await this.#stream.append({
      kind: "log",
      head: {
        epoch: this.#epoch,
        n: ++this.#n,
        rev: this.rev,
        count: diffs.length,
      },
      bytes: framer.frame("change", payloads, 0),
    }, { last: this.#last, epoch: this.#at });
  }
}
