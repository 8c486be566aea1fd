import { assertEquals } from "@std/assert";
import { KeyPlaces } from "../../../src/transaction/draft/key_places.ts";

function shown({ gone, moved, late, holes }: KeyPlaces<string>): string {
  const text = (keys: ReadonlySet<string>) => [...keys].join("");
  return `${text(gone)}|${text(moved)}|${text(late)}|${holes}`;
}

Deno.test("nothing went, came or moved at first", () => {
  assertEquals(shown(new KeyPlaces()), "|||false");
});

Deno.test("a key that comes and goes again leaves nothing", () => {
  const places = new KeyPlaces<string>();
  places.add("a");
  places.add("b");
  assertEquals(shown(places), "||ab|false");
  places.drop("a");
  assertEquals(shown(places), "||b|false");
});

Deno.test("a key that goes and is set again comes last", () => {
  const places = new KeyPlaces<string>();
  places.take("a");
  places.take("b");
  assertEquals(shown(places), "ab|||true");
  places.add("c");
  places.set("a", true);
  assertEquals(shown(places), "b|a|ca|true");
  places.take("a");
  assertEquals(shown(places), "ba||c|true");
});

Deno.test("one that has no order, or did not go, stays where it is", () => {
  const places = new KeyPlaces<string>();
  places.take("1");
  places.set("1", false);
  places.set("a", true);
  assertEquals(shown(places), "|||true");
});

Deno.test("what one does is nothing to another", () => {
  const [one, other] = [new KeyPlaces<string>(), new KeyPlaces<string>()];
  one.drop("a");
  one.set("a", true);
  one.take("a");
  assertEquals(shown(other), "|||false");
});
