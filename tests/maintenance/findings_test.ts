import { assertEquals } from "@std/assert";
import { Findings, reasonOf } from "../../src/maintenance/findings.ts";

Deno.test("findings tell where, how much and why", () => {
  const findings = new Findings();
  findings.add({ line: 3, offset: 100, end: 120 }, "bad\x07", '{"\x1b":1}');
  findings.add({ line: 4, offset: 120, end: 121 }, "worse");
  assertEquals(findings.list, [
    {
      line: 3,
      offset: 100,
      bytes: 20,
      reason: "bad\\x07",
      diff: '{"\\x1b":1}',
    },
    { line: 4, offset: 120, bytes: 1, reason: "worse" },
  ]);
  assertEquals([findings.count, findings.bytes], [2, 21]);
});

Deno.test("past the first thousand findings are counted, not listed", () => {
  const findings = new Findings();
  for (let line = 1; line <= 1234; line++) {
    findings.add({ line, offset: 0, end: 2 }, "bad");
  }
  assertEquals(findings.list.length, 1000);
  assertEquals(findings.list.at(-1)?.line, 1000);
  assertEquals([findings.count, findings.bytes], [1234, 2468]);
});

Deno.test("whatever is thrown has a reason", () => {
  assertEquals(reasonOf(new TypeError("No")), "No");
  assertEquals(reasonOf("No"), "No");
});
