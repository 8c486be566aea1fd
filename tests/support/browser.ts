/**
 * A real browser for tests: Chromium or Chrome, without a window.
 *
 * The browser is the system's. Where there is none, its tests are left out with a
 * line that says so; where `CHROMIUM` names one, as `.ci/run` does, they fail. The
 * tests of a file share one: to start it costs more than most tests.
 *
 * @module
 */
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from "npm:playwright-core@1.65.1";
import { leftOut } from "./system.ts";

export type { BrowserContextOptions, Page };

/** Where systems keep the browser. */
const PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/** How long a page may take for what a test waits for, in milliseconds. */
const PATIENCE = 60_000;

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/** The program of the browser; undefined where there is none. */
export function findBrowser(
  named: string | undefined = Deno.env.get("CHROMIUM"),
  places: readonly string[] = PLACES,
): string | undefined {
  if (named === undefined || named === "") return places.find(isFile);
  if (isFile(named)) return named;
  throw new Error(
    `CHROMIUM is ${named}, and no browser is there: install one, or unset it`,
  );
}

/** Pages of a browser that share cookies, storage and workers as tabs do. */
export class TestBrowser implements AsyncDisposable {
  readonly #context: BrowserContext;
  readonly #end: () => Promise<void>;
  /** What the pages complained of: errors, and warnings of the browser. */
  readonly complaints: string[] = [];

  /** Knows a context, and what else ends with it; {@linkcode openBrowser} makes one. */
  constructor(
    context: BrowserContext,
    end: () => Promise<void> = () => Promise.resolve(),
  ) {
    this.#context = context;
    this.#end = end;
    context.setDefaultTimeout(PATIENCE);
    context.on("weberror", (error) => {
      this.complaints.push(String(error.error()));
    });
    context.on("console", (message) => {
      const { url, lineNumber } = message.location();
      if (message.type() !== "error" && message.type() !== "warning") return;
      this.complaints.push(`${message.text()} (${url}:${lineNumber})`);
    });
  }

  /** Opens a tab at an address. */
  async open(address: string): Promise<Page> {
    const page = await this.#context.newPage();
    await page.goto(address);
    return page;
  }

  /** The context, for what else a test wants of the browser. */
  get context(): BrowserContext {
    return this.#context;
  }

  /** Closes the pages. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#context.close();
    await this.#end();
  }
}

/** The program of the browser; says what is left out where there is none. */
function programFor(about: string): string | undefined {
  const program = findBrowser();
  if (program === undefined) leftOut(about, "there is no Chromium");
  return program;
}

async function launch(executablePath: string): Promise<Browser> {
  return await chromium.launch({
    executablePath,
    // Its own sandbox refuses to run as root, which tests may.
    chromiumSandbox: false,
    args: ["--js-flags=--expose-gc"],
  });
}

/** Starts a browser that ends with its pages; undefined where there is none. */
export async function startBrowser(
  about: string,
): Promise<TestBrowser | undefined> {
  const program = programFor(about);
  if (program === undefined) return undefined;
  const browser = await launch(program);
  return new TestBrowser(await browser.newContext(), () => browser.close());
}

/** The browser of a file's tests, which ends after the last of them. */
let shared: Promise<Browser> | undefined;
Deno.test.afterAll(async () => await (await shared)?.close());

/**
 * Pages in the browser that the tests of a file share, which know nothing of those
 * of another test; undefined where there is no browser. `options`: what the pages are
 * to be told, such as the size of a screen.
 */
export async function openBrowser(
  about: string,
  options: BrowserContextOptions = {},
): Promise<TestBrowser | undefined> {
  const program = programFor(about);
  if (program === undefined) return undefined;
  const browser = await (shared ??= launch(program));
  return new TestBrowser(await browser.newContext(options));
}

/** The value of an expression in a page; one that is not there in time is an error. */
export async function ask<T>(page: Page, expression: string): Promise<T> {
  return await page.evaluate<T>(`Promise.race([
    (async () => (0, eval)(${JSON.stringify(expression)}))(),
    new Promise((_, reject) => setTimeout(reject, ${PATIENCE}, new Error(
      ${JSON.stringify(`Not there in time: ${expression}`)}
    ))),
  ])`);
}
