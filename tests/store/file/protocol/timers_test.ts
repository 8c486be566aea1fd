import { assert } from "@std/assert";
import { SYSTEM_TIMERS } from "../../../../src/store/file/protocol/timers.ts";

Deno.test("timers ring once, unless they are cancelled", async () => {
  const before = SYSTEM_TIMERS.now();
  let rang = 0;
  const cancelled = SYSTEM_TIMERS.setTimer(() => rang += 100, 1);
  cancelled();
  await new Promise<void>((resolve) => {
    const cancel = SYSTEM_TIMERS.setTimer(() => {
      rang++;
      resolve();
    }, 5);
    assert(typeof cancel === "function");
  });
  assert(rang === 1);
  assert(SYSTEM_TIMERS.now() > before);
  assert(Math.abs(SYSTEM_TIMERS.today().getTime() - Date.now()) < 60_000);
});
