import { assert, assertEquals, assertThrows } from "@std/assert";
import { ReplayError } from "../../../src/errors.ts";
import { JsonFramer } from "../../../src/format/json/framer.ts";
import { ByteSource, concat } from "../../log/byte_source.ts";
import {
  changed,
  damaged,
  logOf,
  snapped,
  textOf,
  unsealed,
} from "./json_log.ts";

const framer = new JsonFramer();
const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const source = (bytes: Uint8Array | string) =>
  new ByteSource(typeof bytes === "string" ? encode(bytes) : bytes);

Deno.test("A log of JSON lines has no header", () => {
  assertEquals(framer.createHeader().length, 0);
  assertEquals(framer.readHeader(source(logOf(changed(1)).bytes)), 0);
  assertEquals(framer.readHeader(source("")), 0);
});

Deno.test("A byte order mark is refused with its line", () => {
  const error = assertThrows(
    () => framer.readHeader(source(`\ufeff${unsealed(changed(1))}`)),
    ReplayError,
    "byte order mark",
  );
  assertEquals([error.line, error.offset], [1, 0]);
});

Deno.test("The last whole snapshot is found, with its payload", () => {
  const { bytes, offsets } = logOf(
    changed(1),
    snapped(1),
    changed(2),
    snapped(2),
    changed(3),
  );
  const found = framer.findSnapshot(source(bytes), bytes.length);
  assertEquals([found?.offset, found?.end, found?.checked], [
    offsets[3],
    offsets[4],
    true,
  ]);
  assert(
    found && decode(found.payload).startsWith(textOf(snapped(2)).slice(0, -1)),
  );
  assertEquals(
    framer.findSnapshot(source(bytes), offsets[4]!)?.offset,
    offsets[3],
  );
  assertEquals(
    framer.findSnapshot(source(bytes), offsets[4]! - 1)?.offset,
    offsets[1],
  );
  assertEquals(framer.findSnapshot(source(bytes), offsets[1]!), undefined);
  assertEquals(framer.findSnapshot(source(""), 0), undefined);
});

Deno.test("Nothing but a snapshot at a line's beginning is taken for one", () => {
  const text = unsealed(changed(1)).replace("ünï", "SNAPSHOT {}") +
    `// ${unsealed(snapped(1))}` + `x${unsealed(snapped(2))}`;
  assertEquals(framer.findSnapshot(source(text), text.length), undefined);
});

Deno.test("A damaged or cut snapshot is passed over for the one before it", () => {
  const { bytes, offsets } = logOf(snapped(1), changed(2), snapped(30));
  const end = bytes.length;
  for (let i = offsets[2]!; i < end - 1; i++) {
    const found = framer.findSnapshot(
      source(damaged(bytes, i, [bytes[i]! ^ 1])),
      end,
    );
    assertEquals(found?.offset, 0, `byte ${i}`);
    const cut = framer.findSnapshot(source(bytes.subarray(0, i)), i!);
    assertEquals(cut?.offset, 0, `cut at ${i}`);
  }
  // Without its line end it is whole.
  const open = framer.findSnapshot(source(bytes.subarray(0, end - 1)), end - 1);
  assertEquals([open?.offset, open?.end], [offsets[2], end - 1]);
});

Deno.test("An unsealed snapshot counts if it can be read", () => {
  const text = unsealed(snapped(1)) + unsealed(changed(1));
  assertEquals(framer.findSnapshot(source(text), text.length)?.checked, false);
  const cut = "SNAPSHOT {\n" + unsealed(changed(1));
  assertEquals(framer.findSnapshot(source(cut), cut.length), undefined);
});

Deno.test("Opening a log with a long history reads its end only", () => {
  const { bytes } = logOf(snapped(5), changed(1));
  const history = new Uint8Array(20 << 20).fill(10);
  const whole = concat(history, bytes);
  let read = 0;
  const counted = {
    size: whole.length,
    read(at: number, length: number) {
      read += length;
      return whole.subarray(at, at + length);
    },
  };
  assertEquals(
    framer.findSnapshot(counted, whole.length)?.offset,
    history.length,
  );
  assert(read < 4 << 20, `${read} bytes`);
});

Deno.test("Lines and changes are counted up to a boundary", () => {
  const { bytes, offsets } = logOf(
    changed(1),
    "\n",
    `// ${unsealed(changed(2))}`,
    snapped(1),
    changed(2),
    unsealed(changed(3)),
    "garbage\n",
    changed(4),
  );
  const at = (i: number) =>
    framer.countBefore(source(bytes), offsets[i] ?? bytes.length);
  assertEquals(at(0), { line: 1, changes: 0 });
  assertEquals(at(3), { line: 4, changes: 1 });
  assertEquals(at(4), { line: 5, changes: 1 });
  assertEquals(at(7), { line: 8, changes: 3 });
  assertEquals(at(8), { line: 9, changes: 4 });
});

Deno.test("A missing line end is seen", () => {
  assertEquals(framer.endsOpen(source("a\nb"), 3), true);
  assertEquals(framer.endsOpen(source("a\nb"), 2), false);
  assertEquals(framer.endsOpen(source(""), 0), false);
});
