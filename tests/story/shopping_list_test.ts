/**
 * The shopping list of the examples in two tabs of a real browser.
 *
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { moduleText } from "../browser/page_server.ts";
import { openBrowser, type Page } from "../support/browser.ts";
import { copyPackage } from "../support/package_copy.ts";
import { TempFolder } from "../support/temp.ts";

/** The example, running from a checkout that has a build. */
class ShoppingList implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly port: string;

  private constructor(child: Deno.ChildProcess, port: string) {
    this.#child = child;
    this.port = port;
  }

  static async start(checkout: string, port = "0"): Promise<ShoppingList> {
    const config = ["--config", `${checkout}/deno.json`];
    const permissions = ["-RW", "--allow-net=127.0.0.1", "--allow-env"];
    const child = new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "--no-check", ...config, ...permissions],
        ...[`${checkout}/examples/shopping_list.ts`, port],
      ],
      cwd: checkout,
      stderr: "piped", // where `Deno.serve` says its address
      env: { NO_COLOR: "1" },
    }).spawn();
    let said = "";
    const { promise, resolve } = Promise.withResolvers<string>();
    (async () => {
      for await (
        const text of child.stderr.pipeThrough(new TextDecoderStream())
      ) {
        said += text;
        const [, found] = said.match(/127\.0\.0\.1:(\d+)/) ?? [];
        if (found !== undefined) resolve(found);
      }
      resolve("");
    })();
    const found = await promise;
    assertMatch(found, /^\d+$/, `it said ${said}`);
    return new ShoppingList(child, found);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#child.status;
  }
}

/** The items that a tab shows, `x` before those that are done. */
async function shown(page: Page): Promise<string[]> {
  return await page.evaluate(
    `[...document.querySelectorAll("li")].map((item) =>
      (item.querySelector(":checked") ? "x " : "") +
      item.querySelector("span").textContent)`,
  );
}

/** Waits until a tab shows these items. */
async function expectShown(page: Page, items: string[]): Promise<void> {
  await page.waitForFunction(
    `document.querySelectorAll("li").length === ${items.length} &&
     document.querySelectorAll("li :checked").length ===
     ${items.filter((item) => item.startsWith("x ")).length}`,
  );
  assertEquals(await shown(page), items);
}

async function add(page: Page, name: string): Promise<void> {
  await page.fill("input#name", name);
  await page.press("input#name", "Enter");
}

Deno.test("two tabs share a shopping list, also after the program was killed", async () => {
  using temp = new TempFolder();
  copyPackage(temp.path, ["examples"]);
  Deno.mkdirSync(temp.file("deno-task-build"));
  Deno.writeTextFileSync(
    temp.file("deno-task-build/browser.js"),
    `export default ${JSON.stringify(await moduleText())};`,
  );
  await using browser = await openBrowser("the shopping list in two tabs");
  if (browser === undefined) return;
  let port: string;
  let tabs: [Page, Page];
  {
    await using program = await ShoppingList.start(temp.path);
    port = program.port;
    const address = `http://127.0.0.1:${port}/`;
    tabs = [await browser.open(address), await browser.open(address)];
    const [one, two] = tabs;
    await add(one, "Milk");
    await expectShown(two, ["Milk"]);
    await add(two, "<img src=x onerror=alert(1)>");
    await add(one, "Bread");
    for (const tab of tabs) {
      await expectShown(tab, ["Milk", "<img src=x onerror=alert(1)>", "Bread"]);
    }
    await two.check("li:has-text('Milk') input");
    await one.click("[title='Remove <img src=x onerror=alert(1)>']");
    for (const tab of tabs) await expectShown(tab, ["x Milk", "Bread"]);
    assertEquals(browser.complaints, []);
  }
  for (const tab of tabs) {
    await tab.waitForSelector("p:has-text('Not up to date')");
    assert(await tab.evaluate("document.querySelector('main').inert"));
  }
  {
    await using _program = await ShoppingList.start(temp.path, port);
    const [one, two] = tabs;
    await one.waitForSelector("main:not([inert])");
    await add(one, "Tea");
    for (const tab of [one, two]) {
      await expectShown(tab, ["x Milk", "Bread", "Tea"]);
    }
    assertEquals(await one.textContent("p"), "");
    // What the browser says of a server that is not there.
    const others = browser.complaints.filter((text) =>
      !text.includes("ERR_CONNECTION_REFUSED")
    );
    assertEquals(others, []);
  }
});
