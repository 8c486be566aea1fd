/**
 * A live copy of a place of a database, in a browser.
 *
 * A server serves the changes by `changeStream()`, and this module to its pages by
 * `browserModule()`, both of `@kanta/core/live`. A copy is plain objects that are
 * changed in place; it is for reading. It connects again by itself, and goes on
 * where it was. All copies of a page share one stream, and where there are shared
 * workers, all pages of an origin do. The module runs in Deno and Node, too.
 *
 * @example
 * ```ts
 * import { Kanta } from "@kanta/core";
 * import { changeStream } from "@kanta/core/live";
 * import { LiveCopy } from "@kanta/core/browser";
 *
 * await using db = await Kanta.memory({ items: ["bread", "milk"] });
 * await using server = Deno.serve({ port: 0, onListen() {} }, changeStream(db));
 *
 * // In a page: new LiveCopy("/changes", { place: "items" })
 * const address = `http://127.0.0.1:${server.addr.port}/changes`;
 * using items = new LiveCopy<string[]>(address, { place: "items" });
 * await items.ready;
 * items.watch(() => console.log(items.data, items.upToDate));
 *
 * db.transaction("add", ({ items }) => void items.push("tea"));
 * await items.waitFor(db.rev);
 * ```
 *
 * @module
 */
import { serveAsHub } from "./hub.ts";

export {
  type CopyEvent,
  type CopyOptions,
  LiveCopy,
  type StatusEvent,
} from "./live_copy.ts";

// The pages of an origin run this very module as the worker that they share.
serveAsHub();
