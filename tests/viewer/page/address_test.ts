import { assertEquals } from "@std/assert";
import {
  type Address,
  addressOf,
  hashOf,
  START,
} from "../../../src/viewer/page/address.ts";

Deno.test("whatever is shown stands in the address, and comes back from it", () => {
  const addresses: Address[] = [
    START,
    { ...START, view: "state", at: "r120", path: ["users", 0, "a.b", null] },
    { ...START, q: 'user:mara "a & b" x=#1', record: 4711, tab: "line" },
    { ...START, view: "compare", a: "yesterday", b: "@deploy" },
  ];
  for (const address of addresses) {
    assertEquals(addressOf(hashOf(address)), address);
  }
  assertEquals(hashOf(START), "#/timeline");
});

Deno.test("an address that says nothing of sense is the beginning", () => {
  for (const hash of ["", "#", "#/nowhere?record=x&path=%7B&tab=no", "#x"]) {
    assertEquals(addressOf(hash), START, hash);
  }
});
