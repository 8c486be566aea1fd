/**
 * The checksum of a record is the same for who made it and who reads it.
 *
 * @module
 */
import { assertEquals, assertNotEquals } from "@std/assert";
import { loadSerializer } from "../../src/format/load.ts";
import {
  frameChecksum,
  recordChecksum,
} from "../../src/format/record_checksum.ts";
import { JsonSerializer } from "../../src/format/json/serializer.ts";
import type { Serializer } from "../../src/log/serializer.ts";
import { concat } from "../log/byte_source.ts";

const record = {
  ts: "2026-06-10T08:00:00Z",
  a: "rename",
  u: "äpfel",
  diff: { users: { bob: { name: "Bobby" } }, n: 1 },
};

/** The payload of a change as it stands in a file, with a watermark perhaps. */
function framed(
  serializer: Serializer,
  watermark?: number,
): { payload: Uint8Array; frame: Uint8Array } {
  const framer = serializer.createFramer();
  const header = framer.createHeader();
  const payload = serializer.encodeChange(record);
  const { length } = header;
  const bytes = concat(
    header,
    framer.frame("change", [payload], length, watermark),
  );
  const source = {
    size: bytes.length,
    read: (at: number, size: number) => bytes.subarray(at, at + size),
  };
  const [frame] = framer.frames(source, length, 1);
  if (frame?.kind !== "change") throw new Error("no change was framed");
  return { payload: frame.payload, frame: bytes.subarray(length) };
}

/** JSON under another name, as a format of somebody's own. */
function ownFormat(): Serializer {
  const json = new JsonSerializer();
  return {
    name: "own",
    encodeChange: (change) => json.encodeChange(change),
    encodeSnapshot: (snapshot) => json.encodeSnapshot(snapshot),
    createParts: () => json.createParts(),
    decodeChange: (payload) => json.decodeChange(payload),
    decodeSnapshot: (payload) => json.decodeSnapshot(payload),
    revisionOf: (payload) => json.revisionOf(payload),
    decodeChanges: (bytes, at) => json.decodeChanges(bytes, at),
    createFramer: () => json.createFramer(),
  };
}

for (const name of ["json", "msgpack", "own"]) {
  Deno.test(`what the framer adds does not count (${name})`, async () => {
    const serializer = name === "own"
      ? ownFormat()
      : await loadSerializer(name);
    const made = recordChecksum(serializer, serializer.encodeChange(record));
    for (const watermark of [undefined, 0, 1_234_567]) {
      const { payload, frame } = framed(serializer, watermark);
      assertEquals(recordChecksum(serializer, payload, true), made);
      assertEquals(frameChecksum(serializer, frame, record), made);
    }
    const other = serializer.encodeChange({ ...record, u: "eve" });
    assertNotEquals(recordChecksum(serializer, other), made);
  });
}

Deno.test("of a line without a watermark it is the line's own", async () => {
  const serializer = await loadSerializer("json");
  const line = new TextDecoder().decode(framed(serializer).payload);
  const [, own] = /"c":"([0-9a-f]{8})"}$/.exec(line) ?? [];
  assertEquals(recordChecksum(serializer, line, true), own);
});

Deno.test("a line without a checksum has one all the same, spaces behind it aside", async () => {
  const serializer = await loadSerializer("json");
  const text = JSON.stringify(record);
  const made = recordChecksum(serializer, text);
  assertEquals(recordChecksum(serializer, `${text} \t`, true), made);
  assertEquals(made.length, 8);
});
