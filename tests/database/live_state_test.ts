import {
  assert,
  assertEquals,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { RecordClock } from "../../src/database/record_clock.ts";
import {
  BackpressureError,
  DataIntegrityError,
  NotStorableError,
} from "../../src/errors.ts";
import { checkText } from "../../src/database/commit/change_heads.ts";
import {
  LiveState,
  type LiveStateParts,
} from "../../src/database/live_state.ts";
import { JsonSerializer } from "../../src/format/json/serializer.ts";
import type { TransactionOptions } from "../../src/database/options.ts";
import { DataSchemas } from "../../src/database/schema/data_schemas.ts";
import type { StandardSchema } from "../../src/database/schema/standard_schema.ts";
import { MemoryDatabase } from "../support/memory_database.ts";
import { NO_TYPES } from "../../src/values/kinds.ts";

interface Data {
  n: number;
  list: number[];
  at?: Record<string, unknown> | undefined;
}

const NOW = "2026-06-10T02:55:00Z";
const START = { version: 3, rev: 10, mtime: undefined };

/** A live state that posts to a list, with what tests look at. */
class Book {
  readonly root: Data = { n: 0, list: [1, 2] };
  readonly posted: Record<string, unknown>[] = [];
  refuses: Error | undefined;
  readonly live: LiveState<Data>;

  constructor(parts: Partial<LiveStateParts<Data>> = {}) {
    this.live = new LiveState<Data>(
      {
        root: this.root,
        types: NO_TYPES,
        clock: new RecordClock(() => Temporal.Instant.from(NOW)),
        validators: [],
        path: "x.kantadb",
        ...parts,
      },
      START,
      new JsonSerializer(),
    );
    this.live.connect({
      post: (payload) => {
        if (this.refuses !== undefined) throw this.refuses;
        return this.posted.push(JSON.parse(payload as string));
      },
    });
  }

  commit(edit: (data: Data) => void, options: TransactionOptions = {}) {
    const recorder = this.live.record();
    edit(recorder.root.proxy as unknown as Data);
    const change = this.live.commit(recorder, "edit", options);
    return change && this.live.recordOf(change);
  }
}

Deno.test("a commit posts one record and moves on", () => {
  const book = new Book();
  const record = book.commit((data) => data.n = 1, { user: "admin" });
  assertEquals(record, {
    ts: NOW,
    a: "edit",
    v: 3,
    u: "admin",
    m: NOW,
    diff: { n: 1 },
  });
  assertEquals(book.posted, [{ ...record }]);
  assertEquals(book.live.position, { version: 3, rev: 11, mtime: NOW });
});

Deno.test("the modification time is now, as it was, or given", () => {
  const book = new Book();
  book.commit((data) => data.n++, { mtime: false });
  assertEquals(book.live.position.mtime, undefined);
  book.commit((data) => data.n++, { mtime: new Date(0) });
  assertEquals(book.live.position.mtime, "1970-01-01T00:00:00.000Z");
  book.commit((data) => data.n++, { mtime: false });
  assertEquals(book.live.position.mtime, "1970-01-01T00:00:00.000Z");
  assertEquals(book.posted.map(({ m }) => m), [
    undefined,
    "1970-01-01T00:00:00.000Z",
    undefined,
  ]);
});

Deno.test("without a net change nothing is asked, read or posted", () => {
  let asked = 0;
  const book = new Book({
    validators: [() => void asked++],
    clock: new RecordClock(() => {
      asked++;
      return Temporal.Instant.from(NOW);
    }),
  });
  assertEquals(
    book.commit((data) => {
      data.n = 5;
      data.n = 0;
    }),
    undefined,
  );
  assertEquals([asked, book.posted.length], [0, 0]);
  assertEquals(book.live.position, START);
});

Deno.test("whoever refuses, all is as it was", () => {
  const refusals: [string, (book: Book) => void][] = [
    ["validator", () => {}],
    ["outlet", (book) => book.refuses = new BackpressureError("full")],
    ["value", () => {}],
    ["mtime", () => {}],
    ["clock", () => {}],
  ];
  for (const [who, prepare] of refusals) {
    const failing = () => {
      throw new Error(`${who} refuses`);
    };
    const book = new Book({
      ...(who === "validator" && { validators: [failing] }),
      ...(who === "clock" && { clock: new RecordClock(failing) }),
    });
    prepare(book);
    const { list } = book.root;
    const before = JSON.stringify(book.root);
    assertThrows(() =>
      book.commit((data) => {
        data.list.reverse();
        data.list = [...data.list, 3];
        data.at = who === "value" ? { f: () => 1 } : {};
        Reflect.deleteProperty(data, "n");
        data.n = 9;
      }, who === "mtime" ? { mtime: "now" as never } : {})
    );
    assertEquals(JSON.stringify(book.root), before, who);
    assertStrictEquals(book.root.list, list);
    assertEquals(book.live.position, START);
    assertEquals(book.posted, []);
  }
});

Deno.test("validators see the data as it will be, in order, until one refuses", () => {
  const seen: unknown[] = [];
  const book = new Book({
    validators: [
      (data) => void seen.push(Object.keys(data), [...data.list]),
      (data) => {
        if (data.n > 1) throw new RangeError("too much");
      },
      () => void seen.push("last"),
    ],
  });
  book.commit((data) => {
    Reflect.deleteProperty(data, "n");
    data.n = 1;
    data.list.push(3);
  });
  assertEquals(seen, [["list", "n"], [1, 2, 3], "last"]);
  assertThrows(() => book.commit((data) => data.n = 2), RangeError, "too much");
  assertEquals(seen.length, 5);
});

Deno.test("an asynchronous validator is refused", () => {
  const book = new Book({
    validators: [() => Promise.reject(new Error("nobody sees this")) as never],
  });
  assertThrows(
    () => book.commit((data) => data.n = 2),
    TypeError,
    "synchronous",
  );
  assertEquals(book.root.n, 0);
});

Deno.test("the schema checks a commit, too", () => {
  const schema: StandardSchema<unknown, Data> = {
    "~standard": {
      version: 1,
      vendor: "test",
      validate: (value) =>
        (value as Data).n < 5
          ? { value: value as Data }
          : { issues: [{ message: "too large", path: ["n"] }] },
    },
  };
  const book = new Book({
    schemas: DataSchemas.of({ schema }, NO_TYPES, "x.kantadb"),
  });
  book.commit((data) => data.n = 4);
  assertThrows(
    () => book.commit((data) => data.n = 5),
    DataIntegrityError,
    "data.n: too large",
  );
  assertEquals(book.root.n, 4);
});

Deno.test("the database's own records name their version", () => {
  const book = new Book();
  const { record, payload } = book.live.enter({ n: 7 }, "migrate:v4", 4, {
    mtime: false,
  });
  assertEquals(record, { ts: NOW, a: "migrate:v4", v: 4, diff: { n: 7 } });
  assertEquals(JSON.parse(payload as string), { ...record });
  assertEquals(book.posted, [], "who asked for it posts it");
  assertEquals(book.live.position, { version: 4, rev: 11, mtime: undefined });
  book.live.advance(5);
  assertEquals(book.live.position.version, 5);
  const about = { mtime: true, user: "u" };
  const { record: last } = book.live.enter(undefined, "", 0, about);
  assertEquals(last, { ts: NOW, u: "u", m: NOW });
});

Deno.test("a live state whose log is not open takes no change", () => {
  const root: Data = { n: 0, list: [] };
  const live = new LiveState<Data>(
    {
      root,
      types: NO_TYPES,
      clock: new RecordClock(),
      validators: [],
      path: "x.kantadb",
    },
    START,
    new JsonSerializer(),
  );
  const commit = () => {
    const recorder = live.record();
    (recorder.root.proxy as unknown as Data).n++;
    live.commit(recorder, "edit", {});
  };
  assertThrows(commit, DataIntegrityError, "its log is not open");
  assertEquals([root.n, live.position.rev], [0, START.rev]);
  const posted: unknown[] = [];
  live.connect({ post: (payload) => posted.push(payload) });
  commit();
  assertEquals([root.n, live.position.rev, posted.length], [1, 11, 1]);
});

Deno.test("actions and users are text of whole characters", () => {
  checkText("action", "");
  checkText("action", "ünï 😀");
  for (const bad of [undefined, 5, {}, "\ud83d"]) {
    const error = assertThrows(
      () => checkText("user", bad),
      DataIntegrityError,
    );
    assert((error as Error).message.includes("the user of a transaction"));
  }
});

Deno.test("a recorder that was given back serves the next transaction", () => {
  const book = new Book();
  const first = book.live.record();
  first.rollback();
  book.live.recycle(first);
  const second = book.live.record();
  assertStrictEquals(second, first);
  const third = book.live.record(); // begun by who heard of the second
  assert(third !== second);
  (third.root.proxy as unknown as Data).n = 4;
  assertEquals(book.live.commit(third, "edit", {})?.diff, { n: 4 });
  (second.root.proxy as unknown as Data).n = 5;
  assertEquals(book.live.commit(second, "edit", {})?.diff, { n: 5 });
});

Deno.test("a record that no string can hold is refused, and rolled back", () => {
  const book = new Book();
  const long = "x".repeat(2 ** 28);
  const error = assertThrows(
    () => book.commit((data) => data.at = { one: long, two: long, n: 1 }),
    NotStorableError,
    "longer than a string can be",
  );
  assert((error as Error).cause instanceof RangeError);
  assertEquals("at" in book.root, false);
  assertEquals(book.posted, []);
});

Deno.test("each change of one moment says its own beside the diff", () => {
  const book = new Book();
  const options: TransactionOptions[] = [
    {},
    {},
    { user: "a" },
    { user: "b" },
    { user: "b", mtime: false },
    { mtime: false },
    { mtime: new Date(0) },
    {},
  ];
  for (const option of options) book.commit((data) => data.n++, option);
  assertEquals(
    book.posted.map(({ ts, a, v, u, m }) => [ts, a, v, u, m]),
    options.map(({ user, mtime = true }) => [
      NOW,
      "edit",
      3,
      user,
      mtime === true ? NOW : mtime ? "1970-01-01T00:00:00.000Z" : undefined,
    ]),
  );
});

Deno.test("with a guard a validator that writes throws at its line, and rolls back", async () => {
  const memory = new MemoryDatabase();
  const data = () => ({ tags: ["b", "a"], at: new Date(5) });
  let careless = (_: ReturnType<typeof data>) => {};
  await using db = await memory.open(data(), {
    guard: true,
    validate: (seen) => careless(seen as ReturnType<typeof data>),
  });
  for (
    const write of [
      ({ tags }: ReturnType<typeof data>) => void tags.sort(),
      ({ at }: ReturnType<typeof data>) => void at.setHours(1),
    ]
  ) {
    careless = write;
    assertThrows(
      () => db.transaction("add", (data) => data.tags.push("0")),
      DataIntegrityError,
    );
    careless = () => {};
    assertEquals(db.data.tags, ["b", "a"]);
    await db.verify();
  }
  await db.close();
  careless = ({ tags }) => void tags.sort();
  await assertRejects(() => db.open(), DataIntegrityError, "data.tags");
});
