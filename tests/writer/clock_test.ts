import { assert } from "@std/assert";
import { SYSTEM_CLOCK } from "../../src/writer/clock.ts";

Deno.test("timers ring once, unless they are cancelled", async () => {
  const before = SYSTEM_CLOCK.now();
  let rang = 0;
  const cancelled = SYSTEM_CLOCK.setTimer(() => rang += 100, 1);
  cancelled();
  await new Promise<void>((resolve) => {
    const cancel = SYSTEM_CLOCK.setTimer(() => {
      rang++;
      resolve();
    }, 5);
    assert(typeof cancel === "function");
  });
  assert(rang === 1);
  assert(SYSTEM_CLOCK.now() > before);
  assert(Math.abs(SYSTEM_CLOCK.today().getTime() - Date.now()) < 60_000);
});
