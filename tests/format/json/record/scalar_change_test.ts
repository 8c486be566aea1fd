import { assertEquals } from "@std/assert";
import { JsonFramer } from "../../../../src/format/json/framer.ts";
import { ScalarChange } from "../../../../src/format/json/record/scalar_change.ts";

const TS = "2026-06-10T02:55:00.000001Z";
const framer = new JsonFramer();
const ENCODER = new TextEncoder();

function line(record: object, watermark?: number): Uint8Array {
  return framer.frame("change", [JSON.stringify(record)], 0, watermark);
}

/** What is read of the line at `from`, in words, or undefined. */
function read(bytes: Uint8Array, from = 0): unknown {
  const change = new ScalarChange();
  const end = change.read(bytes, from);
  if (end < 0) return undefined;
  const text = (start: number, to: number) =>
    JSON.parse(new TextDecoder().decode(bytes.subarray(start, to)));
  const { path, fields, depth, count, version, timeFrom, timeTo } = change;
  return {
    end,
    version,
    m: timeTo > 0 ? text(timeFrom, timeTo) : undefined,
    way: Array.from(
      { length: depth },
      (_, i) => text(path[2 * i]!, path[2 * i + 1]!),
    ),
    set: Array.from({ length: count }, (_, i) => {
      const [a, b, c, d] = fields.subarray(4 * i);
      return [text(a!, b!), text(c!, d!)];
    }),
  };
}

Deno.test("a change of scalars is read as places, whatever stands before it", () => {
  const diff = { users: { ü: { visits: 3, name: 'a"}', on: true, x: null } } };
  const records = [
    { ts: TS, diff },
    { ts: TS, a: "visit", diff },
    { ts: TS, a: 'qu"o\\te', v: 12, u: "me", m: TS, diff },
  ];
  for (const record of records) {
    for (const watermark of [undefined, 77]) {
      const bytes = line(record, watermark);
      const { v = 0, m } = record as { v?: number; m?: string };
      assertEquals(read(bytes), {
        end: bytes.length,
        version: v,
        m,
        way: ["users", "ü"],
        set: Object.entries(diff.users.ü),
      });
      const later = new Uint8Array([...ENCODER.encode("xyz"), ...bytes]);
      assertEquals((read(later, 3) as { end: number }).end, later.length);
    }
  }
});

Deno.test("scalars may stand at the root, and numbers in any form", () => {
  const text = `{"ts":"${TS}","diff":{"a":-1.5e+300,"b":12345678901234567890}}`;
  const bytes = framer.frame("change", [text], 0);
  const { way, set } = read(bytes) as { way: unknown; set: unknown };
  assertEquals(way, []);
  assertEquals(set, [["a", -1.5e300], ["b", 12345678901234567890]]);
});

Deno.test("every other change is left to others", () => {
  const diffs: unknown[] = [
    {},
    { a: {} },
    { a: { b: {} } },
    { a: [1] },
    { a: { b: 1, c: { d: 1 } } },
    { a: { b: { c: 1 } }, d: 1 },
    { $delete: ["a"] },
    { a: { $replace: 1 } },
    { a: { $date: "2026-06-10T02:55:00.000Z" } },
    { $$a: 1 },
    { a: "$$x" },
    { a: "$x" },
    { 'a"b': 1 },
    1,
    [1],
    "x",
  ];
  for (const diff of diffs) {
    assertEquals(read(line({ ts: TS, diff })), undefined, JSON.stringify(diff));
  }
  const escaped = `{"ts":"${TS}","diff":{"a":"\\u0024\\u0024x"}}`;
  assertEquals(read(framer.frame("change", [escaped], 0)), undefined);
});

Deno.test("a line that is not sealed, or in another form, is left to others", () => {
  const good = { ts: TS, a: "x", diff: { a: 1 } };
  const text = JSON.stringify(good);
  const lines = [
    `${text}\n`,
    `${text.slice(0, -1)},"c":"0123456"}\n`,
    `${text.replace(":1", ": 1").slice(0, -1)},"c":"01234567"}\n`,
    `${text.slice(0, -1)},"x":1,"c":"01234567"}\n`,
    `${text.replace('"a":"x",', '"b":"x",').slice(0, -1)},"c":"01234567"}\n`,
    `${text.slice(0, -1)},"c":"01234567"}`,
    `${text.replace('"x"', '"\t"').slice(0, -1)},"c":"01234567"}\n`,
    `${text.replace('"a":1', '"a\t":1').slice(0, -1)},"c":"01234567"}\n`,
    `${text.replace('"a":"x"', '"v":01').slice(0, -1)},"c":"01234567"}\n`,
    `${text.replace('"a":"x"', '"v":').slice(0, -1)},"c":"01234567"}\n`,
    `${text.slice(0, -1)},"d":,"c":"01234567"}\n`,
    `${text.slice(0, -1)},"d":07,"c":"01234567"}\n`,
    `SNAPSHOT ${text}\n`,
    "// a comment\n",
    "\n",
    "",
  ];
  for (const other of lines) {
    assertEquals(read(ENCODER.encode(other)), undefined, other);
  }
  const sealed = `${text.slice(0, -1)},"c":"01234567"}\n`;
  assertEquals(read(ENCODER.encode(sealed)) === undefined, false);
  // Cut anywhere, it is no line.
  const bytes = line(good, 5);
  for (let end = 0; end < bytes.length; end++) {
    assertEquals(read(bytes.slice(0, end)), undefined);
  }
});

Deno.test("of a version that comes twice the last one counts", () => {
  const text = `{"ts":"${TS}","v":1,"v":23,"diff":{"a":1}}`;
  const { version } = read(framer.frame("change", [text], 0)) as {
    version: number;
  };
  assertEquals(version, 23);
});

Deno.test("who needs to know is told of escapes before the diff", () => {
  const change = new ScalarChange();
  for (
    const [a, escaped] of [["visit", false], ["\\", true], [
      "b",
      false,
    ]] as const
  ) {
    const bytes = line({ ts: TS, a, diff: { x: 1 } });
    assertEquals(change.read(bytes, 0), bytes.length);
    assertEquals(change.escaped, escaped, a);
  }
});
