/**
 * A page of the viewer that tells when it shows what: looked at from inside, since
 * to ask it from outside takes as long as what is measured.
 *
 * @module
 */
import type { Page } from "../../tests/support/browser.ts";

/** So many pixels are scrolled in a frame. */
const FLING = 120;

/** Runs in the page before its own program. */
const WATCH = `
globalThis.seen = { first: undefined, keys: 0, done: undefined };
const wanted = () => {
  const { seen } = globalThis;
  seen.first ??= document.querySelector(".row:not(.blank)") === null
    ? undefined : performance.now();
  if (seen.keys > 0 && seen.done === undefined && seen.test?.()) {
    seen.done = performance.now() - seen.keys;
  }
};
new MutationObserver(wanted).observe(document, {
  subtree: true, childList: true, attributes: true, characterData: true,
});
addEventListener("keydown", ({ key }) => {
  if (key === "End" || key === "Enter") globalThis.seen.keys = performance.now();
}, true);
globalThis.until = (test) => {
  Object.assign(globalThis.seen, { keys: 0, done: undefined, test });
};
globalThis.blankest = async (ms) => {
  const list = document.getElementById("timeline");
  // A brisk turn of the wheel: ${FLING} pixels of the list a frame.
  const view = list.clientHeight;
  const scale = (list.ariaRowCount * 26 - view) / (list.scrollHeight - view);
  let longest = 0;
  let since;
  list.scrollTop = 0;
  for (const end = performance.now() + ms; performance.now() < end;) {
    list.scrollTop += ${FLING} / Math.max(1, scale);
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    const rows = [...list.querySelectorAll(".row")];
    if (rows.length > 0 && rows.every((row) => row.matches(".blank"))) {
      since ??= now;
      longest = Math.max(longest, now - since);
    } else since = undefined;
  }
  return longest;
};
`;

/** A page, and what it saw. */
export class WatchedPage {
  readonly #page: Page;

  private constructor(page: Page) {
    this.#page = page;
  }

  /** Opens an address. */
  static async open(page: Page, address: string): Promise<WatchedPage> {
    await page.addInitScript(WATCH);
    await page.goto(address);
    await page.waitForSelector(".row:not(.blank)");
    return new WatchedPage(page);
  }

  /** How long after its load the first row stood there, in milliseconds. */
  get first(): Promise<number> {
    return this.#page.evaluate<number>("seen.first");
  }

  /** How long after a key something stood there. */
  async after(key: string, test: string): Promise<number> {
    await this.#page.evaluate(`until(() => ${test})`);
    await this.#page.keyboard.press(key);
    for (;;) {
      const done = await this.#page.evaluate<number | null>(
        "seen.done ?? null",
      );
      if (done !== null) return done;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Types a search, and sends it: how long after that it had a hit. */
  async search(text: string): Promise<number> {
    await this.#page.keyboard.press("/");
    await this.#page.keyboard.type(text);
    return await this.after(
      "Enter",
      "/^[1-9]/.test(document.getElementById('search-state').textContent)",
    );
  }

  /** The longest time without a row while it is scrolled, in milliseconds. */
  async blankest(ms: number): Promise<number> {
    return await this.#page.evaluate<number>(`blankest(${ms})`);
  }

  /** The bytes of the JavaScript heap, after a collection. */
  async heap(): Promise<number> {
    const session = await this.#page.context().newCDPSession(this.#page);
    await session.send("HeapProfiler.collectGarbage");
    const { usedSize } = await session.send("Runtime.getHeapUsage");
    await session.detach();
    return usedSize;
  }
}
