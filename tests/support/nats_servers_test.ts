/**
 * The NATS servers of the tests are real ones, and are ended whatever happens.
 *
 * @module
 */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { openStream } from "../../src/store/nats/open_stream.ts";
import { readStreamAddress } from "../../src/store/stream/port/stream_address.ts";
import { findNatsServer, startNats } from "./nats_servers.ts";
import { sideBySide } from "./side_by_side.ts";
import { TempFolder } from "./temp.ts";

Deno.test("a server that is named has to be there", () => {
  using temp = new TempFolder();
  const path = temp.file("nats-server");
  assertThrows(() => findNatsServer(path), Error, "no server is there");
  assertEquals(findNatsServer("", temp.path), undefined);
  Deno.writeTextFileSync(path, "");
  assertEquals(findNatsServer(path), path);
  assertEquals(findNatsServer("", `/none:${temp.path}`), path);
});

const waiting = sideBySide();

/** Whether somebody greets at an address. */
async function greets(address: string): Promise<boolean> {
  const [hostname = "", port] = address.split(":");
  try {
    const connection = await Deno.connect({ hostname, port: Number(port) });
    connection.close();
    return true;
  } catch {
    return false;
  }
}

waiting(
  "a server is killed, and starts again at its address; three elect a leader",
  async () => {
    let address: string;
    {
      await using servers = await startNats("servers", { count: 3 });
      if (servers === undefined) return;
      const [server] = servers.all;
      assert(server !== undefined);
      address = server.address;
      assert(await greets(address));
      await server.kill();
      assert(!await greets(address));
      await server.start();
      await server.ready();
      await server.end();
      assert(!await greets(address));
      await server.start();
      await server.freeze();
    }
    assert(!await greets(address));
  },
);

waiting(
  "servers end with the process that started them, however it ends",
  async () => {
    const support = new URL("./nats_servers.ts", import.meta.url);
    const code = `
    import { startNats } from ${JSON.stringify(support.href)};
    const servers = await startNats("servers");
    if (servers === undefined) Deno.exit();
    console.log(servers.all[0].address);
    await new Promise((resolve) => setTimeout(resolve, 60_000));
  `;
    const child = new Deno.Command(Deno.execPath(), {
      args: ["eval", "--ext=ts", code],
      stdout: "piped",
    }).spawn();
    const reader = child.stdout.getReader();
    const { value } = await reader.read();
    const address = new TextDecoder().decode(value).trim();
    if (address !== "") {
      assert(await greets(address));
      child.kill("SIGKILL");
    }
    await child.status;
    await reader.cancel();
    for (let i = 0; i < 100 && await greets(address); i++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert(!await greets(address));
  },
);

waiting(
  "it is known which server leads a stream, and which one a log is open at",
  async () => {
    await using servers = await startNats("servers", { count: 3 });
    if (servers === undefined) return;
    const address = readStreamAddress(servers.url("shop"));
    const stream = await openStream(address, { create: true, writes: true });
    const leader = await servers.leaderOf("shop");
    assert(leader !== undefined);
    assert(await servers.serverOf("shop") !== undefined);
    assertEquals(await servers.serverOf("other"), undefined);
    await leader.kill();
    let next = await servers.leaderOf("shop").catch(() => undefined);
    while (next === undefined || next === leader) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      next = await servers.leaderOf("shop").catch(() => undefined);
    }
    await stream.close();
  },
);
