/**
 * The simulated stream keeps the contract of streams.
 *
 * @module
 */
import { Random } from "../../../support/random.ts";
import { SimulatedStream } from "../../../support/stream/simulated_stream.ts";
import { StoredLog } from "../../../support/stream/stored_log.ts";
import { VirtualTime } from "../../../support/stream/virtual_time.ts";
import { CONTRACT } from "./contract.ts";

for (const [name, run] of Object.entries(CONTRACT)) {
  Deno.test(`simulated: ${name}`, async () => {
    const clock = new VirtualTime();
    const stored = new StoredLog();
    const random = new Random(1);
    const open = () =>
      Promise.resolve(new SimulatedStream({ stored, clock, random }));
    await clock.run(run({ open, pause: () => clock.wait(20) }));
  });
}
