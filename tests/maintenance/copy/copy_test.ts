/**
 * A log that moves to servers and back is the same log.
 *
 * @module
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { Kanta } from "@kanta/core";
import { history, stateAt } from "@kanta/core/history";
import { FileLockError } from "../../../src/errors.ts";
import { streamContent } from "../../../src/follow/stream_tools.ts";
import { type NatsServers, startNats } from "../../support/nats_servers.ts";
import { Random } from "../../support/random.ts";
import { TempFolder } from "../../support/temp.ts";
import { OurAuthor } from "../../interchange/our_author.ts";
import { plainForm } from "../../interchange/plain_form.ts";
import { PythonPackage } from "../../interchange/python_package.ts";

const ABOUT = "copies to and from servers";

interface Data {
  n: number;
  text: string;
  at: Date;
  items: Map<string, bigint>;
}

/** Writes a log of many changes, one of them longer than a message. */
async function write(
  path: string,
  serializer: "json" | "msgpack" = "json",
): Promise<void> {
  const data: Data = { n: 0, text: "", at: new Date(0), items: new Map() };
  await using db = await Kanta.open<Data>(path, data, {
    serializer,
    sync: "never",
    snapshot: false,
  });
  const count = (times: number) => {
    for (let i = 0; i < times; i++) {
      db.transaction("count", { user: "eve", note: `${i}` }, (data) => {
        data.n++;
        data.items.set(`${i}`, BigInt(i));
      });
    }
  };
  count(300);
  db.transaction("write", (data) => {
    data.text = "long ".repeat(300_000);
  });
  await db.snapshot();
  count(20);
}

/** All that a history tells, and the state at its end. */
async function told(log: string | Uint8Array) {
  const changes = [];
  for await (const change of history(log)) {
    const { offset: _, line: __, file: ___, ...rest } = change;
    changes.push(rest);
  }
  return { changes, end: await stateAt(log) };
}

async function withServers(
  test: (servers: NatsServers, folder: TempFolder) => Promise<void>,
): Promise<void> {
  await using servers = await startNats(ABOUT);
  if (servers === undefined) return;
  using folder = new TempFolder();
  await test(servers, folder);
}

for (const format of ["json", "msgpack"] as const) {
  Deno.test(`a log in ${format} is copied to servers with its history, and back`, () =>
    withServers(async (servers, folder) => {
      const [path, back] = [folder.file("a.kantadb"), folder.file("b.kantadb")];
      await write(path, format);
      const url = servers.url("shop");
      const read: number[] = [];
      const report = await Kanta.copy(path, url, {
        onProgress: (progress) => void read.push(progress.read),
      });
      const { changes, snapshots, rev, base, from, to } = report;
      assertEquals({ changes, snapshots, rev, base, from, to }, {
        changes: 322,
        snapshots: 1,
        rev: 322,
        base: 0,
        from: path,
        to: url,
      });
      assert(read.length > 1);
      const there = await told(await streamContent(url));
      assertEquals(there.end.rev, 322);
      assertEquals(there.changes.length, 322);

      const { rev: reached } = await Kanta.copy(url, back);
      assertEquals(reached, 322);
      assertEquals(await told(back), there);
      const first = await stateAt(path);
      assertEquals(there.end, first);
      const { problems, torn } = await Kanta.verify(back);
      assertEquals([problems, torn], [[], undefined]);

      await using db = await Kanta.open<Data>(back, {} as Data);
      db.transaction("count", (data) => void data.n++);
      assertEquals(db.rev, 323);
    }));
}

Deno.test("of a log that was rotated the archives are copied to servers, or the state that it begins with", () =>
  withServers(async (servers, folder) => {
    const path = folder.file("a.kantadb");
    await write(path);
    {
      await using db = await Kanta.open<Data>(path, {} as Data);
      await db.rotate({ records: 5 });
    }
    const whole = servers.url("whole");
    assertEquals((await Kanta.copy(path, whole)).base, 0);
    const { end, changes } = await told(await streamContent(whole));
    assertEquals([end.rev, changes.length], [322, 322]);

    const alone = folder.file("alone.kantadb");
    Deno.copyFileSync(path, alone);
    const url = servers.url("alone");
    const { base, rev, snapshots } = await Kanta.copy(alone, url);
    assertEquals([base, rev, snapshots], [317, 322, 1]);
    const bytes = await streamContent(url);
    assertEquals(await stateAt(bytes), await stateAt(path));
    assertEquals((await told(bytes)).changes.length, 5);

    const third = servers.url("third");
    assertEquals((await Kanta.copy(whole, third)).rev, 322);
    assertEquals((await told(await streamContent(third))).end, end);
  }));

Deno.test("nothing is copied over a log that is there, and a copy that is given up leaves none", () =>
  withServers(async (servers, folder) => {
    const path = folder.file("a.kantadb");
    await write(path);
    const url = servers.url("shop");
    const controller = new AbortController();
    const ended = new Error("given up");
    await assertRejects(
      () =>
        Kanta.copy(path, url, {
          signal: controller.signal,
          onProgress: () => controller.abort(ended),
        }),
      Error,
      "given up",
    );
    await assertRejects(
      () => streamContent(url),
      FileLockError,
      "nothing in it",
    );
    await Kanta.copy(path, url);
    await assertRejects(
      () => Kanta.copy(path, url),
      FileLockError,
      "there is a log already, of revision 322; name another one",
    );
    await assertRejects(() => Kanta.copy(url, path), FileLockError);
    await assertRejects(
      () => Kanta.copy(folder.file("none"), servers.url("none")),
      FileLockError,
      "there is no such file",
    );
  }));

Deno.test("a log that comes back from servers opens in the Python package", async () => {
  const python = await PythonPackage.find("copies in the Python package");
  if (python === undefined) return;
  await withServers(async (servers, folder) => {
    using out = new TempFolder();
    const states = new Map<string, unknown>();
    for (let seed = 1; seed <= 5; seed++) {
      const author = new OurAuthor(new Random(seed), false);
      const path = folder.file(`${seed}.kantadb`);
      const name = `${seed}.kantadb`;
      states.set(name, plainForm(await author.write(path)));
      const url = servers.url(`log${seed}`);
      await Kanta.copy(path, url);
      await Kanta.copy(url, out.file(name));
    }
    const reports = await python.read(out.path);
    assertEquals(reports.length, 5);
    for (const { name, error, state, code, said } of reports) {
      assertEquals([error, code], [undefined, 0], said);
      assertEquals(state, states.get(name), name);
    }
  });
});
