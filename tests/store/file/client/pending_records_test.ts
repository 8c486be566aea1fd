import { assertEquals } from "@std/assert";
import { PendingRecords } from "../../../../src/store/file/client/pending_records.ts";

Deno.test("texts are joined by line ends, bytes stay apart", () => {
  const texts = new PendingRecords();
  texts.add("{1}");
  texts.add("{22}");
  assertEquals([texts.count, texts.units], [2, 7]);
  assertEquals(texts.take(), ["{1}\n{22}"]);
  assertEquals([texts.count, texts.units], [0, 0]);
  texts.add("{3}");
  assertEquals(texts.take(), ["{3}"]);

  const bytes = new PendingRecords();
  bytes.add(new Uint8Array(2));
  bytes.add(new Uint8Array(3));
  assertEquals([bytes.count, bytes.units], [2, 5]);
  assertEquals(bytes.take(), [new Uint8Array(2), new Uint8Array(3)]);
});
