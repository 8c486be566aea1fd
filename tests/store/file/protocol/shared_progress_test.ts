import { assert, assertEquals } from "@std/assert";
import {
  SharedProgress,
  State,
} from "../../../../src/store/file/protocol/shared_progress.ts";

Deno.test("what the writer notes is seen on the other side", () => {
  const writer = new SharedProgress();
  const main = new SharedProgress(writer.buffer);
  assertEquals([main.written, main.durable, main.size], [0, 0, 0]);
  assertEquals(main.state, State.Running);
  writer.noteWritten(2 ** 33 + 1, 2 ** 40);
  writer.noteDurable(2 ** 33);
  writer.noteState(State.Full);
  assertEquals(main.written, 2 ** 33 + 1);
  assertEquals(main.durable, 2 ** 33);
  assertEquals(main.size, 2 ** 40);
  assertEquals(main.state, State.Full);
});

Deno.test("a failure goes along with its cause, cut when it is too long", () => {
  const progress = new SharedProgress();
  assertEquals(progress.failure, undefined);
  const wire = {
    name: "WriteError",
    message: "é€😀",
    cause: { name: "Error", message: "why" },
  };
  progress.noteFailure(wire);
  assertEquals(progress.failure, wire);
  assertEquals(progress.state, State.Failed);

  const long = new SharedProgress();
  const message = "long ".repeat(10_000);
  long.noteFailure({ name: "WriteError", message, fields: { path: "p" } });
  assertEquals(long.failure?.name, "WriteError");
  assertEquals(long.failure?.fields, { path: "p" });
  assert(message.startsWith(long.failure?.message ?? "?"));
});

Deno.test("waiting ends at once when the record is written, or the state final", () => {
  const progress = new SharedProgress();
  progress.noteWritten(5, 50);
  assert(progress.waitForWritten(5, 1e6));
  progress.noteState(State.Failed);
  assert(!progress.waitForWritten(6, 1e6));
});

Deno.test("waiting ends when nothing moves for as long as one has patience", () => {
  assert(!new SharedProgress().waitForWritten(1, 5));
});

Deno.test("waiting blocks until another isolate has written", async () => {
  const progress = new SharedProgress();
  const module = new URL(
    "../../../../src/store/file/protocol/shared_progress.ts",
    import.meta.url,
  );
  const source = `
    import { SharedProgress } from "${module}";
    self.onmessage = ({ data }) => {
      const progress = new SharedProgress(data);
      for (let seq = 1; seq <= 100; seq++) progress.noteWritten(seq, seq);
    };`;
  const worker = new Worker(
    `data:application/javascript,${encodeURIComponent(source)}`,
    { type: "module" },
  );
  worker.postMessage(progress.buffer);
  assert(progress.waitForWritten(100, 30_000));
  worker.terminate();
  await Promise.resolve();
});

Deno.test("a process that was stopped looks again before it gives a writer up", () => {
  const progress = new SharedProgress();
  const { wait } = Atomics;
  let waits = 0;
  // All the time is used up at once, as after a SIGSTOP; then the writer goes on.
  Atomics.wait = () => {
    if (++waits === 2) progress.noteWritten(1, 1);
    return "timed-out";
  };
  try {
    assert(progress.waitForWritten(1, 5000));
    assert(!progress.waitForWritten(2, 5000));
  } finally {
    Atomics.wait = wait;
  }
});
