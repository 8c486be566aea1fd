import {
  assert,
  assertEquals,
  assertStrictEquals,
  assertStringIncludes,
} from "@std/assert";
import {
  clientOf,
  connectTo,
  type ConnectWriter,
  type ReplyHandler,
  SharedWriter,
  WriterClient,
} from "../../../../src/store/file/client/shared_writer.ts";
import { WriterDiedError } from "../../../../src/errors.ts";
import type { Reply } from "../../../../src/store/file/protocol/protocol.ts";

Deno.test("a shared writer costs nothing before a database needs it", () => {
  let started = 0;
  const writer = new SharedWriter(() => {
    started++;
    return { post() {}, watch() {}, end() {} };
  });
  assertEquals([writer.databases, started], [0, 0]);
  const link = clientOf(writer);
  assertStrictEquals(clientOf(writer), link);
  const db = link.join({ receive() {}, died() {} });
  assertEquals([writer.databases, started], [1, 0]);
  link.post({ kind: "ping" });
  assertEquals(started, 1);
  link.leave(db);
  assertEquals(writer.databases, 0);
});

/** A connection that only notes what is done with it. */
function makeLink() {
  const log: string[] = [];
  const replies: Reply[] = [];
  const died: Error[] = [];
  let receive: Parameters<ConnectWriter>[0] = () => {};
  let die: Parameters<ConnectWriter>[1] = () => {};
  const link = new WriterClient((...given) => {
    [receive, die] = given;
    log.push("start");
    return {
      post: (request) => log.push(request.kind),
      watch: (on) => log.push(`watch ${on}`),
      end: () => log.push("end"),
    };
  });
  const recipient: ReplyHandler = {
    receive: (reply) => replies.push(reply),
    died: (cause) => died.push(cause),
  };
  return {
    log,
    replies,
    died,
    link,
    recipient,
    receive: (reply: Reply) => receive(reply),
    die: (cause: WriterDiedError) => die(cause),
  };
}

Deno.test("the worker starts with the first request and ends with the last database", () => {
  const { link, log, recipient } = makeLink();
  const [one, two] = [link.join(recipient), link.join(recipient)];
  assertEquals([link.databases, log], [2, []]);
  link.post({ kind: "ping" });
  link.leave(one);
  assertEquals(log, ["start", "ping"]);
  link.leave(two);
  link.leave(two);
  assertEquals(log, ["start", "ping", "end"]);
  assert(!link.has(two));
  link.join(recipient);
  link.post({ kind: "ping" });
  assertEquals(log.slice(3), ["start", "ping"]);
});

Deno.test("a worker can be started before there is a request", () => {
  const { link, log, recipient } = makeLink();
  link.join(recipient);
  link.start();
  link.start();
  link.post({ kind: "ping" });
  assertEquals(log, ["start", "ping"]);
});

Deno.test("a request of a database that is gone is dropped, and starts no worker", () => {
  const { link, log, die, recipient } = makeLink();
  const [one, two] = [link.join(recipient), link.join(recipient)];
  link.leave(one);
  link.post({ kind: "abort", db: one });
  assertEquals(log, []);
  link.post({ kind: "abort", db: two });
  die(new WriterDiedError("gone"));
  link.post({ kind: "abort", db: two });
  assertEquals(log, ["start", "abort"]);
});

Deno.test("a reply goes to its database; one for nobody is dropped", () => {
  const { link, receive, replies, recipient } = makeLink();
  const db = link.join(recipient);
  link.post({ kind: "ping" });
  receive({ kind: "resumed", db });
  receive({ kind: "resumed", db: db + 1 });
  assertEquals(replies, [{ kind: "resumed", db }]);
});

Deno.test("life signs are looked for while anybody waits", () => {
  const { link, log, recipient } = makeLink();
  const [one, two] = [link.join(recipient), link.join(recipient)];
  link.wait(one, true);
  link.post({ kind: "ping" });
  assertEquals(log, ["start", "watch true", "ping"]);
  link.wait(two, true);
  link.wait(one, false);
  assertEquals(log.length, 3);
  link.wait(two, false);
  assertEquals(log.slice(3), ["watch false"]);
  link.leave(two);
  link.wait(two, true);
  assertEquals(log.length, 4, "one that left waits for nothing");
});

Deno.test("when the worker dies everybody is told, once, with the cause", () => {
  const { link, die, died, recipient } = makeLink();
  const db = link.join(recipient);
  link.join(recipient);
  link.post({ kind: "ping" });
  const cause = new WriterDiedError("gone");
  die(cause);
  die(new WriterDiedError("again"));
  assertEquals(died.length, 2);
  assertStrictEquals(died[0], cause);
  assert(!link.has(db));
});

/** How often a worker that somebody waits for has to show life. */
const BEAT_MS = 20;
const HEARTBEAT = new URL(
  "../../../../src/store/file/protocol/shared_memory.ts",
  import.meta.url,
);

/** Connects to a worker that runs this; it has a `heartbeat` and `take(message)`. */
function connect(body: string) {
  const source = `
    import { Heartbeat } from "${HEARTBEAT}";
    let heartbeat;
    self.onmessage = ({ data }) => {
      if (data.heartbeat !== undefined) heartbeat = new Heartbeat(data.heartbeat);
      heartbeat.beat();
      take(data);
    };
    ${body}`;
  const replies: Reply[] = [];
  const died = Promise.withResolvers<WriterDiedError>();
  const url = `data:text/javascript,${encodeURIComponent(source)}`;
  const reply = Promise.withResolvers<void>();
  const connection = connectTo(new URL(url), BEAT_MS)(
    (given) => {
      replies.push(given);
      reply.resolve();
    },
    died.resolve,
  );
  return { connection, replies, died: died.promise, reply: reply.promise };
}

Deno.test("replies come in, and ending ends the worker", async () => {
  const { connection, replies, reply } = connect(
    `function take({ kind }) { self.postMessage({ kind: "resumed", db: 1 }); }`,
  );
  connection.post({ kind: "flush", db: 1, durable: false });
  await reply;
  assertEquals(replies, [{ kind: "resumed", db: 1 }]);
  connection.end();
});

Deno.test("a worker that throws is a death with its message, not the program's", async () => {
  const { connection, died } = connect(
    `function take() { throw new RangeError("a bug"); }`,
  );
  connection.post({ kind: "ping" });
  const cause = await died;
  assert(cause instanceof WriterDiedError);
  assertStringIncludes(cause.message, "a bug");
});

Deno.test("a module that can't be loaded is a death", async () => {
  const died = Promise.withResolvers<Error>();
  connectTo(new URL("./no_such_module.ts", import.meta.url))(
    () => {},
    died.resolve,
  );
  assertStringIncludes((await died.promise).message, "worker failed");
});

for (const way of ["self.close()", "Deno.exit(3)"]) {
  Deno.test(`a worker that ends by ${way} sends no event, and is missed`, async () => {
    const { connection, died } = connect(`function take() { ${way}; }`);
    connection.watch(true);
    connection.post({ kind: "flush", db: 1, durable: true });
    assertStringIncludes((await died).message, "without a word");
  });
}

Deno.test("nobody is missed while nobody waits, and then again", async () => {
  const { connection, died } = connect(`function take() { self.close(); }`);
  let missed = false;
  died.then(() => missed = true);
  connection.watch(true);
  connection.watch(false);
  connection.post({ kind: "flush", db: 1, durable: true });
  await new Promise((resolve) => setTimeout(resolve, 15 * BEAT_MS));
  assert(!missed);
  connection.watch(true);
  connection.watch(false);
  connection.watch(true);
  assertStringIncludes((await died).message, "without a word");
});

Deno.test("a call to the system that takes long is no death", async () => {
  const { connection, died, reply } = connect(`
    function take({ kind }) {
      if (kind !== "flush") return;
      heartbeat.during(() => {
        const words = new Int32Array(new SharedArrayBuffer(4));
        Atomics.wait(words, 0, 0, 600);
      });
      self.postMessage({ kind: "resumed", db: 1 });
    }`);
  connection.watch(true);
  connection.watch(true);
  connection.post({ kind: "flush", db: 1, durable: true });
  const first = await Promise.race([
    died.then(() => "died"),
    reply.then(() => "replied"),
  ]);
  assertEquals(first, "replied");
  connection.watch(false);
  connection.end();
});
