import { assert, assertEquals } from "@std/assert";
import { readMembers } from "../../../src/snapshot/text/member_scan.ts";
import { TextStore } from "../../../src/snapshot/text/text_store.ts";
import type { Random } from "../../support/random.ts";
import { randomObject } from "../../support/random_edits.ts";
import { forSeeds } from "../../support/seeds.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** The texts of the members of an object in the middle of a base, or in a slot. */
function scan(text: string, inBase = true): string[] | undefined {
  const bytes = encode(text);
  const store = new TextStore(encode(`xx${text}yy`));
  const address = inBase ? 2 : store.put(bytes, 0, bytes.length);
  const members = readMembers(store, address, bytes.length)?.members;
  if (members === undefined) return undefined;
  const texts: string[] = [];
  for (let i = members.next(0); i >= 0; i = members.next(i + 1)) {
    assertEquals(store.isBase(members.address(i)), inBase);
    texts.push(decode(members.text(i)));
  }
  return texts;
}

Deno.test("the members of an object are found, wherever it stands", () =>
  forSeeds(200, (random: Random) => {
    const object = randomObject(random);
    const entries = Object.entries(object);
    const wanted = entries[0]?.[0].startsWith("$")
      ? undefined
      : entries.map(([key, value]) =>
        `${JSON.stringify(key)}:${JSON.stringify(value)}`
      );
    const text = JSON.stringify(object);
    assertEquals(scan(text), wanted);
    assertEquals(scan(text, false), wanted);
  }));

Deno.test("what is no object in our form has no members", () => {
  assert(scan('{"a":1,"b":[2,{"a":1}]}') !== undefined);
  const others = [
    "[1,2]",
    '"{}"',
    "1",
    '{"$map":[]}',
    '{ "a":1}',
    '{"a": 1,"b":2, "c":3}',
    '{"a" :1}',
    '{"a":1,"a":2}',
    '{"\\u0061":1}',
    '{"a":1,}',
    '{"a":1',
    '{"a":1}}',
  ];
  for (const text of others) assertEquals(scan(text), undefined, text);
});

Deno.test("a space after a colon belongs to the value, which is kept as it is", () => {
  assertEquals(scan('{"a": 1}'), ['"a": 1']);
});

Deno.test("the members of large objects are found in the same pass, if one wants to", () => {
  const large = `{"x":1,"y":[${"2,".repeat(20)}3]}`;
  const tag = `{"$map":[${"[1,2],".repeat(20)}[3,4]]}`;
  const twice = `{"x":1,"x":"${"2".repeat(30)}"}`;
  const members = ['"few":{"x":1}', `"a":${large}`, '"list":[1]', '"n":1'];
  members.push(`"tag":${tag}`, `"twice":${twice}`, `"b":${large}`, '"e":{}');
  const text = encode(`{${members.join(",")}}`);
  const store = new TextStore(text);
  const found = readMembers(store, 0, text.length, 30);
  assert(found !== undefined);
  assertEquals(members.map((_, i) => decode(found.members.text(i))), members);
  assertEquals([...found.inner.keys()], [1, 6]);
  for (const inner of found.inner.values()) {
    assertEquals(inner.size, 2);
    assertEquals(decode(inner.text(0)), '"x":1');
  }
  assertEquals(readMembers(store, 0, text.length)?.inner.size, 0);
});
