/**
 * A database with a server for pages that keep copies of it.
 *
 * As a program it serves a file, and takes commits over HTTP:
 * `page_server.ts FILE PORT MODULE`.
 *
 * @module
 */
import { Kanta } from "../../mod.ts";
import { changeStream } from "../../src/live/mod.ts";
import { buildText } from "../../tools/build.ts";
import { root } from "../house/source_files.ts";

/** What the pages see: the values of JSON, and others. */
export interface Data {
  count: number;
  items: string[];
  rich: Record<string, unknown>;
}

/** The data of a new database. */
export const EMPTY = (): Data => ({
  count: 0,
  items: ["bread", "eggs", "tea"],
  rich: {},
});

/** A page that has the module at hand, and no picture of its own. */
const PAGE = `<!doctype html>
<link rel="icon" href="data:,">
<title>A page</title>
<script type="module">
import { LiveCopy } from "/kanta.js";
globalThis.LiveCopy = LiveCopy;
/** Keeps a copy, and notes all that it tells. */
globalThis.keep = (options, address = "/changes") => {
  const copy = new LiveCopy(address, options);
  const told = [];
  copy.watch((event) => told.push(event));
  return Object.assign(copy, { told });
};
</script>`;

let module: Promise<string> | undefined;

/** The text of the module for browsers, made of the sources. */
export function moduleText(): Promise<string> {
  return module ??= buildText("browser.js", root);
}

/** What a server counts. */
export interface Served {
  /** Streams that are open now. */
  open: number;
  /** Streams that were asked for. */
  asked: number;
}

/** Answers the requests of pages. */
export function pagesOf(
  db: Kanta<Data>,
  module: string,
  served: Served = { open: 0, asked: 0 },
  bundle = "",
): Deno.ServeHandler {
  const changes = changeStream(db);
  const narrow = changeStream(db, { place: "rich" });
  return async (request, { completed }) => {
    const { pathname } = new URL(request.url);
    const text = (body: string, type: string) =>
      new Response(body, { headers: { "content-type": type } });
    switch (pathname) {
      case "/":
        return text(PAGE, "text/html");
      case "/strict": // no worker may run here
        return new Response(PAGE, {
          headers: {
            "content-type": "text/html",
            "content-security-policy": "worker-src 'none'",
          },
        });
      case "/bundled":
        return text(
          `<link rel="icon" href="data:,"><script type="module" src="/app.js"></script>`,
          "text/html",
        );
      case "/app.js":
        return text(bundle, "text/javascript");
      case "/kanta.js":
        return text(module, "text/javascript");
      case "/changes":
      case "/rich":
        served.asked++;
        served.open++;
        completed.catch(() => {}).then(() => served.open--);
        return pathname === "/rich" ? narrow(request) : changes(request);
      case "/count": {
        const times = Number(await request.text());
        for (let i = 0; i < times; i++) {
          db.transaction("count", (data) => void data.count++);
          if (i % 10 === 9) await db.flush(); // so that it is told meanwhile
        }
        await db.flush();
        return Response.json({ rev: db.rev });
      }
      default:
        return new Response("Not here", { status: 404 });
    }
  };
}

if (import.meta.main) {
  // For each of several starts of one server.
  const [path, port, module] = Deno.args as [string, string, string];
  const db = await Kanta.open<Data>(path, EMPTY());
  Deno.serve({
    hostname: "127.0.0.1",
    port: Number(port),
    onListen: ({ port }) => console.log(port),
  }, pagesOf(db, await Deno.readTextFile(module)));
}
