import { assert, assertEquals } from "@std/assert";
import { Kanta } from "../../src/kanta.ts";
import { historyIn } from "../../src/history/history.ts";
import { openHistory } from "../../src/history/open_history.ts";
import { TempFolder } from "../support/temp.ts";

Deno.test("a log is read beside its writer at full speed: no change twice, none lost, none half", async () => {
  using folder = new TempFolder();
  for (const serializer of ["json", "msgpack"] as const) {
    const path = folder.file(serializer);
    await using db = await Kanta.open(path, { n: 0, text: "" }, { serializer });
    await db.flush();
    let done = false;
    const writing = (async () => {
      for (let n = 1; n <= 200; n++) {
        db.transaction("count", (data) => {
          data.n = n;
          data.text = `${n % 10}`.repeat(n);
        });
        if (n % 20 === 0) await db.flush();
      }
      await db.flush();
      done = true;
    })();
    let readings = 0;
    for (let last = 0; !done || last < 201;) {
      using reader = await openHistory(path);
      for (const reverse of [false, true]) {
        const changes = [...historyIn(reader, { reverse })].filter((change) =>
          change !== undefined
        );
        if (reverse) changes.reverse();
        assertEquals(
          changes.map(({ rev }) => rev),
          changes.map((_, i) => i + 1),
        );
        for (const { rev, changes: parts } of changes.slice(1)) {
          assertEquals(parts.find(({ at }) => at === "n")?.new, rev - 1);
        }
        assert(changes.length >= last);
        last = changes.length;
      }
      readings++;
      // A turn of the event loop, in which the writer answers.
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await writing;
    assert(readings > 1);
  }
});

Deno.test("permission to read the file is enough, and nobody is asked for more", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  {
    await using db = await Kanta.open(path, { n: 0 });
    db.transaction("count", (data) => void data.n++);
  }
  const program = `
    import { bisect, blame, diffBetween, history, stateAt, stats } from ${
    JSON.stringify(new URL("../../src/history/mod.ts", import.meta.url).href)
  };
    const path = Deno.args[0];
    const found = [];
    for await (const { rev } of history(path, { reverse: true })) found.push(rev);
    found.push((await stateAt(path)).state.n, (await blame(path)).length);
    found.push((await diffBetween(path, "r1")).changes.length, (await stats(path)).changes);
    found.push((await bisect(path, ({ n }) => n < 1)).change.rev);
    console.log(JSON.stringify(found));
  `;
  const file = folder.file("program.ts");
  await Deno.writeTextFile(file, program);
  const { stdout, stderr, code } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-check",
      "--no-prompt",
      `--config=${new URL("../../deno.json", import.meta.url).pathname}`,
      `--allow-read=${path}`,
      file,
      path,
    ],
    env: { NO_COLOR: "1" },
  }).output();
  assertEquals([new TextDecoder().decode(stderr), code], ["", 0]);
  assertEquals(JSON.parse(new TextDecoder().decode(stdout)), [
    2,
    1,
    1,
    1,
    1,
    2,
    2,
  ]);
});
