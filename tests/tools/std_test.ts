/**
 * The tasks use the real standard library where its registry answers, and the
 * stand-ins where it does not.
 *
 * @module
 */

import {
  assertEquals,
  assertNotEquals,
  assertStringIncludes,
} from "@std/assert";
import { pathToFileURL } from "node:url";
import { answers, registryHost } from "../../tools/std.ts";

const META = { scope: "std", name: "assert", latest: "1.0.0" };
const SCRIPT = new URL("../../tools/std.ts", import.meta.url).href;

/** Runs the body beside a server that gives the answer to every request. */
async function beside(
  answer: (path: string) => Response | Promise<Response>,
  body: (registry: string) => Promise<void>,
): Promise<void> {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    (request) => answer(new URL(request.url).pathname),
  );
  try {
    await body(`http://127.0.0.1:${server.addr.port}/`);
  } finally {
    await server.shutdown();
  }
}

/** What the script prints with the address as `JSR_URL`. */
async function printed(registry: string): Promise<[string, string]> {
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-config", "--quiet", SCRIPT],
    env: { JSR_URL: registry, NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return [decode(stdout), decode(stderr)];
}

Deno.test("a registry that answers is used by its address in JSR_URL", async () => {
  const asked: string[] = [];
  await beside((path) => {
    asked.push(path);
    return Response.json(META);
  }, async (registry) => {
    assertEquals(await printed(registry), ["--vendor=false\n", ""]);
    const bare = registry.slice(0, -1);
    assertEquals(await printed(bare), ["--vendor=false\n", ""]);
  });
  assertEquals(asked, Array(2).fill("/@std/assert/meta.json"));
});

Deno.test("a registry that refuses is not used, and whoever set JSR_URL is told", async () => {
  await beside(() => new Response("no", { status: 503 }), async (registry) => {
    const [stdout, stderr] = await printed(registry);
    assertEquals(stdout, "");
    assertStringIncludes(stderr, `JSR_URL is ${registry}`);
  });
});

const strange: [string, () => Response][] = [
  ["a page to sign in", () => new Response("<html>", { status: 200 })],
  ["another package", () => Response.json({ ...META, name: "fs" })],
  ["null", () => Response.json(null)],
  ["an error with the right body", () => Response.json(META, { status: 500 })],
];
for (const [what, answer] of strange) {
  Deno.test(`${what} is no answer of the registry`, async () => {
    await beside(answer, async (registry) => {
      assertEquals(await answers(registry), false);
    });
  });
}

Deno.test("nobody at the address is no answer", async () => {
  let gone = "";
  await beside(() => Response.json(META), (registry) => {
    gone = registry;
    return Promise.resolve();
  });
  assertEquals(await answers(gone), false);
});

Deno.test("the registry is found beside folders that Deno made of others", () => {
  const dir = Deno.makeTempDirSync({ prefix: "kanta_std_" });
  try {
    const vendor = pathToFileURL(`${dir}/`);
    const make = (path: string) =>
      Deno.mkdirSync(new URL(path, vendor), { recursive: true });
    Deno.writeTextFileSync(new URL("manifest.json", vendor), "{}");
    make("http_127.0.0.1_8000/@std/assert/1.0.0/");
    make("a.example/x/");
    assertEquals(registryHost(vendor), undefined);
    make("registry.example/@std/assert/1.0.0/");
    make("registry.example/@std/assert/1.9999.0/");
    make("zzz.example/@std/assert/1.0.0/");
    assertEquals(registryHost(vendor), "registry.example");
  } finally {
    Deno.removeSync(dir, { recursive: true });
  }
});

Deno.test("the registry's host is the folder of the stand-ins in this repository", () => {
  const vendor = new URL("../../vendor/", import.meta.url);
  assertNotEquals(registryHost(vendor), undefined);
});
