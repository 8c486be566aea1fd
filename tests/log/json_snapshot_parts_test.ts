import { assert, assertEquals, assertThrows } from "@std/assert";
import { JsonSnapshotParts } from "../../src/log/json_snapshot_parts.ts";
import type { Piece } from "../../src/log/serializer.ts";
import { NO_TYPES } from "../../src/values/kinds.ts";
import type { Random } from "../support/random.ts";
import { randomValue } from "../support/random_states.ts";
import { forSeeds } from "../support/seeds.ts";
import { concat } from "./byte_source.ts";
import { serializer } from "./json_log.ts";

const parts = new JsonSnapshotParts(NO_TYPES);
const head = { ts: "2026-06-10T02:55:04.000001Z", v: 2, r: 7, k: 1 };

/** The members of a container. */
function membersOf(container: object): [unknown, unknown][] {
  if (container instanceof Map) return [...container];
  if (container instanceof Set) {
    return [...container].map((member) => [0, member]);
  }
  return Object.entries(container);
}

/** The pieces of a value, cut at random. */
function pieces(random: Random, value: unknown): Piece[] {
  if (typeof value !== "object" || value === null) return [parts.value(value)];
  const members = value instanceof Object ? membersOf(value) : [];
  if (!parts.canSplit(value, members.length) || random.chance(0.2)) {
    return [parts.value(value)];
  }
  const out = [parts.open(value, members.length)];
  for (let at = 0; at < members.length;) {
    if (at > 0) out.push(parts.separator);
    if (random.chance(0.5)) {
      const [key, member] = members[at++];
      out.push(parts.key(value, key), ...pieces(random, member));
      const end = parts.endMember(value);
      if (end !== undefined) out.push(end);
    } else {
      const next = Math.min(members.length, at + 1 + random.int(3));
      out.push(parts.members(value, members.slice(at, next)));
      at = next;
    }
  }
  return [...out, parts.close(value)];
}

Deno.test("A snapshot in parts is the snapshot, to the byte and its checksum", () => {
  forSeeds(500, (random) => {
    const state = randomValue(random, 4);
    const framer = serializer.createFramer();
    const text = serializer.encodeSnapshot({ ...head, state });
    for (const d of [undefined, 12345]) {
      const whole = framer.frame("snapshot", [text], 0, d);
      const inParts = [parts.head(head), ...pieces(random, state)];
      assertEquals(
        new TextDecoder().decode(
          concat(...framer.frameSnapshot(inParts, 0, d)),
        ),
        new TextDecoder().decode(whole),
      );
    }
  });
});

Deno.test("The checksums of large pieces are joined, not made again", () => {
  const state = { a: "x".repeat(100_000), b: "y".repeat(3_000_000) };
  const framer = serializer.createFramer();
  const text = serializer.encodeSnapshot({ ...head, state });
  const inParts = [parts.head(head), parts.value(state)];
  const chunks = [...framer.frameSnapshot(inParts, 0)];
  assertEquals(concat(...chunks), framer.frame("snapshot", [text], 0));
  const wrong = [inParts[0], { ...inParts[1], crc: 1 }];
  const [frame] = framer.frames(
    sourceOf(concat(...framer.frameSnapshot(wrong, 0))),
    0,
    1,
  );
  assertEquals(frame.kind, "bad");
});

function sourceOf(bytes: Uint8Array) {
  return {
    size: bytes.length,
    read: (at: number, length: number) => bytes.subarray(at, at + length),
  };
}

Deno.test("Small pieces are put together, large ones are handed on as they are", () => {
  const members = Array.from({ length: 5000 }, (_, i) => i);
  const large = parts.value("x".repeat(2 << 20));
  const inParts = [parts.head(head), parts.open([], 5001)];
  for (const member of members) {
    inParts.push(parts.value(member), parts.separator);
  }
  inParts.push(large, parts.close([]));
  const chunks = [...serializer.createFramer().frameSnapshot(inParts, 0)];
  assertEquals(chunks.length, 3);
  assert(chunks[1] === large.bytes);
});

Deno.test("A snapshot longer than can be read is refused before a byte is given", () => {
  const piece = { bytes: new Uint8Array(1 << 20), crc: 0 };
  const many = new Array<Piece>(512).fill(piece);
  const made = serializer.createFramer().frameSnapshot(many, 0);
  assertThrows(() => made[Symbol.iterator]().next(), RangeError, "at most");
});

Deno.test("What would read as a tag is not split", () => {
  const split = (value: object) =>
    parts.canSplit(value, Object.keys(value).length);
  assertEquals(split({ $set: [1] }), false);
  assertEquals(split({ $set: 1 }), true);
  assertEquals(split({ $set: [1], b: 1 }), true);
  assertEquals(split([]), true);
  assertEquals(split(new Date(0)), false);
  assertEquals(parts.canSplit(new Map(), 0), true);
  assertEquals(parts.canSplit(new Set(), 0), true);
});
