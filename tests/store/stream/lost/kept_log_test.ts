import { assertEquals } from "@std/assert";
import { TakenOverError } from "../../../../src/errors.ts";
import type { Reply } from "../../../../src/store/file/protocol/protocol.ts";
import {
  SharedProgress,
  State,
} from "../../../../src/store/file/protocol/shared_memory.ts";
import { toWire } from "../../../../src/store/file/protocol/wire_error.ts";
import type {
  HostedLog,
  RecordBatch,
} from "../../../../src/store/hosted_log.ts";
import { KeptLog } from "../../../../src/store/stream/lost/kept_log.ts";

/** A log that takes records and writes those that it is told to. */
function setUp() {
  const progress = new SharedProgress();
  const replies: Reply[] = [];
  const taken: RecordBatch[] = [];
  const saved: { lines: readonly string[]; rev: number }[] = [];
  const kept = new KeptLog({
    progress: progress.buffer,
    port: { post: (reply) => replies.push(reply) },
    read: () => Promise.resolve(new Uint8Array([1])),
    save: (lines, rev) => {
      saved.push({ lines, rev });
      return Promise.resolve({ path: "shop.lost.kantadb" });
    },
  });
  const { port } = kept;
  const error = toWire(new TakenOverError("taken over", { written: 7 }));
  const log: HostedLog = {
    accept: (id) => port.post({ kind: "accepted", db: 1, id }),
    append: (batch) => void taken.push(batch),
    flush: () => {},
    snapshot: () => {},
    rotate: () => {},
    count: () => {},
    close: () => port.post({ kind: "closed", db: 1, error }),
  };
  const takeOver = () => {
    progress.noteFailure(error);
    port.post({ kind: "failed", db: 1, error });
  };
  return { kept: kept.over(log), progress, replies, taken, saved, takeOver };
}

/** A batch of records whose lines are numbers, up to this one. */
const batch = (lines: string, seq: number): RecordBatch => ({
  payloads: [lines],
  seq,
  size: seq,
});

Deno.test("what is not written when the log is taken over is saved once, with all that came after", async () => {
  const { kept, progress, saved, taken, takeOver } = setUp();
  kept.append(batch("1\n2\n3", 3));
  progress.noteWritten(2, 2);
  takeOver();
  kept.append(batch("4", 4));
  assertEquals(taken.length, 2);
  assertEquals(await kept.save(), { path: "shop.lost.kantadb" });
  await kept.save();
  assertEquals(saved, [{ lines: ["3", "4"], rev: 7 }]);
  // Who can't wait for a message looks there.
  assertEquals(progress.state, State.Saved);
  assertEquals(progress.failure?.fields?.["saved"], "shop.lost.kantadb");
});

Deno.test("a log that turns out to be taken over when it is closed says what was saved", async () => {
  const { kept, replies, saved } = setUp();
  kept.append(batch("1\n2", 2));
  await kept.close(false);
  assertEquals(saved, [{ lines: ["1", "2"], rev: 7 }]);
  assertEquals(
    replies.map((reply) => reply.kind === "closed" && reply.saved),
    [{ path: "shop.lost.kantadb" }],
  );
});

Deno.test("other replies go on as they come, and the log is read whole", async () => {
  const { kept, replies } = setUp();
  kept.accept(5);
  assertEquals(replies, [{ kind: "accepted", db: 1, id: 5 }]);
  assertEquals(await kept.content(), new Uint8Array([1]));
});
