import { assertEquals } from "@std/assert";
import { UnwrittenRecords } from "../../../../src/store/stream/lost/unwritten_records.ts";

/** Batches of these many records each, whose lines are their numbers. */
function batches(...counts: readonly number[]) {
  let seq = 0;
  return counts.map((count) => {
    const lines = Array.from({ length: count }, () => String(++seq));
    return { payloads: [lines.join("\n")], seq, size: seq };
  });
}

function numbers(from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, i) => String(from + i));
}

Deno.test("what is not written is kept to the record, also from within a batch", () => {
  for (let written = 0; written <= 6; written++) {
    const records = new UnwrittenRecords();
    for (const batch of batches(3, 1, 2)) records.add(batch, 0);
    assertEquals(records.after(written), numbers(written + 1, 6));
  }
});

Deno.test("what is written is dropped on the way, and asked for it is not there twice", () => {
  const records = new UnwrittenRecords();
  let last = 0;
  for (const batch of batches(...Array.from({ length: 500 }, () => 3))) {
    records.add(batch, Math.max(0, last - 2));
    last = batch.seq;
  }
  assertEquals(records.after(1498), ["1499", "1500"]);
  assertEquals(records.after(1500), []);
});

Deno.test("payloads of bytes and several in a batch are lines, too", () => {
  const records = new UnwrittenRecords();
  const bytes = new TextEncoder().encode("2");
  records.add({ payloads: ["1", bytes], seq: 2, size: 2 }, 0);
  assertEquals(records.after(0), ["1", "2"]);
  assertEquals(records.after(1), ["2"]);
});
