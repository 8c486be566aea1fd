import { assert, assertEquals } from "@std/assert";
import { MsgPackParts } from "../../../src/format/binary/parts.ts";
import { MsgPackSerializer } from "../../../src/format/binary/serializer.ts";
import { deepEqual } from "../../../src/values/equal.ts";
import { NO_TYPES, Tagged } from "../../../src/values/kinds.ts";
import type { Random } from "../../support/random.ts";
import { randomValue } from "../../support/random_states.ts";
import { forSeeds } from "../../support/seeds.ts";
import { concat } from "../../log/byte_source.ts";

const HEAD = { ts: "2026-06-10T02:55:04.000001Z", v: 1, r: 7, k: 1 };
const parts = new MsgPackParts(NO_TYPES);

/** The members of a container, as the parts are given them. */
function entriesOf(container: object): [unknown, unknown][] {
  if (container instanceof Map) return [...container];
  if (container instanceof Set) {
    return [...container].map((item) => [item, item]);
  }
  return Object.entries(container);
}

/** A value in parts that chance decides. */
function* split(value: unknown, random: Random): Generator<Uint8Array> {
  const entries = typeof value === "object" && value !== null
    ? entriesOf(value)
    : [];
  const container = value as object;
  if (
    typeof value !== "object" || value === null || random.chance(0.2) ||
    !parts.canSplit(container, entries.length)
  ) return yield parts.value(value);
  yield parts.open(container, entries.length);
  for (let at = 0; at < entries.length;) {
    if (random.chance(0.5)) {
      const [key, member] = entries[at++]!;
      yield parts.key(container, key);
      yield* split(member, random);
      const end = parts.endMember();
      if (end !== undefined) yield end;
    } else {
      const count = 1 + random.int(3);
      yield parts.join(
        parts.members(container, entries.slice(at, at + count)),
      );
      at += count;
    }
  }
  yield parts.close();
}

Deno.test("a snapshot in parts is the snapshot, however it is cut", () => {
  const serializer = new MsgPackSerializer();
  forSeeds(400, (random) => {
    const state = randomValue(random, 5);
    const pieces = [parts.head(HEAD), ...split(state, random)];
    const payload = concat(...pieces);
    const found = serializer.decodeSnapshot(payload);
    assert(deepEqual(found, { ...HEAD, state }));
  });
});

Deno.test("only containers come in parts, and of Maps only those whose form holds", () => {
  const map = (...keys: unknown[]) => new Map(keys.map((key) => [key, 1]));
  assert(parts.canSplit({}, 2));
  assert(parts.canSplit([], 2));
  assert(parts.canSplit(new Set(), 2));
  assert(parts.canSplit(map("a", "b"), 2));
  assert(parts.canSplit(map(1, 2n ** 60n), 2));
  assert(!parts.canSplit(map(1, "b"), 2));
  assert(!parts.canSplit(map(1, 5n), 2));
  assert(!parts.canSplit(map(), 0));
  assert(!parts.canSplit({ $date: "x" }, 1));
  for (const value of [new Date(0), new Uint8Array(9), new Tagged("t", [])]) {
    assert(!parts.canSplit(value, 9));
  }
});

Deno.test("between the pieces stands nothing", () => {
  assertEquals("separator" in parts, false);
  assertEquals(parts.close().length, 0);
  assertEquals(parts.key([], 0).length, 0);
});
