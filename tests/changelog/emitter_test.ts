import { assertEquals } from "@std/assert";
import { type Emitter, passOn } from "../../src/changelog/emitter.ts";
import { LogEvent } from "../../src/changelog/log_event.ts";
import { onFormatterError } from "../../src/changelog/formatter_errors.ts";

/** What comes through the emitters, by action. */
function through(...emitters: Emitter[]): (string | undefined)[] {
  const out: (string | undefined)[] = [];
  const event = new LogEvent({ kind: "change", action: "x" });
  passOn(event, emitters, (passed) => out.push(passed.action));
  return out;
}

const boom = (): never => {
  throw new Error("boom");
};

Deno.test("no answer, null and false keep the event", () => {
  assertEquals(through(() => {}), []);
  assertEquals(through(() => null), []);
  assertEquals(through(() => false), []);
  assertEquals(through(() => undefined, boom), []);
});

Deno.test("true passes it on, changed or not", () => {
  assertEquals(through(), ["x"]);
  assertEquals(through(() => true), ["x"]);
  const change: Emitter = (event) => {
    event.action += "!";
    return true;
  };
  assertEquals(through(change, change), ["x!!"]);
});

Deno.test("another event is passed on in its place", () => {
  const other = new LogEvent({ kind: "change", action: "y" });
  const seen: unknown[] = [];
  assertEquals(
    through(() => other, (event) => seen.push(event.action) > 0),
    ["y"],
  );
  assertEquals(seen, ["y"]);
});

Deno.test("one that throws is passed over and told of", () => {
  const heard: unknown[] = [];
  onFormatterError((what, error) => heard.push(`${what}: ${error}`));
  try {
    assertEquals(through(boom, () => true), ["x"]);
  } finally {
    onFormatterError(undefined);
  }
  assertEquals(heard, ["An emitter failed: Error: boom"]);
});

Deno.test("an asynchronous one is waited for, its failure swallowed", async () => {
  const out: (string | undefined)[] = [];
  const last = (event: LogEvent) => out.push(event.action);
  const event = (action: string) => new LogEvent({ kind: "change", action });
  passOn(event("kept"), [async () => {}], last);
  passOn(event("passed"), [() => Promise.resolve(true)], last);
  passOn(event("failed"), [() => Promise.reject(new Error("no"))], last);
  passOn(event("not reached"), [() => Promise.resolve(true), () => {}], last);
  assertEquals(out, []);
  await new Promise((resolve) => setTimeout(resolve));
  assertEquals(out, ["passed", "failed"]);
});
