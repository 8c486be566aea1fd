import { assertEquals, assertRejects } from "@std/assert";
import { PointError } from "../../../src/errors.ts";
import { computeDiff } from "../../../src/diff/diff.ts";
import { MemoryFileSystem } from "../../../src/file/memory_file.ts";
import { blameIn } from "../../../src/history/blame/blame.ts";
import { blame } from "../../../src/history/mod.ts";
import { placeText } from "../../../src/history/changes/place_text.ts";
import { RecordReader } from "../../../src/history/reader/record_reader.ts";
import { Copier } from "../../../src/values/copy.ts";
import { NO_TYPES } from "../../../src/values/kinds.ts";
import { FORMATS, LogBuilder } from "../../maintenance/log_builder.ts";
import { randomEdits, randomObject } from "../../support/random_edits.ts";
import { forSeedsAsync } from "../../support/seeds.ts";
import {
  type NaiveBlame,
  naiveBlame,
  named,
  partsOf,
  wholly,
} from "./naive_blame.ts";

const copied = (value: unknown) =>
  value === undefined ? value : new Copier(NO_TYPES).copyOf(value);

async function short(log: LogBuilder, query = {}): Promise<string[]> {
  return (await blame(log.bytes, query)).map(({ at, value, rev }) =>
    `${at} ${Deno.inspect(value)} r${rev}`
  );
}

Deno.test("each value is blamed on the record that set it, with who and when", async () => {
  const log = new LogBuilder()
    .change({ users: { bob: { name: "Bob", age: 3 } }, n: 1 }, {
      a: "bootstrap",
    })
    .change({ users: { bob: { name: "Bobby", age: 3 } }, n: 1 }, {
      a: "rename",
      u: "eve",
      ts: "2026-06-10T14:02:09Z",
    })
    .snapshot()
    .change({ users: { bob: { name: "Bobby", age: 3 }, al: {} }, n: 2 }, {
      a: "more",
    });
  assertEquals(await short(log), [
    'users.bob.name "Bobby" r2',
    "users.bob.age 3 r1",
    "users.al {} r3",
    "n 2 r3",
  ]);
  const [entry] = await blame(log.bytes, { place: "users.*.name", count: 2 });
  assertEquals(entry, {
    path: ["users", "bob", "name"],
    at: "users.bob.name",
    value: "Bobby",
    rev: 2,
    ts: "2026-06-10T14:02:09Z",
    action: "rename",
    user: "eve",
    inherited: false,
    before: [{
      value: "Bob",
      rev: 1,
      ts: "2026-06-10T02:00:01.000001Z",
      action: "bootstrap",
      user: undefined,
      inherited: false,
    }],
  });
  assertEquals(await short(log, { at: "r1", place: "n" }), ["n 1 r1"]);
  assertEquals(await short(log, { place: "users.bob$" }), []);
  await assertRejects(() => blame(log.bytes, { at: "r9" }), PointError);
});

Deno.test("an item keeps its blame when others come and go, also in a list written whole", async () => {
  const item = (n: number) => ({ n, done: false });
  const log = new LogBuilder()
    .change({ l: [item(1), item(2), item(3)] })
    .record({
      diff: { l: { $delete: [0], $insert: [[0, item(9)], [3, item(4)]] } },
    })
    .record({ diff: { l: { "1": { done: true } } } })
    .record({ diff: { l: [item(9), item(5), { n: 2, done: true }, item(4)] } });
  const lines = await short(log, { at: "r3", place: "l.*.n" });
  assertEquals(lines, [
    "l[0].n 9 r2",
    "l[1].n 2 r1",
    "l[2].n 3 r1",
    "l[3].n 4 r2",
  ]);
  assertEquals(await short(log), [
    "l[0].n 9 r2",
    "l[0].done false r2",
    "l[1].n 5 r4",
    "l[1].done false r4",
    "l[2].n 2 r1",
    "l[2].done true r3",
    "l[3].n 4 r2",
    "l[3].done false r2",
  ]);
});

Deno.test("so many values before are told as are asked for", async () => {
  const log = new LogBuilder();
  for (let n = 1; n <= 6; n++) log.change({ n, list: [n, 0] });
  for (const count of [1, 2, 4, 9]) {
    const [first] = await blame(log.bytes, { place: "n", count });
    assertEquals(
      first?.before.map(({ value, rev }) => [value, rev]),
      [[5, 5], [4, 4], [3, 3], [2, 2], [1, 1]].slice(0, count - 1),
    );
  }
  const [first] = await blame(log.bytes, { place: "list[0]", count: 3 });
  assertEquals(first?.before.map(({ value }) => value), [5, 4]);
});

Deno.test("what stood in the first snapshot that is kept is inherited", async () => {
  const log = new LogBuilder();
  log.state = { a: 1, b: 2 };
  log.rev = 7;
  log.snapshot({ ts: "2026-06-11T00:00:00Z" }).change({ a: 1, b: 3 });
  const found = await blame(log.bytes, { count: 2 });
  assertEquals(
    found.map((
      { at, rev, ts, inherited, before },
    ) => [at, rev, ts, inherited, before.length]),
    [
      ["a", 7, "2026-06-11T00:00:00Z", true, 0],
      ["b", 8, "2026-06-10T02:00:08.000001Z", false, 1],
    ],
  );
  assertEquals(found[1]?.before[0]?.inherited, true);
});

function leavesOf(
  value: unknown,
  blame: NaiveBlame,
  path: readonly unknown[] = [],
): [string, number][] {
  const parts = partsOf(value);
  if (
    parts.size === 0 ||
    value instanceof Set === false && typeof value !== "object"
  ) {
    return [[placeText(path), blame.rev]];
  }
  return [...parts].flatMap(([key, part]) =>
    value instanceof Set
      ? [
        [
          placeText([...path, key]),
          (blame.parts.get(key) as NaiveBlame).rev,
        ] as [string, number],
      ]
      : leavesOf(part, blame.parts.get(key) as NaiveBlame, [...path, key])
  );
}

for (const serializer of FORMATS) {
  Deno.test(`the blame of any history is that of a naive replay (${serializer.name})`, async () => {
    await forSeedsAsync(20, async (random) => {
      const rich = serializer.name === "json" && random.chance(0.3);
      const log = new LogBuilder(serializer);
      let naive = wholly({}, 0);
      let state = randomObject(random, 3, rich);
      for (let rev = 1; rev <= 12; rev++) {
        const before = copied(log.state);
        const diff = computeDiff(before, copied(state));
        log.record({ diff });
        naive = naiveBlame(before, log.state, diff, naive, rev);
        if (random.chance(0.2)) log.snapshot();
        state = copied(log.state) as typeof state;
        randomEdits(state, random, 1 + random.int(6), rich);
      }
      using reader = await RecordReader.open(new MemoryFileSystem(), log.bytes);
      const found = blameIn(reader, { count: random.int(3) })
        .map((entry) => ({ ...entry, at: placeText(entry.path.map(named)) }));
      // An emptied container is told by what made it empty, which the slow way does not know.
      const isEmpty = (value: unknown) =>
        typeof value === "object" && value !== null &&
        partsOf(value).size === 0 && !(value instanceof Date) &&
        !(value instanceof Uint8Array) && !(value instanceof URL) &&
        !(value instanceof Temporal.Instant);
      const full = new Set(
        found.filter(({ value }) => !isEmpty(value)).map(({ at }) => at),
      );
      assertEquals(
        found.filter(({ at }) => full.has(at)).map(({ at, rev }) => [at, rev]),
        leavesOf(log.state, naive).filter(([at]) => full.has(at)),
      );
      assertEquals(
        found.map(({ at }) => at),
        leavesOf(log.state, naive).map(([at]) => at),
      );
    });
  });
}
