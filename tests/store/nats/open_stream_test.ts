/**
 * A log on NATS servers is opened, or it is said what stands in the way and what
 * to do.
 *
 * @module
 */
import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { FileLockError } from "../../../src/errors.ts";
import {
  openStream,
  type OpenStreamOptions,
} from "../../../src/store/nats/open_stream.ts";
import { StreamNames } from "../../../src/store/nats/stream_names.ts";
import { shapeOf } from "../../../src/store/nats/stream_shape.ts";
import { readStreamAddress } from "../../../src/store/stream/port/stream_address.ts";
import {
  AUTHORITY,
  CLIENT_CERTIFICATE,
  CLIENT_KEY,
} from "../../support/certificates.ts";
import { TempFolder } from "../../support/temp.ts";
import {
  type NatsServers,
  type NatsSetup,
  startNats,
} from "../../support/nats_servers.ts";

const WRITER = { create: true, writes: true };

function open(url: string, options: Partial<OpenStreamOptions> = {}) {
  return openStream(readStreamAddress(url), { ...WRITER, ...options });
}

/** Opens a log and closes it. */
async function opens(
  url: string,
  options: Partial<OpenStreamOptions> = {},
): Promise<void> {
  const stream = await open(url, options);
  await stream.close();
}

/** Sees a log refused; the message names the address and each of these. */
async function refuses(
  url: string,
  options: Partial<OpenStreamOptions>,
  ...words: string[]
): Promise<void> {
  const error = await assertRejects(() => open(url, options), FileLockError);
  assertEquals(error.path, url);
  for (const word of [`"${url}"`, ...words]) {
    assertStringIncludes(error.message, word);
  }
}

async function withServers(
  setup: NatsSetup,
  use: (servers: NatsServers) => Promise<void>,
): Promise<void> {
  await using servers = await startNats(
    "how logs on servers are opened",
    setup,
  );
  if (servers !== undefined) await use(servers);
}

/** Listens on a port, and says something to whoever comes. */
function speaker(text: string, answer = "") {
  const encoder = new TextEncoder();
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const speaking = (async () => {
    for await (const connection of listener) {
      await connection.write(encoder.encode(text));
      const part = new Uint8Array(4096);
      while (await connection.read(part).catch(() => null) !== null) {
        await connection.write(encoder.encode(answer)).catch(() => {});
      }
      connection.close();
    }
  })();
  return {
    url: `nats://127.0.0.1:${listener.addr.port}/shop`,
    async [Symbol.asyncDispose]() {
      listener.close();
      await speaking.catch(() => {});
    },
  };
}

/** What a program in a process of its own says. */
async function outputOf(code: string, flags: string[]): Promise<string> {
  using folder = new TempFolder();
  const file = folder.file("program.ts");
  await Deno.writeTextFile(file, code);
  const config = new URL("../../../deno.json", import.meta.url).pathname;
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--config", config, "--no-check", ...flags, file],
  }).output();
  assert(success, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

Deno.test("where nobody listens each server is named", async () => {
  await refuses(
    "nats://127.0.0.1:1,127.0.0.1:2/shop",
    {},
    "127.0.0.1:1: nobody listens there",
    "127.0.0.1:2: nobody listens there",
    "look whether they run",
  );
});

Deno.test("whoever answers and is no server of NATS is told by what it says", async () => {
  await using web = speaker("HTTP/1.1 400 Bad Request\r\n\r\n");
  await refuses(web.url, {}, "no NATS server", "HTTP/1.1 400");
});

Deno.test("a server that is older than all that is asked of it is refused by its version", async () => {
  const info = {
    version: "2.10.29",
    headers: true,
    max_payload: 1048576,
    proto: 1,
  };
  await using old = speaker(`INFO ${JSON.stringify(info)}\r\n`, "PONG\r\n");
  await refuses(old.url, {}, "version 2.10.29", "2.11", "upgrade");
});

Deno.test({
  name: "a server that the program may not reach is named, with the flag",
  permissions: { net: ["127.0.0.1:1"] },
  fn: async () => {
    await refuses(
      "nats://127.0.0.1:1,127.0.0.1:2/shop",
      {},
      "may not reach 127.0.0.1:2",
      "--allow-net=127.0.0.1:1,127.0.0.1:2",
    );
  },
});

Deno.test("one server of three is enough to be let in, frozen or gone as the others may be", async () => {
  await withServers({}, async ({ all: [server] }) => {
    await using silent = speaker("");
    assert(server !== undefined);
    const [, frozen = ""] = /\/\/(.*)\//.exec(silent.url) ?? [];
    const url = `nats://127.0.0.1:1,${frozen},${server.address}/shop`;
    await opens(url, { replicas: 1 });
  });
});

Deno.test("a server that does not answer is told as such", async () => {
  await using silent = speaker("");
  await refuses(silent.url, {}, "no answer in 3 s");
});

Deno.test("a log that is not there is made where it may be, and refused where not", async () => {
  await withServers({}, async (servers) => {
    const url = servers.url("shop");
    await refuses(url, { create: false }, "no log of that name");
    const [one, two] = await Promise.all([open(url), open(url)]);
    assertEquals(one.id, two.id);
    const three = await open(url, { create: false, writes: false });
    assertEquals(one.id, three.id);
    await Promise.all([one, two, three].map((stream) => stream.close()));
  });
});

Deno.test("a stream for three servers is not made on one", async () => {
  await withServers({}, async (servers) => {
    const words = ["replicas > 1 not supported", "nats: { replicas: 1 }"];
    await refuses(servers.url("shop"), { replicas: 3 }, ...words);
  });
});

Deno.test("a stream of another shape is refused by each setting that could lose something", async () => {
  await withServers({}, async (servers) => {
    const shape = shapeOf(new StreamNames("shop"), "id", 1);
    const { deny_delete: _, ...deletable } = shape;
    const odd: [string, object][] = [
      ["max_age", { ...shape, max_age: 3_600_000_000_000 }],
      ["max_msgs", { ...shape, max_msgs: 1000 }],
      ["max_msgs_per_subject", { ...shape, max_msgs_per_subject: 5 }],
      ["discard", { ...shape, discard: "old" }],
      ["retention", { ...shape, retention: "interest" }],
      ["storage", { ...shape, storage: "memory" }],
      ["subjects", {
        ...shape,
        subjects: ["kanta.shop.*"],
        republish: undefined,
      }],
      ["deny_delete", deletable],
      ["allow_direct", { ...shape, allow_direct: false }],
      ["allow_rollup_hdrs", { ...shape, allow_rollup_hdrs: true }],
      ["allow_msg_ttl", { ...shape, allow_msg_ttl: true }],
      ["no_ack", { ...shape, no_ack: true }],
      ["republish", { ...shape, republish: undefined }],
      ["metadata kanta", { ...shape, metadata: {} }],
      ["metadata kanta", {
        ...shape,
        metadata: { ...shape.metadata, kanta: "2" },
      }],
      ["metadata format", {
        ...shape,
        metadata: { ...shape.metadata, format: "cbor" },
      }],
    ];
    const client = await servers.client();
    const make = async (name: string, config: object) => {
      const text = JSON.stringify(config).replaceAll("shop", name);
      const request = `$JS.API.STREAM.CREATE.KANTA_${name}`;
      const answer = await client.request(request, text, { timeout: 5000 });
      const { error }: { error?: { description: string } } = answer.json();
      assertEquals(error, undefined, text);
    };
    for (const [i, [setting, config]] of odd.entries()) {
      await make(`odd${i}`, config);
      await refuses(
        servers.url(`odd${i}`),
        {},
        `KANTA_odd${i}`,
        `${setting} must be`,
        "change that by the nats command",
      );
    }
    const limits = { max_bytes: 1_000_000, max_msg_size: 600_000 };
    await make("shop", { ...shape, ...limits });
    const stream = await open(servers.url("shop"));
    assertEquals(stream.most, 600_000 - 16 * 1024);
    await stream.close();
    await client.close();
  });
});

Deno.test("servers without JetStream are told as such", async () => {
  await withServers({ jetstream: false }, async (servers) => {
    await refuses(servers.url("shop"), {}, "JetStream is off", "store_dir");
  });
});

Deno.test("an account without JetStream is told as such", async () => {
  const config = `accounts { A { users: [ { user: a, password: b } ] } }`;
  await withServers({ config }, async (servers) => {
    const options = { user: "a", pass: "b" };
    await refuses(servers.url("shop"), options, "JetStream is off", "account");
  });
});

Deno.test("who does not say who it is, or says what is not so, is refused with what to do", async () => {
  const config = `authorization { users: [ { user: a, password: b } ] }`;
  await withServers({ config }, async (servers) => {
    const url = servers.url("shop");
    await opens(url, { user: "a", pass: "b" });
    await refuses(url, {}, "ask who it is", "nats: { user, pass }");
    await refuses(url, { user: "a", pass: "c" }, "do not know this user");
    await refuses(url, { token: "t" }, "do not know this token");
  });
  await withServers(
    { config: `authorization { token: t }` },
    async (servers) => {
      await opens(servers.url("shop"), { token: "t" });
      await refuses(
        servers.url("shop"),
        { token: "u" },
        "do not know this token",
      );
    },
  );
});

Deno.test("a cluster that lets nobody in is tried once, and its resets end no program", async () => {
  const config = `authorization { users: [ { user: a, password: b } ] }`;
  await withServers({ count: 3, config }, async (servers) => {
    const source = new URL("../../../src/store/", import.meta.url);
    const code = `
      import { openStream } from "${source}nats/open_stream.ts";
      import { readStreamAddress } from "${source}stream/port/stream_address.ts";
      const address = readStreamAddress("${servers.url("shop")}");
      const options = { create: true, writes: true, user: "a", pass: "c" };
      const said = new Set();
      for (let i = 0; i < 50; i++) {
        await Promise.all([1, 2, 3].map(() =>
          openStream(address, options).catch(({ message }) => said.add(message))
        ));
      }
      console.log([...said].join());
    `;
    const said = await outputOf(code, ["-A"]);
    assertMatch(
      said,
      /^Cannot open "[^"]+": the servers do not know this user/,
    );
    assertEquals(said.match(/Cannot open/g)?.length, 1);
  });
});

Deno.test("an nkey opens a log; what is no key or no credentials is told by its option", async () => {
  const nkey = "SUAPU2DOVTP64BOF6MGH43YK4KEVEZNSVDBH6JLPRRA5F5TJ7GZ6PI63TA";
  const known = "UDHQAYCXVNF72WXC4Q4G62NLLXTI2ASJZGHDYDH3EJZAKWIY35LIXTJQ";
  const config = `authorization { users: [ { nkey: ${known} } ] }`;
  await withServers({ config }, async (servers) => {
    await opens(servers.url("shop"), { nkey });
  });
  const url = "nats://127.0.0.1:1/shop";
  await assertRejects(() => open(url, { nkey: known }), TypeError, "nats.nkey");
  await assertRejects(() => open(url, { creds: "x" }), TypeError, "nats.creds");
});

Deno.test("an encrypted log is opened by who trusts its servers, and by nobody else", async () => {
  await withServers({ tls: true }, async (servers) => {
    const url = servers.url("shop", "tls");
    const named = url.replace("127.0.0.1", "localhost");
    const tls = { ca: AUTHORITY };
    await opens(url, { tls });
    await opens(named, { tls });
    await opens(servers.url("shop"), { tls });
    await refuses(url, {}, "no encrypted connection", "tls: { ca }");
  });
  await withServers({ tls: "verify" }, async (servers) => {
    const url = servers.url("shop", "tls");
    const tls = { ca: AUTHORITY };
    const own = { cert: CLIENT_CERTIFICATE, key: CLIENT_KEY };
    await opens(url, { tls: { ...tls, ...own } });
    await refuses(url, { tls }, "ask for a certificate", "{ cert, key }");
  });
  await withServers({ tls: "stranger" }, async (servers) => {
    const url = servers.url("shop", "tls");
    const tls = { ca: AUTHORITY };
    const words = ["no encrypted connection", "does not match"];
    await refuses(url, { tls }, ...words);
    await refuses(url.replace("127.0.0.1", "localhost"), { tls }, ...words);
    await refuses(servers.url("shop"), { tls }, ...words);
  });
  await withServers({}, async (servers) => {
    await refuses(servers.url("shop", "tls"), {}, "offer no TLS", "nats://");
  });
});

Deno.test("the permission to reach a server by its name is enough", async () => {
  await withServers({ tls: true }, async (servers) => {
    const url = servers.url("shop", "tls").replace("127.0.0.1", "localhost");
    const [, host] = /\/\/(.*)\//.exec(url) ?? [];
    const source = new URL("../../../src/store/", import.meta.url);
    const code = `
      import { openStream } from "${source}nats/open_stream.ts";
      import { readStreamAddress } from "${source}stream/port/stream_address.ts";
      const stream = await openStream(readStreamAddress("${url}"), {
        create: true,
        writes: true,
        tls: { ca: ${JSON.stringify(AUTHORITY)} },
      });
      console.log(stream.id);
      await stream.close();
    `;
    const said = await outputOf(code, [`--allow-net=${host}`, "--no-prompt"]);
    assertEquals(said.trim().length, 36);
  });
});
