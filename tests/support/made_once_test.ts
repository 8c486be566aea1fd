/**
 * What several test files want at once is made by one of them.
 *
 * @module
 */
import { assertEquals, assertRejects } from "@std/assert";
import { madeOnce } from "./made_once.ts";
import { TempFolder } from "./temp.ts";

/** Something that is there as soon as it was made, unless that fails. */
class Counted {
  tries = 0;
  fails = false;
  #there = false;

  isThere(): Promise<boolean> {
    return Promise.resolve(this.#there);
  }

  async make(): Promise<void> {
    this.tries++;
    await new Promise((resolve) => setTimeout(resolve, 20));
    if (this.fails) throw new Error(`at try ${this.tries}:\nno network`);
    this.#there = true;
  }
}

Deno.test("who comes first makes it, the others wait, and later ones find it", async () => {
  using temp = new TempFolder();
  const made = new Counted();
  const once = () => madeOnce(temp.file("made"), made);
  await Promise.all([once(), once(), once()]);
  await once();
  assertEquals(made.tries, 1);
});

Deno.test("what could not be made is tried once by those who come at once, and again later", async () => {
  using temp = new TempFolder();
  const made = new Counted();
  made.fails = true;
  const once = () => madeOnce(temp.file("made"), made);
  const failed = () => assertRejects(once, Error, "no network");
  await Promise.all([failed(), failed(), failed()]);
  assertEquals(made.tries, 1);
  await failed();
  assertEquals(made.tries, 2);
  made.fails = false;
  await once();
  assertEquals(made.tries, 3);
});
