import { assert, assertEquals, assertRejects } from "@std/assert";
import { SharedProgress } from "../../../../src/store/file/protocol/shared_progress.ts";
import {
  PendingAnswers,
  PendingRequests,
} from "../../../../src/store/file/client/pending_requests.ts";

Deno.test("whoever waits, for whatever, is told when no answer will come", async () => {
  const asks = [
    (waiting: PendingRequests) => waiting.progress.wait(1, true),
    (waiting: PendingRequests) => waiting.snapshots.ask(() => {}),
    (waiting: PendingRequests) => waiting.counts.ask(() => {}),
  ];
  for (const ask of asks) {
    const waiting = new PendingRequests(new SharedProgress(), () => {});
    assert(!waiting.any);
    const answer: Promise<unknown> = ask(waiting);
    assert(waiting.any);
    waiting.fail(new Error("EIO"));
    assert(!waiting.any);
    await assertRejects(() => answer, Error, "EIO");
  }
});

Deno.test("each question gets its own answer, or its failure", async () => {
  const answers = new PendingAnswers<string>();
  const asked: number[] = [];
  const [one, two, three] = [1, 2, 3].map(() =>
    answers.ask((id) => asked.push(id))
  );
  assertEquals([asked, answers.size], [[1, 2, 3], 3]);
  answers.resolve(2, "two");
  answers.resolve(2, "again");
  answers.resolve(undefined, "nobody's");
  answers.reject(1, new Error("no one"));
  assertEquals(await two, "two");
  await assertRejects(() => one!, Error, "no one");
  answers.rejectAll(new Error("over"));
  await assertRejects(() => three!, Error, "over");
  assertEquals(answers.size, 0);
});
