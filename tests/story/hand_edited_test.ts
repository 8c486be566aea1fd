/**
 * A log is text, and people edit it: what they did is what opens next.
 *
 * @module
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  CorruptionError,
  EditedError,
  FileLockError,
  Kanta,
} from "@kanta/core";
import { TempFolder } from "../support/temp.ts";

interface Data {
  users: Record<string, { name: string; age?: number }>;
  visits: number;
}

/** A closed database of four transactions, and the lines of its log. */
async function written(path: string): Promise<string[]> {
  await using db = await open(path);
  db.transaction("create_user", (data) => {
    data.users["alice"] = { name: "Alice" };
  });
  db.transaction("create_user", (data) => {
    data.users["bob"] = { name: "Bob", age: 7 };
  });
  db.transaction("visit", (data) => {
    data.visits++;
  });
  await db.close();
  return linesOf(path);
}

/** Nothing is synced meanwhile: a watermark would prove what is edited committed. */
function open(path: string): Promise<Kanta<Data>> {
  return Kanta.open<Data>(path, { users: {}, visits: 0 }, { sync: "never" });
}

function linesOf(path: string): string[] {
  const text = Deno.readTextFileSync(path);
  assert(text.endsWith("\n"));
  return text.slice(0, -1).split("\n");
}

function save(path: string, lines: readonly string[], end = "\n"): void {
  Deno.writeTextFileSync(path, lines.join("\n") + end);
}

/** A line without its checksum: who edits a line takes it out. */
function unsealed(line: string): string {
  const bare = line.replace(/,"c":"[0-9a-f]{8}"\}$/, "}");
  assert(bare !== line);
  return bare;
}

/** Opens, looks, commits once more, opens again, and checks the whole file. */
async function assertOpens(path: string, expected: Data): Promise<void> {
  const db = await open(path);
  assertEquals(db.data, expected);
  const { rev } = db;
  db.transaction("visit", (data) => {
    data.visits++;
  });
  await db.close();
  const again = await open(path);
  assertEquals(again.data, { ...expected, visits: expected.visits + 1 });
  assertEquals(again.rev, rev + 1);
  await again.close();
  const { problems, torn } = await Kanta.verify(path);
  assertEquals([problems, torn], [[], undefined]);
}

Deno.test("a transaction that is commented out did not happen", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  const lines = await written(path);
  lines[2] = `// ${lines[2]}`;
  save(path, lines);
  await assertOpens(path, { users: { alice: { name: "Alice" } }, visits: 1 });
  assert(linesOf(path)[2]!.startsWith("// "));
});

Deno.test("a line may be edited with comments and trailing commas", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  const lines = await written(path);
  lines[1] =
    unsealed(lines[1]!).replace('"Alice"', '"Alicia" /* was Alice */,') +
    " // married";
  lines[2] = unsealed(lines[2]!).replace('"age":7', '"age":8,');
  save(path, lines);
  await assertOpens(path, {
    users: { alice: { name: "Alicia" }, bob: { name: "Bob", age: 8 } },
    visits: 1,
  });
});

Deno.test("a line may be written by hand, without a checksum", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  const lines = await written(path);
  lines.push('{"ts":"2026-06-10T02:55:00Z","a":"by hand","diff":{"visits":9}}');
  save(path, lines);
  await assertOpens(path, {
    users: { alice: { name: "Alice" }, bob: { name: "Bob", age: 7 } },
    visits: 9,
  });
});

Deno.test("an edited line that keeps its checksum is refused, and says where", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  const lines = await written(path);
  // Opened and changed once more, so that the log says that all was on disk.
  const db = await open(path);
  db.transaction("visit", (data) => {
    data.visits++;
  });
  await db.close();
  const edited = linesOf(path);
  edited[1] = edited[1]!.replace("Alice", "Alicf");
  save(path, edited);
  const before = Deno.readTextFileSync(path);
  const error = await assertRejects(() => open(path), CorruptionError);
  assertEquals([error.line, error.offset], [2, lines[0]!.length + 1]);
  assert(error.message.includes("checksum"), error.message);
  assertEquals(Deno.readTextFileSync(path), before);
  // Without its checksum the line counts as it is.
  edited[1] = `${unsealed(edited[1])} // edited by hand`;
  save(path, edited);
  await assertOpens(path, {
    users: { alice: { name: "Alicf" }, bob: { name: "Bob", age: 7 } },
    visits: 2,
  });
});

Deno.test("the last line may lack its line end; the next record gets a line of its own", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  const lines = await written(path);
  save(path, lines, "");
  await assertOpens(path, {
    users: { alice: { name: "Alice" }, bob: { name: "Bob", age: 7 } },
    visits: 1,
  });
  assertEquals(linesOf(path).slice(0, lines.length), lines);
});

Deno.test("a comment at the end may lack its line end, too", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  const lines = await written(path);
  save(path, [...lines, "// to be continued"], "");
  await assertOpens(path, {
    users: { alice: { name: "Alice" }, bob: { name: "Bob", age: 7 } },
    visits: 1,
  });
});

Deno.test("without its last lines a log is what it was before them", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  const lines = await written(path);
  save(path, lines.slice(0, 2));
  await assertOpens(path, { users: { alice: { name: "Alice" } }, visits: 0 });
});

Deno.test("without lines in its middle a log tells, and opens to the rest", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  await written(path);
  const db = await open(path);
  db.transaction("visit", (data) => {
    data.visits++;
  });
  await db.close();
  const lines = linesOf(path);
  lines.splice(1, 1);
  save(path, lines);
  const again = await open(path);
  assertEquals(again.data, {
    users: { bob: { name: "Bob", age: 7 } },
    visits: 2,
  });
  await again.close();
  const { problems } = await Kanta.verify(path);
  assertEquals(problems.map(({ reason }) => reason.slice(0, 17)), [
    "its watermark is ",
  ]);
});

Deno.test("blank lines, blanks and Windows line ends are passed over", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  const lines = await written(path);
  save(path, ["", ...lines.map((line) => `  ${line} \r`), "", "   "]);
  await assertOpens(path, {
    users: { alice: { name: "Alice" }, bob: { name: "Bob", age: 7 } },
    visits: 1,
  });
});

Deno.test("a change edited before a snapshot has no effect; verify tells", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  await written(path);
  const db = await open(path);
  await db.snapshot();
  await db.close();
  const lines = linesOf(path);
  lines[3] = `// ${lines[3]}`;
  save(path, lines);
  const again = await open(path);
  assertEquals([again.data.visits, again.rev], [1, 4]);
  await again.close();
  const { problems } = await Kanta.verify(path);
  const { line, reason, diff } = problems[0]!;
  assertEquals([problems.length, line, diff], [1, 5, '{"visits":1}']);
  assert(reason.includes("first at data.visits"), reason);
  assert(reason.includes("its revision is 4 after 3 changes"), reason);
});

Deno.test("a word replaced in the whole log refuses every way of opening, and changes nothing", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  await written(path);
  const text = Deno.readTextFileSync(path).replaceAll("visits", "views");
  Deno.writeTextFileSync(path, text);
  const ways = [{}, { create: false }, { readonly: true }];
  for (const way of ways) {
    const root = { users: {}, visits: 7 };
    const error = await assertRejects(
      () => Kanta.open<Data>(path, root, way),
      EditedError,
      "line 1",
    );
    assertEquals([error.line, error.offset, error.path], [1, 0, path]);
    assertEquals(root, { users: {}, visits: 7 });
    assertEquals(Deno.readTextFileSync(path), text);
  }
  assertEquals([...Deno.readDirSync(folder.path)].length, 1);
});

Deno.test("lines that a script wrote anew are named, also behind good ones", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  const lines = await written(path);
  // As Python's json.dumps does: spaces behind colons and commas.
  const last = lines.at(-1)!.replace(/([:,])(?=["{\d])/g, "$1 ");
  save(path, [...lines.slice(0, -1), last]);
  const before = Deno.readFileSync(path);
  const error = await assertRejects(() => open(path), EditedError);
  assertEquals(error.line, lines.length);
  assertEquals(Deno.readFileSync(path), before);
});

Deno.test("a merge that git could not end is a conflict, whichever line it begins at", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  const lines = await written(path);
  for (let at = 0; at <= lines.length; at++) {
    const conflict = [
      "<<<<<<< ours",
      ...lines.slice(at),
      "=======",
      ">>>>>>> x",
    ];
    save(path, [...lines.slice(0, at), ...conflict]);
    const before = Deno.readFileSync(path);
    const error = await assertRejects(() => open(path), CorruptionError);
    assertEquals(error.line, at + 1);
    assert(error.message.includes('conflict marker "<<<<<<<"'), error.message);
    assertEquals(Deno.readFileSync(path), before);
  }
});

Deno.test("a file that is not ours keeps its bytes, whatever it quotes", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  const lines = await written(path);
  for (
    const text of [
      "null",
      "true",
      "{}\r\n",
      `# Notes\n\n${lines[0]}\n`,
      `${"a\n".repeat(40)}${lines[0]}\n`,
      `[\n  ${lines[0]}\n]\n`,
    ]
  ) {
    Deno.writeTextFileSync(path, text);
    for (const serializer of ["json", "msgpack", undefined] as const) {
      await assertRejects(
        () => Kanta.open<object>(path, {}, { serializer }),
        FileLockError,
        "it is not a database",
      );
      assertEquals(Deno.readTextFileSync(path), text);
    }
  }
});
