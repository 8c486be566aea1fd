import { assert, assertEquals, assertRejects } from "@std/assert";
import { CorruptionError, FileLockError } from "../../../../src/errors.ts";
import { State } from "../../../../src/store/file/protocol/shared_memory.ts";
import { Unsure } from "../../../../src/store/stream/port/port.ts";
import { FAIR } from "../../../support/stream/simulated_stream.ts";
import { StreamWorld } from "../../../support/stream/stream_world.ts";

Deno.test("what is committed is a message, and flush is answered when it is stored", async () => {
  const world = new StreamWorld();
  const { writer } = await world.opened();
  assertEquals(writer.hosted?.opened.created, true);
  writer.post(1, 2);
  assertEquals(writer.progress.written, 0);
  await world.run(writer.flush());
  assertEquals([writer.progress.written, writer.progress.durable], [2, 2]);
  assertEquals(world.numbers, [1, 2]);
  const [message] = world.log;
  assertEquals([message?.n, message?.rev, message?.count], [1, 2, 2]);
});

Deno.test("where nobody vouches that servers sync, nothing is called durable", async () => {
  const world = new StreamWorld();
  const { writer } = await world.opened({ synced: false });
  writer.post(1);
  await world.run(writer.flush());
  assertEquals([writer.progress.written, writer.progress.durable], [1, -1]);
});

Deno.test("commits that come while a message is on its way are joined", async () => {
  const world = new StreamWorld();
  const { writer } = await world.opened();
  for (let n = 0; n < 100; n++) writer.post(n);
  await world.run(writer.flush());
  assertEquals(world.log.map(({ count }) => count), [1, 99]);
  assertEquals(world.numbers, Array.from({ length: 100 }, (_, n) => n));
});

Deno.test("no message is larger than may be; a longer record goes in pieces, and is read as one", async () => {
  const world = new StreamWorld();
  const { writer } = await world.opened({ most: 200 });
  writer.post(1, 2, 3, 4, 5);
  const long = "x".repeat(500);
  const text = JSON.stringify({ ts: "2026-06-10T02:55:00Z", diff: { long } });
  writer.hosted?.log.append({ payloads: [text], seq: 6, size: 1000 });
  writer.hosted?.log.flush(false);
  await world.run(world.clock.wait(500));
  assertEquals(writer.progress.written, 6);
  assert(world.log.every(({ bytes }) => bytes.length <= 200));
  assertEquals(world.log.map(({ rev }) => rev), [2, 4, 5, 5, 5, 6]);
  await world.run(writer.close());
  const next = await world.opened();
  const { layout: { tail } } = next.writer.hosted!.opened;
  const lines = tail.map(({ bytes }) => new TextDecoder().decode(bytes)).join(
    "",
  );
  assertEquals(lines.split("\n").length, 7);
  assert(lines.includes(long));
});

Deno.test("a log that somebody writes is refused, and says who", async () => {
  const world = new StreamWorld();
  const { writer } = await world.opened({ name: "first.ts" });
  const error = await assertRejects(() => world.opened(), FileLockError);
  assert(error.message.includes("process 1 on here (first.ts), since 2026"));
  writer.post(1);
  await world.run(writer.flush());
  assertEquals(writer.failure, undefined);
});

Deno.test("who waits for the place has it as soon as its writer ends", async () => {
  const world = new StreamWorld();
  const { writer } = await world.opened();
  writer.post(1);
  const next = world.program({ request: { lockTimeout: 60_000 } });
  const opening = next.writer.open();
  await world.run(world.clock.wait(5000));
  const before = world.clock.now();
  await world.run(Promise.all([writer.close(), opening]));
  assert(world.clock.now() - before < 500);
  assertEquals(next.writer.hosted?.opened.layout.tail.length, 1);
});

Deno.test("a writer that died is waited for as long as is wanted", async () => {
  for (const takeOverAfter of [undefined, 500]) {
    const world = new StreamWorld();
    const { process, stream } = await world.opened();
    process.kill();
    stream.hold(undefined);
    const before = world.clock.now();
    await world.opened({ request: { nats: { takeOverAfter } } });
    const waited = world.clock.now() - before;
    assert(waited >= (takeOverAfter ?? 3000), `${waited}`);
    assert(waited < (takeOverAfter ?? 3000) + 300, `${waited}`);
  }
});

Deno.test("while a silent writer is waited for the log is loaded", async () => {
  const world = new StreamWorld();
  const { writer, process } = await world.opened();
  writer.post(1);
  await world.run(writer.flush());
  process.nap(60_000);
  const { writer: next, stream } = world.program();
  const { read } = stream;
  const reads: number[] = [];
  stream.read = async (...how) => {
    reads.push(world.clock.now());
    await read.apply(stream, how);
  };
  const before = world.clock.now();
  await world.run(next.open());
  assert(reads.every((at) => at - before < 500), `${reads}`);
  assert(world.clock.now() - before >= 3000);
});

Deno.test("who is taken over while it commits is told how many are in, and by whom", async () => {
  const world = new StreamWorld();
  const { writer, process } = await world.opened({ name: "first.ts" });
  writer.post(1, 2, 3);
  await world.run(writer.flush());
  process.nap(1000);
  const other = await world.opened({ name: "second.ts", rude: true });
  other.writer.post(10);
  await world.run(other.writer.flush());
  writer.post(4);
  writer.post(5);
  await world.run(world.clock.wait(2000));
  const { name, message, fields } = writer.failure ?? {};
  assertEquals(name, "TakenOverError");
  assert(message?.includes("process 1 on here (second.ts)"), message);
  assertEquals([fields?.["written"], fields?.["lost"]], [3, 2]);
  assertEquals([writer.progress.written, world.numbers], [3, [1, 2, 3, 10]]);
  const error = await world.run(writer.close());
  assertEquals(error?.name, "TakenOverError");
  assertEquals(writer.progress.state, State.Failed);
});

Deno.test("an idle writer that was taken over finds out by itself", async () => {
  const world = new StreamWorld();
  const { writer } = await world.opened();
  await world.opened({ rude: true });
  await world.run(world.clock.wait(11_000));
  assertEquals(writer.failure?.name, "TakenOverError");
  assertEquals(writer.failure?.fields?.["lost"], 0);
});

Deno.test("servers that do not answer are away, and commits go on when they do", async () => {
  const world = new StreamWorld();
  const { writer } = await world.opened();
  world.weather = { ...FAIR, lost: 1 };
  writer.post(1);
  await world.run(world.clock.wait(5000));
  const waits = writer.replies.find((reply) => reply.kind === "waits");
  assertEquals(waits?.error.name, "AwayError");
  assert(waits?.error.message.includes("1 commits wait"));
  assertEquals(writer.progress.state, State.Away);
  world.weather = FAIR;
  await world.run(writer.flush());
  assertEquals(writer.progress.state, State.Running);
  assertEquals(writer.kinds, ["waits", "resumed", "flushed"]);
  assertEquals(world.numbers, [1]);
});

Deno.test("a single failure is not told, and costs no commit", async () => {
  const world = new StreamWorld();
  const { writer } = await world.opened();
  world.weather = { ...FAIR, unanswered: 1 };
  writer.post(1);
  await world.run(world.clock.wait(10));
  world.weather = FAIR;
  await world.run(writer.flush());
  assertEquals(writer.kinds, ["flushed"]);
  assertEquals(world.log.length, 1);
});

Deno.test("a stream without room is full until there is some", async () => {
  const world = new StreamWorld();
  const { writer } = await world.opened();
  world.stored.full = true;
  writer.post(1);
  await world.run(world.clock.wait(3000));
  const waits = writer.replies.find((reply) => reply.kind === "waits");
  assertEquals(waits?.error.name, "DiskFullError");
  assertEquals(writer.progress.state, State.Full);
  world.stored.full = false;
  await world.run(writer.flush());
  assertEquals(writer.kinds, ["waits", "resumed", "flushed"]);
});

Deno.test("closing waits while commits are stored, and then frees the place", async () => {
  const world = new StreamWorld();
  const { writer } = await world.opened();
  writer.post(1);
  assertEquals(await world.run(writer.close()), undefined);
  assertEquals(world.numbers, [1]);
  assertEquals(world.log.at(-1)?.end, true);
  assertEquals(writer.progress.state, State.Closed);
});

Deno.test("closing says how many commits are not written when servers take none", async () => {
  const world = new StreamWorld();
  const { writer } = await world.opened();
  world.weather = { ...FAIR, lost: 1 };
  writer.post(1, 2);
  const before = world.clock.now();
  const error = await world.run(writer.close());
  assert(world.clock.now() - before >= 5000);
  assertEquals(error?.name, "WriteError");
  assert(error?.message.startsWith("2 commits are not known to be written"));
  assertEquals(error?.cause?.name, "AwayError");
});

Deno.test("a stream that was deleted and made anew is told, and not written to", async () => {
  const world = new StreamWorld();
  const { writer } = await world.opened();
  writer.post(1);
  await world.run(writer.flush());
  world.stored.messages.length = 0;
  writer.post(2);
  await world.run(world.clock.wait(20_000));
  assertEquals(writer.failure?.name, "CorruptionError");
  assertEquals(world.stored.messages, []);
});

Deno.test("a message that has to be there and is not stops opening", async () => {
  const world = new StreamWorld();
  const { writer } = await world.opened();
  writer.post(1);
  await world.run(writer.close());
  const lost = world.stored.messages.length - 1;
  // It is lost between loading and taking over: the servers had acknowledged it.
  const { stream, writer: next } = world.program();
  const append = stream.append.bind(stream);
  stream.append = (sent, expected) => {
    writer.post(2);
    world.stored.messages.push(undefined);
    return append(sent, expected);
  };
  await assertRejects(
    () => world.run(next.open()),
    CorruptionError,
    `message ${lost + 2}`,
  );
});

Deno.test("a stream of which all but the epochs was deleted is an empty log", async () => {
  const world = new StreamWorld();
  const { writer } = await world.opened();
  writer.post(1);
  await world.run(writer.flush());
  for (const kind of ["log", "part", "snapshot"] as const) {
    world.stored.purge(kind, Infinity);
  }
  await world.run(
    writer.close().then(() => world.stored.purge("log", Infinity)),
  );
  const { writer: next } = await world.opened();
  assertEquals(next.hosted?.opened.created, true);
  next.post(2);
  await world.run(next.flush());
  assertEquals(world.log.map(({ rev }) => rev), [1]);
});

Deno.test("a log that is opened to be read takes no place", async () => {
  const world = new StreamWorld();
  const { writer } = await world.opened();
  writer.post(1);
  await world.run(writer.flush());
  const reader = await world.opened({ request: { readonly: true } });
  assertEquals(reader.writer.hosted?.opened.layout.tail.length, 1);
  assertEquals([...world.stored.from("epoch", 1)].length, 1);
  assertEquals(await world.run(reader.writer.close()), undefined);
  writer.post(2);
  await world.run(writer.flush());
  assertEquals(world.numbers, [1, 2]);
});

Deno.test("opening is given up by its signal, and lets go of the stream", async () => {
  const world = new StreamWorld();
  await world.opened();
  const { writer, stream } = world.program({ request: { lockTimeout: 1e6 } });
  const aborting = new AbortController();
  world.clock.setTimer(() => aborting.abort(new Error("no more")), 700);
  await assertRejects(
    () => world.run(writer.open(aborting.signal)),
    Error,
    "no more",
  );
  assert(stream.closed);
});

Deno.test("a leader that does not listen yet is asked again while a log is opened", async () => {
  const world = new StreamWorld();
  const { writer, stream } = world.program();
  const { append, lastOf } = stream;
  let tries = 0;
  stream.append = (...sent) => {
    if (++tries < 5) return Promise.reject(new Unsure("nobody listens"));
    return append.apply(stream, sent);
  };
  stream.lastOf = (kind) => {
    if (tries === 1) return Promise.reject(new Unsure("nobody leads"));
    return lastOf.call(stream, kind);
  };
  await world.run(writer.open());
  writer.post(1);
  await world.run(writer.flush());
  assertEquals([tries, world.numbers], [6, [1]]);
});

Deno.test("servers that never answer are named when a log is opened", async () => {
  const world = new StreamWorld();
  world.weather = { ...FAIR, lost: 1 };
  await assertRejects(() => world.opened(), FileLockError, "no majority");
});

Deno.test("who is taken over while it opens starts anew, whatever the other one deletes", async () => {
  const world = new StreamWorld();
  const { writer } = await world.opened();
  writer.post(1, 2);
  await world.run(writer.flush());
  const slow = world.program({ name: "slow.ts", rude: true });
  const fast = world.program({ name: "fast.ts", rude: true });
  const { append } = slow.stream;
  let taken = 0;
  slow.stream.append = async (sent, expected) => {
    if (taken++ > 0) return await append.call(slow.stream, sent, expected);
    writer.post(3); // a commit that was not loaded
    await world.clock.wait(20);
    const seq = await append.call(slow.stream, sent, expected);
    await fast.writer.open();
    fast.writer.hosted?.log.rotate(1, { records: 0 }, "");
    await world.clock.wait(1000);
    return seq;
  };
  await world.run(slow.writer.open());
  assertEquals([...world.stored.from("epoch", 1)].length, 4);
  const { layout } = slow.writer.hosted!.opened;
  assertEquals([layout.revision, layout.tail.length], [3, 0]);
  slow.writer.post(4);
  fast.writer.post(5);
  await world.run(slow.writer.flush());
  await world.run(fast.writer.flush());
  assertEquals(fast.writer.failure?.name, "TakenOverError");
  assertEquals(world.numbers, [1, 2, 3, 4]);
});
