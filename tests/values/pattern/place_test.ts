import { assertEquals } from "@std/assert";
import { PlacePattern } from "../../../src/values/pattern/place.ts";
import { keyText } from "../../../src/values/pattern/place_match.ts";
import { forSeeds } from "../../support/seeds.ts";
import { naivePlace } from "./naive_pattern.ts";

const FLOAT = { rooted: false, fold: false };
const ROOT = { rooted: true, fold: false };

/** Checks which of these places match, written with slashes. */
function check(
  pattern: string,
  options: typeof FLOAT,
  yes: readonly string[],
  no: readonly string[],
): void {
  const compiled = new PlacePattern(pattern, options);
  const path = (text: string) => text === "" ? [] : text.split("/");
  for (const text of yes) {
    assertEquals(compiled.matches(path(text)), true, `${pattern} on ${text}`);
  }
  for (const text of no) {
    assertEquals(compiled.matches(path(text)), false, `${pattern} on ${text}`);
  }
}

Deno.test("a place includes all below it, from the root or from anywhere", () => {
  check("users.bob", FLOAT, ["users/bob", "users/bob/name", "a/users/bob/x"], [
    "users",
    "bob",
    "users/bobby",
  ]);
  check("users.bob", ROOT, ["users/bob", "users/bob/name"], [
    "a/users/bob",
    "users",
    "",
  ]);
  check("^users", FLOAT, ["users", "users/x", "^users"], ["a/users"]);
  check("name$", FLOAT, ["name", "users/name", "name$", "name$/x"], [
    "name/first",
  ]);
  check("^users.*$", FLOAT, ["users/bob"], [
    "users",
    "users/bob/name",
    "a/users/bob",
  ]);
  check("^$", FLOAT, ["", "^$"], ["a"]);
});

Deno.test("wildcards stand for elements and parts of them", () => {
  check("users.*.email", ROOT, ["users/a/email", "users/a/email/x"], [
    "users/email",
    "users/a/b/email",
  ]);
  check("**.token", ROOT, ["token", "a/token", "a/b/c/d/e/f/g/h/i/token"], [
    "tokens",
    "a/b",
  ]);
  check("**.*_key", ROOT, ["api_key", "a/b/private_key/x"], ["key", "a/keys"]);
  check("a.**", ROOT, ["a", "a/b", "a/b/c"], ["b", ""]);
  check("a.**.z$", ROOT, ["a/z", "a/b/c/z"], ["a", "a/z/b"]);
});

Deno.test("quoted keys and items, beside the class that they may be", () => {
  check('["a.b"].c', ROOT, ["a.b/c"], ["a/b/c"]);
  check('users["x.y"].name', ROOT, ["users/x.y/name"], ["users/x/y/name"]);
  check('["a\\"b"]', ROOT, ['a"b'], ["ab"]);
  check('["*"]', ROOT, ["*"], ["ab"]);
  check("tags[2]", ROOT, ["tags/2", "tags/2/x", "tags2"], ["tags/1", "tags"]);
  check("tags[*]", ROOT, ["tags/2", "tags*"], ["tags"]);
  check("a[0][1].b", ROOT, ["a/0/1/b", "a01/b", "a0/1/b"], ["a/01/b"]);
  check("[0]", ROOT, ["0"], ["1"]);
  check("a.[0]", ROOT, ["a/0"], ["a/1"]);
  check("a[xy]", ROOT, ["ax", "ay"], ["a/x", "axy"]);
  check("a[0]b", ROOT, ["a0b"], ["a/0/b"]);
});

Deno.test("keys of Maps and indices count as text", () => {
  const places = new PlacePattern("seen.7", ROOT);
  assertEquals(places.matches(["seen", 7]), true);
  assertEquals(places.matches(["seen", 7n]), true);
  const day = new Date("2026-06-10T00:00:00Z");
  assertEquals(keyText(day), "2026-06-10T00:00:00.000Z");
  assertEquals(
    [
      null,
      true,
      1.5,
      new URL("a:b"),
      Temporal.Instant.fromEpochMilliseconds(0),
      new Date(NaN),
      new Uint8Array([255]),
    ]
      .map(keyText),
    [
      "null",
      "true",
      "1.5",
      "a:b",
      "1970-01-01T00:00:00Z",
      "Invalid Date",
      "ff",
    ],
  );
});

Deno.test("a way down tells where to go on", () => {
  const users = new PlacePattern("users.*.email$", ROOT).root;
  assertEquals([users.open, users.step("x").open], [true, false]);
  const email = users.step("users").step("a").step("email");
  assertEquals([email.matched, email.exact, email.open], [true, true, false]);
  assertEquals(email.step("x").matched, false);
  const below = new PlacePattern("a", ROOT).root.step("a").step("b");
  assertEquals([below.matched, below.exact, below.open], [true, false, true]);
});

Deno.test("brackets after brackets have a bound", () => {
  const many = new PlacePattern("a" + "[0]".repeat(40), ROOT);
  assertEquals(many.matches(["a", ...Array(40).fill(0)]), true);
});

Deno.test("case is folded where it is asked for", () => {
  assertEquals(
    new PlacePattern("Users", { rooted: true, fold: true }).matches(["uSERS"]),
    true,
  );
  assertEquals(new PlacePattern("Users", ROOT).matches(["users"]), false);
});

Deno.test("places match what a slow matcher does", () => {
  const parts = ["a", "b", "ab", "*", "?", "**", "a*", "[ab]", "", "^a", "b$"];
  const keys = ["a", "b", "ab", "ba", "", "^a", "b$", "*"];
  forSeeds(1500, (random) => {
    const pattern = Array.from(
      { length: 1 + random.int(4) },
      () => random.pick(parts),
    ).join(".");
    const path = Array.from({ length: random.int(5) }, () => random.pick(keys));
    for (const rooted of [false, true]) {
      assertEquals(
        new PlacePattern(pattern, { rooted, fold: false }).matches(path),
        naivePlace(pattern, path, { rooted }),
        `${pattern} on ${JSON.stringify(path)}, rooted: ${rooted}`,
      );
    }
  });
});
