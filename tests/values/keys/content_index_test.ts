import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import {
  addMember,
  keyLike,
  setEntry,
  takeOut,
} from "../../../src/values/keys/content_index.ts";
import { contentText } from "../../../src/values/equal.ts";
import { NO_TYPES } from "../../../src/values/kinds.ts";
import type { Random } from "../../support/random.ts";
import { mapKey } from "../../support/random_states.ts";
import { forSeeds } from "../../support/seeds.ts";

type Keyed = Map<unknown, unknown> | Set<unknown>;

const find = (keyed: Keyed, key: unknown) => keyLike(keyed, key, NO_TYPES);

/** The first key of the same content, by the book. */
function naive(keyed: Keyed, key: unknown): unknown {
  if (typeof key !== "object" || key === null || keyed.has(key)) return key;
  const text = contentText(key);
  return [...keyed.keys()].find((one) => contentText(one) === text) ?? key;
}

function put(keyed: Keyed, key: unknown): void {
  if (keyed instanceof Map) setEntry(keyed, key, 1);
  else addMember(keyed, key);
}

/** Keys come and go, some of them behind the back of the index. */
function followed(random: Random, secret: number): void {
  const keyed: Keyed = random.chance(0.5) ? new Map() : new Set();
  for (let turn = 0; turn < 40; turn++) {
    const key = mapKey(random);
    const aside = random.chance(secret);
    if (random.chance(0.4)) {
      const known = naive(keyed, key);
      if (aside) keyed.delete(known);
      else takeOut(keyed, known);
    } else {
      // Two of one content, too, as a file may have them.
      const own = random.chance(0.9) ? naive(keyed, key) : key;
      if (aside) "set" in keyed ? keyed.set(own, 1) : keyed.add(own);
      else put(keyed, own);
    }
    const asked = mapKey(random);
    assertStrictEquals(find(keyed, asked), naive(keyed, asked));
  }
}

Deno.test("a key is found by its content, whatever came and went", () =>
  forSeeds(1000, (random) => followed(random, 0)));

Deno.test("what goes and comes past the functions is missed now and then", () => {
  let failures = 0;
  forSeeds(300, (random) => {
    try {
      followed(random, 0.5);
    } catch {
      failures++;
    }
  });
  assert(failures > 0);
});

Deno.test("one that came or went past the index is noticed", () => {
  const day = (n: number) => new Date(n);
  for (const keyed of [new Set([day(1)]), new Map([[day(1), 1]])]) {
    const set = keyed as Keyed;
    const [first] = set.keys();
    assertStrictEquals(find(set, day(1)), first);
    const second = day(2);
    if (set instanceof Map) set.set(second, 1);
    else set.add(second);
    assertStrictEquals(find(set, day(2)), second);
    set.delete(first);
    const asked = day(1);
    assertStrictEquals(find(set, asked), asked);
  }
});

Deno.test("keys are listed once, however many come and go", () => {
  const map = new Map<unknown, unknown>();
  let listed = 0;
  const { keys } = Map.prototype;
  Map.prototype.keys = function () {
    if (this === map) listed++;
    return keys.call(this);
  };
  try {
    for (let i = 0; i < 1000; i++) {
      assertEquals(typeof find(map, new Date(i)), "object");
      setEntry(map, new Date(i), i);
      setEntry(map, `text ${i}`, i);
      if (i % 3 === 0) takeOut(map, find(map, new Date(i)));
      if (i % 5 === 0) takeOut(map, `text ${i}`);
    }
  } finally {
    Map.prototype.keys = keys;
  }
  assertEquals(listed, 1);
  assert(map.has(find(map, new Date(1))));
});

Deno.test("what can be no key is itself", () => {
  const loop: Record<string, unknown> = {};
  loop["self"] = loop;
  for (const key of [() => 1, Symbol.iterator, "a", null]) {
    assertStrictEquals(find(new Set([new Date(0)]), key), key);
  }
});
