/**
 * A search reads as little as it can, and finds what a slow one finds that decodes
 * each record and asks the state before it.
 */
import { assert, assertEquals } from "@std/assert";
import {
  grepFilter,
  sureParts,
} from "../../../src/history/search/grep_filter.ts";
import { RecordFilter } from "../../../src/history/search/record_filter.ts";
import { type Item, RecordScan } from "../../../src/cli/log/record_scan.ts";
import { Mask } from "../../../src/history/shown/mask.ts";
import { ShownChain } from "../../../src/cli/output/shown_chain.ts";
import { openHistory } from "../../../src/history/open_history.ts";
import type { LogRecord } from "../../../src/history/reader/log_record.ts";
import type { RecordReader } from "../../../src/history/reader/record_reader.ts";
import { Copier } from "../../../src/values/copy.ts";
import { deepEqual } from "../../../src/values/equal.ts";
import { NO_TYPES } from "../../../src/values/kinds.ts";
import { Pattern } from "../../../src/values/pattern/pattern.ts";
import { keyText } from "../../../src/values/pattern/place_match.ts";
import { FORMATS, LogBuilder } from "../../maintenance/log_builder.ts";
import type { Random } from "../../support/random.ts";
import { randomEdits, randomObject } from "../../support/random_edits.ts";
import { forSeedsAsync } from "../../support/seeds.ts";

/** Asks the state for each record, and passes over none. */
class SlowFilter extends RecordFilter {
  override payloads(): undefined {
    return undefined;
  }

  override found(): undefined {
    return undefined;
  }
}

const WORDS = [
  "user",
  "Bob",
  "lamp",
  "Straße",
  "ſecret",
  "x1e5",
  "true",
  "nil",
];

function randomState(random: Random): Record<string, unknown> {
  const value = (depth: number): unknown => {
    switch (random.int(depth > 0 ? 7 : 4)) {
      case 0:
        return random.int(2000);
      case 1:
        return random.pick([null, true, false]);
      case 2:
      case 3:
        return random.pick(WORDS) + random.pick(["", " 1", ".x", "É"]);
      case 4:
        return Array.from(
          { length: random.chance(0.2) ? 12 : random.int(4) },
          () => random.chance(0.1) ? rich(random) : value(depth - 1),
        );
      default:
        return object(depth - 1);
    }
  };
  const object = (depth: number) =>
    Object.fromEntries(
      Array.from({ length: random.int(4) }, () => [
        random.pick(WORDS),
        value(depth),
      ]),
    );
  return object(3);
}

/** A value whose text is another one in a line than where it is searched. */
function rich(random: Random): unknown {
  return random.pick([
    new Date("2026-06-10T12:34:56Z"),
    new Uint8Array([0x12, 0x34, 0xbe, 0xef]),
    1234567890123456789n,
    12n,
    1e21,
    1.5e-7,
    0.1 + 0.2,
    NaN,
    -0,
    new Map([[12, "lamp"]]),
    new Set([1234]),
  ]);
}

function randomScalar(random: Random): unknown {
  return random.pick([
    () => random.int(2000),
    () => random.int(2000) / 8,
    () => random.pick([null, true, false, -0, 1e21, "$5", 'say "nil"']),
    () => random.pick(WORDS) + random.pick(["", " 1", ".x", "É"]),
  ])();
}

function randomPattern(random: Random): string {
  const word = () => {
    const text = random.pick(WORDS);
    return random.pick([
      text,
      text.toUpperCase(),
      text.slice(1),
      `${text.slice(0, 2)}*`,
      `*${text.slice(1)}`,
    ]);
  };
  return random.pick([
    word,
    () => `${word()}.${word()}`,
    () => `${word()}=${word()}`,
    () => `=${word()}`,
    () => `${word()}=`,
    () => `${word()}>${random.int(2000)}`,
    () => String(random.int(2000)),
    () => String(random.int(2000) / 8),
    () => String(10 + random.int(3)),
    () => `${word()}=${random.int(2000)}`,
    () => random.pick(["true", "null", "1e+21", "1.5e-7", "12n", "1234beef"]),
    () => random.pick(["2026-06-10", "12:34:56", "34:56.000", "NaN", "-0.0"]),
    () => random.pick(["1234567890123456789", "0.30000000000000004", "1234"]),
    () => "*.*",
  ])();
}

function randomLog(random: Random, format: typeof FORMATS[number]): Uint8Array {
  const log = new LogBuilder(format);
  let state = randomState(random);
  for (let i = 0; i < 25; i++) {
    // Some scalars of one object: of such changes most are judged by their bytes.
    state = random.chance(0.5)
      ? { ...state, [random.pick(WORDS)]: randomScalar(random) }
      : randomState(random);
    log.change(new Copier(NO_TYPES).copyOf(state) as object, {
      a: random.pick(WORDS),
      u: random.pick(WORDS),
    });
    if (random.int(10) === 0) log.snapshot();
  }
  return log.bytes;
}

function found(
  reader: RecordReader,
  greps: readonly string[],
  nots: readonly string[],
  Filter: typeof RecordFilter,
  heads: { user?: string; action?: string } = {},
): { forward: number[]; backward: number[] } {
  const pattern = (text: string) => new Pattern(text);
  const chain = new ShownChain([], new Mask([], true), "");
  const wish = {
    greps: greps.map(pattern),
    nots: nots.map(pattern),
    user: heads.user,
    action: heads.action,
    paths: [],
  };
  const span = { from: 0, to: Infinity, indices: [], includes: () => true };
  const scan = () =>
    new RecordScan(reader, new Filter(wish, NO_TYPES, chain), span, "near");
  const orders = (items: ReturnType<RecordScan["forward"]>) =>
    [...items].flatMap((one) =>
      "changes" in one ? [reader.order(one.record)] : []
    );
  return {
    forward: orders(scan().forward()),
    backward: orders(scan().backward()).reverse(),
  };
}

for (const format of FORMATS) {
  Deno.test(`a search finds what a slow one finds (${format.name})`, async () => {
    await forSeedsAsync(16, async (random) => {
      using reader = await openHistory(randomLog(random, format));
      for (let i = 0; i < 12; i++) {
        const greps = Array.from(
          { length: 1 + random.int(2) },
          () => randomPattern(random),
        );
        const nots = random.int(3) === 0 ? [randomPattern(random)] : [];
        const heads = random.int(3) > 0 ? {} : {
          user: random.pick([...WORDS, "B?b", ""]),
          ...(random.int(2) === 0 && { action: random.pick(WORDS) }),
        };
        const slow = found(reader, greps, nots, SlowFilter, heads);
        const fast = found(reader, greps, nots, RecordFilter, heads);
        const about = `-g ${greps.join(" -g ")} --not ${nots.join()} ${
          JSON.stringify(heads)
        }`;
        assertEquals(fast, slow, about);
        assertEquals(fast.backward, fast.forward, about);
      }
    });
  });
}

const RICH: readonly unknown[] = [
  new Date("2026-06-10T12:34:56Z"),
  Temporal.Instant.from("2026-06-10T12:34:56.789Z"),
  new Uint8Array([0x12, 0x34, 0xbe, 0xef]),
  1234567890123456789n,
  12n,
  1e21,
  1.5e-7,
  1e-10,
  0.1 + 0.2,
  1234567.25,
  4711,
  NaN,
  Infinity,
  true,
  null,
  new URL("https://example.com/4711"),
  new Map<unknown, unknown>([[4711, 1], [new Date(0), 2]]),
  new Set([4711]),
  Array.from({ length: 13 }, () => 0),
];

/** The texts by which a value, or anything in it, may be found. */
function textsOf(value: unknown): string[] {
  if (value instanceof Map) return ["4711", "1970-01-01T00:00:00?000Z"];
  if (value instanceof Set) return ["4711"];
  if (Array.isArray(value)) return ["11", "12"];
  const text = value === null ? "null" : keyText(value);
  return typeof value === "bigint" ? [text, `${text}n`] : [text];
}

for (const format of FORMATS) {
  Deno.test(`each kind of value is found by its text (${format.name})`, async () => {
    for (const value of RICH) {
      const log = new LogBuilder(format);
      log.change({ here: { n: value } });
      log.change({ here: { n: value }, other: [] });
      log.change({ here: { n: value }, other: [value] });
      log.change({ here: { n: value }, other: 5 });
      log.change({ here: {}, other: 6 });
      using reader = await openHistory(log.bytes);
      for (const text of textsOf(value)) {
        for (
          const pattern of [text, text.toLowerCase(), `=${text}`, `n=${text}`]
        ) {
          const slow = found(reader, [pattern], [], SlowFilter);
          const fast = found(reader, [pattern], [], RecordFilter);
          assertEquals(fast, slow, `${pattern} of ${typeof value}`);
          if (pattern === text) assert(slow.forward.length > 0, text);
        }
      }
    }
  });
}

Deno.test("numbers and times are found however another program wrote them", async () => {
  const lines = [
    "1e5",
    "100000.0",
    "1E-7",
    "0.0000001",
    "-0",
    "1.50",
    "0.10000000000000000555",
    "12345678901234567890.0",
    "123456789012345678901234567890",
    '{"$date":"2026-06-10T12:34:56Z"}',
  ].flatMap((text) => [
    `{"ts":"2026-06-10T02:00:00Z","diff":{"n":${text}}}`,
    `{"ts":"2026-06-10T02:00:00Z","diff":{"o": {"x": ${text}, "y": 1}}}`,
  ]);
  const bytes = new TextEncoder().encode(`${lines.join("\n")}\n`);
  using reader = await openHistory(bytes);
  let all = 0;
  for (
    const pattern of [
      "100000",
      "1e-7",
      "1.5",
      "0.1",
      "12345678901234567000",
      "12345678901234567890",
      "123456789012345678901234567890n",
      "2026-06-10T12:34:56.000Z",
    ]
  ) {
    const slow = found(reader, [pattern], [], SlowFilter);
    assertEquals(found(reader, [pattern], [], RecordFilter), slow, pattern);
    all += slow.forward.length;
  }
  assert(all >= 10, String(all));
});

/** A record as it is shown: its number, and what it did to each place. */
function shown(items: Iterable<Item | LogRecord>): unknown[] {
  return [...items].flatMap((one) =>
    "changes" in one
      ? [[
        one.record.rev,
        one.record.kind,
        one.changes.map((change) => [
          change.op,
          change.at,
          "old" in change ? change.old : "none",
          "new" in change ? change.new : "none",
        ]),
      ]]
      : []
  );
}

for (const format of FORMATS) {
  Deno.test(`going backward, values before are those of the whole state (${format.name})`, async () => {
    await forSeedsAsync(24, async (random) => {
      const log = new LogBuilder(format);
      const rich = random.chance(0.3);
      let state = randomObject(random, 4, rich);
      for (let rev = 1; rev <= 60; rev++) {
        log.change(new Copier(NO_TYPES).copyOf(state) as object);
        if (random.chance(0.1)) log.snapshot();
        state = new Copier(NO_TYPES).copyOf(log.state) as typeof state;
        randomEdits(state, random, 1 + random.int(3), rich);
      }
      using reader = await openHistory(log.bytes);
      const chain = new ShownChain([], new Mask([], true), "");
      const wish = {
        greps: [],
        nots: [],
        user: undefined,
        action: undefined,
        paths: [],
      };
      const filter = new RecordFilter(wish, NO_TYPES, chain);
      const span = { from: 0, to: Infinity, indices: [], includes: () => true };
      const scan = () => new RecordScan(reader, filter, span, "always");
      const forward = shown(scan().forward());
      const backward = shown(scan().backward()).reverse();
      assert(forward.length >= 60);
      assert(deepEqual(backward, forward), "they differ");
    });
  });
}

Deno.test("a filter that passes over too much is caught", async () => {
  class Careless extends RecordFilter {
    override payloads(reader: RecordReader) {
      const filter = super.payloads(reader);
      // Without the doubt about what was deleted.
      return filter &&
        ((bytes: Uint8Array, from = 0, to = bytes.length) =>
          filter(bytes, from, to) &&
          !new TextDecoder().decode(bytes.subarray(from, to)).includes("$"));
    }
  }
  let wrong = 0;
  const [format] = FORMATS;
  assert(format !== undefined);
  await forSeedsAsync(40, async (random) => {
    using reader = await openHistory(randomLog(random, format));
    const greps = [random.pick(["user", "Bob", "lamp"])];
    const careless = found(reader, greps, [], Careless).forward;
    if (
      careless.join() !== found(reader, greps, [], SlowFilter).forward.join()
    ) {
      wrong++;
    }
  });
  assert(wrong > 0);
});

Deno.test("the part of a pattern that is sure to stand in a record", () => {
  for (
    const [pattern, parts] of [
      ["users.bob.name", "users bob name"],
      ["rename", "rename"],
      ["users.*=Bob", "users bob"],
      ["stock.lamp<5", "stock lamp"],
      ["tags[abc].x", "tags"],
      ["12345", ""],
      ["1e5", ""],
      ["=5n", ""],
      ["beef", ""],
      ["*", ""],
      ["", ""],
      ["x", ""],
    ] as const
  ) {
    assertEquals(sureParts(pattern).join(" "), parts, pattern);
  }
});

Deno.test("most records are passed over by their bytes", () => {
  const filter = grepFilter(["rename"]);
  const bytes = (text: string) => new TextEncoder().encode(text);
  assertEquals(filter?.(bytes('{"a":"visit","diff":{"n":1}}')), false);
  assertEquals(filter?.(bytes('{"a":"ReName","diff":{"n":1}}')), true);
  assertEquals(filter?.(bytes('{"diff":{"$delete":["n"]}}')), true);
  assertEquals(filter?.(bytes('{"a":"re\\u006eame"}')), true);
  assertEquals(grepFilter(["5"]), undefined);
  assertEquals(grepFilter(["4711"]), undefined);
  const number = grepFilter(["4711"], [], true);
  const passed = [
    '{"diff":{"n":5}}',
    '{"diff":{"n":47110}}',
    '{"diff":{"n":4.711e3}}',
    '{"diff":{"n":{"$bytes":"RxE="}}}',
    '{"diff":{"n":[1]}}',
    '{"a":"4711","diff":{}}',
    '{"diff":{"t":"2026-06-10T02:00:00.000001Z"},"c":"1e5e1e5e"}',
  ].map((line) => number?.(bytes(line)));
  assertEquals(passed, [false, true, true, true, true, true, false]);
  const bob = grepFilter([], ["bob", undefined]);
  assertEquals(bob?.(bytes('{"u":"eve","diff":{}}')), false);
  assertEquals(bob?.(bytes('{"u":"bob","diff":{}}')), true);
  assertEquals(grepFilter([], ["b*b"]), undefined);
});
