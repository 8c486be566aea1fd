/**
 * An application keeps its log in a format of its own: a module that the main
 * isolate and the writer's both import.
 *
 * @module
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { CorruptionError, Kanta } from "@kanta/core";
import { convert } from "@kanta/core/maintenance";
import { serializerContract } from "@kanta/core/testing";
import { TempFolder } from "../support/temp.ts";
import OwnSerializer from "./own_serializer.ts";

const serializer = new URL("./own_serializer.ts", import.meta.url);

interface Data {
  users: Record<string, { name: string; born?: Date }>;
  visits: number;
}

function open(path: string): Promise<Kanta<Data>> {
  return Kanta.open<Data>(path, { users: {}, visits: 0 }, { serializer });
}

for (
  const { name, run } of serializerContract("own", () => new OwnSerializer())
) {
  Deno.test(name, run);
}

async function written(path: string): Promise<Kanta<Data>> {
  const db = await open(path);
  db.transaction("create_user", { user: "admin" }, (data) => {
    data.users["alice"] = { name: "Alice", born: new Date(0) };
  });
  await db.snapshot();
  for (let n = 0; n < 5; n++) {
    db.transaction("visit", (data) => {
      data.visits++;
    });
  }
  await db.flush({ durable: true });
  return db;
}

const DATA: Data = {
  users: { alice: { name: "Alice", born: new Date(0) } },
  visits: 5,
};

Deno.test("own format: write, close, open again", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  const db = await written(path);
  const { rev } = db;
  await db.close();
  assertEquals(Deno.readTextFileSync(path).slice(0, 4), "OWN1");
  const again = await open(path);
  assertEquals([again.data, again.rev], [DATA, rev]);
  await again.close();
});

Deno.test("own format: a torn tail is cut, and what is whole is there", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  await (await written(path)).close();
  Deno.truncateSync(path, Deno.statSync(path).size - 3);
  const db = new Kanta<Data>(path, { users: {}, visits: 0 }, { serializer });
  const { torn } = await db.open();
  assert(torn !== undefined && torn.saved !== undefined);
  assertEquals(db.data, { ...DATA, visits: 4 });
  await db.close();
});

Deno.test("own format: verify, salvage and convert read and write it", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  const db = await written(path);
  const options = { serializer };
  const { problems, format, snapshots, changes } = await Kanta.verify(
    path,
    options,
  );
  assertEquals([problems, format], [[], serializer.href]);
  assertEquals([snapshots, changes], [1, 7]);
  await db.close();

  const text = folder.file("text.kantadb");
  await convert(path, text, { serializer: "json", from: serializer });
  assertEquals((await Kanta.verify(text)).problems, []);
  const back = folder.file("back.kantadb");
  await convert(text, back, { serializer });
  const again = await open(back);
  assertEquals(again.data, DATA);
  // One more, so that the log says that all before it was on disk.
  again.transaction("visit", (data) => {
    data.visits++;
  });
  await again.close();

  const bytes = Deno.readFileSync(back);
  bytes[bytes.length - 200]! ^= 1;
  Deno.writeFileSync(back, bytes);
  await assertRejects(() => open(back), CorruptionError);
  const saved = folder.file("saved.kantadb");
  const { lost } = await Kanta.salvage(back, saved, options);
  assertEquals(lost.map(({ reason }) => reason), ["its sum does not match"]);
  const last = await open(saved);
  // A visit is lost; the ones after it say how many there were.
  assertEquals([last.data, last.rev], [{ ...DATA, visits: 6 }, 7]);
  await last.close();
});

Deno.test("own format: a module that is none is refused, and no file is made", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  const none = new URL("./none.ts", import.meta.url);
  const data = { visits: 0 };
  await assertRejects(
    () => Kanta.open(path, data, { serializer: none }),
    "Cannot load the serializer",
  );
  assertEquals([...Deno.readDirSync(folder.path)], []);
});
