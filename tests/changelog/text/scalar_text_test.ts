import { assertEquals } from "@std/assert";
import {
  containerName,
  instanceText,
  keyText,
  scalarText,
  stringText,
} from "../../../src/changelog/text/scalar_text.ts";
import { Tagged } from "../../../src/values/kinds.ts";

Deno.test("single values read as what they are", () => {
  const values: [unknown, string][] = [
    [null, "null"],
    [true, "true"],
    [1.5, "1.5"],
    [-0, "-0"],
    [NaN, "NaN"],
    [5n, "5n"],
    ["text", "text"],
    [new Date(0), "1970-01-01T00:00:00.000Z"],
    [new Date(NaN), "Invalid Date"],
    [
      Temporal.Instant.from("2026-06-10T02:55:05.25Z"),
      "2026-06-10T02:55:05.25Z",
    ],
    [new URL("https://example.com/a?b"), "https://example.com/a?b"],
    [new Uint8Array(), "<0 bytes>"],
    [new Uint8Array([255]), "<1 byte: ff>"],
    [new Uint8Array(100), "<100 bytes: 0000000000000000…>"],
  ];
  for (const [value, text] of values) assertEquals(scalarText(value), text);
});

Deno.test("containers are not single values", () => {
  for (const value of [[], {}, new Map(), new Set(), new Tagged("p", 1)]) {
    assertEquals(scalarText(value), undefined);
  }
});

Deno.test("strings are quoted only where they would be mistaken", () => {
  for (const text of ["Alice", "a, b", "2026-06-10", "it's", "v1", "-"]) {
    assertEquals(stringText(text, false), text);
  }
  for (
    const text of ["", "5", "-1.5e3", "5n", "null", "true", " a", "a ", "[a"]
  ) {
    assertEquals(stringText(text, false), `"${text}"`);
  }
  assertEquals(stringText("a, b", true), '"a, b"');
  assertEquals(stringText('"a" {', false), '"\\"a\\" {"');
});

Deno.test("keys are quoted where they would be mistaken for several", () => {
  for (const key of ["alice", "5", "u-1", "a/b", "日本", "$x", "__proto__"]) {
    assertEquals(keyText(key), key);
  }
  for (const key of ["", "a b", "a.b", "a[0]", "a: b", "x=y"]) {
    assertEquals(keyText(key), `"${key}"`);
  }
  assertEquals([5, 5n, null, new Date(0)].map(keyText), [
    "5",
    "5n",
    "null",
    "1970-01-01T00:00:00.000Z",
  ]);
});

Deno.test("an own class says what it is, or its name", () => {
  class Point {}
  class Money {
    toString() {
      return "5 EUR";
    }
  }
  class Bad {
    toString() {
      throw new Error("no");
    }
  }
  assertEquals(instanceText(new Point()), "[Point]");
  assertEquals(instanceText(new Money()), "5 EUR");
  assertEquals(instanceText(new Bad()), "[object]");
});

Deno.test("containers that are not plain say what they are", () => {
  assertEquals(containerName(new Map()), "Map ");
  assertEquals(containerName(new Tagged("point", 1)), "point ");
  assertEquals(containerName({}), "");
});
