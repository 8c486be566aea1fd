import { assertEquals } from "@std/assert";
import { compilePath } from "../../../src/changelog/text/path_pattern.ts";

function matches(
  pattern: string | readonly string[],
  ...path: unknown[]
): boolean {
  return compilePath(pattern)(path);
}

Deno.test("a pattern means the whole path, each part in full", () => {
  assertEquals(matches("users.al.name", "users", "al", "name"), true);
  assertEquals(matches("users.al", "users", "al", "name"), false);
  assertEquals(matches("users.al", "users"), false);
  assertEquals(matches("user", "users"), false);
});

Deno.test("* matches within a part, ** any number of parts", () => {
  assertEquals(matches("users.*.name", "users", "al", "name"), true);
  assertEquals(matches("users.*", "users", "al", "name"), false);
  assertEquals(matches("users.a*e", "users", "alice"), true);
  assertEquals(matches("users.a*e", "users", "bob"), false);
  assertEquals(matches("**.name", "users", "al", "name"), true);
  assertEquals(matches("**.name", "name"), true);
  assertEquals(matches("users.**", "users"), true);
  assertEquals(matches("users.**.x", "users", "a", "b", "y"), false);
  assertEquals(matches("*", "a\nb"), true);
});

Deno.test("indexes are parts, in brackets or not", () => {
  assertEquals(matches("list[2].name", "list", 2, "name"), true);
  assertEquals(matches("list.2.name", "list", 2, "name"), true);
  assertEquals(matches("list[*]", "list", 7), true);
  assertEquals(matches("[0]", 0), true);
});

Deno.test("what a regular expression would take for its own is text", () => {
  assertEquals(matches("a+(b)*", "a+(b)c"), true);
  assertEquals(matches("a+*", "aa"), false);
  assertEquals(matches(["a.b", "*"], "a.b", "c"), true);
});
