import { assert, assertEquals, assertThrows } from "@std/assert";
import { JsonSerializer } from "../../../src/format/json/serializer.ts";
import { readMembers } from "../../../src/snapshot/text/member_scan.ts";
import {
  MemberIndex,
  textOf,
} from "../../../src/snapshot/text/member_index.ts";
import { TextStore } from "../../../src/snapshot/text/text_store.ts";
import { NO_TYPES } from "../../../src/values/kinds.ts";

const parts = new JsonSerializer().createParts();

function contentOf(text: string, room = Infinity): MemberIndex {
  const base = new TextEncoder().encode(text);
  const store = new TextStore(base);
  const members = readMembers(store, 0, base.length)?.members;
  assert(members !== undefined);
  const demandRoom = (bytes: number) => {
    if (bytes > room) throw new Error("too little memory");
  };
  const large = 20;
  const shared = { store, parts, types: NO_TYPES, large, demandRoom };
  return new MemberIndex(shared, members);
}

Deno.test("members come and go, and the text is that of the object", () => {
  const content = contentOf('{"a":1,"b":{"c":[1,2]},"d":"é"}');
  assertEquals(content.valueOf(content.find("b")), { c: [1, 2] });
  assertEquals(content.find("x"), -1);
  content.remove("x");
  content.remove("a");
  content.insert("a", new Date(0));
  content.set(content.find("d"), "d", -0);
  const wanted =
    '{"b":{"c":[1,2]},"d":-0.0,"a":{"$date":"1970-01-01T00:00:00.000Z"}}';
  assertEquals(textOf(content.pieces()), wanted);
  const { length, textLength } = content;
  assert(length >= wanted.length && length < wanted.length + 64);
  assertEquals(textLength, length);
});

Deno.test("the comma behind a text is of the same part, wherever the text is", () => {
  const content = contentOf('{"a":1,"b":2,"c":3,"d":4,"e":5}');
  const pieces = () =>
    [...content.pieces()].map((piece) => new TextDecoder().decode(piece));
  assertEquals(pieces(), ["{", '"a":1,"b":2,"c":3,"d":4,"e":5', "}"]);
  content.set(content.find("c"), "c", "long");
  const [before, behind] = ['"a":1,"b":2,', '"d":4,"e":5'];
  assertEquals(pieces(), ["{", before, '"c":"long",', behind, "}"]);
  content.remove("d");
  content.insert("f", 6);
  // None stands behind what was the last one.
  const last = ['"e":5', ",", '"f":6'];
  assertEquals(pieces(), ["{", before, '"c":"long",', ...last, "}"]);
});

Deno.test("an only key with a dollar is told from a tag, in its value alone", () => {
  const content = contentOf('{"a":{"b":1}}');
  content.remove("a");
  content.insert("$set", [1, { x: 2 }]);
  assertEquals(
    textOf(content.pieces()),
    '{"$object":[["$set",[1,{"x":2}]]]}',
  );
  content.set(content.find("$set"), "$set", 1);
  assertEquals(textOf(content.pieces()), '{"$set":1}');
  content.remove("$set");
  assertEquals(textOf(content.pieces()), "{}");
});

Deno.test("to decode much needs room, to hold it does not", () => {
  const text = `{"a":[${"1,".repeat(100)}1],"b":[1]}`;
  const content = contentOf(text, 50);
  assertEquals(content.valueOf(content.find("b")), [1]);
  assertThrows(
    () => content.valueOf(content.find("a")),
    Error,
    "too little memory",
  );
  assertEquals(textOf(content.pieces()), text);
});

Deno.test("a member that is decoded is text again later, and there are never many", () => {
  const count = 1000;
  const members = Array.from({ length: count }, (_, i) => `"k${i}":[${i}]`);
  const content = contentOf(`{${members.join(",")}}`);
  const heldAtOnce = members.map((_, i) => {
    content.decode(content.find(`k${i}`)).change([], 0, {
      $insert: [[1, "x"]],
    });
    return content.held.size;
  });
  assert(Math.max(...heldAtOnce) < 300);
  const wanted = members.map((text) => text.replace("]", ',"x"]'));
  assertEquals(textOf(content.pieces()), `{${wanted.join(",")}}`);
  content.settle();
  assertEquals(content.held.size, 0);
  assertEquals(textOf(content.pieces()), `{${wanted.join(",")}}`);
});
