import { assertEquals } from "@std/assert";
import { viewOf } from "../../../src/log/crc32c.ts";
import { damageOf } from "../../../src/format/json/line_damage.ts";
import { changed, snapped, textOf } from "./json_log.ts";

const encode = (text: string) => new TextEncoder().encode(text);

/** What is said of this text as a damaged line of a file, from byte 100 on. */
function damage(text: string | Uint8Array, ended = true) {
  const bytes = typeof text === "string" ? encode(text) : text;
  const after = 100 + bytes.length + (ended ? 1 : 0);
  const line = {
    bytes,
    view: viewOf(bytes),
    start: 0,
    end: bytes.length,
    offset: 100,
    after,
    ended,
  };
  return damageOf(line, 7, "why");
}

/** Whether this text, damaged, can be nothing but one snapshot. */
const enclosed = (text: string | Uint8Array) => damage(text).enclosed;

const snapshot = `SNAPSHOT ${textOf(snapped(20))}`;
const sealed = snapshot.replace(/}$/, ',"c":"0123abcd"}');

Deno.test("A damaged line goes to its end, with its place and the reason given", () => {
  const { kind, offset, end, line, reason } = damage("garbage");
  assertEquals({ kind, offset, end, line, reason }, {
    kind: "bad",
    offset: 100,
    end: 108,
    line: 7,
    reason: "why",
  });
});

Deno.test("A line with zeros is damaged up to the last of them", () => {
  assertEquals(damage("ab\0c\0def").end, 105);
  assertEquals(damage("ab\0").end, 104);
  assertEquals(damage("\0\0", false).end, 102);
});

Deno.test("A snapshot is told by its first bytes, though two of them be wrong", () => {
  const claims = (text: string) => damage(text).snapshot;
  assertEquals(claims(snapshot), true);
  assertEquals(claims("SNAPSHOT"), true);
  assertEquals(claims("#NAP#HOT {"), true);
  assertEquals(claims("#NA##HOT {"), false);
  assertEquals(claims("SNAPSHO"), false);
  assertEquals(claims(textOf(changed(1))), false);
});

Deno.test("A snapshot with a wrong byte or two is one snapshot", () => {
  for (const text of [snapshot, sealed]) {
    assertEquals(enclosed(text), true);
    for (let at = 0; at < text.length; at++) {
      for (const wrong of ["#", "\x01", "ü"]) {
        const bad = text.slice(0, at) + wrong + text.slice(at + 1);
        assertEquals(enclosed(bad), true, bad);
      }
      const bytes = encode(text);
      bytes[at] = 0xe6;
      assertEquals(enclosed(bytes), true, `byte ${at}`);
    }
  }
});

Deno.test("A wrong byte in a wide character is strange in one place", () => {
  const wide = encode(snapshot.replace("x", "日本😀ü"));
  const first = wide.findIndex((byte) => byte > 127);
  for (let at = first; wide[at]! > 127; at++) {
    for (const wrong of [0x23, 0x01, 0x80, 0xe6, 0xff]) {
      const bad = wide.with(at, wrong);
      assertEquals(enclosed(bad), true, `byte ${at} is ${wrong}`);
    }
  }
});

Deno.test("Whatever is left of a change in it makes it no certain snapshot", () => {
  const change = textOf(changed(1));
  // The line end became a #, and more of what stands around it was damaged.
  for (
    const text of [
      `${sealed}#${change}`,
      `${snapshot}#${change}`,
      `${sealed}###${change.slice(2)}`,
      `${snapshot}####################${change.slice(18)}`,
      `${sealed}${snapshot}`,
      `${sealed}#${"#".repeat(change.length)}`,
    ]
  ) assertEquals(enclosed(text), false, text);
});

Deno.test("A line strange in two places is no certain snapshot", () => {
  assertEquals(
    enclosed(snapshot.replace("x", "\x01").replace(/x"}/, '\x02"}')),
    false,
  );
  const bytes = encode(snapshot);
  bytes[60] = bytes[70] = 0xff;
  assertEquals(enclosed(bytes), false);
});

Deno.test("A snapshot without a line end is cut short", () => {
  assertEquals(damage(snapshot, false).enclosed, false);
});

Deno.test("Whole text is readable: what a crash leaves is cut, or has zeros or wrong bytes", () => {
  const readable = (text: string | Uint8Array, ended = true) =>
    damage(text, ended).readable;
  for (const text of ["", "x", sealed, "日本 😀 \ufffd \u007f", "\ta\r"]) {
    assertEquals(readable(text), true, text);
    assertEquals(readable(text, false), false, text);
  }
  for (let control = 0; control < 32; control++) {
    const text = `a${String.fromCharCode(control)}b`;
    assertEquals(readable(text), "\t\r".includes(text[1]!), text);
  }
  assertEquals(readable(Uint8Array.of(0x61, 0xc3)), false);
  assertEquals(readable(Uint8Array.of(0xa3, 0x61)), false);
  // A character may stand where one piece ends and the next begins.
  const long = "x".repeat(2 ** 20 - 1) + "\u00e9" + "x".repeat(2 ** 20);
  assertEquals(readable(long), true);
  assertEquals(readable(encode(long).with(2 ** 20, 0x20)), false);
});
