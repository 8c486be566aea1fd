/** @module Tests of tools/build.ts; what it makes is run by tests/story/built_test.ts. */
import { assertEquals, assertThrows } from "@std/assert";
import { demandScript, withoutRequire } from "../../tools/build.ts";

Deno.test("a text that imports is no script, and the build says why", () => {
  const entry = new URL("file:///a/worker.ts");
  demandScript("(() => { self.onmessage = null; })();", entry);
  const text = 'import { gunzipSync } from "node:zlib";\ngunzipSync;';
  assertThrows(() => demandScript(text, entry), Error, "/a/worker.ts");
});

Deno.test("what a package requires of Node's, a script has from the process", () => {
  const entry = new URL("file:///a/worker.ts");
  const body = 'const socket = q("node:net").Socket;';
  for (
    const begin of [
      'import{createRequire as c } from "node:module";var q=c(import.meta.url);',
      'import { createRequire as __c } from "node:module";\nvar q = __c(import.meta.url);\n',
    ]
  ) {
    assertThrows(() => demandScript(begin + body, entry));
    const text = withoutRequire(begin + body);
    demandScript(text, entry);
    const found: unknown = new Function(`${text} return socket;`)();
    assertEquals(typeof found, "function");
  }
});
