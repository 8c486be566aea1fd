/**
 * Whatever a person or a script does to the text of a log, nothing of it is lost:
 * it is taken as it is, or refused, and never cut off.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { ReplayError } from "@kanta/core";
import { MemoryDatabase, PATH } from "../support/memory_database.ts";
import type { Random } from "../support/random.ts";
import { forSeedsAsync } from "../support/seeds.ts";

const encode = (text: string) => new TextEncoder().encode(text);

/** Whether one seed alone is tried again. */
const REPEATED = Deno.env.has("KANTA_RUNS");

/** A log of some sessions, with a snapshot now and then. */
async function logOf(random: Random): Promise<string> {
  const memory = new MemoryDatabase();
  for (let session = 1 + random.int(3); session > 0; session--) {
    const db = await memory.open<Record<string, unknown>>({ n: 0 });
    for (let i = random.int(4); i > 0; i--) {
      db.transaction("set", (data) => {
        data[`k${random.int(5)}`] = random.pick([
          1,
          "text",
          { a: [1] },
          "日本",
        ]);
      });
      if (random.chance(0.2)) await db.snapshot();
    }
    await db.close();
  }
  return memory.text;
}

const WORDS = ["x", "7", '"', "{", "}", ",", " ", "ü", "//", '"n":', "\t"];
const LINES = [
  ...["<<<<<<< HEAD", "=======", ">>>>>>> other", "# a note", "", "{}", "[1]"],
  ...["SNAPSHOT", "SNAPSHOT {}", "dear diary", '{"ts":1,"diff":{}}'],
];

/** The text of a log with some edits, each line whole. */
function edited(random: Random, text: string): string {
  const lines = text.trimEnd().split("\n");
  for (let edits = 1 + random.int(4); edits > 0; edits--) {
    const at = random.int(lines.length);
    const line = lines[at] ?? "";
    const from = random.int(line.length + 1);
    const length = random.int(4);
    const put = random.pick(WORDS);
    switch (random.int(6)) {
      case 0:
        lines.splice(at, 0, random.pick(LINES));
        break;
      case 1:
        lines.splice(at, 1, ...random.pick([[], [line, line], [line + line]]));
        break;
      case 2:
        lines[at] = line.replaceAll(":", ": ");
        break;
      default:
        lines[at] = line.slice(0, from) + put + line.slice(from + length);
    }
  }
  return lines.join("\n") + "\n";
}

Deno.test("whatever text is edited, what opens keeps it and what does not leaves it", async () => {
  let opened = 0;
  let refused = 0;
  await forSeedsAsync(300, async (random) => {
    const memory = new MemoryDatabase();
    const text = edited(random, await logOf(random));
    memory.write(text);
    try {
      const db = await memory.open<Record<string, unknown>>({ n: 0 });
      db.transaction("next", (data) => void (data["next"] = true));
      await db.close();
      opened++;
      assert(memory.text.startsWith(text), memory.text);
    } catch (error) {
      // A sound record may not fit any more; a file may begin as no log does.
      assert(error instanceof Error && error.name !== "AssertionError", text);
      refused++;
      assertEquals(memory.disk.readFile(PATH), encode(text));
    }
    assertEquals(memory.disk.names(), [PATH], "nothing was put aside");
  });
  const both = opened > 20 && refused > 20;
  assert(both || REPEATED, `${opened} opened, ${refused} refused`);
});

Deno.test("what is no text is cut off at the end, and kept beside: the net above catches that", async () => {
  let cut = 0;
  await forSeedsAsync(50, async (random) => {
    const memory = new MemoryDatabase();
    const text = await logOf(random);
    const at = text.lastIndexOf("\n", text.length - 2) + 20;
    const damaged = `${text.slice(0, at)}\x01${text.slice(at + 1)}`;
    memory.write(damaged);
    try {
      await (await memory.open<Record<string, unknown>>({ n: 0 })).close();
      if (!memory.text.startsWith(damaged)) cut++;
    } catch (error) {
      assert(error instanceof ReplayError, String(error));
    }
  });
  assert(cut > 10 || REPEATED, `${cut} cut`);
});
