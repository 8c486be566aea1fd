import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { isStandIn, unwrap } from "../../src/values/unwrap.ts";
import { Guard } from "../../src/database/guard.ts";
import { Recorder } from "../../src/transaction/recorder.ts";
import { NO_TYPES } from "../../src/values/kinds.ts";

const state = () => ({ list: [{}], map: new Map(), set: new Set(), o: {} });

Deno.test("behind a draft and a view stands the object itself", () => {
  const raw = state();
  const draft = new Recorder(raw, NO_TYPES).root.proxy as typeof raw;
  const view = new Guard(NO_TYPES).view(raw);
  for (const stand of [draft, view]) {
    assert(isStandIn(stand));
    assertStrictEquals(unwrap(stand), raw);
    for (const key of ["list", "map", "set", "o"] as const) {
      // Within a transaction a Map or Set of the state is itself.
      const isItself = stand === draft && (key === "map" || key === "set");
      assertEquals(isStandIn(stand[key]), !isItself);
      assertStrictEquals<unknown>(unwrap(stand[key]), raw[key]);
    }
    assertStrictEquals(unwrap(stand.list[0]), raw.list[0]);
  }
});

Deno.test("anything else is itself", () => {
  for (const value of [1, "x", null, undefined, {}, [], new Map(), () => 1]) {
    assertStrictEquals(unwrap(value), value);
    if (typeof value === "object" && value !== null) {
      assertEquals(isStandIn(value), false);
    }
  }
});

Deno.test("nobody else can name what stands behind", () => {
  const raw = state();
  const draft = new Recorder(raw, NO_TYPES).root.proxy;
  assertEquals(Reflect.ownKeys(draft), ["list", "map", "set", "o"]);
  assertEquals(isStandIn({ behind: raw, [Symbol("behind")]: raw }), false);
});
