/**
 * The browser of the tests is a real one, and a page's complaints are heard.
 *
 * @module
 */
import { assertEquals, assertThrows } from "@std/assert";
import { findBrowser, openBrowser } from "./browser.ts";
import { TempFolder } from "./temp.ts";

const html = { "content-type": "text/html" };

Deno.test("two tabs are one browser's, and what goes wrong in them is told", async () => {
  await using browser = await openBrowser("pages in a real browser");
  if (browser === undefined) return;
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    ({ url }) =>
      url.endsWith("/bad")
        ? new Response("<script>missing()</script>", { headers: html })
        : new Response("<link rel=icon href=data:,><h1>Here</h1>", {
          headers: html,
        }),
  );
  const address = `http://127.0.0.1:${server.addr.port}`;
  const [one, two] = [
    await browser.open(`${address}/`),
    await browser.open(`${address}/`),
  ];
  assertEquals(await one.textContent("h1"), "Here");
  await one.evaluate("localStorage.said = 'hello'");
  assertEquals(await two.evaluate("localStorage.said"), "hello");
  assertEquals(browser.complaints, []);

  await browser.open(`${address}/bad`);
  assertEquals(
    browser.complaints.filter((text) => text.includes("missing is not defined"))
      .length,
    1,
  );
});

Deno.test("a browser that is named has to be there", () => {
  using temp = new TempFolder();
  const path = temp.file("browser");
  assertThrows(() => findBrowser(path), Error, "no browser is there");
  assertEquals(findBrowser("", [path]), undefined);
  Deno.writeTextFileSync(path, "");
  assertEquals(findBrowser(path), path);
  assertEquals(findBrowser("", [temp.file("none"), path]), path);
});
