/**
 * The page in a real browser, with the server of one's own machine.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { Kanta } from "../../mod.ts";
import { serveViewer } from "../../src/viewer/own_server.ts";
import { buildPage } from "../../tools/build.ts";
import { root } from "../house/source_files.ts";
import { openBrowser } from "../support/browser.ts";
import { TempFolder } from "../support/temp.ts";

const HOSTILE = `</script><img src=x onerror="document.title='broken'">`;

Deno.test("the page shows the log under its policy, whatever is in it, and asks nobody else", async () => {
  await using browser = await openBrowser("the viewer's page");
  if (browser === undefined) return;
  using folder = new TempFolder();
  const path = folder.file();
  await using db = await Kanta.open<Record<string, unknown>>(
    path,
    { [HOSTILE]: HOSTILE, password: "hunter22" },
    { sync: "never" },
  );
  db.transaction(HOSTILE, { user: HOSTILE }, (data) => {
    data["text"] = HOSTILE;
    data["long"] = "x".repeat(1 << 20);
  });
  await db.flush();
  const files = await buildPage(root);
  await using server = serveViewer(path, {
    files: () => Promise.resolve(files),
  });
  const { host, hash } = new URL(server.address);
  const elsewhere: string[] = [];
  browser.context.on("request", (request) => {
    if (new URL(request.url()).host !== host) elsewhere.push(request.url());
  });
  const page = await browser.open(server.address);
  await page.getByText("r2", { exact: false }).first().waitFor();
  await page.getByText(HOSTILE, { exact: false }).first().waitFor();
  assert(!page.url().includes(hash.slice(1)), "the token stays in the address");
  assert(!(await page.content()).includes("hunter22"));
  db.transaction("added", (data) => void (data["more"] = 1));
  await db.flush();
  await page.getByText("added", { exact: true }).first().waitFor();
  assert(await page.title() !== "broken");
  assertEquals(elsewhere, []);
  assertEquals(browser.complaints, []);
});
