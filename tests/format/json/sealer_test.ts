import { assert, assertEquals } from "@std/assert";
import { JsonFramer } from "../../../src/format/json/framer.ts";
import { JsonSealer } from "../../../src/format/json/sealer.ts";
import { forSeeds } from "../../support/seeds.ts";
import { ByteSource } from "../../log/byte_source.ts";
import { changed, textOf } from "./json_log.ts";

const sealer = new JsonSealer();
const reader = new JsonFramer();
const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const source = (bytes: Uint8Array | string) =>
  new ByteSource(typeof bytes === "string" ? encode(bytes) : bytes);

Deno.test("A new log of JSON lines begins with its first line", () => {
  assertEquals(sealer.createHeader().length, 0);
});

Deno.test("A frame is the record with its checksum, and a line end", () => {
  const [a, b, c] = [1, 2, 3].map((n) => textOf(changed(n)));
  const out = decode(sealer.frame("change", [a!, b!, c!], 0, 77));
  const lines = out.split("\n");
  assertEquals(lines.pop(), "");
  for (const [i, text] of [a, b, c].entries()) {
    const mark = i === 0 ? ',"d":77' : "";
    assert(
      lines[i]!.startsWith(`${text!.slice(0, -1)}${mark},"c":"`),
      lines[i],
    );
  }
  assert(
    [...reader.frames(source(out), 0, 1)].every(({ kind }) =>
      kind === "change"
    ),
  );
});

Deno.test("Payloads joined by line ends are framed as those in a list", () => {
  const texts = [1, 2, 3, 4].map((n) => textOf(changed(n)));
  const expected = sealer.frame("change", texts, 0, 5);
  for (
    const payloads of [
      [texts.join("\n")],
      [texts.slice(0, 2).join("\n"), texts.slice(2).join("\n")],
      [encode(texts[0]!), ...texts.slice(1)],
    ]
  ) assertEquals(sealer.frame("change", payloads, 0, 5), expected);
  assertEquals(sealer.frame("change", [], 0).length, 0);
});

Deno.test("What was framed stays when more is framed", () => {
  const first = sealer.frame("change", [textOf(changed(1))], 0);
  const copy = first.slice();
  sealer.frame("change", [textOf(changed(2))], 0);
  assertEquals(first, copy);
});

Deno.test("Long texts and short ones of any alphabet are framed alike", () => {
  forSeeds(20, (random) => {
    const texts = Array.from({ length: 1 + random.int(5) }, (_, n) => {
      const size = random.pick([0, 10, 1000, 40_000, 600_000]);
      const text = random.pick(["a", "ü", "日", "😀", "\n", "\\"]).repeat(size);
      return JSON.stringify({ ts: "2026-06-10T02:55:04Z", diff: { n, text } });
    });
    const kind = random.pick(["change", "snapshot"] as const);
    const out = sealer.frame(kind, [texts.join("\n")], 0, random.int(1e9));
    const found = [...reader.frames(source(out), 0, 1)];
    assertEquals(found.length, texts.length);
    for (const [i, frame] of found.entries()) {
      assert(frame.kind === kind && frame.checked);
      assert(decode(frame.payload).startsWith(texts[i]!.slice(0, -1)));
    }
  });
});
