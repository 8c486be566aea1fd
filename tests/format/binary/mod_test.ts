import { assertEquals } from "@std/assert";
import { FAST_CODEC } from "../../../src/format/binary/msgpack/codec.ts";
import { MsgPackSerializer } from "../../../src/format/binary/serializer.ts";
import { codec } from "../../../src/format/binary/mod.ts";

Deno.test("the fast codec is one import away", () => {
  assertEquals(codec, FAST_CODEC);
  const ts = "2026-06-10T02:55:04.000001Z";
  const diff = { at: new Date(0), ids: new Map([[1, 2n ** 60n]]) };
  const payload = new MsgPackSerializer({ codec }).encodeChange({ ts, diff });
  assertEquals(new MsgPackSerializer().decodeChange(payload), { ts, diff });
});
