import { assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import {
  AwayError,
  BackpressureError,
  DiskFullError,
} from "../../../../src/errors.ts";
import {
  SharedProgress,
  State,
} from "../../../../src/store/file/protocol/shared_memory.ts";
import {
  Outbox,
  PendingRecords,
} from "../../../../src/store/file/client/outbox.ts";
import type { Request } from "../../../../src/store/file/protocol/protocol.ts";

function makeOutbox(
  options: {
    maxPendingBytes?: number | undefined;
    flushInterval?: number | undefined;
  } = {},
) {
  const sent: Request[] = [];
  const progress = new SharedProgress();
  const outbox = new Outbox({
    db: 7,
    path: "a.kantadb",
    progress,
    post: (request) => sent.push(request),
    ...options,
  });
  return { outbox, progress, sent };
}

Deno.test("the records of one turn go in one message, numbered", async () => {
  const { outbox, sent } = makeOutbox();
  assertEquals([outbox.post("{a}"), outbox.post("{b}")], [1, 2]);
  assertEquals(sent, []);
  await Promise.resolve();
  assertEquals(outbox.post("{c}"), 3);
  await Promise.resolve();
  assertEquals(sent, [
    { kind: "append", db: 7, payloads: ["{a}\n{b}"], seq: 2, size: 6 },
    { kind: "append", db: 7, payloads: ["{c}"], seq: 3, size: 9 },
  ]);
});

Deno.test("a large batch goes before its turn ends, with the right number", () => {
  const { outbox, sent } = makeOutbox();
  const record = "x".repeat(40_000);
  outbox.post(record);
  assertEquals(sent.length, 0);
  outbox.post(record);
  assertEquals(sent.length, 1);
  const [message] = sent;
  assertEquals(message!.kind === "append" && message!.seq, 2);
  assertEquals(message!.kind === "append" && message!.size, 80_000);
});

Deno.test("a large record goes by itself, since it may be as long as a text can be", () => {
  const { outbox, sent } = makeOutbox();
  const record = "x".repeat(70_000);
  assertEquals([outbox.post("{a}"), outbox.post(record)], [1, 2]);
  assertEquals(sent, [
    { kind: "append", db: 7, payloads: ["{a}"], seq: 1, size: 3 },
    { kind: "append", db: 7, payloads: [record], seq: 2, size: 70_003 },
  ]);
});

Deno.test("sending by hand leaves nothing for the end of the turn", async () => {
  const { outbox, sent } = makeOutbox();
  outbox.post("{a}");
  outbox.send();
  outbox.send();
  await Promise.resolve();
  assertEquals(sent.length, 1);
});

Deno.test("a flush interval gathers longer", async () => {
  const { outbox, sent } = makeOutbox({ flushInterval: 5 });
  outbox.post("{a}");
  await Promise.resolve();
  outbox.post("{b}");
  assertEquals(sent.length, 0);
  while (sent.length === 0) await new Promise((go) => setTimeout(go, 1));
  assertEquals(sent.length, 1);
});

Deno.test("what waits to be written has a bound, and room is seen again", () => {
  const { outbox, progress } = makeOutbox({ maxPendingBytes: 10 });
  assertEquals(outbox.post("12345"), 1);
  assertEquals(outbox.post("12345"), 2);
  const error = assertThrows(() => outbox.post("1"), BackpressureError);
  assertEquals(
    error.message,
    'Commits outran the disk: 2 commits (10 bytes) wait to be written to "a.kantadb", ' +
      "and 10 bytes is the bound; await flush() now and then",
  );
  assertEquals(outbox.posted, 2);
  progress.noteWritten(1, 5);
  assertEquals(outbox.post("1234"), 3);
  assertThrows(() => outbox.post("12"), BackpressureError);
  progress.noteState(State.Full);
  assertThrows(() => outbox.post("12"), DiskFullError, "The disk is full");
});

Deno.test("where servers are away that is the cause, as they told it or not", () => {
  const { outbox, progress } = makeOutbox({ maxPendingBytes: 10 });
  outbox.post("1234567890");
  progress.noteState(State.Away);
  const early = assertThrows(() => outbox.post("1"), BackpressureError);
  assertInstanceOf(early.cause, AwayError);
  outbox.away = new AwayError("They sleep");
  const told = assertThrows(() => outbox.post("1"), BackpressureError);
  assertEquals(told.cause, outbox.away);
});

Deno.test("a record beyond the bound goes when nothing else waits", () => {
  const { outbox } = makeOutbox({ maxPendingBytes: 10 });
  assertEquals(outbox.post("x".repeat(100)), 1);
  assertThrows(() => outbox.post("1"), BackpressureError);
});

/** The next turn of the event loop, without a timer. */
function nextTurn(): Promise<unknown> {
  const { port1, port2 } = new MessageChannel();
  const turned = new Promise((done) => port1.onmessage = done);
  port2.postMessage(0);
  return turned.finally(() => port1.close());
}

/** Runs with stand-ins that never call back, as fake clocks of test libraries. */
async function withFakes(run: () => Promise<void>): Promise<void> {
  const { queueMicrotask } = globalThis;
  const { timeout } = AbortSignal;
  const { now } = performance;
  globalThis.queueMicrotask = () => {};
  AbortSignal.timeout = () => new AbortController().signal;
  performance.now = () => 0;
  try {
    await run();
  } finally {
    globalThis.queueMicrotask = queueMicrotask;
    AbortSignal.timeout = timeout;
    performance.now = now;
  }
}

Deno.test("a fake clock stops neither records nor questions on their way", () =>
  withFakes(async () => {
    const { outbox, sent } = makeOutbox();
    outbox.post("{a}");
    outbox.ask(false);
    await Promise.resolve();
    outbox.ask(true);
    await Promise.resolve();
    assertEquals(sent.map(({ kind }) => kind), ["append", "flush"]);
  }));

Deno.test("a fake clock stops no gathering by time, and no asking meanwhile", () =>
  withFakes(async () => {
    const { outbox, sent } = makeOutbox({ flushInterval: 1 });
    outbox.post("{a}");
    while (sent.length === 0) await nextTurn();
    outbox.post("{b}");
    outbox.ask(false);
    await Promise.resolve();
    assertEquals(sent.length, 2);
  }));

Deno.test("texts are joined by line ends, bytes stay apart", () => {
  const texts = new PendingRecords();
  texts.add("{1}");
  texts.add("{22}");
  assertEquals([texts.count, texts.size], [2, 7]);
  assertEquals(texts.take(), ["{1}\n{22}"]);
  assertEquals([texts.count, texts.size], [0, 0]);
  texts.add("{3}");
  assertEquals(texts.take(), ["{3}"]);

  const bytes = new PendingRecords();
  bytes.add(new Uint8Array(2));
  bytes.add(new Uint8Array(3));
  assertEquals([bytes.count, bytes.size], [2, 5]);
  assertEquals(bytes.take(), [new Uint8Array(2), new Uint8Array(3)]);
});
