/**
 * The module for browsers, served.
 *
 * @module
 */
import { DatabaseError } from "../errors.ts";
import { builtText } from "../store/file/protocol/module_worker.ts";
import { ENCODER } from "../values/characters.ts";

/** The text and its tag, when it was asked for once. */
let built: Promise<{ readonly text: string; readonly tag: string }> | undefined;

/**
 * Answers a request with the module `@kanta/core/browser`, as one JavaScript text
 * without dependencies, below 8 kB as it goes over the wire. A page imports it from
 * the address that it is served at; as a shared worker it runs from there, too.
 *
 * A checkout has no such text before `deno task build` has made it: then it throws
 * a `DatabaseError`.
 *
 * @example
 * ```ts ignore
 * Deno.serve((request) => {
 *   const { pathname } = new URL(request.url);
 *   if (pathname === "/kanta.js") return browserModule(request);
 *   return new Response("Not here", { status: 404 });
 * });
 * ```
 */
export async function browserModule(request?: Request): Promise<Response> {
  const { text, tag } = await (built ??= load());
  const headers = {
    "content-type": "text/javascript; charset=utf-8",
    // Asked for each time, so that pages and server are of one version.
    "cache-control": "no-cache",
    "etag": tag,
    "x-content-type-options": "nosniff",
  };
  return request?.headers.get("if-none-match")?.includes(tag)
    ? new Response(null, { status: 304, headers })
    : new Response(text, { headers });
}

async function load(): Promise<{ text: string; tag: string }> {
  try {
    const text = await builtText(() =>
      import("../../deno-task-build/browser.js")
    );
    const bytes = await crypto.subtle.digest("SHA-256", ENCODER.encode(text));
    return { text, tag: `"${new Uint8Array(bytes).toHex().slice(0, 16)}"` };
  } catch (cause) {
    throw new DatabaseError(
      "Cannot serve the module for browsers: this checkout of Kanta has none yet; " +
        "run `deno task build` in it, and this program again",
      { cause },
    );
  }
}
