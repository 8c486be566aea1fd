import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { WriterDiedError } from "../../../../src/errors.ts";
import { connectWorker } from "../../../../src/store/file/client/shared_writer.ts";
import { SharedProgress } from "../../../../src/store/file/protocol/shared_memory.ts";
import type { Reply } from "../../../../src/store/file/protocol/protocol.ts";
import { record, recorded } from "../../../support/local_writer.ts";

Deno.test("messages that are sent before the worker is there are not lost", async () => {
  const path = await Deno.makeTempFile();
  const replies: Reply[] = [];
  const closed = Promise.withResolvers<void>();
  const connection = connectWorker((reply) => {
    replies.push(reply);
    if (reply.kind === "opened") {
      for (let n = 1; n <= 50; n++) {
        const payloads = [record(n)];
        connection.post({ kind: "append", db: 1, payloads, seq: n, size: n });
      }
      connection.post({ kind: "flush", db: 1, durable: true });
      connection.post({ kind: "close", db: 1, discard: false });
    }
    if (reply.kind === "closed") closed.resolve();
  }, closed.reject);
  const progress = new SharedProgress();
  connection.post({
    kind: "open",
    db: 1,
    progress: progress.buffer,
    request: {
      path,
      create: false,
      readonly: false,
      lockTimeout: 0,
      sync: "never",
      snapshot: false,
    },
  });
  await closed.promise;
  connection.end();
  assertEquals(replies.map(({ kind }) => kind), [
    "opened",
    "flushed",
    "closed",
  ]);
  assertEquals([progress.written, progress.durable], [50, 50]);
  assertEquals(recorded(await Deno.readFile(path)).length, 50);
  await Deno.remove(path);
});

Deno.test("a bug in the worker comes over as the cause, with nothing on stderr", async () => {
  const died = Promise.withResolvers<WriterDiedError>();
  const connection = connectWorker(() => {}, died.resolve);
  const nonsense = null as never; // no message looks like this
  connection.post({ kind: "ping" });
  connection.post(nonsense);
  const error = await died.promise;
  assertStringIncludes(error.message, "Cannot read properties of null");
  assert(error.cause instanceof TypeError);
  assertStringIncludes(error.cause.stack ?? "", "writer.ts");
});
