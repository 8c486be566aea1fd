import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { PointError, ReplayError } from "../../src/errors.ts";
import { computeDiff } from "../../src/diff/diff.ts";
import { changesOf } from "../../src/history/changes/changes.ts";
import { historyIn } from "../../src/history/history.ts";
import { openHistory } from "../../src/history/open_history.ts";
import { history } from "../../src/history/mod.ts";
import type { HistoryChange, HistoryQuery } from "../../src/history/mod.ts";
import { Copier } from "../../src/values/copy.ts";
import { deepEqual } from "../../src/values/equal.ts";
import { NO_TYPES } from "../../src/values/kinds.ts";
import { FORMATS, LogBuilder } from "../maintenance/log_builder.ts";
import { randomEdits, randomObject } from "../support/random_edits.ts";
import { forSeedsAsync } from "../support/seeds.ts";

async function told(
  bytes: Uint8Array,
  query: HistoryQuery = {},
): Promise<HistoryChange[]> {
  return await Array.fromAsync(history(bytes, query));
}

async function revs(bytes: Uint8Array, query: HistoryQuery): Promise<number[]> {
  return (await told(bytes, query)).map(({ rev }) => rev);
}

for (const serializer of FORMATS) {
  const { name } = serializer;

  const log = () =>
    new LogBuilder(serializer)
      .change({ users: {}, n: 1 }, {
        a: "bootstrap",
        ts: "2026-06-10T08:00:00Z",
      })
      .change({ users: { bob: { name: "Bob", tags: ["a"] } }, n: 1 }, {
        a: "create_user",
        u: "admin",
        ts: "2026-06-10T09:00:00Z",
      })
      .snapshot({ ts: "2026-06-10T09:00:01Z" })
      .change({ users: { bob: { name: "Bobby", tags: ["a", "b"] } }, n: 1 }, {
        a: "rename",
        u: "bob",
        ts: "2026-06-11T09:00:00Z",
      })
      .change({ users: { bob: { name: "Bobby", tags: ["a", "b"] } }, n: 2 }, {
        a: "visit",
        ts: "2026-06-12T09:00:00Z",
        v: 1,
        m: "2026-06-12T08:00:00Z",
      })
      .change({ users: {}, n: 2 }, {
        a: "delete_user",
        u: "admin",
        ts: "2026-06-13T09:00:00Z",
        v: 1,
      });

  Deno.test(`a change tells who did what, when, and what it did (${name})`, async () => {
    const builder = log();
    const [first, , third, fourth] = await told(builder.bytes);
    assertEquals(third, {
      type: "change",
      rev: 3,
      id: third?.id ?? "",
      line: 4,
      offset: builder.places[3] ?? 0,
      file: "",
      ts: "2026-06-11T09:00:00Z",
      action: "rename",
      user: "bob",
      mtime: undefined,
      version: 0,
      diff: {
        users: { bob: { name: "Bobby", tags: { $insert: [[1, "b"]] } } },
      },
      changes: [
        {
          op: "set",
          path: ["users", "bob", "name"],
          at: "users.bob.name",
          old: "Bob",
          new: "Bobby",
        },
        {
          op: "insert",
          path: ["users", "bob", "tags", 1],
          at: "users.bob.tags[1]",
          new: "b",
        },
      ],
    });
    assertEquals([fourth?.version, fourth?.mtime], [1, "2026-06-12T08:00:00Z"]);
    assertEquals(first?.changes.map(({ op, at }) => `${op} ${at}`), [
      "add users",
      "add n",
    ]);
  });

  Deno.test(`what is asked for is told, from either end, page by page (${name})`, async () => {
    const { bytes } = log();
    const wanted: [HistoryQuery, number[]][] = [
      [{}, [1, 2, 3, 4, 5]],
      [{ user: "admin" }, [2, 5]],
      [{ action: "*_user" }, [2, 5]],
      [{ action: "*_user", user: "bob" }, []],
      [{ places: "n" }, [1, 4]],
      [{ places: "users.bob" }, [2, 3, 5]],
      [{ places: "users.*.name" }, [2, 3, 5]],
      [{ places: "users.bob.tags" }, [2, 3, 5]],
      [{ places: ["**.tags", "n"] }, [1, 2, 3, 4, 5]],
      [{ places: "bob" }, []],
      [{ places: "**.bob" }, [2, 3, 5]],
      [{ range: "r2..r4" }, [2, 3, 4]],
      [{ range: "r2:r4" }, [2, 3]],
      [{ range: "r4.." }, [4, 5]],
      [{ range: "..r2" }, [1, 2]],
      [{ range: "r3" }, [3]],
      [{ range: ["r2..r4", "r3.."] }, [3, 4]],
      [{ range: ["r2", "r3"] }, []],
      [{ range: "v1" }, [4, 5]],
      [{ range: "v0" }, [1, 2, 3]],
      [{ range: "v1.." }, [4, 5]],
      [{ range: ":v1" }, [1, 2, 3]],
      [{ range: "..v1" }, [1, 2, 3, 4]],
      [{ range: "l2" }, [2]],
      [{ range: "l3..l5" }, [3, 4]],
      [{ range: "s1:" }, [3, 4, 5]],
      [{ range: "..s1" }, [1, 2]],
      [{ range: "@rename.." }, [3, 4, 5]],
      [{ range: "2026-06-10" }, [1, 2]],
      [{ range: "2026-06-11/2026-06-12" }, [3, 4]],
      [{ range: "2026-06-12/" }, [4, 5]],
      [{ range: "2026-06-11:2026-06-12" }, [3]],
      [{ range: "r9.." }, []],
      [{ range: "0" }, [1]],
      [{ range: "-1" }, [5]],
      [{ range: "1:3" }, [2, 3]],
      [{ range: "-2:" }, [4, 5]],
      [{ range: "1..-2" }, [2, 3, 4]],
      [{ range: ["r2..", "0:2"] }, [2, 3]],
      [{ range: "7:9" }, []],
    ];
    for (const [query, wantedRevs] of wanted) {
      const text = JSON.stringify(query);
      assertEquals(await revs(bytes, query), wantedRevs, text);
      const reverse = { ...query, reverse: true };
      const back = wantedRevs.toReversed();
      assertEquals(await revs(bytes, reverse), back, `${text} reversed`);
      assertEquals(
        await revs(bytes, { ...query, limit: 2 }),
        wantedRevs.slice(0, 2),
        text,
      );
      assertEquals(
        await revs(bytes, { ...reverse, limit: 2 }),
        back.slice(0, 2),
        text,
      );
      const after = (given: HistoryQuery, rev: number | undefined) =>
        rev === undefined ? given : { ...given, after: rev };
      assertEquals(
        await revs(bytes, after(query, wantedRevs[0])),
        wantedRevs.slice(1),
        text,
      );
      assertEquals(
        await revs(bytes, after(reverse, back[0])),
        back.slice(1),
        text,
      );
    }
  });

  Deno.test(`what happened above a place is told as what it did there (${name})`, async () => {
    const { bytes } = log();
    const changes = (await told(bytes, { places: "users.*.name" }))
      .map(({ changes: [change] }) => change);
    assertEquals(changes, [
      {
        op: "add",
        path: ["users", "bob", "name"],
        at: "users.bob.name",
        new: "Bob",
      },
      {
        op: "set",
        path: ["users", "bob", "name"],
        at: "users.bob.name",
        old: "Bob",
        new: "Bobby",
      },
      {
        op: "delete",
        path: ["users", "bob", "name"],
        at: "users.bob.name",
        old: "Bobby",
      },
    ]);
  });

  Deno.test(`a range or item that is not there is refused (${name})`, async () => {
    const { bytes } = log();
    for (const range of ["r9", "v7", "l99", "9", "-9", "x"]) {
      await assertRejects(() => told(bytes, { range }), PointError);
    }
  });

  Deno.test(`before what is kept a bound is clipped, and a point refused (${name})`, async () => {
    const kept = new LogBuilder(serializer);
    kept.state = { n: 3 };
    kept.rev = 3;
    kept.snapshot().change({ n: 4 }).change({ n: 5 });
    assertEquals(await revs(kept.bytes, { range: "r1..r4" }), [4]);
    assertEquals(await revs(kept.bytes, { range: "start.." }), [4, 5]);
    assertEquals(await revs(kept.bytes, { range: "..r2" }), []);
    const error = await assertRejects(
      () => told(kept.bytes, { range: "r2" }),
      PointError,
      "r3",
    );
    assertEquals(error.first?.rev, 3);
    const [change] = await told(kept.bytes, { range: "r4" });
    assertEquals(change?.changes[0]?.old, 3);
  });

  Deno.test(`damage ends the stream after the changes before it (${name})`, async () => {
    const seen: number[] = [];
    await assertRejects(async () => {
      for await (const { rev } of history(log().damaged(4))) seen.push(rev);
    }, ReplayError);
    assertEquals(seen, [1, 2, 3]);
  });

  Deno.test(`the changes of any history are those of its states, whatever is asked (${name})`, async () => {
    await forSeedsAsync(5, async (random) => {
      const builder = new LogBuilder(serializer);
      const states: unknown[] = [{}];
      const copied = (value: unknown) =>
        value === undefined ? value : new Copier(NO_TYPES).copyOf(value);
      let state = randomObject(random, 3, true);
      for (let rev = 1; rev <= 30; rev++) {
        builder.change(copied(state) as object, { u: random.pick(["a", "b"]) });
        states.push(copied(builder.state));
        if (random.chance(0.15)) builder.snapshot();
        state = copied(builder.state) as typeof state;
        randomEdits(state, random, 1 + random.int(4), true);
      }
      using reader = await openHistory(builder.bytes);
      const wanted = states.slice(1).map((after, i) =>
        changesOf(states[i], copied(computeDiff(states[i], after)))
          .map(({ op, at }) => `${op} ${at}`)
      );
      for (const reverse of [false, true]) {
        const all = [...historyIn(reader, { reverse })]
          .filter((change) => change !== undefined);
        if (reverse) all.reverse();
        assertEquals(
          all.map(({ rev }) => rev),
          states.slice(1).map((_, i) => i + 1),
        );
        for (const { rev, changes } of all) {
          const olds = changes.filter((change) => "old" in change)
            .map(({ at, old }) => [at, old]);
          const same = changesOf(states[rev - 1], copied(all[rev - 1]?.diff));
          assertEquals(
            deepEqual(
              olds,
              same.filter((change) => "old" in change).map((
                { at, old },
              ) => [at, old]),
            ),
            true,
          );
          assertEquals(
            changes.map(({ op, at }) => `${op} ${at}`),
            wanted[rev - 1],
          );
        }
      }
    });
  });
}

Deno.test("a long reverse history is told in windows", async () => {
  const log = new LogBuilder();
  for (let n = 1; n <= 700; n++) log.change({ n });
  const all = await told(log.bytes, { reverse: true });
  assertEquals(
    all.map(({ rev }) => rev),
    Array.from({ length: 700 }, (_, i) => 700 - i),
  );
  assertEquals(
    all.map(({ changes: [change] }) => change?.old ?? 0),
    all.map(({ rev }) => rev - 1),
  );
});

Deno.test("a signal ends the stream, and a reader that goes away ends the reading", async () => {
  const log = new LogBuilder().change({ n: 1 }).change({ n: 2 });
  const signal = AbortSignal.abort(new Error("enough"));
  await assertRejects(
    () => Array.fromAsync(history(log.bytes, {}, { signal })),
    Error,
    "enough",
  );
  for await (const { rev } of history(log.bytes)) {
    assertEquals(rev, 1);
    break;
  }
});

Deno.test("a query that makes no sense is refused at once", async () => {
  using reader = await openHistory(new LogBuilder().change({ n: 1 }).bytes);
  assertThrows(() => [...historyIn(reader, { range: "r1..x" })], PointError);
  assertEquals([...historyIn(reader, { limit: 0 })], []);
});
