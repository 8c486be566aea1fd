import { assertEquals } from "@std/assert";
import { ServerPatience } from "../../../../src/store/stream/port/server_patience.ts";
import { TurnedClock } from "../../../support/turned_clock.ts";

Deno.test("a server is left when nothing was heard through it for longer than an election takes", () => {
  const clock = new TurnedClock();
  const patience = new ServerPatience(clock);
  const after = (ms: number) => {
    clock.turn(ms);
    return patience.silent();
  };
  assertEquals([after(0), after(6000), after(3900)], [false, false, false]);
  assertEquals(after(200), true);
  // The next one gets as long.
  assertEquals([after(500), after(9000), after(2000)], [false, false, true]);
  assertEquals([after(0), after(9000)], [false, false]);
  patience.answered();
  assertEquals([after(2000), after(9000)], [false, false]);
});
