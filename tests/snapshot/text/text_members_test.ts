import { assert, assertEquals } from "@std/assert";
import { hashKey } from "../../../src/snapshot/text/key_hash.ts";
import { TextMembers } from "../../../src/snapshot/text/text_members.ts";
import { TextStore } from "../../../src/snapshot/text/text_store.ts";
import type { Random } from "../../support/random.ts";
import { KEYS } from "../../support/random_states.ts";
import { forSeeds } from "../../support/seeds.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

function memberText(key: string, value: unknown): Uint8Array {
  return encode(`${JSON.stringify(key)}:${JSON.stringify(value)}`);
}

function find(members: TextMembers, key: string): number {
  const bytes = encode(JSON.stringify(key));
  return members.find(bytes, 0, bytes.length);
}

function textsOf(members: TextMembers): string[] {
  const texts: string[] = [];
  for (let i = members.next(0); i >= 0; i = members.next(i + 1)) {
    texts.push(decode(members.text(i)));
  }
  return texts;
}

Deno.test("members are a Map of their keys, in its order, whatever happens", () =>
  forSeeds(60, (random: Random) => {
    const store = new TextStore(encode("{}"));
    const members = new TextMembers(store, 0);
    members.index();
    const model = new Map<string, number>();
    const tags = new Map<number, string>(); // told by number, as helds are
    for (let step = 0; step < 300; step++) {
      const key = random.chance(0.3) ? random.pick(KEYS) : `k${random.int(90)}`;
      const index = find(members, key);
      assertEquals(index >= 0, model.has(key), key);
      if (index < 0) {
        const text = memberText(key, step);
        const address = store.put(text, 0, text.length);
        members.insert(address, text.length, (from, to) => {
          const tag = tags.get(from);
          tags.delete(from);
          if (tag !== undefined) tags.set(to, tag);
        });
        tags.set(find(members, key), key);
        model.set(key, step);
      } else if (random.chance(0.6)) {
        members.remove(index);
        tags.delete(index);
        model.delete(key);
      } else {
        const text = memberText(key, step);
        members.setText(index, text, text.length);
        model.set(key, step);
      }
    }
    assertEquals(members.size, model.size);
    assertEquals(members.bytes, encode(textsOf(members).join("")).length);
    assertEquals(
      textsOf(members),
      [...model].map((entry) => decode(memberText(...entry))),
    );
    for (const [index, key] of tags) assertEquals(find(members, key), index);
  }));

Deno.test("members that stand in a text are found there; two of one key are told", () => {
  const texts = ["a", 'q"', "ü", ""].map((key, i) => memberText(key, i));
  const all = encode(texts.map(decode).join(","));
  const members = new TextMembers(new TextStore(all), 1);
  let at = 0;
  const append = (text: Uint8Array) => {
    const key = text.lastIndexOf(58);
    members.append(at, text.length, hashKey(text, 0, key));
    at += text.length + 1;
  };
  texts.forEach(append);
  assert(members.index());
  assertEquals(["a", 'q"', "ü", "", "x"].map((key) => find(members, key)), [
    0,
    1,
    2,
    3,
    -1,
  ]);
  assertEquals(members.keyLength(1), 5);
  at = 0;
  append(texts[0]!);
  assertEquals(members.index(), false);
});

Deno.test("a run ends where members do not stand side by side", () => {
  const all = encode('{"a":1,"b":22,"c":3,"d":4}');
  const members = new TextMembers(new TextStore(all), 1);
  const add = (at: number, length: number) =>
    members.append(at, length, hashKey(all, at, at + 3));
  [[1, 5], [7, 6], [14, 5], [20, 5]].forEach(([at, length]) =>
    add(at!, length!)
  );
  assert(members.index());
  assertEquals([0, 1, 2, 3].map((i) => members.runEnd(i)), [3, 3, 3, 3]);
  members.setText(2, memberText("c", 5), 5);
  assertEquals([0, 1, 2, 3].map((i) => members.runEnd(i)), [1, 1, 2, 3]);
  members.remove(1);
  assertEquals(members.runEnd(0), 0);
});

Deno.test("a text is changed in part, moved, and cut to its key", () => {
  const base = encode('{"a":{"b":1,"c":2}}');
  const store = new TextStore(base);
  const members = new TextMembers(store, 1);
  members.append(1, base.length - 2, hashKey(base, 1, 4));
  assert(members.index());
  members.splice(0, 9, 10, encode("12345"), 0, 5);
  assertEquals(members.bytes, base.length + 2);
  assertEquals(textsOf(members), ['"a":{"b":12345,"c":2}']);
  members.moveOut();
  assertEquals(textsOf(members), ['"a":{"b":12345,"c":2}']);
  const next = new Uint8Array(40);
  const end = members.moveTo(0, 0, next, 5);
  store.begin(next);
  assertEquals(end, 5 + '"a":{"b":12345,"c":2}'.length);
  assertEquals(textsOf(members), ['"a":{"b":12345,"c":2}']);
  members.cutToKey(0);
  assertEquals(textsOf(members), ['"a":']);
  assertEquals(members.bytes, 4);
  assertEquals(find(members, "a"), 0);
});
