/**
 * Hostile files do no harm; and harm would be noticed.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { DatabaseError } from "@kanta/core";
import { loadSerializer } from "../../src/format/load.ts";
import { hostileLogs } from "../torture/corpus.ts";
import { Endurance } from "../torture/endurance.ts";
import { hostile } from "../torture/hostile.ts";
import { Tally } from "../torture/tally.ts";

/** The first seed; `KANTA_SEED` tries others. */
const SEED = Number(Deno.env.get("KANTA_SEED") ?? 1);

const serializers = {
  json: await loadSerializer("json"),
  msgpack: await loadSerializer("msgpack"),
};

Deno.test("hostile files do no harm, with __proto__ as dangerous as it ever was, too", async () => {
  const tally = await hostile.run({ size: hostile.small, seed: SEED });
  tally.assertSound();
});

Deno.test("the corpus has hostile files of both formats, each of a name", () => {
  const framer = serializers.msgpack.createFramer();
  const logs = [...hostileLogs(framer, 0.1)];
  const counts = Map.groupBy(logs, ({ format }) => format);
  assert((counts.get("json")?.length ?? 0) > 1000);
  assert((counts.get("msgpack")?.length ?? 0) > 200);
  assert(logs.every(({ name }) => name !== ""));
});

/** What is found when a reader is broken in this way. */
async function faultsWith(broken: Partial<typeof serializers.json>) {
  const tally = new Tally("crash", "pollution", "control characters");
  const json = Object.assign(Object.create(serializers.json), broken);
  const line = `{"ts":"2026-06-10T02:55:00.000Z","a":"x","diff":{"n":1}}\n`;
  const bytes = new TextEncoder().encode(line);
  const log = { name: "control", format: "json", bytes } as const;
  await new Endurance(tally, { ...serializers, json }).endure(log, "control");
  return Object.fromEntries(tally.faults);
}

Deno.test("a reader that is not broken is found sound", async () => {
  const none = { crash: 0, pollution: 0, "control characters": 0 };
  assertEquals(await faultsWith({}), none);
});

Deno.test("a prototype that a reader pollutes is noticed", async () => {
  const { decodeChange } = serializers.json;
  try {
    const faults = await faultsWith({
      decodeChange(payload) {
        Reflect.set(Object.prototype, "polluted", 1);
        return decodeChange.call(serializers.json, payload);
      },
    });
    assertEquals(faults["pollution"], 1);
  } finally {
    Reflect.deleteProperty(Object.prototype, "polluted");
  }
});

Deno.test("an error that is none of ours is noticed", async () => {
  const faults = await faultsWith({
    decodeChange() {
      throw new RangeError("Maximum call stack size exceeded");
    },
  });
  assertEquals(faults["crash"], 1);
});

Deno.test("control characters in a cause are noticed", async () => {
  const faults = await faultsWith({
    createFramer() {
      throw new DatabaseError("It failed", { cause: new Error("\x1b[2J") });
    },
  });
  assertEquals(faults["control characters"], 1);
});
