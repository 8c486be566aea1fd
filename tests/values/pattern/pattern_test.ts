import { assertEquals } from "@std/assert";
import { Pattern } from "../../../src/values/pattern/pattern.ts";

function matches(
  text: string,
  path: readonly unknown[],
  value: unknown,
): boolean {
  return new Pattern(text).matchesValue(path, value);
}

Deno.test("a word matches an action, a user, a place or a value", () => {
  const word = new Pattern("ALI");
  assertEquals([word.matchesHead("alice"), word.matchesHead("bob")], [
    true,
    false,
  ]);
  assertEquals(matches("bob", ["users", "bob", "name"], 1), true);
  assertEquals(matches("bob", ["users", "bobby"], "x"), false);
  assertEquals(matches("ob", ["name"], "Bobby"), true);
  assertEquals(matches("12", ["n"], 123), false);
  assertEquals(matches("123", ["n"], 123), true);
  assertEquals(matches("NULL", ["n"], null), true);
  assertEquals(matches("1e+300", ["n"], 1e300), true);
  assertEquals(matches("9007199254740993", ["n"], 9007199254740993n), true);
  assertEquals(matches("", ["x"], undefined), true);
});

Deno.test("an equation is divided at its first sign, and both sides are on one line", () => {
  assertEquals(matches("name=bob", ["users", "name"], "Bobby"), true);
  assertEquals(matches("name=bob", ["users", "nick"], "Bobby"), false);
  assertEquals(matches("=bob", ["x"], "bob"), true);
  assertEquals(matches("name=", ["name"], 5), true);
  assertEquals(matches("=", ["x"], undefined), true);
  assertEquals(matches("a=b=c", ["a"], "b=c"), true);
  assertEquals(new Pattern("name=bob").matchesHead("name=bob"), false);
});

Deno.test("wildcards match a container's text, as Python writes it", () => {
  assertEquals(matches("=*1, *", ["x"], [1, 2]), true);
  assertEquals(matches('={"a": *}', ["x"], { a: { b: "c" } }), true);
  assertEquals(matches("=[1, 2]", ["x"], "1"), true); // a class, too
  assertEquals(matches("[1, 2]", ["x"], { a: 1 }), false);
});

Deno.test("a comparison takes numbers and times, and is a text as well", () => {
  assertEquals(matches("age>30", ["users", "bob", "age"], 31), true);
  assertEquals(matches("age>30", ["age"], 30), false);
  assertEquals(matches("age>=30", ["age"], 30n), true);
  assertEquals(matches("age<-1.5", ["age"], -2), true);
  assertEquals(matches("age<=1e3", ["age"], 1000), true);
  assertEquals(matches("age>30", ["age"], "31"), false);
  assertEquals(matches("age>30", ["x"], "my age>30 years"), true);
  const noon = new Date("2026-06-10T12:00:00Z");
  assertEquals(matches("at>2026-06-09", ["at"], noon), true);
  assertEquals(matches("at>2026-06-10", ["at"], noon), false);
  assertEquals(matches("at>=2026-06-10", ["at"], noon), true);
  assertEquals(matches("at<2026-06-10", ["at"], noon), false);
  assertEquals(matches("at<=2026-06-10", ["at"], noon), true);
  assertEquals(matches("at<2026-06-11", ["at"], "2026-06-10T01:00:00Z"), true);
  assertEquals(matches("at<2026-06-11", ["at"], "no time"), false);
  const berlin = new Pattern("at<2026-06-11", { zone: "Europe/Berlin" });
  assertEquals(
    berlin.matchesValue(["at"], new Date("2026-06-10T21:59:59Z")),
    true,
  );
  assertEquals(
    berlin.matchesValue(["at"], new Date("2026-06-10T22:00:00Z")),
    false,
  );
});

Deno.test("case counts where it is asked for", () => {
  const exact = new Pattern("Bob", { fold: false });
  assertEquals([exact.matchesHead("Bob"), exact.matchesHead("bob")], [
    true,
    false,
  ]);
});
