import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  CorruptionError,
  FileLockError,
  JsonSerializer,
  Kanta,
  MsgPackSerializer,
  type TypeCodec,
} from "@kanta/core";
import { convert, redact } from "@kanta/core/maintenance";
import { salvage, verify } from "../../src/maintenance/log_tools.ts";
import { TempFolder } from "../support/temp.ts";
import { pathToFileURL } from "node:url";

interface Data {
  items: Record<string, number>;
  list: number[];
}

/** A database with a snapshot in the middle of its log. */
async function open(path: string | URL): Promise<Kanta<Data>> {
  const db = await Kanta.open<Data>(path, { items: {}, list: [] });
  for (let n = 0; n < 10; n++) add(db, n);
  await db.snapshot();
  for (let n = 10; n < 20; n++) add(db, n);
  await db.flush({ durable: true });
  return db;
}

function add(db: Kanta<Data>, n: number): void {
  db.transaction("add", { user: "ünï" }, (data) => {
    data.items[`item ${n}`] = n;
    data.list.unshift(n);
  });
}

Deno.test("Kanta.verify checks a file that is open", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  await using db = await open(path);
  const report = await Kanta.verify(path);
  assertEquals([report.problems, report.torn], [[], undefined]);
  assertEquals([report.changes, report.snapshots, report.unchecked], [
    21,
    1,
    0,
  ]);
  assertEquals([report.rev, report.version], [db.rev, db.version]);
  assertEquals(
    report.mtime,
    db.mtime?.toString({ smallestUnit: "millisecond" }),
  );
  assertEquals(report.bytes, Deno.statSync(path).size);
  // The writer was not disturbed.
  add(db, 20);
  await db.flush({ durable: true });
  assertEquals((await Kanta.verify(path)).rev, 22);
});

Deno.test("Kanta.verify goes on beside a writer that goes on", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  await using db = await open(path);
  let last = 0;
  for (let round = 0; round < 10; round++) {
    for (let n = 0; n < 20; n++) add(db, 100 * round + n);
    const { problems, rev } = await Kanta.verify(path);
    assertEquals(problems, []);
    assert(rev >= last && rev <= db.rev, `${last} ${rev} ${db.rev}`);
    last = rev;
  }
});

Deno.test("Kanta.salvage saves what opening refuses", async () => {
  using folder = new TempFolder();
  const [path, into] = [folder.file(), folder.file("saved.kantadb")];
  await (await open(path)).close();
  // Once more, so that the log says that all of it was on disk.
  const again = await Kanta.open<Data>(path, { items: {}, list: [] });
  add(again, 20);
  await again.close();
  const lines = Deno.readTextFileSync(path).split("\n");
  lines[14] = lines[14]!.replace("item", "jtem");
  Deno.writeTextFileSync(path, lines.join("\n"));

  const refused = await assertRejects(
    () => Kanta.open<Data>(path, { items: {}, list: [] }),
    CorruptionError,
    "Kanta.salvage(path, into)",
  );
  const report = await Kanta.salvage(path, into);
  assertEquals(report.lost.map(({ line, offset }) => [line, offset]), [
    [refused.line, refused.offset],
  ]);
  assertEquals([report.saved, report.into], [22, Deno.realPathSync(into)]);
  const saved = await Kanta.open<Data>(into, { items: {}, list: [] });
  assertEquals(saved.rev, report.rev);
  assertEquals(Object.keys(saved.data.items).length, 20);
  assert(!("item 12" in saved.data.items));
  await saved.close();
  assertEquals((await Kanta.verify(into)).problems, []);
  await assertRejects(() => Kanta.salvage(path, into), FileLockError);
});

Deno.test("convert goes there and back; both open to the same", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  const db = await open(path);
  await db.close();
  const binary = folder.file("binary.kantadb");
  const text = folder.file("text.kantadb");
  const there = await convert(path, binary, {
    serializer: new MsgPackSerializer(),
  });
  assertEquals([there.from, there.to, there.changes], ["json", "msgpack", 21]);
  const back = await convert(pathToFileURL(binary), text, {
    serializer: "json",
    from: "msgpack",
  });
  assertEquals([back.from, back.to, back.records], ["msgpack", "json", 22]);
  for (const copy of [binary, text]) {
    const other = await Kanta.open<Data>(copy, { items: {}, list: [] });
    assertEquals(other.data, db.data);
    await other.close();
    const { problems, rev, mtime } = await Kanta.verify(copy);
    const original = await Kanta.verify(path);
    assertEquals([problems, rev, mtime], [[], original.rev, original.mtime]);
  }
});

class Point {
  constructor(readonly x: number, readonly y: number) {}
}
const POINT: TypeCodec<Point> = {
  tag: "point",
  class: Point,
  encode: ({ x, y }) => [x, y],
  decode: (data) => new Point(...data as [number, number]),
};

Deno.test("a log with types of an application's own needs none of them", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  const types = [POINT];
  const data = { at: new Point(1, 2) };
  const db = await Kanta.open(path, data, { types });
  db.transaction("move", (data) => {
    data.at = new Point(3, 4);
  });
  await db.snapshot();
  await db.close();
  assertEquals((await verify(path)).problems, []);
  const [binary, saved] = [folder.file("binary"), folder.file("saved")];
  await convert(path, binary, {
    serializer: "msgpack",
    from: new JsonSerializer({ types }),
  });
  assertEquals((await salvage(binary, saved)).lost, []);
  const again = await Kanta.open(saved, { at: new Point(0, 0) }, { types });
  assertEquals(again.data.at, new Point(3, 4));
  await again.close();
});

Deno.test("paths are paths or file: URLs", async () => {
  using folder = new TempFolder();
  const url = pathToFileURL(folder.file("a b.kantadb"));
  await (await open(url)).close();
  assertEquals((await Kanta.verify(url)).problems, []);
  const into = pathToFileURL(folder.file("c d.kantadb"));
  assertEquals((await Kanta.salvage(url, into)).lost, []);
  const web = new URL("https://example.org/");
  await assertRejects(() => Kanta.verify(web), TypeError);
});

Deno.test("redact works beside a writer, and replaces what nobody writes to", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  const clean = folder.file("clean");
  const db = await open(path);
  db.transaction("clean", ({ items }) => void delete items["item 3"]);
  await db.flush();
  const { files: [made], values } = await redact(
    pathToFileURL(path),
    'items["item 3"]',
    pathToFileURL(clean),
  );
  assertEquals([made?.into, values], [clean, 1]);
  assertEquals((await verify(clean)).rev, db.rev);
  await assertRejects(
    () => redact(path, 'items["item 3"]', undefined, { replace: true }),
    FileLockError,
    `it is locked by this process (pid ${Deno.pid}`,
  );
  await db.close();
  Deno.chmodSync(path, 0o640);
  const { files: [replaced] } = await redact(
    path,
    ['items["item 3"]'],
    undefined,
    { replace: true },
  );
  assertEquals(replaced?.into, path);
  assertEquals(Deno.readTextFileSync(path).includes('item 3":'), false);
  assertEquals(
    Deno.readTextFileSync(replaced?.kept ?? "").includes("item 3"),
    true,
  );
  if (Deno.build.os !== "windows") {
    assertEquals((Deno.statSync(path).mode ?? 0) & 0o777, 0o640);
  }
  const again = await Kanta.open<Data>(path, { items: {}, list: [] });
  assertEquals(Object.keys(again.data.items).length, 19);
  await again.close();
});

Deno.test("a redaction that is given up leaves nothing", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  await (await open(path)).close();
  const before = [...Deno.readDirSync(folder.path)].map(({ name }) => name);
  const told: number[] = [];
  const reason = new Error("enough");
  for (const replace of [false, true]) {
    const into = replace ? undefined : folder.file("new");
    const thrown = await assertRejects(() =>
      redact(path, "list[*]", into, {
        replace,
        onProgress({ read }) {
          told.push(read);
          throw reason;
        },
      })
    );
    assertEquals(thrown, reason);
    const left = [...Deno.readDirSync(folder.path)].map(({ name }) => name);
    assertEquals(left.sort(), before.sort());
  }
  assertEquals(told.length, 2);
});

Deno.test("redact wants a new file, or to replace the old one", async () => {
  for (
    const [into, options] of [
      [undefined, {}],
      ["new", { replace: true }],
    ] as const
  ) {
    await assertRejects(() => redact("log", "a", into, options), TypeError);
  }
});
