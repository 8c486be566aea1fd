/**
 * Looks through a stored log for what must never be.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import type { Message } from "../../../src/store/stream/port/port.ts";
import type { SimulatedWriter } from "./simulated_writer.ts";
import type { StoredLog } from "./stored_log.ts";

/** The numbers that the changes in a log set, deleted ones too, and their messages. */
export function numbersIn(
  stored: StoredLog,
): { readonly n: number; readonly message: Message }[] {
  const found: { n: number; message: Message }[] = [];
  const decoder = new TextDecoder();
  let pieces: { bytes: Uint8Array; epoch: number }[] = [];
  for (const message of stored.ever) {
    const { kind, bytes, epoch: { number: epoch }, more, end } = message;
    if (kind !== "log") continue;
    if (pieces[0]?.epoch !== epoch || end) pieces = [];
    pieces.push({ bytes, epoch });
    if (more) continue;
    const text = pieces.map((piece) => decoder.decode(piece.bytes)).join("");
    pieces = [];
    for (const line of text.split("\n")) {
      if (line === "") continue;
      found.push({ n: JSON.parse(line).diff.n, message });
    }
  }
  return found;
}

/** Epochs follow each other, and so do what is in them and the revisions. */
export function checkOrder(stored: StoredLog): void {
  let [epoch, nonce, n, rev] = [0, "", 0, 0];
  for (const message of stored.ever) {
    const { seq } = message;
    if (message.kind === "epoch") {
      assertEquals(message.epoch.number, epoch + 1, `epoch at ${seq}`);
      [epoch, nonce, n] = [message.epoch.number, message.epoch.nonce, 0];
    } else {
      const found = [message.epoch.number, message.epoch.nonce, message.n];
      assertEquals(found, [epoch, nonce, ++n], `message ${seq}`);
      rev += message.count ?? 0;
      assertEquals(message.rev, rev, `revision at ${seq}`);
    }
  }
}

/**
 * What a program posted stands in the log once, in order, as far as it was told:
 * all that was acknowledged; of one that was taken over, just that much.
 */
export function checkWriter(
  numbers: readonly number[],
  { posted, progress: { written }, failure, closed, name }: SimulatedWriter,
): void {
  const own = new Set(posted);
  const found = numbers.filter((n) => own.has(n));
  assertEquals(found, posted.slice(0, found.length), `records of ${name}`);
  assert(found.length >= written, `${name}: ${written} acknowledged`);
  if (failure !== undefined) {
    assertEquals(failure.name, "TakenOverError", failure.message);
    assertEquals(found.length, written, `${name} was told of ${written}`);
  } else if (closed !== undefined && closed.error === undefined) {
    assertEquals(found.length, posted.length, `${name} closed well`);
  }
}
