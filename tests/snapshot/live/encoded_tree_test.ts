import { assert, assertEquals } from "@std/assert";
import { JsonSerializer } from "../../../src/format/json/serializer.ts";
import { MsgPackSerializer } from "../../../src/format/binary/serializer.ts";
import type { Payload, Serializer } from "../../../src/log/serializer.ts";
import { applyDiff } from "../../../src/diff/apply.ts";
import { computeDiff } from "../../../src/diff/diff.ts";
import { deepEqual } from "../../../src/values/equal.ts";
import { EncodedTree, weigh } from "../../../src/snapshot/live/encoded_tree.ts";
import { concat } from "../../log/byte_source.ts";
import { forSeeds } from "../../support/seeds.ts";
import type { Random } from "../../support/random.ts";
import {
  cloned,
  mutated,
  objectOf,
  randomValue,
} from "../../support/random_states.ts";

const HEAD = {
  ts: "2026-06-10T02:55:00Z",
  v: 3,
  m: "2026-06-10T02:54:00Z",
  r: 7,
  k: 1,
};

const json = new JsonSerializer();
const msgpack = new MsgPackSerializer();
await msgpack.prepare?.();

/** What the pieces of a tree read as. JSON pieces lack the closing brace, which the framer adds. */
function readBack(serializer: Serializer, pieces: readonly Payload[]): unknown {
  const whole = [serializer.createParts().head(HEAD), ...pieces];
  const all = serializer === json ? [...whole, "}"] : whole;
  const encoder = new TextEncoder();
  const payload = concat(
    ...all.map((piece) =>
      typeof piece === "string" ? encoder.encode(piece) : piece
    ),
  );
  return serializer.decodeSnapshot(payload);
}

/** The diff of a place further down, if there is but one, and the way there. */
function narrowed(diff: unknown): [diff: unknown, way: string[]] {
  const way: string[] = [];
  let inner = diff;
  while (
    typeof inner === "object" && inner !== null && !Array.isArray(inner) &&
    Object.getPrototypeOf(inner) === Object.prototype
  ) {
    const entries = Object.entries(inner);
    if (entries.length !== 1) break;
    const [key, value] = entries[0]!;
    if (key.startsWith("$")) break;
    way.push(key);
    inner = value;
  }
  return [inner, way];
}

for (const serializer of [json, msgpack]) {
  const { name } = serializer;

  Deno.test(`${name}: the parts are the state after every change, whatever the change`, () =>
    forSeeds(50, (random: Random) => {
      const tree = new EncodedTree(
        serializer.createParts(),
        1 + random.int(12),
      );
      let state: unknown = objectOf(
        ["a", "b", "c", "$x"].map((key) => [key, randomValue(random, 3)]),
      );
      tree.pieces(state);
      for (let i = 0; i < 12; i++) {
        const after = mutated(random, state, 4);
        const diff = computeDiff(state, after);
        if (diff === undefined) continue;
        if (random.chance(0.5)) tree.touch(cloned(diff));
        else tree.touch(...narrowed(cloned(diff)));
        state = applyDiff(state, diff);
        if (random.chance(0.3)) continue;
        const read = readBack(serializer, tree.pieces(state));
        assert(deepEqual(read, { ...HEAD, state }), `change ${i}`);
      }
    }));
}

/** Encodes while counting the members that are encoded. */
function counting() {
  const parts = json.createParts();
  let encoded = 0;
  const members = parts.members.bind(parts);
  parts.members = (container, entries) => {
    encoded += entries.length;
    return members(container, entries);
  };
  return {
    tree: new EncodedTree(parts),
    take: () => {
      const count = encoded;
      encoded = 0;
      return count;
    },
  };
}

Deno.test("a change costs the part it touches, not the state", () => {
  const { tree, take } = counting();
  const users = Object.fromEntries(
    Array.from({ length: 2000 }, (_, i) => [`u${i}`, { n: i, x: "text" }]),
  );
  const list = Array.from({ length: 2000 }, (_, i) => ({ i }));
  const set = new Set(Array.from({ length: 2000 }, (_, i) => i));
  let state: unknown = { a: { deep: { users } }, list, set };
  tree.pieces(state);
  assert(take() >= 6000);
  const changes = [
    { a: { deep: { users: { u77: { n: 5 } } } } },
    { a: { deep: { users: { $delete: ["u78"], fresh: { n: 1 } } } } },
    { list: { $insert: [[2000, 1]] } },
    { list: { $delete: [1000] } },
    { list: { 1400: 1 } },
    { set: { $delete: [17], $add: [-1] } },
  ];
  for (const diff of changes) {
    tree.touch(diff);
    state = applyDiff(state, diff);
    const read = readBack(json, tree.pieces(state));
    assert(deepEqual(read, { ...HEAD, state }));
    const count = take();
    assert(count < 5, `${JSON.stringify(diff)}: ${count}`);
  }
  tree.pieces(state);
  assertEquals(take(), 0);
});

Deno.test("a weight is about as many small values as there are inside", () => {
  for (const small of [1, null, true, 1n, "abc", new Date(0)]) {
    assert(weigh(small, 100) < 2);
  }
  assertEquals(weigh([1, 2, 3], 100), 4);
  assertEquals(weigh(new Set([1, 2]), 100), 3);
  assertEquals(weigh(new Map([[1, [2]]]), 100), 4);
  assert(weigh({ a: 1, b: { c: 2 } }, 100) > 4);
  assert(weigh("x".repeat(1600), 1000) > 100);
  assert(weigh(new Uint8Array(1600), 1000) > 100);
});

Deno.test("no more is looked at than the limit asks for", () => {
  let looked = 0;
  const list = new Proxy(Array(1_000_000).fill(0), {
    get(target, name) {
      looked++;
      return Reflect.get(target, name);
    },
  });
  assert(weigh(list, 50) < 60);
  assert(looked < 300);
});
