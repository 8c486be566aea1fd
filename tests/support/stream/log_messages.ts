/**
 * Messages of a log in a stream, made by hand.
 *
 * @module
 */
import { JsonSealer } from "../../../src/format/json/sealer.ts";
import { crc32c, viewOf } from "../../../src/log/crc32c.ts";
import type { Head } from "../../../src/store/stream/port/port.ts";
import type { StoredLog } from "./stored_log.ts";

const SEALER = new JsonSealer();

/** The lines of changes that set `n`. */
export function changeLines(...numbers: readonly number[]): Uint8Array {
  const payloads = numbers.map((n) =>
    JSON.stringify({ ts: "2026-06-10T02:55:00.000000Z", a: "set", diff: { n } })
  );
  return SEALER.frame("change", payloads, 0);
}

/** The line of a snapshot. */
export function snapshotLine(r: number, state: object): Uint8Array {
  const payload = { ts: "2026-06-10T02:55:00.000000Z", r, k: 1, state };
  return SEALER.frame("snapshot", [JSON.stringify(payload)], 0);
}

/** The payload of a change that sets `n`, as a program posts it. */
export function changePayload(n: number): string {
  const ts = "2026-06-10T02:55:00.000000Z";
  return JSON.stringify({ ts, a: "set", diff: { n } });
}

/** Writes to a stored log as a writer would, without any doubts. */
export class HandWriter {
  readonly #stored: StoredLog;
  #epoch = { number: 0, nonce: "" };
  #n = 0;
  rev = 0;

  constructor(stored: StoredLog) {
    this.#stored = stored;
  }

  /** Takes over. */
  epoch(number: number): number {
    const last = this.#stored.lastOf("epoch")?.seq ?? 0;
    this.#epoch = { number, nonce: `nonce${number}` };
    this.#n = 0;
    const head = { epoch: this.#epoch, n: 0, rev: this.rev };
    const sent = { kind: "epoch", head, bytes: new Uint8Array(0) } as const;
    return this.#stored.append(sent, { epoch: last });
  }

  /** Appends a message of the log. */
  log(bytes: Uint8Array, more: Partial<Head> = {}): number {
    this.rev += more.count ?? 0;
    return this.#append("log", bytes, more);
  }

  /** Appends changes that set these numbers. */
  changes(...numbers: readonly number[]): number {
    return this.log(changeLines(...numbers), { count: numbers.length });
  }

  /** Appends a snapshot in parts of so many bytes. */
  snapshot(after: number, line: Uint8Array, size = 64): number {
    const seqs: number[] = [];
    for (let at = 0; at < line.length; at += size) {
      seqs.push(this.#append("part", line.subarray(at, at + size)));
    }
    return this.#append("snapshot", new Uint8Array(0), {
      marker: {
        after,
        first: seqs[0] ?? 0,
        last: seqs.at(-1) ?? 0,
        bytes: line.length,
        sum: crc32c(viewOf(line)),
      },
    });
  }

  #append(
    kind: "log" | "part" | "snapshot",
    bytes: Uint8Array,
    more: Partial<Head> = {},
  ): number {
    const epoch = this.#stored.lastOf("epoch")?.seq ?? 0;
    const head = {
      epoch: this.#epoch,
      n: ++this.#n,
      rev: this.rev,
      ...more,
    };
    return this.#stored.append({ kind, head, bytes }, { epoch });
  }
}
