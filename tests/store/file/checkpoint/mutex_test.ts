import { assertEquals } from "@std/assert";
import { Mutex } from "../../../../src/store/file/checkpoint/mutex.ts";

Deno.test("many databases of one writer make their snapshots in turn", () => {
  const turns = new Mutex();
  const log: string[] = [];
  const ends = ["a", "b", "c"].map((name) => turns.enter(() => log.push(name)));
  assertEquals(log, ["a"]);
  ends[1]!(); // gives up waiting
  ends[0]!();
  assertEquals(log, ["a", "c"]);
  ends[0]!();
  ends[2]!();
  turns.enter(() => log.push("d"));
  assertEquals(log, ["a", "c", "d"]);
});
