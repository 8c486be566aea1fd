import { assert, assertEquals, assertRejects } from "@std/assert";
import { SharedProgress } from "../../../../src/store/file/protocol/shared_memory.ts";
import {
  Acknowledgements,
  PendingAnswers,
  PendingRequests,
} from "../../../../src/store/file/client/pending_requests.ts";

function makeRequests(post: () => void = () => {}): PendingRequests {
  return new PendingRequests(new SharedProgress(), () => {}, post);
}

Deno.test("where the lost commits are is told after the failure, too", async () => {
  const waiting = makeRequests();
  const [saved, unsaved] = [waiting.save(), waiting.save()];
  waiting.fail(new Error("taken over"));
  assert(waiting.any);
  waiting.receive({ kind: "save", db: 1, id: 1, saved: { path: "lost" } });
  waiting.end(new Error("closed"));
  assert(!waiting.any);
  assertEquals(await saved, { path: "lost" });
  await assertRejects(() => unsaved, Error, "closed");
});

Deno.test("who asks when nobody is there any more is told so", async () => {
  const waiting = makeRequests(() => {
    throw new Error("closed");
  });
  await assertRejects(() => waiting.count(0), Error, "closed");
  assert(!waiting.any);
});

Deno.test("whoever waits, for whatever, is told when no answer will come", async () => {
  const asks = [
    (waiting: PendingRequests) => waiting.progress.wait(1, true),
    (waiting: PendingRequests) => waiting.snapshot({}),
    (waiting: PendingRequests) => waiting.count(7),
    (waiting: PendingRequests) => waiting.holder(),
    (waiting: PendingRequests) => waiting.content(),
  ];
  for (const ask of asks) {
    const waiting = makeRequests();
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

function makeProgress() {
  const shared = new SharedProgress();
  const asked: boolean[] = [];
  const progress = new Acknowledgements(
    shared,
    (durable) => asked.push(durable),
  );
  return { shared, asked, progress };
}

Deno.test("what is there already needs no question", async () => {
  const { shared, asked, progress } = makeProgress();
  shared.noteWritten(3, 3);
  await progress.wait(3, false);
  await progress.wait(0, true);
  assertEquals(asked, []);
  assert(!progress.waiting);
});

Deno.test("however many wait, one question is under way", async () => {
  const { shared, asked, progress } = makeProgress();
  const first = [progress.wait(1, true), progress.wait(2, true)];
  await Promise.resolve();
  assertEquals(asked, [true]);
  const late = [progress.wait(3, true), progress.wait(3, true)];
  await Promise.resolve();
  assertEquals(asked, [true]);
  shared.noteDurable(2);
  progress.answered(true);
  await Promise.all(first);
  await Promise.resolve();
  assertEquals(asked, [true, true]);
  shared.noteDurable(3);
  progress.answered(true);
  await Promise.all(late);
  assert(!progress.waiting);
});

Deno.test("written and durable are asked for apart", async () => {
  const { shared, asked, progress } = makeProgress();
  const written = progress.wait(1, false);
  const durable = progress.wait(1, true);
  await Promise.resolve();
  assertEquals(asked, [false, true]);
  shared.noteWritten(1, 1);
  progress.answered(false);
  await written;
  assert(progress.waiting);
  shared.noteDurable(1);
  progress.answered(true);
  await durable;
});

Deno.test("a failure is for all who wait, but not for what is done", async () => {
  const { shared, progress } = makeProgress();
  const done = progress.wait(1, true);
  const lost = [progress.wait(2, true), progress.wait(2, false)];
  shared.noteDurable(1);
  const cause = new Error("EIO");
  progress.fail(cause);
  await done;
  for (const promise of lost) {
    assertEquals(await assertRejects(() => promise), cause);
  }
  assert(!progress.waiting);
});
