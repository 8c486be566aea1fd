import { assert, assertEquals } from "@std/assert";
import { Bundle } from "../../src/snapshot/bundle.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

function makeBundle(...members: string[]): Bundle {
  const bundle = new Bundle();
  bundle.count = members.length;
  const ends: number[] = [];
  let at = -1;
  for (const { length } of members) ends.push(at += length + 1);
  bundle.keep({ bytes: bytes(members.join(",")) }, ends);
  return bundle;
}

function splice(bundle: Bundle, members: [number, string][]): string {
  const texts = new Map(members.map(([i, text]) => [i, bytes(text)]));
  const spliced = bundle.spliced(texts, 1);
  bundle.renew({ bytes: spliced });
  return new TextDecoder().decode(spliced);
}

Deno.test("changed members are put in the place of the old ones, again and again", () => {
  const bundle = makeBundle("a", "bb", "ccc", "d");
  assertEquals(splice(bundle, [[1, "BBBB"]]), "a,BBBB,ccc,d");
  assertEquals(splice(bundle, [[0, ""], [3, "DD"]]), ",BBBB,ccc,DD");
  assertEquals(splice(bundle, [[2, "c"]]), ",BBBB,c,DD");
  assertEquals(
    splice(bundle, [[0, "1"], [1, "2"], [2, "3"], [3, "4"]]),
    "1,2,3,4",
  );
});

Deno.test("an encoding holds until a member changes; many changes drop it", () => {
  const bundle = makeBundle("1", "2", "3", "4", "5", "6", "7", "8");
  assert(bundle.piece !== undefined);
  bundle.touch(5);
  bundle.touch(5);
  bundle.touch(1);
  assert(bundle.piece === undefined && !bundle.stale);
  assertEquals(bundle.changed, [1, 5]);
  bundle.touch(2);
  assert(bundle.stale);
  assertEquals(bundle.changed, []);
});
