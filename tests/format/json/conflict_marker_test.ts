import { assertEquals } from "@std/assert";
import { conflictMarker } from "../../../src/format/json/conflict_marker.ts";

function marker(text: string): string | undefined {
  const bytes = new TextEncoder().encode(`??${text}??`);
  return conflictMarker({ bytes, start: 2, end: bytes.length - 2 });
}

Deno.test("Seven of git's characters alone or before a name are a marker", () => {
  for (const sign of ["<", "|", "=", ">"]) {
    const seven = sign.repeat(7);
    for (const rest of ["", " HEAD", " ", "\r", " a\r"]) {
      assertEquals(marker(seven + rest), seven);
    }
    for (
      const other of [
        sign.repeat(6),
        `${seven}${sign}`,
        `${seven}a`,
        ` ${seven}`,
      ]
    ) {
      assertEquals(marker(other), undefined, other);
    }
  }
  assertEquals(marker("-------"), undefined);
  assertEquals(marker(""), undefined);
});
