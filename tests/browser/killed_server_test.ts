/**
 * A server that is killed and comes back: copies in a browser say so meanwhile,
 * and nothing is missed or doubled.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { ask, openBrowser } from "../support/browser.ts";
import { TempFolder } from "../support/temp.ts";
import { moduleText } from "./page_server.ts";

const PROGRAM = new URL("page_server.ts", import.meta.url).href;
const CONFIG = fileURLToPath(new URL("../../deno.json", import.meta.url));

/** A server in a process of its own. */
class ServerProcess {
  readonly port: number;
  readonly #child: Deno.ChildProcess;
  #killed = false;

  private constructor(child: Deno.ChildProcess, port: number) {
    this.#child = child;
    this.port = port;
  }

  /** Starts it; it says its port when it listens. */
  static async start(
    folder: string,
    port = 0,
  ): Promise<ServerProcess> {
    const child = new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "-A", "--no-check", "--quiet", "--config", CONFIG, PROGRAM],
        ...[`${folder}/data.kantadb`, String(port), `${folder}/kanta.js`],
      ],
      stdout: "piped",
    }).spawn();
    const reader = child.stdout.pipeThrough(new TextDecoderStream())
      .getReader();
    const { value } = await reader.read();
    reader.cancel();
    return new ServerProcess(child, Number(value));
  }

  /** Counts so many times; false where it was killed meanwhile. */
  async count(times: number): Promise<boolean> {
    const address = `http://127.0.0.1:${this.port}/count`;
    try {
      const init = { method: "POST", body: String(times) };
      await (await fetch(address, init)).json();
      return true;
    } catch {
      return false;
    }
  }

  async kill(): Promise<void> {
    if (this.#killed) return;
    this.#killed = true;
    this.#child.kill("SIGKILL");
    await this.#child.status;
  }
}

Deno.test("the server is killed and comes back: nothing is missed, nothing comes twice", async () => {
  using temp = new TempFolder();
  await Deno.writeTextFile(temp.file("kanta.js"), await moduleText());
  await using browser = await openBrowser("a server that is killed");
  if (browser === undefined) return;
  let server = await ServerProcess.start(temp.path);
  try {
    const { port } = server;
    const address = `http://127.0.0.1:${port}/`;
    const pages = [await browser.open(address), await browser.open(address)];
    // One by the worker, one by a stream of its own.
    const options = ["{}", "{ worker: false }"];
    for (const [i, page] of pages.entries()) {
      await ask(page, `all = keep(${options[i]}); all.ready`);
    }
    for (let round = 0; round < 3; round++) {
      await server.count(50);
      const killed = server.count(Infinity); // it never gets there
      for (const page of pages) {
        await page.waitForFunction(`all.data.count > ${60 + round * 10}`);
      }
      await server.kill();
      assertEquals(await killed, false);
      for (const page of pages) {
        await page.waitForFunction("!all.upToDate");
        assert(await ask(page, "all.reason !== ''"));
      }
      server = await ServerProcess.start(temp.path, port);
      await server.count(1);
      for (const page of pages) await page.waitForFunction("all.upToDate");
    }
    const response = await fetch(`${address}count`, {
      method: "POST",
      body: "1",
    });
    const { rev } = await response.json();
    for (const page of pages) {
      await ask(page, `all.waitFor(${rev})`);
      const revs = await ask<number[]>(
        page,
        'all.told.filter(({ type }) => type === "change").map(({ rev }) => rev)',
      );
      assertEquals(revs, Array.from({ length: rev - 1 }, (_, i) => i + 2));
      assertEquals(await ask(page, "all.data.count"), rev - 1);
      assertEquals(
        await ask(
          page,
          'all.told.filter(({ type }) => type === "state" || type === "reset").length',
        ),
        1,
      );
    }
  } finally {
    await server.kill();
  }
});
