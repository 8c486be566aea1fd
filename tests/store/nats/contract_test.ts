/**
 * A log's stream on real servers keeps the contract of streams.
 *
 * @module
 */
import { openStream } from "../../../src/store/nats/open_stream.ts";
import type { LogStream } from "../../../src/store/stream/port/port.ts";
import { readStreamAddress } from "../../../src/store/stream/port/stream_address.ts";
import { startNats } from "../../support/nats_servers.ts";
import { listened } from "../../support/stream/listened_stream.ts";
import { CONTRACT } from "../stream/port/contract.ts";

for (
  const [what, count] of [["one server", 1], ["three servers", 3]] as const
) {
  Deno.test(`a stream on ${what} keeps the contract`, async (t) => {
    await using servers = await startNats("streams on real servers", { count });
    if (servers === undefined) return;
    for (const [i, [name, run]] of Object.entries(CONTRACT).entries()) {
      const opened: LogStream[] = [];
      const open = async () => {
        const address = readStreamAddress(servers.url(`log${i}`));
        const stream = await openStream(address, {
          create: true,
          writes: true,
        });
        opened.push(stream);
        return await listened(stream);
      };
      const pause = () =>
        new Promise<void>((resolve) => setTimeout(resolve, 20));
      await t.step(name, () => run({ open, pause }));
      await Promise.all(opened.map((stream) => stream.close()));
    }
  });
}
