import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  freeBuffer,
  Heartbeat,
  ownBuffer,
  SharedProgress,
  State,
  withHeartbeat,
} from "../../../../src/store/file/protocol/shared_memory.ts";
import { MemoryFileSystem } from "../../../../src/file/memory_file.ts";

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
    "../../../../src/store/file/protocol/shared_memory.ts",
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

Deno.test("a call to the system shows while it lasts, and then a beat", () => {
  const worker = new Heartbeat();
  const main = new Heartbeat(worker.buffer);
  assert(!main.calling);
  worker.during(() => assert(main.calling));
  assert(!main.calling);
  assertEquals(main.beats, 1);
  assertThrows(() =>
    worker.during(() => {
      throw new Error("EIO");
    })
  );
  assert(!main.calling);
});

Deno.test("every call that can be slow shows in the heartbeat", () => {
  const heartbeat = new Heartbeat();
  const seen: string[] = [];
  const disk = new MemoryFileSystem();
  const spy = new Proxy(disk, {
    get(target, name) {
      const found: unknown = Reflect.get(target, name);
      if (typeof found !== "function") return found;
      return (...given: unknown[]) => {
        assert(heartbeat.calling, String(name));
        seen.push(String(name));
        return Reflect.apply(found, target, given);
      };
    },
  });
  const slow = withHeartbeat(spy, heartbeat);
  slow.writeNew("a", []);
  slow.realPath("a");
  slow.identify("a");
  slow.holder({ dev: 0, ino: 1 });
  slow.syncFolder("a");
  const { file } = slow.open("a", { create: false, readonly: false });
  const before = heartbeat.beats;
  assert(file.tryLock());
  file.append(new Uint8Array(3));
  file.sync();
  file.truncate(2);
  assertEquals(file.read(0, 9).length, 2);
  assertEquals(file.size, 2);
  assertEquals(disk.identify("a"), { ...file.identity(), size: 2 });
  file.close();
  assertEquals(heartbeat.beats - before, 5);
  slow.remove("a");
  assertEquals(
    seen,
    [
      "writeNew",
      "realPath",
      "identify",
      "holder",
      "syncFolder",
      "open",
      "remove",
    ],
  );
});

Deno.test("bytes go with their buffer, or as a copy when it is much larger", () => {
  const buffer = new Uint8Array(100).map((_, i) => i);
  const most = ownBuffer(buffer.subarray(10, 90));
  assert(most.buffer === buffer.buffer);
  assertEquals(most, buffer.slice(10, 90));
  const little = ownBuffer(buffer.subarray(10, 20));
  assert(little.buffer !== buffer.buffer);
  assertEquals(little, buffer.slice(10, 20));
  const shared = new Uint8Array(new SharedArrayBuffer(4));
  assert(ownBuffer(shared).buffer instanceof ArrayBuffer);
});

Deno.test("what is freed is alone in its buffer: others may have the rest", () => {
  const buffer = new Uint8Array(100);
  freeBuffer(buffer.subarray(10, 20));
  assertEquals(buffer.length, 100);
  freeBuffer(buffer.subarray(10, 90));
  assertEquals(buffer.length, 0);
  freeBuffer(buffer); // which is gone already
  const shared = new Uint8Array(new SharedArrayBuffer(4));
  freeBuffer(shared);
  assertEquals(shared.length, 4);
});
