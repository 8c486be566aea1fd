/**
 * The rights that the documents name are enough, and each of them is needed.
 *
 * @module
 */
import { assertEquals, assertRejects } from "@std/assert";
import { FileLockError } from "../../../src/errors.ts";
import {
  openStream,
  type OpenStreamOptions,
} from "../../../src/store/nats/open_stream.ts";
import { readStreamAddress } from "../../../src/store/stream/port/stream_address.ts";
import { startNats } from "../../support/nats_servers.ts";
import { CONTRACT } from "../stream/port/contract.ts";

/** What a user may do. */
interface Rights {
  publish: string[];
  subscribe: string[];
  responses: boolean;
}

const WRITER: Rights = {
  publish: [
    "$JS.API.STREAM.CREATE.KANTA_shop", // first: later the stream is there
    "kanta.shop.epoch",
    "kanta.shop.log",
    "kanta.shop.part",
    "kanta.shop.snapshot",
    "kanta.shop.holder",
    "$JS.API.STREAM.INFO.KANTA_shop",
    "$JS.API.STREAM.PURGE.KANTA_shop",
    "$JS.API.STREAM.MSG.GET.KANTA_shop",
    "$JS.API.DIRECT.GET.KANTA_shop",
    "$JS.API.DIRECT.GET.KANTA_shop.>",
  ],
  subscribe: ["_INBOX.>", "kanta.shop.holder", "kanta.shop.live"],
  responses: true,
};

const FOLLOWER: Rights = {
  publish: [
    "kanta.shop.holder",
    "$JS.API.STREAM.INFO.KANTA_shop",
    "$JS.API.DIRECT.GET.KANTA_shop",
    "$JS.API.DIRECT.GET.KANTA_shop.>",
  ],
  subscribe: ["_INBOX.>", "kanta.shop.live"],
  responses: false,
};

/** A user of the servers, by its name. */
function userOf(
  user: string,
  { publish, subscribe, responses }: Rights,
): string {
  return `{ user: ${user}, password: p, permissions: {
    publish: ${JSON.stringify(publish)}
    subscribe: ${JSON.stringify(subscribe)}
    ${responses ? "allow_responses: true" : ""}
  } }`;
}

/** The same rights without each of them in turn, and what is said of the one that is missing. */
function* lesser(rights: Rights): Generator<[Rights, string]> {
  const { publish, subscribe } = rights;
  const without = (list: string[], one: string) =>
    list.filter((each) => each !== one);
  for (const one of publish) {
    const said = one.replace(">", "kanta.shop.snapshot");
    yield [
      { ...rights, publish: without(publish, one) },
      `publish to "${said}"`,
    ];
  }
  for (const one of subscribe) {
    yield [
      { ...rights, subscribe: without(subscribe, one) },
      `subscribe to "${one}"`,
    ];
  }
  if (rights.responses) {
    yield [
      { ...rights, responses: false },
      "answer requests (allow_responses: true)",
    ];
  }
}

const roles: [string, Rights, Omit<OpenStreamOptions, "user">][] = [
  ["writer", WRITER, { create: true, writes: true }],
  ["follower", FOLLOWER, { create: false, writes: false }],
];

const TRIED = "what users of NATS may do";

for (const [role, rights, options] of roles) {
  Deno.test(`a ${role} needs each of its rights, and hears which one is missing`, async () => {
    const less = [...lesser(rights)];
    const users = less.map(([rights], i) => userOf(`u${i}`, rights));
    const all = `{ user: all, password: p }`;
    const config = `authorization { users: [ ${[all, ...users].join("\n")} ] }`;
    await using servers = await startNats(TRIED, { config });
    if (servers === undefined) return;
    const address = readStreamAddress(servers.url("shop"));
    const make = async () => {
      const pass = { user: "all", pass: "p" };
      const made = await openStream(address, {
        create: true,
        writes: true,
        ...pass,
      });
      await made.close();
    };
    if (role === "follower") await make();
    for (const [i, [, said]] of less.entries()) {
      const error = await assertRejects(async () => {
        const stream = await openStream(address, {
          ...options,
          user: `u${i}`,
          pass: "p",
        });
        await stream.close();
      }, FileLockError);
      assertEquals(
        error.message,
        `Cannot open "${servers.url("shop")}": this user may not ${said}; ` +
          "allow that in the servers' configuration",
      );
      if (i === 0) await make();
    }
  });
}

Deno.test("a writer's rights are enough for all that a stream does", async (t) => {
  const steps = Object.entries(CONTRACT);
  const all = (list: string[]) => [
    ...new Set(
      steps.flatMap((_, i) =>
        list.map((one) => one.replace("shop", `log${i}`))
      ),
    ),
  ];
  const { publish, subscribe, responses } = WRITER;
  const rights = {
    publish: all(publish),
    subscribe: all(subscribe),
    responses,
  };
  const config = `authorization { users: [ ${userOf("writer", rights)} ] }`;
  await using servers = await startNats(TRIED, { config });
  if (servers === undefined) return;
  const options = { create: true, writes: true, user: "writer", pass: "p" };
  for (const [i, [name, run]] of steps.entries()) {
    const address = readStreamAddress(servers.url(`log${i}`));
    await t.step(name, () =>
      run({
        open: () => openStream(address, options),
        pause: () => new Promise((resolve) => setTimeout(resolve, 20)),
      }));
  }
});

Deno.test("a follower's rights are enough to read, to hear and to ask, and for nothing else", async () => {
  const users = [userOf("writer", WRITER), userOf("follower", FOLLOWER)];
  const config = `authorization { users: [ ${users.join("\n")} ] }`;
  await using servers = await startNats(TRIED, { config });
  if (servers === undefined) return;
  const address = readStreamAddress(servers.url("shop"));
  const of = (user: string, writes: boolean) =>
    openStream(address, { create: writes, writes, user, pass: "p" });
  const writer = await of("writer", true);
  const follower = await of("follower", false);
  const head = { epoch: { number: 1, nonce: "w" }, n: 0, rev: 0 };
  const bytes = new Uint8Array([1, 2, 3]);
  const epoch = await writer.append({ kind: "epoch", head, bytes }, {
    epoch: 0,
  });
  const heard = new Promise<number>((resolve) =>
    follower.live(({ seq }) => resolve(seq))
  );
  await follower.last();
  const sent = { kind: "log" as const, head: { ...head, n: 1, rev: 1 }, bytes };
  await writer.append(sent, { last: epoch, epoch });
  assertEquals(await heard, 2);
  assertEquals((await follower.last())?.seq, 2);
  assertEquals((await follower.lastOf("epoch"))?.seq, 1);
  assertEquals((await follower.at(2))?.bytes, bytes);
  assertEquals(await follower.at(3), undefined);
  assertEquals(await follower.lastOf("snapshot"), undefined);
  const read: number[] = [];
  await follower.read("log", 1, ({ seq }) => read.push(seq));
  assertEquals(read, [2]);
  assertEquals(await follower.holder(), "nobody");
  await assertRejects(
    () => follower.append(sent, { last: 2, epoch }),
    Error,
    'may not publish to "kanta.shop.log"',
  );
  await assertRejects(
    () => follower.purge("log", 3),
    Error,
    'may not publish to "$JS.API.STREAM.PURGE.KANTA_shop"',
  );
  await Promise.all([writer.close(), follower.close()]);
});
