import { assert, assertEquals, assertMatch } from "@std/assert";
import { POLICY } from "../../../src/viewer/http/policy.ts";
import { serveViewer } from "../../../src/viewer/own_server.ts";
import { viewer } from "../../../src/viewer/mod.ts";
import { JSON_LINES, LogBuilder } from "../../maintenance/log_builder.ts";
import { TempFolder } from "../../support/temp.ts";

const FILES = {
  script: "export {};",
  style: "body {}",
};

/** A request as bytes, since `fetch` lets nobody set `Host`. */
async function asked(
  address: string,
  { method = "GET", path = "/api/info", headers = {} }: {
    method?: string;
    path?: string;
    headers?: Record<string, string>;
  },
): Promise<{ status: number; text: string }> {
  const { hostname, port, host } = new URL(address);
  const lines = Object.entries({ host, connection: "close", ...headers })
    .map(([name, value]) => `${name}: ${value}\r\n`).join("");
  using connection = await Deno.connect({ hostname, port: Number(port) });
  const request = `${method} ${path} HTTP/1.1\r\n${lines}\r\n`;
  await connection.write(new TextEncoder().encode(request));
  const chunks: number[] = [];
  const room = new Uint8Array(1 << 16);
  for (;;) {
    const count = await connection.read(room);
    if (count === null) break;
    chunks.push(...room.subarray(0, count));
  }
  const text = new TextDecoder().decode(new Uint8Array(chunks));
  return { status: Number(text.split(" ")[1]), text };
}

function logIn(folder: TempFolder): string {
  const path = folder.file();
  const { bytes } = new LogBuilder(JSON_LINES)
    .change({ n: 1 }, { a: "bootstrap", ts: "2026-06-10T08:00:00Z" })
    .change({ n: 2 }, { a: "</script><img onerror=x>", u: "bob\u202e" });
  Deno.writeFileSync(path, bytes);
  return path;
}

Deno.test("only who has the printed address and its token is answered", async () => {
  using folder = new TempFolder();
  await using server = serveViewer(logIn(folder), {
    files: () => Promise.resolve(FILES),
  });
  const { address } = server;
  const { host, hash, hostname } = new URL(address);
  assertEquals(hostname, "127.0.0.1");
  assertMatch(hash, /^#[\w-]{22}$/); // 128 bits
  const token = hash.slice(1);
  const authorization = `Bearer ${token}`;
  const status = async (
    headers: Record<string, string>,
    more: { method?: string; path?: string } = {},
  ) => (await asked(address, { headers, ...more })).status;

  assertEquals(await status({ authorization }), 200);
  assertEquals(await status({ authorization, origin: `http://${host}` }), 200);
  assertEquals(await status({}), 403);
  assertEquals(await status({ authorization: "Bearer " }), 403);
  assertEquals(await status({ authorization: token }), 403);
  assertEquals(await status({ authorization: `${authorization}x` }), 403);
  const other = `Bearer ${token.slice(0, -1)}${
    token.endsWith("A") ? "B" : "A"
  }`;
  assertEquals(await status({ authorization: other }), 403);
  const cookie = { cookie: `token=${token}` };
  assertEquals(await status(cookie), 403);
  assertEquals(await status({}, { path: `/api/info?token=${token}` }), 403);
  for (const name of ["localhost", "evil.example", "[::1]"]) {
    const named = host.replace("127.0.0.1", name);
    assertEquals(await status({ authorization, host: named }), 403);
    // Not even the page, which has no data, is sent to another name.
    assertEquals(await status({ host: named }, { path: "/" }), 403);
    const origin = `http://${named}`;
    assertEquals(await status({ authorization, origin }), 403);
  }
  assertEquals(await status({ authorization, origin: "null" }), 403);
  for (const method of ["POST", "PUT", "DELETE", "OPTIONS", "HEAD", "PATCH"]) {
    assertEquals(await status({ authorization }, { method }), 405);
  }
  assertEquals(await status({ authorization }, { path: "/api/nothing" }), 404);
  assertEquals(await status({ authorization }, { path: "/../deno.json" }), 404);
  assertEquals(
    await status({ authorization }, { path: "/api/state?path=nonsense" }),
    400,
  );
});

Deno.test("each answer has the policy of the page, and nothing is kept", async () => {
  using folder = new TempFolder();
  using view = viewer(logIn(folder));
  for (const path of ["", "api/info", "api/nothing", "nothing", "api/live"]) {
    const response = await view(new Request(`http://localhost/${path}`));
    const { headers } = response;
    assertEquals(headers.get("content-security-policy"), POLICY, path);
    assertEquals(headers.get("x-content-type-options"), "nosniff", path);
    assertEquals(headers.get("referrer-policy"), "no-referrer", path);
    assertEquals(headers.get("cache-control"), "no-store", path);
    await response.body?.cancel();
  }
  assert(POLICY.includes("require-trusted-types-for 'script'"));
});

Deno.test("a mounted viewer answers below its base, by GET alone", async () => {
  using folder = new TempFolder();
  using view = viewer(logIn(folder), { base: "/admin/log" });
  const at = async (path: string, method = "GET") => {
    const response = await view(
      new Request(`http://localhost${path}`, { method }),
    );
    const text = await response.text();
    return { status: response.status, text, headers: response.headers };
  };
  assertEquals((await at("/admin/log/api/info")).status, 200);
  assertEquals((await at("/admin/log/")).status, 200);
  assertEquals(
    (await at("/admin/log")).headers.get("location"),
    "/admin/log/",
  );
  assertEquals((await at("/api/info")).status, 404);
  assertEquals((await at("/admin/login/api/info")).status, 404);
  assertEquals((await at("/admin/log/api/info", "POST")).status, 405);
});

Deno.test("hostile text is a text in JSON, and of no type that a browser runs", async () => {
  using folder = new TempFolder();
  using view = viewer(logIn(folder));
  const address = "http://localhost/api/records?from=0&count=1";
  const response = await view(new Request(address));
  assertEquals(
    response.headers.get("content-type"),
    "application/json; charset=utf-8",
  );
  const { rows } = await response.json();
  assertEquals(rows[0].action, "</script><img onerror=x>");
  assertEquals(rows[0].user, "bob\u202e");
});
