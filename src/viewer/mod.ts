/**
 * The viewer: the log of a database in a browser, for an application to mount behind
 * its own authentication. `kanta view FILE` is the same for one's own machine.
 *
 * @example
 * ```ts
 * import { Kanta } from "@kanta/core";
 * import { viewer } from "@kanta/core/viewer";
 *
 * const path = await Deno.makeTempFile({ suffix: ".kantadb" });
 * await using db = await Kanta.open(path, { visits: 0 });
 * using view = viewer(db, { base: "/admin/log/" });
 *
 * const handler = (request: Request) =>
 *   request.headers.get("x-role") === "admin" // the application's own question
 *     ? view(request)
 *     : new Response("Not for you", { status: 403 });
 * // Deno.serve(handler);
 * const address = "http://localhost/admin/log/api/info";
 * const headers = { "x-role": "admin" };
 * const response = await handler(new Request(address, { headers }));
 * console.log((await response.json()).rev); // 1
 * ```
 *
 * @module
 */
export { viewer } from "./viewer.ts";
export type { NatsOptions } from "../keep/nats_options.ts";
export type { ViewedDatabase, ViewerHandler, ViewerOptions } from "./viewer.ts";
export { exportPage } from "./export/export_page.ts";
export type { ExportedPage, ExportOptions } from "./export/export_page.ts";
