import { assertEquals } from "@std/assert";
import { lastLineTime, laterTime } from "../../src/log/record_time.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** The time of the last line of a text. */
function lastTime(text: string): string | undefined {
  const bytes = bytesOf(text);
  const read = (from: number, length: number) =>
    bytes.subarray(from, from + length);
  return lastLineTime({ size: bytes.length, read }, bytes.length);
}

Deno.test("the time of the last line is read at its start, however long it is", () => {
  const line = (ts: string, size = 0) =>
    `{"ts":"${ts}","diff":{"a":"${"ü".repeat(size)}"}}`;
  assertEquals(lastTime(`${line("1")}\n${line("2")}\n`), "2");
  assertEquals(lastTime(`${line("1")}\n${line("2")}`), "2");
  assertEquals(lastTime(`${line("1")}\n`), "1");
  for (const size of [100, 4000, 4096, 20_000]) {
    assertEquals(lastTime(`${line("1")}\n${line("2", size)}\n`), "2");
    assertEquals(lastTime(`${line("1", size)}\n`), "1");
  }
});

Deno.test("of another record, and of nothing, there is none", () => {
  assertEquals(lastTime(""), undefined);
  assertEquals(lastTime("\n"), undefined);
  assertEquals(lastTime(`SNAPSHOT {"ts":"1","state":{}}\n`), undefined);
  assertEquals(lastTime(`{"a":"x","ts":"1"}\n`), undefined);
});

Deno.test("the later time is the later moment, whatever its digits", () => {
  const base = "2026-06-10T02:55:00";
  assertEquals(laterTime(`${base}Z`, undefined), `${base}Z`);
  assertEquals(laterTime(`${base}Z`, `${base}.000001Z`), `${base}.000001Z`);
  assertEquals(laterTime(`${base}.5Z`, `${base}.25Z`), `${base}.5Z`);
  assertEquals(laterTime(`${base}.500Z`, `${base}.5Z`), `${base}.500Z`);
  assertEquals(laterTime(`${base}Z`, "soon"), `${base}Z`);
});
