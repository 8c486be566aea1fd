import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { pathOf } from "../../../../src/file/file_path.ts";
import { Kanta } from "../../../../mod.ts";
import { type NatsServers, startNats } from "../../../support/nats_servers.ts";
import { sideBySide } from "../../../support/side_by_side.ts";
import { hasSignals } from "../../../support/system.ts";

const ROOT = new URL("../../../../", import.meta.url);

/** Runs a program that has the package as `Kanta` and an address as `url`. */
async function run(
  url: string,
  flags: readonly string[],
  program: string,
): Promise<{ code: number; signal: string | null; out: string; said: string }> {
  const text = `import { Kanta } from "${new URL("mod.ts", ROOT)}";
    const url = ${JSON.stringify(url)};
    ${program}`;
  const config = pathOf(new URL("deno.json", ROOT));
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--quiet", "--no-prompt", "--no-check", "--ext=ts"],
      ...[`--config=${config}`, ...flags, "-"],
    ],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    env: { NO_COLOR: "1" },
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(text));
  await writer.close();
  const { code, signal, stdout, stderr } = await child.output();
  const [out = "", said = ""] = [stdout, stderr].map((bytes) =>
    new TextDecoder().decode(bytes).trim()
  );
  return { code, signal, out, said };
}

/** The flag by which the worker's sources may be read; a copy from JSR needs none. */
const SOURCES = `--allow-read=${pathOf(ROOT)}`;

Deno.test("every server has to be permitted, and the error names each", async () => {
  const url = "nats://127.0.0.1:1,127.0.0.1:2,127.0.0.1:3/shop";
  const { out, said } = await run(
    url,
    ["--allow-net=127.0.0.1:2"],
    `await Kanta.open(url, {}).catch(({ name, message }) =>
      console.log(name + ": " + message));`,
  );
  assertEquals(
    out,
    `FileLockError: Cannot open "${url}": this program may not reach ` +
      "127.0.0.1:1, 127.0.0.1:3; run it with " +
      "--allow-net=127.0.0.1:1,127.0.0.1:2,127.0.0.1:3",
    said,
  );
});

/** The server of all tests that leave it as it was; it starts with the first one. */
let shared: Promise<NatsServers | undefined> | undefined;

function theServer(): Promise<NatsServers | undefined> {
  return shared ??= startNats("programs with a log on servers");
}

Deno.test.afterAll(async () => await (await shared)?.[Symbol.asyncDispose]());

Deno.test("permission to reach the servers is enough", async () => {
  const servers = await theServer();
  if (servers === undefined) return;
  const [host = ""] = servers.all.map(({ address }) => address);
  const { out, said } = await run(
    servers.url("shop"),
    [`--allow-net=${host}`, SOURCES],
    `await using db = await Kanta.open(url, { n: 1 });
    db.transaction("count", (data) => void data.n++);
    await db.flush();
    await db.snapshot();
    const { state } = await db.at("r1");
    console.log(JSON.stringify([db.rev, db.written, state.n]));
    console.log(JSON.stringify((await db.holder()).host));`,
  );
  assertEquals(out.split("\n"), ["[2,2,1]", '""'], said);
});

/** How a program ends, and how that is seen. */
const ENDS: Readonly<Record<string, readonly [string, number | string]>> = {
  "Deno.exit()": ["Deno.exit(7)", 7],
  "an uncaught error": ["throw new Error('the end')", 1],
  "SIGTERM": [
    `Deno.kill(Deno.pid, "SIGTERM"); await new Promise(() => {})`,
    "SIGTERM",
  ],
};

const waiting = sideBySide();

for (const [i, [name, [way, end]]] of Object.entries(ENDS).entries()) {
  waiting(
    `what was committed is on the servers when a program ends by ${name}`,
    async () => {
      if (typeof end === "string" && !hasSignals()) return;
      const servers = await theServer();
      if (servers === undefined) return;
      const url = servers.url(`end${i}`);
      const { code, signal, said } = await run(
        url,
        ["-A"],
        `const db = await Kanta.open(url, { n: 0 }, { handleSignals: true });
      for (let i = 0; i < 500; i++) db.transaction("x", (data) => void data.n++);
      ${way};`,
      );
      assertEquals(typeof end === "string" ? signal : code, end, said);
      assert(!said.includes("not written"), said);
      await using db = await Kanta.open(url, { n: 0 }, {
        nats: { takeOverAfter: 100 },
      });
      assertEquals([db.rev, db.data.n], [501, 500]);
    },
  );
}

waiting(
  "where servers are away at the end of a program it says what is lost",
  async () => {
    await using servers = await startNats(
      "a program that ends without servers",
    );
    const [server] = servers?.all ?? [];
    if (servers === undefined || server === undefined) return;
    const ending = run(
      servers.url("shop"),
      ["-A"],
      `const db = await Kanta.open(url, { n: 0 });
    db.addEventListener("away", () => Deno.exit(3));
    for (;;) {
      db.transaction("x", (data) => void data.n++);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }`,
    );
    for (let stored = 0; stored < 5;) { // it is open, and commits
      stored = Number((await server.monitor("jsz"))["messages"]);
    }
    await server.kill();
    const { code, said } = await ending;
    assertEquals(code, 3, said);
    assertStringIncludes(said, "commits are not written");
    assertStringIncludes(said, "its servers do not answer");
  },
);
