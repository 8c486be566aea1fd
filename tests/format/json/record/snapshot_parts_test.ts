import { assert, assertEquals, assertThrows } from "@std/assert";
import { JsonSnapshotParts } from "../../../../src/format/json/record/snapshot_parts.ts";
import type { Payload } from "../../../../src/log/serializer.ts";
import { NO_TYPES } from "../../../../src/values/kinds.ts";
import type { Random } from "../../../support/random.ts";
import { randomValue } from "../../../support/random_states.ts";
import { forSeeds } from "../../../support/seeds.ts";
import { concat } from "../../../log/byte_source.ts";
import { serializer } from "../json_log.ts";

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
function pieces(random: Random, value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [parts.value(value)];
  const members = value instanceof Object ? membersOf(value) : [];
  if (!parts.canSplit(value, members.length) || random.chance(0.2)) {
    return [parts.value(value)];
  }
  const out = [parts.open(value)];
  for (let at = 0; at < members.length;) {
    if (at > 0) out.push(parts.separator);
    if (random.chance(0.5)) {
      const [key, member] = members[at++]!;
      out.push(parts.key(value, key), ...pieces(random, member));
      const end = parts.endMember(value);
      if (end !== undefined) out.push(end);
    } else {
      const next = Math.min(members.length, at + 1 + random.int(3));
      out.push(parts.join(parts.members(value, members.slice(at, next))));
      at = next;
    }
  }
  return [...out, parts.close(value)];
}

Deno.test("A snapshot in parts is the snapshot, to the byte and its checksum", () => {
  forSeeds(100, (random) => {
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

Deno.test("A snapshot comes in chunks of bounded size, wherever a character ends", () => {
  for (const shift of ["", "x", "xx", "xxx"]) {
    const state = { a: `${shift}${"\u{1f600}€é".repeat(400_000)}`, b: [1, 2] };
    const framer = serializer.createFramer();
    const text = serializer.encodeSnapshot({ ...head, state });
    const [a, b] = parts.members(state, Object.entries(state));
    const inParts = [parts.head(head), "{", a!, ",", b!, "}"];
    const chunks = [...framer.frameSnapshot(inParts, 0)];
    assert(chunks.every(({ length }) => length <= 1 << 20));
    assertEquals(concat(...chunks), framer.frame("snapshot", [text], 0));
  }
});

Deno.test("A snapshot longer than can be read is refused before a byte is given", () => {
  const many = new Array<Payload>(512).fill("x".repeat(1 << 20));
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
