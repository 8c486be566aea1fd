import { assert, assertRejects } from "@std/assert";
import { Control } from "../../src/writer/control.ts";
import { Waiting } from "../../src/writer/waiting.ts";

Deno.test("whoever waits, for whatever, is told when no answer will come", async () => {
  const asks = [
    (waiting: Waiting) => waiting.progress.wait(1, true),
    (waiting: Waiting) => waiting.snapshots.ask(() => {}),
    (waiting: Waiting) => waiting.counts.ask(() => {}),
  ];
  for (const ask of asks) {
    const waiting = new Waiting(new Control(), () => {});
    assert(!waiting.any);
    const answer: Promise<unknown> = ask(waiting);
    assert(waiting.any);
    waiting.fail(new Error("EIO"));
    assert(!waiting.any);
    await assertRejects(() => answer, Error, "EIO");
  }
});
