import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import {
  clientOf,
  type ReplyHandler,
  SharedWriter,
  WriterClient,
} from "../../../../src/store/file/client/shared_writer.ts";
import { WriterDiedError } from "../../../../src/errors.ts";
import type { ConnectWriter } from "../../../../src/store/file/client/worker_connection.ts";
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
