/**
 * What a stream on real servers says when they are frozen, killed, full or gone;
 * what is in doubt is told as such, and nothing is sent that was given up.
 *
 * @module
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { CorruptionError } from "../../../src/errors.ts";
import { openStream } from "../../../src/store/nats/open_stream.ts";
import {
  Full,
  type Kind,
  type LogStream,
  Unsure,
} from "../../../src/store/stream/port/port.ts";
import { readStreamAddress } from "../../../src/store/stream/port/stream_address.ts";
import {
  headers,
  type NatsServer,
  type NatsServers,
  type NatsSetup,
  startNats,
} from "../../support/nats_servers.ts";
import { listened } from "../../support/stream/listened_stream.ts";

const EPOCH = { number: 1, nonce: "writer" };

/** A writer that knows what it got acknowledged. */
class Writer {
  last = 0;
  n = 0;
  at = 0;

  constructor(readonly stream: LogStream) {}

  async begin(): Promise<this> {
    const head = { epoch: EPOCH, n: 0, rev: 0 };
    const sent = { kind: "epoch" as const, head, bytes: new Uint8Array() };
    this.at = this.last = await this.stream.append(sent, { epoch: 0 });
    return this;
  }

  /** Sends the next message; one that was not acknowledged is counted, too. */
  async write(size = 10, kind: Kind = "log"): Promise<number> {
    const n = ++this.n;
    const head = { epoch: EPOCH, n, rev: n, count: 1 };
    const bytes = new Uint8Array(size).fill(65);
    const expected = { last: this.last, epoch: this.at };
    return this.last = await this.stream.append(
      { kind, head, bytes },
      expected,
    );
  }
}

interface Tried {
  readonly servers: NatsServers;
  readonly server: NatsServer;
  readonly stream: LogStream;
  readonly writer: Writer;
  /** Resolves when the connection is lost, or there again. */
  connected(wanted: boolean): Promise<void>;
}

async function tried(
  setup: NatsSetup,
  use: (tried: Tried) => Promise<void>,
): Promise<void> {
  await using servers = await startNats("what servers that fail do", setup);
  if (servers === undefined) return;
  const [server] = servers.all;
  assert(server !== undefined);
  const stream = await openStream(readStreamAddress(servers.url("shop")), {
    create: true,
    writes: true,
  });
  let now = true;
  const waiting = new Set<() => void>();
  stream.status((connected) => {
    now = connected;
    for (const look of waiting) look();
  });
  const connected = async (wanted: boolean) => {
    while (now !== wanted) {
      await new Promise<void>((resolve) => waiting.add(resolve));
      waiting.clear();
    }
  };
  const writer = await new Writer(await listened(stream)).begin();
  await use({ servers, server, stream, writer, connected });
  await stream.close();
}

type Client = Awaited<ReturnType<NatsServers["client"]>>;

/** Speaks to the servers like an administrator. */
async function beside(
  { servers }: Tried,
  use: (client: Client) => Promise<void>,
): Promise<void> {
  const client = await servers.client();
  await use(client);
  await client.close();
}

async function numbersIn(stream: LogStream): Promise<number[]> {
  const found: number[] = [];
  await stream.read("log", 1, ({ n }) => found.push(n));
  return found;
}

const unsure = (append: Promise<unknown>, ...words: string[]) =>
  assertRejects(() => append, Unsure, ...words);

Deno.test("an append to a frozen server is in doubt; it may arrive when the server goes on", async () => {
  await tried({}, async ({ server, stream, writer }) => {
    await writer.write();
    await server.freeze();
    await unsure(writer.write(), "No answer came in time");
    await unsure(stream.last(), "No answer came in time");
    await unsure(stream.read("log", 1, () => {}), "came to a halt");
    server.thaw();
    while ((await stream.last())?.n !== 2) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    writer.last++;
    await writer.write();
    assertEquals(await numbersIn(stream), [1, 2, 3]);
  });
});

Deno.test("where the server dies what waits is in doubt at once, and what comes then is never sent", async () => {
  await tried({}, async ({ server, stream, writer, connected }) => {
    await writer.write();
    await server.freeze(); // it gets the message, and does not take it
    const pending = unsure(writer.write(), "The connection was lost");
    const reading = unsure(
      stream.read("log", 1, () => {}),
      "The connection was lost",
    );
    await server.kill();
    await Promise.all([pending, reading]);
    await unsure(writer.write(), "No server is connected now");
    await unsure(stream.last(), "No server is connected now");
    await unsure(stream.holder(), "No server is connected now");
    await server.start();
    await connected(true);
    await server.ready();
    assertEquals((await stream.last())?.n, 1);
    writer.n = 1;
    await writer.write();
    assertEquals(await numbersIn(stream), [1, 2]);
  });
});

Deno.test("who listens hears on after the connection was lost", async () => {
  await tried({}, async ({ server, stream, writer, connected }) => {
    const heard: number[] = [];
    stream.live(({ n }) => heard.push(n));
    stream.hold({ host: "h", pid: 1, program: "p", since: "s", epoch: 1 });
    await writer.write();
    await server.kill();
    await connected(false);
    await server.start();
    await connected(true);
    await server.ready();
    const holder = await stream.holder();
    assert(typeof holder === "object" && holder.epoch === 1);
    await writer.write();
    while (heard.length < 2) await stream.last();
    assertEquals(heard, [1, 2]);
  });
});

Deno.test("a stream that is deleted leaves appends in doubt", async () => {
  await tried({}, async (all) => {
    await beside(all, async (client) => {
      await client.request("$JS.API.STREAM.DELETE.KANTA_shop", "");
    });
    await unsure(all.writer.write(), 'Nobody listens to "kanta.shop.log"');
    await unsure(all.stream.last(), "stream not found");
  });
});

for (const count of [1, 3]) {
  Deno.test(`a stream at its max_bytes is full, until it may hold more, on ${count}`, async () => {
    await tried({ count }, async (all) => {
      const limit = async (max_bytes: number) => {
        await beside(all, async (client) => {
          const info = await client.request(
            "$JS.API.STREAM.INFO.KANTA_shop",
            "",
          );
          const { config }: { config: object } = info.json();
          const text = JSON.stringify({ ...config, max_bytes });
          const answer = await client.request(
            "$JS.API.STREAM.UPDATE.KANTA_shop",
            text,
            { timeout: 5000 },
          );
          const { error }: { error?: object } = answer.json();
          assertEquals(error, undefined);
        });
      };
      await limit(100_000);
      const { writer, stream } = all;
      await assertRejects(
        async () => {
          for (;;) await writer.write(9000);
        },
        Full,
        "maximum bytes exceeded",
      );
      writer.n--;
      assertEquals((await stream.last())?.n, writer.n);
      await assertRejects(() => writer.write(9000), Full);
      writer.n--;
      await limit(-1);
      await writer.write(9000);
      assertEquals((await numbersIn(stream)).length, writer.n);
    });
  });
}

Deno.test("servers that are out of room are full", async () => {
  await tried({ room: 1_000_000 }, async ({ writer }) => {
    await assertRejects(async () => {
      for (;;) await writer.write(100_000);
    }, Full);
  });
});

Deno.test("what somebody else publishes to the log's subjects is damage, and named", async () => {
  await tried({}, async (all) => {
    const { stream, writer } = all;
    await writer.write();
    const heard: number[] = [];
    stream.live(({ seq }) => heard.push(seq));
    await stream.last();
    await beside(all, async (client) => {
      const odd = headers();
      odd.append("Kanta-Epoch", "\u001b[31m.x");
      await client.request("kanta.shop.log", "hello", {
        timeout: 1000,
        headers: odd,
      });
    });
    const error = await assertRejects(() => stream.last(), CorruptionError);
    const said = "Message 3 of the stream is not of Kanta";
    assert(error.message.startsWith(said), error.message);
    assert(!error.message.includes("\u001b"));
    await assertRejects(() => numbersIn(stream), CorruptionError, said);
    assertEquals(heard, []);
  });
});

Deno.test("a holder that is frozen is silent, and one that is killed is nobody", async () => {
  await tried({}, async ({ servers, stream }) => {
    const source = new URL("../../../src/store/", import.meta.url);
    const code = `
      import { openStream } from "${source}nats/open_stream.ts";
      import { readStreamAddress } from "${source}stream/port/stream_address.ts";
      const address = readStreamAddress("${servers.url("shop")}");
      const stream = await openStream(address, { create: false, writes: true });
      stream.hold({ host: "h", pid: Deno.pid, program: "p", since: "s", epoch: 1 });
      await stream.last();
      console.log("it holds");
      await new Promise((resolve) => setTimeout(resolve, 60_000));
    `;
    const config = new URL("../../../deno.json", import.meta.url).pathname;
    const file = await Deno.makeTempFile({ suffix: ".ts" });
    await Deno.writeTextFile(file, code);
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", "--config", config, file],
      stdout: "piped",
    }).spawn();
    const reader = child.stdout.getReader();
    assert((await reader.read()).value !== undefined);
    const holder = await stream.holder();
    assert(typeof holder === "object" && holder.pid === child.pid);
    child.kill("SIGSTOP");
    assertEquals(await stream.holder(), "silent");
    child.kill("SIGKILL");
    await child.status;
    await reader.cancel();
    await Deno.remove(file);
    while (await stream.holder() !== "nobody") { /* the server notices soon */ }
  });
});

Deno.test("bytes belong to whoever got them", async () => {
  await tried({}, async ({ stream, writer }) => {
    for (let i = 0; i < 3; i++) await writer.write();
    const read = async () => {
      const found: Uint8Array[] = [];
      await stream.read("log", 1, ({ bytes }) => found.push(bytes));
      return found;
    };
    const [first] = await read();
    const copy = first?.slice();
    first?.fill(0);
    assertEquals(copy, new Uint8Array(10).fill(65));
    for (const bytes of await read()) assertEquals(bytes, copy);
  });
});
