import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { WriterDiedError } from "../../../../src/errors.ts";
import { connectTo } from "../../../../src/store/file/client/worker_connection.ts";
import type { Reply } from "../../../../src/store/file/protocol/protocol.ts";

/** How often a worker that somebody waits for has to show life. */
const BEAT_MS = 20;
const HEARTBEAT = new URL(
  "../../../../src/store/file/protocol/heartbeat.ts",
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
