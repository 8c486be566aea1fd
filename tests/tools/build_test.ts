/** @module Tests of tools/build.ts; what it makes is run by tests/story/built_test.ts. */
import { assertThrows } from "@std/assert";
import { demandScript } from "../../tools/build.ts";

Deno.test("a text that imports is no script, and the build says why", () => {
  const entry = new URL("file:///a/worker.ts");
  demandScript("(() => { self.onmessage = null; })();", entry);
  const text = 'import { gunzipSync } from "node:zlib";\ngunzipSync;';
  assertThrows(() => demandScript(text, entry), Error, "/a/worker.ts");
});
