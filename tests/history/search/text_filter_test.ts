import { assertEquals } from "@std/assert";
import { textFilter } from "../../../src/history/search/text_filter.ts";

const ENCODER = new TextEncoder();

/** Which of these lines are let through, read as one piece or each alone. */
function passed(keys: readonly string[], lines: readonly string[]): number[][] {
  const bytes = ENCODER.encode(lines.join("\n"));
  const filter = textFilter([keys], "json");
  let at = 0;
  const payloads = lines.map((line) => {
    const length = ENCODER.encode(line).length;
    const payload = bytes.subarray(at, at + length);
    at += length + 1;
    return payload;
  });
  const hits = (order: readonly Uint8Array<ArrayBuffer>[]) =>
    order.filter((payload) => filter?.(payload) ?? true)
      .map((payload) => payloads.indexOf(payload));
  const again = textFilter([keys], "json");
  const alone = lines.flatMap((line, i) =>
    again?.(ENCODER.encode(line)) ? [i] : []
  );
  return [hits(payloads), hits(payloads.toReversed()).reverse(), alone];
}

Deno.test("a record is let through that names all keys, or may change what is above them", () => {
  const lines = [
    '{"diff":{"users":{"bob":{"name":"x"}}}}',
    '{"diff":{"users":{"bob":{"age":1}}}}',
    '{"diff":{"users":{"eve":{"name":"x"}}}}',
    '{"diff":{"users":{"bob":5}}}',
    '{"diff":{"users":[1]}}',
    '{"diff":{"users" : {}}}',
    '{"diff":{"n":1}}',
    '{"diff":{"$delete":["users"]}}',
    '{"diff":{"$replace":{}}}',
    '{"diff":{"\\u0075sers":{"bob":{"name":1}}}}',
    '{"diff":{/* a */"n":1}}',
    '{"a":"bob name","diff":{"x":1}}',
    '{"diff":{"x":"$deleted"}}',
    '{"diff":{"x":"say \\"name\\""}}',
  ];
  const wanted = [0, 3, 4, 5, 7, 8, 9, 10, 12];
  for (const found of passed(["users", "bob", "name"], lines)) {
    assertEquals(found, wanted);
  }
  // A character beyond ASCII in the piece changes nothing.
  const wide = lines.map((line) => line.replace('"diff"', '"u":"日本","diff"'));
  for (const found of passed(["users", "bob", "name"], wide)) {
    assertEquals(found, wanted);
  }
});

Deno.test("a key that stands everywhere is found as well", () => {
  const lines = Array.from(
    { length: 200 },
    (_, i) => `{"diff":{"users":{"u${i}":{"name":${i}}}}}`,
  );
  lines.push('{"diff":{"users":null}}');
  for (const found of passed(["users", "u77", "name"], lines)) {
    assertEquals(found, [77, 200]);
  }
});

Deno.test("keys that are written with escapes or beyond ASCII are found", () => {
  for (const key of ['a"b', "日本", "$x", "a\nb", "\\"]) {
    const line = JSON.stringify({ diff: { [key.replace(/^\$/, "$$$$")]: 1 } });
    for (const found of passed([key], [line, '{"diff":{"n":1}}'])) {
      assertEquals(found, [0]);
    }
  }
});

Deno.test("where nothing can be told there is no filter", () => {
  assertEquals(textFilter([], "json"), undefined);
  assertEquals(textFilter([["a"], []], "json"), undefined);
  assertEquals(textFilter([["a"]], "file:///own.ts"), undefined);
});
