import { assertEquals } from "@std/assert";
import { isFree } from "../../../src/maintenance/redact/free_diff.ts";
import { PlaceState } from "../../../src/values/pattern/place_state.ts";

const STATE = { users: { bob: { name: "Bob", email: "b" } }, list: [1], n: 1 };
const root = PlaceState.of(["users.*.email", "list[*].token"]);

Deno.test("a diff is free where no key of it is meant and nothing is replaced", () => {
  const free = [
    { users: { bob: { name: "Rob" } } },
    { users: { eve: 1 }, n: { any: { thing: { $delete: ["email"] } } } },
    { n: 2, other: { email: 1 } },
    {},
  ];
  for (const diff of free) assertEquals(isFree(STATE, diff, root), true);
});

Deno.test("a diff is looked at where it may have to do with what is meant", () => {
  const others = [
    { users: { bob: { email: "c" } } },
    { users: { bob: { name: 1, $delete: ["email"] } } },
    { users: { bob: 1 } },
    { users: { eve: { name: "Eve" } } },
    { users: 1 },
    { list: { $insert: [[0, 2]] } },
    { list: 2 },
    { $replace: {} },
    new Map([["users", 1]]),
    1,
  ];
  for (const diff of others) assertEquals(isFree(STATE, diff, root), false);
});
