/**
 * Who changed this? The history of a place, over HTTP:
 *
 *     deno run --allow-net=127.0.0.1 --allow-env=EXAMPLE_ONCE examples/audit.ts
 *     and in a browser: http://127.0.0.1:8000/?place=users.*.name
 */
import { Kanta } from "@kanta/core";

const users: Record<string, { name: string; role: string }> = {};
const db = await Kanta.memory({ users }); // or one in a file
db.transaction("join", { user: "admin" }, ({ users }) => {
  users["bob"] = { name: "Bob", role: "guest" };
});
db.transaction("promote", { user: "eve", note: "as agreed" }, ({ users }) => {
  users["bob"] = { name: "Bobby", role: "editor" };
});

/** Text for a page: nothing in the data is markup. */
const text = (value: unknown) =>
  (typeof value === "string" ? value : JSON.stringify(value) ?? "–")
    .replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
async function page(request: Request): Promise<Response> {
  const places = new URL(request.url).searchParams.get("place") || "**";
  let rows = "";
  for await (const one of db.history({ places, reverse: true, limit: 50 })) {
    for (const { at, op, old, new: now } of one.changes) {
      const cells = [one.ts, one.user, one.action, one.note, at, op, old, now];
      rows += `<tr>${cells.map((cell) => `<td>${text(cell)}`).join("")}`;
    }
  }
  const html = `<meta charset="utf-8"><h1>${text(places)}</h1><table>${rows}`;
  return new Response(html, { headers: { "content-type": "text/html" } });
}
const port = Deno.env.has("EXAMPLE_ONCE") ? 0 : 8000;
const server = Deno.serve({ hostname: "127.0.0.1", port }, page);
if (port === 0) {
  const page = `http://127.0.0.1:${server.addr.port}/?place=users.*.name`;
  console.log(await (await fetch(page)).text());
  await server.shutdown();
}
