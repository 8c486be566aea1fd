import { assertEquals } from "@std/assert";
import { KantaEventTarget } from "../../src/database/event_target.ts";
import { ChangeEvent } from "../../src/database/events.ts";

Deno.test("it is an EventTarget that knows what was ever listened to", () => {
  const target = new KantaEventTarget();
  const seen: unknown[] = [];
  assertEquals(target.hears("change"), false);
  target.addEventListener("change", ({ record }) => seen.push(record.ts), {
    once: true,
  });
  assertEquals([target.hears("change"), target.hears("opened")], [true, false]);
  target.dispatchEvent(new ChangeEvent({ ts: "a" }));
  target.dispatchEvent(new ChangeEvent({ ts: "b" }));
  assertEquals(seen, ["a"]);
});

Deno.test("listeners may be objects, and signals end them", () => {
  const target = new KantaEventTarget();
  let count = 0;
  const { signal, abort } = abortable();
  target.addEventListener("own", { handleEvent: () => void count++ }, {
    signal,
  });
  target.dispatchEvent(new Event("own"));
  abort();
  target.dispatchEvent(new Event("own"));
  target.addEventListener("own", null);
  assertEquals(count, 1);
});

function abortable(): { signal: AbortSignal; abort: () => void } {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}
