import {
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import {
  CorruptionError,
  MsgPackSerializer,
  ReplayError,
  type TypeCodec,
} from "../../mod.ts";
import { replay } from "../../src/maintenance/mod.ts";
import { MemoryDatabase, PATH } from "../support/memory_database.ts";

interface Data {
  n: number;
  at?: Date | undefined;
  users: Record<string, { name: string }>;
}

async function written(format: "json" | "msgpack"): Promise<Uint8Array> {
  const memory = new MemoryDatabase();
  await using db = await memory.open<Data>({ n: 0, users: {} }, {
    serializer: format,
    migrations: { v3: () => {} },
    sync: "always",
  });
  for (let n = 1; n < 20; n++) {
    db.transaction("count", (data) => {
      data.n = n;
      data.users[`u${n % 4}`] = { name: `$$${n}` };
    });
    if (n === 10) await db.snapshot();
    await db.flush({ durable: true }); // the next record vouches for this one
  }
  db.transaction(
    "last",
    { mtime: new Date(0) },
    (data) => data.at = new Date(5),
  );
  await db.flush({ durable: true });
  return memory.disk.readFile(PATH) as Uint8Array;
}

for (const format of ["json", "msgpack"] as const) {
  Deno.test(`the bytes of a ${format} log lead to its state`, async () => {
    const bytes = await written(format);
    const replayed = await replay(bytes);
    assertEquals(replayed, {
      state: {
        n: 19,
        users: {
          u1: { name: "$$17" },
          u2: { name: "$$18" },
          u3: { name: "$$19" },
          u0: { name: "$$16" },
        },
        at: new Date(5),
      },
      version: 3,
      rev: 21,
      mtime: "1970-01-01T00:00:00.000Z",
    });
    assertEquals(await replay(bytes, { serializer: format }), replayed);
    // The bytes are the caller's and stay as they are.
    assertEquals(bytes, bytes.slice());
    assertEquals(await replay(bytes), replayed);
  });

  Deno.test(`a torn tail of a ${format} log does not count`, async () => {
    const bytes = await written(format);
    const { rev } = await replay(bytes.subarray(0, bytes.length - 3));
    assertEquals(rev, 20);
  });

  Deno.test(`damage in a ${format} log is told of`, async () => {
    const bytes = await written(format);
    bytes[bytes.length - 200]! ^= 1;
    const error = await assertRejects(() => replay(bytes), ReplayError);
    assertInstanceOf(error, CorruptionError);
  });
}

Deno.test("nothing leads to nothing", async () => {
  assertEquals(await replay(new Uint8Array()), {
    state: {},
    version: 0,
    rev: 0,
    mtime: undefined,
  });
});

Deno.test("what is no log is refused", async () => {
  const bytes = new TextEncoder().encode("name,age\nalice,5\n");
  await assertRejects(() => replay(bytes), ReplayError, "no log");
});

Deno.test("a change that does not fit names its line", async () => {
  const lines = [
    '{"ts":"2026-06-10T02:55:00Z","a":"a","diff":{"list":[1]}}',
    '{"ts":"2026-06-10T02:55:00Z","a":"b","diff":{"list":{"7":1}}}',
  ].join("\n");
  const error = await assertRejects(
    () => replay(new TextEncoder().encode(lines + "\n")),
    ReplayError,
  );
  assertEquals(error.line, 2);
  assertStringIncludes(error.message, "Cannot replay the log");
});

class Point {
  constructor(readonly x: number) {}
}

const point: TypeCodec<Point> = {
  tag: "point",
  class: Point,
  encode: ({ x }) => x,
  decode: (x) => new Point(x as number),
};

Deno.test("own types are decoded, and a serializer can be handed over", async () => {
  const memory = new MemoryDatabase();
  const db = await memory.open({ at: new Point(3) }, { types: [point] });
  await db.close();
  const bytes = memory.disk.readFile(PATH) as Uint8Array;
  const { state } = await replay(bytes, { types: [point] });
  assertEquals(state, { at: new Point(3) });
  const binary = await written("msgpack");
  const serializer = new MsgPackSerializer();
  assertEquals((await replay(binary, { serializer })).rev, 21);
});
