import { assertEquals } from "@std/assert";
import { JsonSerializer } from "../../../src/format/json/serializer.ts";
import { MsgPackSerializer } from "../../../src/format/binary/serializer.ts";
import { LogBytes } from "../../../src/store/memory/log_bytes.ts";
import { record, recorded } from "../../support/local_writer.ts";

const json = () => new JsonSerializer().createFramer();

Deno.test("records are framed when the bytes are wanted, in order", () => {
  const bytes = new LogBytes(new Uint8Array(0));
  bytes.frameBy(json());
  for (let n = 1; n <= 3; n++) bytes.post(record(n));
  assertEquals(recorded(bytes.copy()), [1, 2, 3]);
  bytes.post(record(4));
  const { source } = bytes;
  bytes.post(record(5));
  assertEquals(recorded(source.read(0, source.size)), [1, 2, 3, 4]);
  assertEquals(recorded(bytes.copy()), [1, 2, 3, 4, 5]);
  assertEquals(bytes.size, bytes.copy().length);
});

Deno.test("they are the bytes that one framing of all would give", () => {
  const bytes = new LogBytes(new Uint8Array(0));
  bytes.frameBy(json());
  const payloads = Array.from({ length: 5000 }, (_, n) => record(n));
  for (const payload of payloads) bytes.post(payload);
  assertEquals(bytes.copy(), json().frame("change", payloads, 0).slice());
});

Deno.test("a binary log begins with its header", async () => {
  const serializer = new MsgPackSerializer();
  await serializer.prepare();
  const bytes = new LogBytes(new Uint8Array(0));
  const framer = serializer.createFramer();
  bytes.frameBy(framer);
  bytes.post(serializer.encodeChange({ ts: "2026-06-10T02:55:00Z", diff: {} }));
  const { source } = bytes;
  const header = serializer.createFramer().readHeader(source);
  assertEquals([...framer.frames(source, header, 1)].length, 1);
});

Deno.test("what is handed out is a copy, and so is what it begins with", () => {
  const given = new TextEncoder().encode("one\ntwo\n");
  const bytes = new LogBytes(given);
  given.fill(0);
  bytes.copy().fill(0);
  assertEquals(new TextDecoder().decode(bytes.copy()), "one\ntwo\n");
  assertEquals(new TextDecoder().decode(bytes.cut(4)), "two\n");
  assertEquals(new TextDecoder().decode(bytes.copy()), "one\n");
});
