import { assert, assertEquals } from "@std/assert";
import { jsonText } from "../../src/values/json_text.ts";
import { MemoryDatabase } from "../support/memory_database.ts";

/** Runs with a `toJSON` on prototypes of the platform. */
async function withToJson(
  prototypes: object[],
  run: () => Promise<void> | void,
): Promise<void> {
  for (const prototype of prototypes) {
    Object.defineProperty(prototype, "toJSON", {
      value: () => "spoilt",
      configurable: true,
      writable: true,
    });
  }
  try {
    await run();
  } finally {
    for (const prototype of prototypes) {
      Reflect.deleteProperty(prototype, "toJSON");
    }
  }
}

const VALUES = [
  { a: 1, b: [true, null, "x"], c: { __proto__: null, d: {} } },
  [[], [[1]], {}],
  "text",
  -1.5,
  null,
  JSON.parse('{"__proto__":{"toJSON":1},"toJSON":"x"}'),
];

Deno.test("the text of data is what it is, whatever prototypes have", async () => {
  const texts = VALUES.map((value) => JSON.stringify(value));
  assertEquals(VALUES.map(jsonText), texts);
  for (const prototype of [Object.prototype, Array.prototype]) {
    await withToJson([prototype], () => {
      const spoilt = VALUES.map((value) => JSON.stringify(value));
      const found = VALUES.map(jsonText);
      assert(spoilt.some((text, index) => text !== texts[index]));
      for (const [index, text] of texts.entries()) {
        assert(found[index] === text);
      }
    });
  }
});

for (const serializer of ["json", "msgpack"] as const) {
  Deno.test(`a toJSON on prototypes changes nothing in a ${serializer} file`, async () => {
    const memory = new MemoryDatabase();
    const state = () => ({
      n: 1n,
      at: new Date(5),
      map: new Map<unknown, unknown>([[1, { a: [1] }], [new Date(9), 2]]),
      set: new Set([1n, 2n]),
      list: [{ a: 1 }, [1, 2]] as unknown[],
      plain: { deep: { list: [1] } } as Record<string, unknown>,
    });
    const edit = (data: ReturnType<typeof state>) => {
      data.n++;
      data.at.setTime(6);
      data.map.set("k", { list: [new Date(7)] });
      data.list.unshift({ b: [2] }, [3]);
      data.plain["more"] = { x: [{ y: 1 }] };
      data.plain["deep"] = [1, { $delete: 1 }];
    };
    const expected = state();
    edit(expected);
    const all = [
      Object.prototype,
      Array.prototype,
      BigInt.prototype,
      Date.prototype,
      Map.prototype,
      Set.prototype,
      String.prototype,
      Number.prototype,
    ];
    const { toJSON } = Date.prototype;
    try {
      await withToJson(all, async () => {
        await using db = await memory.open(state, { serializer });
        db.transaction("edit", edit);
        await db.snapshot();
      });
    } finally {
      Date.prototype.toJSON = toJSON;
    }
    await using db = await memory.open(state);
    assertEquals<unknown>(db.data, expected);
    await db.verify();
  });
}
