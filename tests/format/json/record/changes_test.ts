import { assert, assertEquals, assertThrows } from "@std/assert";
import { ReplayError } from "../../../../src/errors.ts";
import { decodeLines } from "../../../../src/format/json/record/changes.ts";
import type { ChangeRecord } from "../../../../src/record.ts";
import { deepEqual } from "../../../../src/values/equal.ts";
import { NO_TYPES } from "../../../../src/values/kinds.ts";
import { randomValue } from "../../../support/random_states.ts";
import { forSeeds } from "../../../support/seeds.ts";
import { changed, logOf, serializer, snapped, unsealed } from "../json_log.ts";

const encode = (text: string) => new TextEncoder().encode(text);

const decode = (bytes: Uint8Array | string, at = { offset: 0, line: 1 }) => [
  ...decodeLines(
    typeof bytes === "string" ? encode(bytes) : bytes,
    at,
    NO_TYPES,
  ),
];

Deno.test("Changes come with their places, without their checksums", () => {
  const { bytes, offsets } = logOf(
    changed(1),
    snapped(1),
    changed(2, 7),
    changed(3),
  );
  const found = decode(bytes, { offset: 1000, line: 5 });
  assertEquals(found.map(({ offset }) => offset - 1000), [
    0,
    offsets[2],
    offsets[3],
  ]);
  assertEquals(found.map(({ end }) => end - 1000), [
    offsets[1],
    offsets[3],
    bytes.length,
  ]);
  assertEquals(found.map(({ line }) => line), [5, 7, 8]);
  assertEquals(found.map(({ record }) => record.d), [undefined, 7, undefined]);
  assertEquals(found.map(({ record }) => record.diff), [{ n: 1 }, { n: 2 }, {
    n: 3,
  }]);
  assertEquals(Object.keys(found[0]!.record), ["ts", "a", "u", "diff"]);
});

Deno.test("Blank lines, comments and snapshots are skipped", () => {
  const text = "\n \t\r\n// x\n  //y\n" + unsealed(snapped(1)) +
    " " + unsealed(changed(1)) + "// " + unsealed(changed(2)) + "/**/" +
    unsealed(changed(3));
  const found = decode(text);
  assertEquals(found.map(({ record }) => record.diff), [{ n: 1 }, { n: 3 }]);
  assertEquals(found.map(({ line }) => line), [6, 8]);
});

Deno.test("The last line may lack its line end", () => {
  const text = unsealed(changed(1)) + unsealed(changed(2)).trimEnd();
  assertEquals(decode(text).at(-1)?.end, encode(text).length);
});

Deno.test("Places are right in text of any alphabet and over every border", () => {
  const letters = ["a", "é", "日", "😀", "\ufffd"];
  forSeeds(40, (random) => {
    let text = "";
    let at = 0;
    let number = 1;
    const expected: [number, number, number, number][] = [];
    for (let n = 0; n < 200 && at < 200_000; n++) {
      if (random.chance(0.2)) {
        text += "\n";
        at++;
        number++;
      }
      const word = random.pick(letters).repeat(random.int(1000));
      const line = `${JSON.stringify({ ts: "x", diff: { n, word } })}\n`;
      const length = encode(line).length;
      expected.push([n, at, at + length, number++]);
      text += line;
      at += length;
    }
    assertEquals(
      decode(text).map(({ record, offset, end, line }) => [
        (record.diff as { n: number }).n,
        offset,
        end,
        line,
      ]),
      expected,
    );
  });
});

Deno.test("Rich values and hand-edited lines stand among plain ones", () => {
  const text = unsealed(changed(1)) +
    '{"ts":"2026-06-10T02:55:04Z","diff":{"n":12345678901234567890}}\n' +
    '{"ts":"2026-06-10T02:55:04Z","diff":{"n":{"$bigint":"5"},},} // edited\n' +
    unsealed(changed(4));
  assertEquals(
    decode(text).map(({ record }) => (record.diff as { n: unknown }).n),
    [1, 12345678901234567890n, 5n, 4],
  );
});

Deno.test("Any diff comes back as it was", () => {
  forSeeds(300, (random) => {
    const diffs = Array.from(
      { length: 1 + random.int(5) },
      () => randomValue(random, 3),
    );
    const texts = diffs.map((diff) =>
      // Objects that read as tags are escaped in a diff: none in here.
      serializer.encodeSnapshot({ ts: "2026-06-10T02:55:04Z", state: diff })
        .replace('"state":', '"diff":')
    );
    const bytes = serializer.createFramer().frame("change", texts, 0, 3);
    const found = decode(bytes).map(({ record }): ChangeRecord => record);
    for (const [i, diff] of diffs.entries()) {
      assert(deepEqual(found[i]!.diff, diff), texts[i]);
    }
  });
});

Deno.test("What can't be decoded is told with its line and byte", () => {
  const good = unsealed(changed(1));
  for (
    const bad of [
      "garbage\n",
      '{"ts":5}\n',
      "\xff\n",
      "{\n",
      '{"ts":"x","a":1}\n',
    ]
  ) {
    const bytes = encode(good + bad + good);
    if (bad.startsWith("\xff")) bytes[encode(good).length] = 0xff;
    const error = assertThrows(
      () => decode(bytes, { offset: 100, line: 10 }),
      ReplayError,
    );
    // Bytes that are no text are found a piece at a time.
    const place = bad.startsWith("\xff")
      ? [10, 100]
      : [11, 100 + encode(good).length];
    assertEquals([error.line, error.offset], place, bad);
    assertEquals(error.record, "change");
  }
});

Deno.test("Records deeper than can be walked are refused", () => {
  const deep = `{"ts":"x","diff":${"[".repeat(1e5)}${"]".repeat(1e5)}}\n`;
  assertThrows(() => decode(deep), ReplayError, "nested");
});
