import { assertEquals, assertRejects } from "@std/assert";
import { DataIntegrityError, PointError } from "../../src/errors.ts";
import { Kanta } from "../../src/kanta.ts";
import { TempFolder } from "../support/temp.ts";

class Point {
  constructor(readonly x: number) {}
}
const types = [{
  tag: "point",
  class: Point,
  encode: ({ x }: Point) => x,
  decode: (x: unknown) => new Point(Number(x)),
}];

async function checkPast(db: Kanta<{ n: number; at?: Point }>): Promise<void> {
  db.transaction("count", { user: "eve" }, (data) => void data.n++);
  db.transaction("place", (data) => {
    data.at = new Point(3);
  });
  // What was committed just now is in it.
  const changes = await Array.fromAsync(db.history({ reverse: true }));
  assertEquals(changes.map(({ rev, user }) => [rev, user]), [[3, undefined], [
    2,
    "eve",
  ], [1, undefined]]);
  assertEquals(changes[0]?.changes[0]?.new, new Point(3));
  assertEquals(changes[1]?.changes, [{
    op: "set",
    path: ["n"],
    at: "n",
    old: 0,
    new: 1,
  }]);
  const { state, rev } = await db.at("r2");
  assertEquals([state, rev], [{ n: 1 }, 2]);
  assertEquals((await db.at("end")).state, { n: 1, at: new Point(3) });
  await assertRejects(() => db.at("r9"), PointError);
}

Deno.test("an open database tells its own past, with its types", async () => {
  using folder = new TempFolder();
  await using db = await Kanta.open<{ n: number; at?: Point }>(folder.file(), {
    n: 0,
  }, { types });
  await checkPast(db);
  await db.close();
  await assertRejects(() => db.at("end"), DataIntegrityError, "not open");
  await db.open({ readonly: true });
  assertEquals((await Array.fromAsync(db.history({ limit: 1 }))).length, 1);
});

Deno.test("so does one in memory", async () => {
  await using db = await Kanta.memory<{ n: number; at?: Point }>({ n: 0 }, {
    types,
  });
  await checkPast(db);
});
