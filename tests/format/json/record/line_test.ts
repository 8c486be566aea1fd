import { assert, assertEquals, assertThrows } from "@std/assert";
import { crc32c, viewOf } from "../../../../src/log/crc32c.ts";
import {
  checkSeal,
  findInner,
  nextRecord,
  readWatermark,
  textLines,
  withoutSeal,
  writeSeal,
} from "../../../../src/format/json/record/line.ts";
import { SEAL_LENGTH } from "../../../../src/format/json/record/line_grammar.ts";
import { ReplayError } from "../../../../src/errors.ts";
import { forSeeds } from "../../../support/seeds.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** The line of a record without its closing brace, sealed. */
function sealed(text: string): Uint8Array {
  const bytes = new Uint8Array(encode(text).length + SEAL_LENGTH);
  const { written } = new TextEncoder().encodeInto(text, bytes);
  writeSeal(bytes, written, crc32c(viewOf(bytes), 0, written));
  return bytes;
}

const check = (bytes: Uint8Array) =>
  checkSeal(bytes, viewOf(bytes), 0, bytes.length);

Deno.test("A seal is the checksum of what comes before it", () => {
  const line = sealed('{"ts":"x"');
  const crc = crc32c(viewOf(encode('{"ts":"x"'))).toString(16).padStart(8, "0");
  assertEquals(decode(line), `{"ts":"x","c":"${crc}"}`);
  assertEquals(check(line), "good");
});

Deno.test("A checksum of leading zeros has all eight digits", () => {
  const bytes = new Uint8Array(SEAL_LENGTH);
  writeSeal(bytes, 0, 0x0000_00ff);
  assertEquals(decode(bytes), ',"c":"000000ff"}');
});

Deno.test("A line without a seal has none", () => {
  for (
    const text of [
      "",
      "{}",
      '{"ts":"x","diff":{}}',
      '{"ts":"x","c":"1234567"}',
      '{"ts":"x","u":"deadbeef"}',
      '{"ts":"x","u":"not hexa"}',
    ]
  ) assertEquals(check(encode(text)), "none", text);
});

Deno.test("Any other checksum, or none of hexadecimal digits, breaks the seal", () => {
  for (const digits of ["deadbeef", "DEADBEEF", "nothexa!", "        "]) {
    assertEquals(check(encode(`{"ts":"x","c":"${digits}"}`)), "bad", digits);
  }
});

Deno.test("A seal with a damaged name is a broken seal, and no field", () => {
  const line = sealed('{"ts":"x","diff":{}');
  for (const name of "abdmuv") {
    const damaged = line.slice();
    damaged[line.length - SEAL_LENGTH + 2] = name.charCodeAt(0);
    assertEquals(check(damaged), "bad", name);
  }
});

Deno.test("No flipped bit leaves a sealed line both readable and whole", () => {
  const line = sealed('{"ts":"x","a":"act","diff":{"a":[1,"b"]},"d":12');
  for (let i = 0; i < 8 * line.length; i++) {
    const damaged = line.slice();
    damaged[i >> 3]! ^= 1 << (i & 7);
    if (check(damaged) === "bad") continue;
    assertEquals(check(damaged), "none");
    let parsed = true;
    try {
      JSON.parse(decode(damaged));
    } catch {
      parsed = false;
    }
    assert(!parsed, decode(damaged));
  }
});

Deno.test("The watermark stands before the seal, and nowhere else", () => {
  const of = (text: string) => {
    const line = sealed(text);
    return readWatermark(line, 0, line.length);
  };
  assertEquals(of('{"ts":"x","d":0'), 0);
  assertEquals(of('{"ts":"x","diff":{},"d":1234567890123'), 1234567890123);
  assertEquals(of('{"ts":"x","d":5,"diff":{}'), undefined);
  assertEquals(of('{"ts":"x","diff":{"d":5}'), undefined);
  assertEquals(of('{"ts":"x","dd":5'), undefined);
  assertEquals(of('{"ts":"x","d":"5"'), undefined);
  assertEquals(of('{"ts":"x","d":99999999999999999999'), undefined);
  assertEquals(of("5"), undefined);
});

Deno.test("withoutSeal() takes off a seal and nothing that looks nearly like one", () => {
  const text = '{"ts":"x","diff":{"c":"12345678"}';
  assertEquals(withoutSeal(decode(sealed(text))), `${text}}`);
  for (
    const same of [
      "{}",
      `${text}}`,
      '{"ts":"x","diff":{"x":1,"c":"ab","b":1}}',
      '{"ts":"x","diff":{"x":1,"c":"a","b":1}}',
      '{"ts":"x","c":"DEADBEEF"}',
    ]
  ) assertEquals(withoutSeal(same), same);
});

Deno.test("A record is found behind a lost line end", () => {
  const first = sealed('{"ts":"x","diff":{"ts":1}');
  for (
    const text of ['{"ts":"y","diff":{"in":{"ts":"z"}}', 'SNAPSHOT {"ts":"y"']
  ) {
    const second = sealed(text);
    const both = new Uint8Array([...first, 11, ...second]);
    assertEquals(findInner(both, 0, both.length), {
      start: first.length + 1,
      kind: text.startsWith("S") ? "snapshot" : "change",
    });
    second[5]! ^= 1;
    const bad = new Uint8Array([...first, 11, ...second]);
    assertEquals(findInner(bad, 0, bad.length), undefined);
  }
});

Deno.test("A log stored as a value holds no record of ours", () => {
  const log = decode(sealed('{"ts":"x","diff":{}'));
  const text = JSON.stringify({ ts: "y", diff: { log, list: [log] } });
  const line = sealed(text.slice(0, -1));
  line[12]! ^= 1;
  assertEquals(nextRecord(line, 1, line.length), line.length);
  assertEquals(findInner(line, 0, line.length), undefined);
});

Deno.test("Lines tile the run, whatever its letters and its pieces", () => {
  const letters = ["a", "é", "日", "😀", "\ufffd"];
  forSeeds(60, (random) => {
    let text = "";
    for (let n = random.int(300); n > 0; n--) {
      text += random.chance(0.3)
        ? "\n"
        : random.pick(letters).repeat(1 + random.int(800));
    }
    const lines = text.split("\n");
    let offset = 1000;
    let line = 7;
    for (const found of textLines(encode(text), { offset, line })) {
      assertEquals([found.offset, found.line], [offset, line]);
      const own = found.chunk.text.slice(found.from, found.to);
      const ended = found.chunk.text[found.to] === "\n" ? 1 : 0;
      assertEquals(found.end - found.offset, encode(own).length + ended);
      assertEquals(own, lines[line - 7]);
      offset = found.end;
      line++;
    }
    assertEquals(offset - 1000, encode(text).length);
  });
});

Deno.test("Whether a piece holds tags is told with its lines", () => {
  const long = "x".repeat(70_000);
  const text = `${long}\n{"$date":1}\n{}\n`;
  const plain = [...textLines(encode(text), { offset: 0, line: 1 })]
    .map(({ chunk }) => chunk.plain);
  assertEquals(plain, [true, false, false]);
});

Deno.test("Bytes that are no text are told with the place of their piece", () => {
  const bytes = encode("one\ntwo\n");
  bytes[5] = 0xff;
  const error = assertThrows(
    () => [...textLines(bytes, { offset: 100, line: 10 })],
    ReplayError,
    "UTF-8",
  );
  assertEquals([error.offset, error.line], [100, 10]);
});
