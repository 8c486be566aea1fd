/**
 * The module for browsers is served as one small text, from a build.
 *
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { build, PROGRAMS } from "../../tools/build.ts";
import { moduleText } from "../browser/page_server.ts";
import { copyPackage, deno } from "../support/package_copy.ts";
import { TempFolder } from "../support/temp.ts";

/** The most bytes that it may have as it goes over the wire. */
const MOST = 8_000;

Deno.test(`the module for browsers is below ${MOST} bytes gzipped, and imports nothing`, async () => {
  const text = await moduleText();
  const packed = new Blob([text]).stream()
    .pipeThrough(new CompressionStream("gzip"));
  const { byteLength } = await new Response(packed).arrayBuffer();
  console.log(`    ${text.length} characters, ${byteLength} bytes gzipped`);
  assert(byteLength < MOST, `${byteLength}`);
  assert(byteLength > 1000, "it is all of it");
  assertEquals(text.match(/\bimport\s*[("{*]|\bfrom\s*"|\bDeno\s*\./g), null);
  const url = URL.createObjectURL(
    new Blob([text], { type: "text/javascript" }),
  );
  const { LiveCopy } = await import(url);
  assertEquals(typeof LiveCopy, "function");
});

const PROGRAM = `
import { browserModule } from "@kanta/core/live";
const response = await browserModule(new Request("http://a.example/kanta.js"));
const tag = response.headers.get("etag");
const again = (tag) => new Request("http://a.example/kanta.js", {
  headers: { "if-none-match": tag },
});
console.log(JSON.stringify({
  status: response.status,
  type: response.headers.get("content-type"),
  text: (await response.text()).length,
  again: (await browserModule(again(tag))).status,
  other: (await browserModule(again('"x"'))).status,
  bare: (await browserModule()).status,
}));
`;

Deno.test("a checkout says what to run before there is a build, and serves it after that", async () => {
  using temp = new TempFolder();
  copyPackage(temp.path);
  Deno.writeTextFileSync(temp.file("program.ts"), PROGRAM);
  const args = ["run", "--no-check", "--quiet", "program.ts"];
  const before = await deno(args, temp.path);
  assert(!before.success);
  assertStringIncludes(before.said, "DatabaseError: Cannot serve the module");
  assertStringIncludes(before.said, "deno task build");
  const served = PROGRAMS.filter(({ name }) => name === "browser.js");
  await build(new URL(`file://${temp.path}/`), [], served);
  const after = await deno(args, temp.path);
  assertEquals(after.said, "");
  assertEquals(JSON.parse(after.out), {
    status: 200,
    type: "text/javascript; charset=utf-8",
    text: (await moduleText()).length,
    again: 304,
    other: 200,
    bare: 200,
  });
});
