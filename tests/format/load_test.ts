import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { DatabaseError } from "../../src/errors.ts";
import {
  loadSerializer,
  serializerAddress,
  typesOf,
} from "../../src/format/load.ts";
import { codec } from "../../src/format/binary/mod.ts";
import type { Snapshot } from "../../src/record.ts";
import { deepEqual } from "../../src/values/equal.ts";
import type { TypeCodec } from "../../src/values/kinds.ts";
import { JsonSerializer } from "../../src/format/json/serializer.ts";
import { MsgPackSerializer } from "../../src/format/binary/serializer.ts";
import { TempFolder } from "../support/temp.ts";
import { pathToFileURL } from "node:url";

const ts = "2026-06-10T02:55:00Z";
const formats = new URL("../../src/format/", import.meta.url);

Deno.test("formats have names", async () => {
  assertInstanceOf(await loadSerializer("json"), JsonSerializer);
  assertInstanceOf(await loadSerializer("msgpack"), MsgPackSerializer);
});

Deno.test("a serializer is made ready for use", async () => {
  const serializer = await loadSerializer("msgpack");
  const framer = serializer.createFramer();
  framer.createHeader();
  const payload = serializer.encodeChange({ ts, diff: { n: 1 } });
  framer.frame("change", [payload], 4); // wants its hash loaded
  let prepared = 0;
  const own = Object.assign(new JsonSerializer(), {
    prepare: () => Promise.resolve(void prepared++),
  });
  assertStrictEquals(await loadSerializer(own), own);
  assertEquals(prepared, 1);
});

Deno.test("own types go to the serializer that is made", async () => {
  class Point {
    x = 3;
  }
  const types = [{
    tag: "point",
    class: Point,
    encode: ({ x }: Point) => x,
    decode: () => new Point(),
  }];
  const serializer = await loadSerializer("json", types);
  const payload = serializer.encodeChange({ ts, diff: { at: new Point() } });
  assertEquals(JSON.parse(payload as string).diff, {
    at: { $type: ["point", 3] },
  });
});

class Money {
  constructor(readonly cents: number) {}
}
const money: TypeCodec<Money> = {
  tag: "money",
  class: Money,
  encode: ({ cents }) => cents,
  decode: (data) => new Money(Number(data)),
};
class Point {
  x = 3;
}
const point: TypeCodec<Point> = {
  tag: "point",
  class: Point,
  encode: ({ x }) => x,
  decode: () => new Point(),
};

Deno.test("a serializer that is given knows the types of the database and its own", async () => {
  class Louder extends JsonSerializer {
    override encodeSnapshot(snapshot: Snapshot): string {
      return super.encodeSnapshot(snapshot).replace('"ts"', ' "ts"');
    }
  }
  const state = { price: new Money(5), at: new Point() };
  for (
    const given of [
      new JsonSerializer({ types: [point] }),
      new Louder({ types: [point] }),
      new MsgPackSerializer({ types: [point] }),
      new MsgPackSerializer({ types: [point], codec }),
      new JsonSerializer({ types: [point, money] }),
    ]
  ) {
    const found = await loadSerializer(given, [money, point]);
    assertStrictEquals(found.constructor, given.constructor);
    const payload = found.encodeSnapshot({ ts, state });
    const bytes = typeof payload === "string"
      ? new TextEncoder().encode(payload)
      : payload;
    assert(deepEqual(
      found.decodeSnapshot(bytes).state,
      state,
      typesOf([money], given),
    ));
    // Nobody else who uses it hears of the types of this database.
    assertEquals(given.types.byTag.has("money"), found === given);
  }
});

Deno.test("a serializer that has all types already is used as it is", async () => {
  const given = new JsonSerializer({ types: [money] });
  assertStrictEquals(await loadSerializer(given, [money]), given);
  assertStrictEquals(await loadSerializer(given), given);
});

Deno.test("two types of one tag are refused wherever they come from", async () => {
  const other = { ...point, tag: "money" };
  const given = new JsonSerializer({ types: [other] });
  await assertRejects(() => loadSerializer(given, [money]), TypeError, "tag");
  assertThrows(() => typesOf([money], given), TypeError, "tag");
});

Deno.test("a module's default export may be a serializer or a class of one", async () => {
  using temp = new TempFolder();
  const serializer = new URL("json/serializer.ts", formats).href;
  const ways = [
    `export { JsonSerializer as default } from "${serializer}";`,
    `import { JsonSerializer } from "${serializer}";
     export default new JsonSerializer();`,
  ];
  for (const [i, text] of ways.entries()) {
    const path = temp.file(`own${i}.ts`);
    Deno.writeTextFileSync(path, text);
    const url = pathToFileURL(path);
    for (const format of [url, url.href]) {
      assertInstanceOf(await loadSerializer(format), JsonSerializer);
    }
  }
});

Deno.test("what is no serializer is refused with its address", async () => {
  using temp = new TempFolder();
  const path = temp.file("none.ts");
  for (const text of ["export default { name: 'x' };", "export const a = 1;"]) {
    Deno.writeTextFileSync(path, text);
    await assertRejects(
      () => loadSerializer(`${pathToFileURL(path)}?${text.length}`),
      DatabaseError,
      "none.ts",
    );
  }
  for (const wrong of ["yaml", pathToFileURL(temp.file("missing.ts")).href]) {
    const error = await assertRejects(
      () => loadSerializer(wrong),
      DatabaseError,
      `Cannot load the serializer ${wrong}`,
    );
    assertInstanceOf(error.cause, Error);
  }
});

Deno.test("the writer is told a name or an address", () => {
  assertEquals(serializerAddress(undefined), undefined);
  assertEquals(serializerAddress("msgpack"), "msgpack");
  assertEquals(serializerAddress(new URL("file:///a.ts")), "file:///a.ts");
  assertEquals(serializerAddress(new JsonSerializer()), "json");
  assertEquals(serializerAddress(new MsgPackSerializer()), "msgpack");
});
