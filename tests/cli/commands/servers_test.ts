/**
 * The commands on a log on servers say what they say of the same log in a file.
 *
 * @module
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { Kanta } from "@kanta/core";
import { streamContent } from "../../../src/follow/stream_tools.ts";
import { main } from "../../../src/cli/main.ts";
import { openStream } from "../../../src/store/nats/open_stream.ts";
import { readStreamAddress } from "../../../src/store/stream/port/stream_address.ts";
import { serveViewer } from "../../../src/viewer/own_server.ts";
import { PIPE, runCommand } from "../../support/command_run.ts";
import { HandWriter } from "../../support/hand_writer.ts";
import { type NatsServers, startNats } from "../../support/nats_servers.ts";
import { TempFolder } from "../../support/temp.ts";

const ABOUT = "commands on logs on servers";
const USER = "authorization { user: kanta, password: secret-7 }";

interface Written extends AsyncDisposable {
  readonly url: string;
  readonly writer: HandWriter;
}

/** A log of three changes. */
async function written(
  servers: NatsServers,
  options: { user?: string; pass?: string } = {},
): Promise<Written> {
  const url = servers.url("shop");
  const stream = await openStream(readStreamAddress(url), {
    ...options,
    create: true,
    writes: true,
  });
  const writer = await HandWriter.begin(stream);
  await writer.write({ $replace: { stock: 3, users: { bob: { n: 1 } } } });
  await writer.write({ stock: 2 }, { users: { bob: { n: 2 } } });
  return {
    url,
    writer,
    [Symbol.asyncDispose]: () => stream.close(),
  };
}

Deno.test("each command that reads says of a stream what it says of the same log in a file", async () => {
  await using servers = await startNats(ABOUT);
  if (servers === undefined) return;
  await using log = await written(servers);
  using folder = new TempFolder();
  const path = folder.file();
  Deno.writeFileSync(path, await streamContent(log.url));
  const lines = [
    ["log", "LOG"],
    ["log", "LOG", "--json", "-g", "bob"],
    ["show", "users", "LOG", "--at", "r2"],
    ["blame", "LOG"],
    ["diff", "r1", "LOG"],
    ["stats", "LOG"],
    ["bisect", "LOG", "--where", "stock=3"],
    ["verify", "LOG"],
  ];
  for (const line of lines) {
    const of = (name: string) =>
      runCommand(line.map((word) => word === "LOG" ? name : word));
    const [onServers, inFile] = [await of(log.url), await of(path)];
    assertEquals(onServers, inFile, line.join(" "));
    assertEquals(onServers.code, 0, line.join(" "));
  }
});

Deno.test("what is added to a stream is shown by log --follow, and by the viewer", async () => {
  await using servers = await startNats(ABOUT);
  if (servers === undefined) return;
  await using log = await written(servers);
  let [text, ended] = ["", false];
  const shown = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const stdout = {
    writeSync(bytes: Uint8Array) {
      if (ended) throw new Deno.errors.BrokenPipe("ended");
      text += new TextDecoder().decode(bytes);
      if (text.includes('"rev":3,')) begun.resolve();
      if (text.includes('"rev":4,')) shown.resolve();
      return bytes.length;
    },
  };
  const done = main(["log", log.url, "--follow", "--json"], {
    stdout,
    display: PIPE,
  });
  await begun.promise;
  await using viewer = serveViewer(log.url, { name: "shop" });
  const { origin, hash } = new URL(viewer.address);
  const headers = { authorization: `Bearer ${hash.slice(1)}` };
  const info = async () =>
    await (await fetch(`${origin}/api/info`, { headers })).json();
  assertEquals((await info()).rev, 3);

  await log.writer.write({ stock: 1 });
  await shown.promise;
  while ((await info()).rev !== 4) { /* soon */ }
  ended = true;
  await log.writer.write({ stock: 0 });
  assertEquals(await done, 0);
  const revs = text.trimEnd().split("\n").map((line) => JSON.parse(line).rev);
  assertEquals(revs, [3, 1, 2, 3, 4]);
});

Deno.test("servers that ask who it is get what the environment says, or a credentials file", async () => {
  await using servers = await startNats(ABOUT, { config: USER });
  if (servers === undefined) return;
  await using log = await written(servers, {
    user: "kanta",
    pass: "secret-7",
  });
  const stranger = await runCommand(["log", log.url]);
  assertEquals(stranger.code, 1);
  assertStringIncludes(stranger.stderr, "the servers ask who it is");
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-A", "--no-check", "--quiet", "src/cli/mod.ts"],
      ...["log", log.url, "--json"],
    ],
    cwd: new URL("../../../", import.meta.url),
    env: { KANTA_NATS_USER: "kanta", KANTA_NATS_PASS: "secret-7" },
  });
  const { stdout } = await child.output();
  const text = new TextDecoder().decode(stdout);
  assertEquals(text.trimEnd().split("\n").length, 3);
  const missing = await runCommand(["log", log.url, "--creds", "/no/such"]);
  assertStringIncludes(missing.stderr, "Cannot read /no/such");
});

Deno.test("kanta copy moves a log to servers and back, and says what it moved", async () => {
  await using servers = await startNats(ABOUT);
  if (servers === undefined) return;
  await using log = await written(servers);
  using folder = new TempFolder();
  const path = folder.file("new/shop.kantadb");
  const out = await runCommand(["copy", log.url, path]);
  assertEquals(out, {
    code: 0,
    stdout: `${path}: r3, 3 changes, 0 snapshots, 288 B\n`,
    stderr: "",
  });
  const url = servers.url("shop2");
  const { stdout } = await runCommand(["copy", path, url, "--json"]);
  const { type, from, to, rev } = JSON.parse(stdout);
  assertEquals({ type, from, to, rev }, {
    type: "report",
    from: path,
    to: url,
    rev: 3,
  });
  const again = await runCommand(["copy", path, url]);
  assertEquals(again.code, 1);
  assertStringIncludes(again.stderr, "there is a log already, of revision 3");
});

Deno.test("kanta redact makes a new log without the values, and says how to go over to it", async () => {
  await using servers = await startNats(ABOUT);
  if (servers === undefined) return;
  const url = servers.url("shop");
  const into = servers.url("clean");
  interface Data {
    users: Record<string, { email: string }>;
  }
  {
    await using db = await Kanta.open<Data>(url, { users: {} });
    db.transaction("join", ({ users }) => {
      users["eve"] = { email: "eve@example.org" };
    });
    const refused = await runCommand(["redact", "**.email", url]);
    assertEquals(refused.code, 4);
    assertStringIncludes(refused.stderr, "The present state holds some of it");
    db.transaction("leave", ({ users }) => void delete users["eve"]);
    await db.flush();
  }
  const replace = await runCommand(["redact", "**.email", url, "--replace"]);
  assertStringIncludes(replace.stderr, "--into nats://HOST:4222/NEW makes");
  const plan = await runCommand(["redact", "**.email", url]);
  assertStringIncludes(plan.stderr, "Nothing was written");
  const done = await runCommand(["redact", "**.email", url, "--into", into]);
  assertEquals(done.code, 0, done.stderr);
  assertStringIncludes(done.stderr, "nats stream rm KANTA_shop");
  const text = async (log: string) =>
    new TextDecoder().decode(await streamContent(log));
  assertStringIncludes(await text(url), "eve@example.org");
  assertEquals((await text(into)).includes("eve@example.org"), false);
  await using db = await Kanta.open<Data>(into, { users: {} });
  assertEquals([db.rev, db.data], [3, { users: {} }]);
});
