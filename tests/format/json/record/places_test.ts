import { assert, assertEquals } from "@std/assert";
import { placesIn } from "../../../../src/format/json/record/places.ts";
import { parseRich } from "../../../../src/format/json/record/values.ts";
import { JsonSerializer } from "../../../../src/format/json/serializer.ts";
import { prunedValue } from "../../../../src/history/search/pruned.ts";
import { deepEqual } from "../../../../src/values/equal.ts";
import { NO_TYPES } from "../../../../src/values/kinds.ts";
import { WayTree } from "../../../../src/values/way_tree.ts";
import { randomObject } from "../../../support/random_edits.ts";
import type { Random } from "../../../support/random.ts";
import { forSeeds } from "../../../support/seeds.ts";

const serializer = new JsonSerializer();
const encode = (text: string) => new TextEncoder().encode(text);

function places(
  text: string,
  ...ways: readonly (readonly string[])[]
): unknown {
  const bytes = encode(text);
  return placesIn(
    bytes,
    { from: 0, to: bytes.length },
    WayTree.of(ways),
    NO_TYPES,
  );
}

/** Some keys from the root on, the last of which may not be there. */
function randomWay(random: Random, state: unknown): string[] {
  const way: string[] = [];
  let at = state;
  while (typeof at === "object" && at !== null && random.chance(0.8)) {
    const key = random.pick([...Object.keys(at), "away"]);
    way.push(key);
    at = Object.getOwnPropertyDescriptor(at, key)?.value;
  }
  return way.length === 0 ? ["away"] : way;
}

Deno.test("the places of a text are those of the value that it is", () => {
  let told = 0;
  forSeeds(100, (random) => {
    const state = randomObject(random, 5, random.chance(0.5));
    const line = serializer.encodeSnapshot({ ts: "t", state });
    const text = line.slice(line.indexOf('"state":') + 8, -1);
    const tree = WayTree.of(
      Array.from({ length: 1 + random.int(4) }, () => randomWay(random, state)),
    );
    const bytes = encode(text);
    const found = placesIn(
      bytes,
      { from: 0, to: bytes.length },
      tree,
      NO_TYPES,
    );
    assert(found !== undefined);
    const wanted = prunedValue(parseRich(text, NO_TYPES), tree);
    // What is tagged is kept whole, though it may be an object when it is read.
    assert(deepEqual(prunedValue(found, tree), wanted), text);
    if (Object.keys(wanted as object).length > 0) told++;
  });
  assert(told > 50);
});

Deno.test("of a key that comes twice the last one counts, and escapes are read", () => {
  assertEquals(places('{"a":{"b":1},"a":{"c":2}}', ["a", "b"]), { a: {} });
  assertEquals(places('{"a":1,"b":2,"a":[3]}', ["a"]), { a: [3] });
  assertEquals(places(String.raw`{"\u0061":1,"b":2}`, ["a"]), { a: 1 });
  assertEquals(places(String.raw`{"\"":{"x":1}}`, ['"', "x"]), {
    '"': { x: 1 },
  });
  assertEquals(places('{"日本":{"x":1,"y":2}}', ["日本", "y"]), {
    日本: { y: 2 },
  });
  const own = places('{"__proto__":{"x":1}}', ["__proto__", "x"]) as object;
  assertEquals(Object.keys(own), ["__proto__"]);
});

Deno.test("lists, scalars and tagged values are kept whole; an empty object is one", () => {
  assertEquals(places('{"a":[1,{"b":2}],"c":3}', ["a", "1"], ["c", "x"]), {
    a: [1, { b: 2 }],
    c: 3,
  });
  assertEquals(places('{"a":{"$map":[["x",1],["y",2]]}}', ["a", "x"]), {
    a: new Map([["x", 1], ["y", 2]]),
  });
  assertEquals(places('{"a":{}}', ["a", "x"]), { a: {} });
  assertEquals(places("{}", ["a"]), {});
});

Deno.test("a text of another form is not told", () => {
  for (
    const text of [
      '{"a" :1}',
      '{"a":1 }x',
      '{"a":1',
      '{"a":{"b":1}',
      "{a:1}",
      '{"a":1,}',
      '{"a":nul}',
      '{"a',
    ]
  ) assertEquals(places(text, ["a", "b"]), undefined, text);
});
