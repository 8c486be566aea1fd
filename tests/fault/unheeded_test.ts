/**
 * A database fails and nobody looks: the program goes on, and whoever asks later
 * is told. (A promise that is rejected unheard fails a test, too.)
 *
 * @module
 */
import { assert, assertRejects, assertThrows } from "@std/assert";
import { Kanta, WriteError } from "@kanta/core";
import { localWriter } from "../support/local_writer.ts";
import { SimulatedDisk } from "../support/simulated_disk.ts";
import { TurnedClock } from "../support/turned_clock.ts";

Deno.test("a failure that nobody waits for or listens to ends nothing", async () => {
  const disk = new SimulatedDisk({ seed: 1 });
  const clock = new TurnedClock();
  const db = new Kanta("/log.kantadb", { n: 0 }, {
    writer: localWriter({ disk, clock }),
    sync: 1000,
  });
  await db.open();
  await db.flush({ durable: true });
  const count = () =>
    db.transaction("count", (data) => {
      data.n++;
    });
  count();
  await db.flush();
  disk.options.fault = { call: 1, only: "sync", forever: true };
  clock.turn(1500); // the writer's own sync
  await new Promise((go) => setTimeout(go, 20));
  const cause = assertThrows(count, WriteError);
  assert(cause.message.includes("Input/output error"), cause.message);
  await assertRejects(() => db.close(), WriteError);
});
