/**
 * Whatever a program does in its transactions, the database is what the plain
 * object would be, now and after each reopening.
 *
 * The count here is for CI; `KANTA_RUNS=2000` makes 100,000 transactions of it,
 * and a failure prints the seed that repeats it.
 *
 * @module
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { Kanta, SharedWriter } from "../../mod.ts";
import { MemoryDatabase } from "../support/memory_database.ts";
import { Random } from "../support/random.ts";
import { forSeedsAsync } from "../support/seeds.ts";
import { TempFolder } from "../support/temp.ts";
import { RandomStory } from "./random_story.ts";

/** Transactions in one story. */
const LENGTH = 50;

/** One story in so many has a real file, and a worker that writes it. */
const REAL = 20;

const writer = new SharedWriter();

async function onRealFile(random: Random): Promise<RandomStory> {
  using temp = new TempFolder();
  const path = temp.file();
  const story = new RandomStory(
    random,
    (root, options) => Kanta.open(path, root, { ...options, writer }),
  );
  await story.live(LENGTH);
  const { problems, torn } = await Kanta.verify(path);
  assertEquals([problems, torn], [[], undefined]);
  return story;
}

async function inMemory(random: Random): Promise<RandomStory> {
  const memory = new MemoryDatabase();
  const story = new RandomStory(
    random,
    (root, options) => memory.open(root, options),
  );
  await story.live(LENGTH);
  return story;
}

Deno.test("random transactions, rollbacks and reopenings: as a plain object", async () => {
  let transactions = 0;
  let reopenings = 0;
  await forSeedsAsync(80, async (random) => {
    const story = random.seed % REAL === 0
      ? await onRealFile(random)
      : await inMemory(random);
    transactions += story.transactions;
    reopenings += story.reopenings;
  });
  assert(transactions > 0 && reopenings > 0);
  if (Deno.env.has("KANTA_RUNS")) {
    console.log(`${transactions} transactions, ${reopenings} reopenings`);
  }
});

Deno.test("a story notices a database that is not what it should be", async () => {
  const memory = new MemoryDatabase();
  let openings = 0;
  const story = new RandomStory(new Random(3), async (root, options) => {
    const db = await memory.open(root, options);
    if (openings++ > 0) Object.assign(root, { stray: true });
    return db;
  });
  await assertRejects(() => story.live(500), Error, "differs after opening");
});
