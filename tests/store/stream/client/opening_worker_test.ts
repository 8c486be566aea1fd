/**
 * A worker, too, opens logs on servers.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { startNats } from "../../../support/nats_servers.ts";

Deno.test("a worker opens a log on servers, and is named as its holder", async () => {
  await using servers = await startNats("logs on servers in workers");
  if (servers === undefined) return;
  const program = new URL("./opening_worker.ts", import.meta.url);
  const worker = new Worker(program, { type: "module" });
  const said = await new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(event.message));
    };
    worker.postMessage(servers.url("shop"));
  });
  worker.terminate();
  assertEquals(said, "opening_worker.ts");
});
