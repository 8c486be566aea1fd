/**
 * A shopping list that several people edit, each in a browser.
 *
 *     deno task build   # once, in a checkout: makes the module for browsers
 *     deno run -RW --allow-net=127.0.0.1 --allow-env=EXAMPLE_ONCE examples/shopping_list.ts
 *
 * Open http://127.0.0.1:8000 in two tabs: each shows at once what the other did.
 * Stop the program, and the tabs say so; start it again, and they go on.
 */
import { Kanta } from "@kanta/core";
import { browserModule, changeStream } from "@kanta/core/live";

const PAGE =
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>Shopping</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">
<style>
  :root { color-scheme: light dark; accent-color: #2a7; font: 18px/1.5 system-ui, sans-serif }
  body { max-width: 24rem; margin: 2rem auto; padding: 0 1rem } ul { padding: 0 }
  form, li, label { display: flex; gap: .6rem; align-items: center } input, button { font: inherit }
  li { padding: .3rem 0; border-bottom: 1px solid #8884 } label, #name { flex: 1; min-width: 0 }
  :checked + span { text-decoration: line-through; opacity: .6 } [inert] { opacity: .5 }
</style>
<h1>Shopping</h1>
<main inert>
  <form><input id="name" aria-label="What to buy" required autofocus><button>Add</button></form><ul></ul>
</main>
<p role="status"></p>
<template><li><label><input type="checkbox"><span></span></label><button>✕</button></li></template>
<script type="module">
  import { LiveCopy } from "/kanta.js";
  const [main, form, list, status, template] = document.querySelectorAll("main, form, ul, p, template");
  const ask = (action, id, body) => fetch("/" + action + "/" + id, { method: "POST", body });
  form.onsubmit = (event) => {
    event.preventDefault();
    ask("add", "", form.elements.name.value).then(() => form.reset());
  };
  const row = ([id, { name, done }]) => {
    const item = template.content.firstChild.cloneNode(true);
    const [box, text, button] = item.querySelectorAll("input, span, button");
    Object.assign(box, { id, checked: done, onchange: () => ask("check", id, !done) });
    text.textContent = name;
    Object.assign(button, { title: "Remove " + name, onclick: () => ask("remove", id) });
    return item;
  };
  const items = new LiveCopy("/changes", { place: "items" });
  items.watch(() => {
    const { id } = document.activeElement;
    list.replaceChildren(...Object.entries(items.data ?? {}).map(row));
    if (id) document.getElementById(id)?.focus();
    main.inert = !items.upToDate;
    status.textContent = items.reason && "Not up to date: " + items.reason;
  });
</script>`;

interface Data {
  items: Record<string, { name: string; done: boolean }>;
}
const once = Deno.env.get("EXAMPLE_ONCE") !== undefined;
const port = once ? 0 : Number(Deno.args[0] ?? 8000);
const db = await Kanta.open<Data>("shopping.kantadb", { items: {} });
const changes = changeStream(db, { place: "items" });
const server = Deno.serve({ hostname: "127.0.0.1", port }, async (request) => {
  const [, action = "", of] = new URL(request.url).pathname.split("/");
  if (action === "kanta.js") return await browserModule(request);
  if (action === "changes") return changes(request);
  const headers = { "content-type": "text/html" };
  if (request.method !== "POST") return new Response(PAGE, { headers });
  const [text, id] = [await request.text(), of || crypto.randomUUID()];
  db.transaction(action, ({ items }) => {
    if (action === "add") items[id] = { name: text, done: false };
    if (action === "remove") delete items[id];
    if (action === "check" && items[id]) items[id].done = text === "true";
  });
  await db.flush(); // who gets an answer can rely on it
  return new Response(null, { status: 204 });
});
if (once) {
  await server.shutdown();
  await db.close();
}
