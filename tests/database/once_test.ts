/**
 * A transaction with a key is done once, over restarts and snapshots.
 *
 * @module
 */
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { DataIntegrityError, Kanta } from "../../mod.ts";
import { JsonSerializer } from "../../src/format/json/serializer.ts";
import { MsgPackSerializer } from "../../src/format/binary/serializer.ts";
import { keptWriter } from "../support/kept_writer.ts";
import { MemoryDatabase } from "../support/memory_database.ts";
import { TempFolder } from "../support/temp.ts";

const FORMATS = ["json", "msgpack"] as const;
const DAY = 86_400_000;

/** None of these tests is about who writes. */
const writer = keptWriter();

function pay(db: Kanta<{ paid: number }>, once: string) {
  return db.transaction("pay", { once }, (data) => {
    data.paid++;
    return `receipt ${data.paid}`;
  });
}

Deno.test("a key that was seen runs nothing and names the revision of then", async () => {
  await using db = await Kanta.memory({ paid: 0 });
  const told: string[] = [];
  db.addEventListener("change", ({ record }) => told.push(record.a ?? ""));
  const first = pay(db, "order-17");
  assertEquals(first, { rev: 2, repeated: false, result: "receipt 1" });
  db.transaction("other", (data) => void data.paid++);
  assertEquals(pay(db, "order-17"), {
    rev: 2,
    repeated: true,
    result: undefined,
  });
  assertEquals([db.data.paid, db.rev], [2, 3]);
  assertEquals(told, ["pay", "other"]);
  if (!first.repeated) {
    const text: string = first.result; // the type says that there is one
    assertEquals(text.length, 9);
  }
});

Deno.test("a transaction with a key is a record also where it changes nothing", async () => {
  for (const serializer of FORMATS) {
    await using db = await Kanta.memory({ paid: 0 }, { serializer });
    const changes: unknown[] = [];
    db.addEventListener("change", ({ record }) => changes.push(record.diff));
    const nothing = () => db.transaction("none", { once: "a" }, () => {});
    assertEquals(nothing(), { rev: 2, repeated: false, result: undefined });
    assertEquals(nothing(), { rev: 2, repeated: true, result: undefined });
    assertEquals(changes, [undefined]);
    const [, change] = await Array.fromAsync(db.history());
    assertEquals([change?.once, change?.changes], ["a", []]);
  }
});

Deno.test("what fails leaves its key free", async () => {
  await using db = await Kanta.memory({ paid: 0 }, {
    validate: ({ paid }) => {
      if (paid > 1) throw new RangeError("too much");
    },
  });
  assertThrows(
    () =>
      db.transaction("pay", { once: "a" }, () => {
        throw new Error("no money");
      }),
    Error,
    "no money",
  );
  assertEquals(pay(db, "a").repeated, false);
  assertThrows(() => pay(db, "b"), RangeError);
  assertEquals(db.rev, 2);
});

for (const serializer of FORMATS) {
  Deno.test(`keys survive restarts and snapshots in a ${serializer} file`, async () => {
    using folder = new TempFolder();
    const path = folder.file("data.kantadb");
    const kept = { sync: "never", snapshot: false } as const;
    const options = { ...kept, serializer, writer };
    const strange = ["", '","state":{', "__proto__", "17", "é\n", "$set"];
    {
      await using db = await Kanta.open(path, { paid: 0 }, options);
      for (const key of strange) assert(!pay(db, key).repeated);
    }
    for (let run = 0; run < 3; run++) {
      await using db = await Kanta.open(path, { paid: 0 }, options);
      strange.forEach((key, i) => {
        assertEquals(pay(db, key).rev, i + 2);
      });
      assert(!pay(db, `run ${run}`).repeated);
      await db.snapshot();
      db.transaction("other", (data) => void data.paid++);
    }
    await using db = await Kanta.open(path, { paid: 0 }, options);
    assertEquals(pay(db, "run 0"), {
      rev: strange.length + 2,
      repeated: true,
      result: undefined,
    });
    assertEquals(db.data.paid, strange.length + 6);
    assertEquals((await Kanta.verify(path)).problems, []);
  });
}

for (const archive of ["plain", "gzip"] as const) {
  Deno.test(`keys survive a rotation, and stay in the history (${archive})`, async () => {
    using folder = new TempFolder();
    const path = folder.file("data.kantadb");
    const options = { sync: "never", archive, writer } as const;
    {
      await using db = await Kanta.open(path, { paid: 0 }, options);
      for (let i = 0; i < 20; i++) pay(db, `order ${i}`);
      await db.flush();
      const { rotated } = await db.rotate({ records: 1 });
      assertEquals(rotated, true);
      assertEquals(pay(db, "order 0").rev, 2);
    }
    await using db = await Kanta.open(path, { paid: 0 }, options);
    for (let i = 0; i < 20; i++) assertEquals(pay(db, `order ${i}`).rev, i + 2);
    assertEquals(db.data.paid, 20);
    const keys = await Array.fromAsync(db.history(), ({ once }) => once);
    assertEquals(
      keys.slice(1),
      Array.from({ length: 20 }, (_, i) => `order ${i}`),
    );
  });
}

Deno.test("keys are carried by a snapshot that is made of another's text", async () => {
  const disk = new MemoryDatabase();
  const items = Object.fromEntries(
    Array.from({ length: 5000 }, (_, i) => [`item ${i}`, { n: i }]),
  );
  const data = () => ({ paid: 0, items });
  {
    await using db = await disk.open(data());
    for (let i = 0; i < 2000; i++) {
      db.transaction("pay", { once: `order-${i}` }, (data) => {
        data.paid++;
      });
    }
    await db.snapshot();
    await db.snapshot();
  }
  await using db = await disk.open(data());
  const again = db.transaction("pay", { once: "order-1999" }, () => {});
  assertEquals([again.rev, again.repeated], [2001, true]);
});

Deno.test("keys that are too old or too many are dropped, also by snapshots", async () => {
  let now = Date.parse("2026-06-10T00:00:00Z");
  const clock = () => new Date(now);
  const options = { clock, once: { maxAge: 30 * DAY, maxKeys: 2 } };
  await using db = await Kanta.memory({ paid: 0 }, options);
  const rev = pay(db, "a").rev;
  now += 29 * DAY;
  assertEquals(pay(db, "a").rev, rev);
  await db.snapshot();
  now += 2 * DAY;
  assert(!pay(db, "a").repeated);
  pay(db, "b");
  pay(db, "c");
  await db.snapshot();
  const text = new TextDecoder().decode(
    Uint8Array.from(db.source as Uint8Array),
  );
  assertEquals(
    text.split("\n").at(-2)?.match(/"o":(\[.*\]),"state"/)?.[1],
    JSON.stringify([
      ["b", 4, new Date(now).toISOString()],
      ["c", 5, new Date(now).toISOString()],
    ]),
  );
  assert(!pay(db, "a").repeated);
});

Deno.test("a revert keeps the key: what was undone is not done again", async () => {
  await using db = await Kanta.memory({ paid: 0 });
  const { rev } = pay(db, "a");
  await db.revert(rev);
  assertEquals(db.data.paid, 0);
  assertEquals(pay(db, "a"), { rev, repeated: true, result: undefined });
  assertEquals(db.data.paid, 0);
});

Deno.test("keys are asked for in their turn only", async () => {
  using folder = new TempFolder();
  const path = folder.file("data.kantadb");
  {
    await using db = await Kanta.open(path, { paid: 0 }, {
      sync: "never",
      writer,
    });
    pay(db, "a");
    assertThrows(
      () => db.transaction("outer", () => void pay(db, "a")),
      DataIntegrityError,
      "outer is not over",
    );
    for (const once of [5, null, "\ud800"]) {
      assertThrows(
        () => pay(db, once as string), // as untyped code may call it
        DataIntegrityError,
        "for the key",
      );
    }
    const options = { once: "b" } as unknown as { once: undefined }; // the same
    assertThrows(() => db.begin("pay", options), TypeError, "with a key");
  }
  await using db = await Kanta.open(path, { paid: 0 }, {
    readonly: true,
    writer,
  });
  assertThrows(() => pay(db, "a"), DataIntegrityError, "read-only");
});

Deno.test("bounds that are no numbers are refused", async () => {
  for (const once of [{ maxAge: -1 }, { maxKeys: NaN }]) {
    await assertRejects(
      () => Kanta.memory({ paid: 0 }, { once }),
      TypeError,
      "for once.max",
    );
  }
});

Deno.test("a line with a key that another program edited is told by the same rule", async () => {
  const lines = [
    `{"ts":"2026-06-10T00:00:00Z","diff":{"paid":0}}`,
    `{"ts":"2026-06-10T00:00:01Z","o":5,"diff":{"paid":1}}`,
    `{"ts":"2026-06-10T00:00:02Z","o":"a","diff":{"paid":2}}`,
  ];
  const bytes = new TextEncoder().encode(lines.join("\n") + "\n");
  const clock = () => new Date("2026-06-11T00:00:00Z");
  await using db = await Kanta.memory({ paid: 0 }, { bytes, clock });
  assertEquals(pay(db, "a").rev, 3);
  assertEquals(pay(db, "5").repeated, false);
});

Deno.test("the snapshots of both formats name keys, revisions and times", async () => {
  const ts = "2026-06-10T02:55:00Z";
  const o = [["a", 2, ts]] as const;
  const snapshot = { ts, v: 0, r: 2, k: 1, o, state: { n: 1 } };
  const json = new JsonSerializer();
  assertEquals(
    json.encodeSnapshot(snapshot),
    `{"ts":"${ts}","v":0,"r":2,"k":1,"o":[["a",2,"${ts}"]],"state":{"n":1}}`,
  );
  const binary = new MsgPackSerializer();
  await binary.prepare();
  for (
    const [payload, serializer] of [
      [new TextEncoder().encode(json.encodeSnapshot(snapshot)), json],
      [binary.encodeSnapshot(snapshot), binary],
    ] as const
  ) {
    assertEquals(serializer.decodeSnapshot(payload).o, [["a", 2, ts]]);
    assertEquals(serializer.snapshotHead(payload).o, [["a", 2, ts]]);
  }
});
