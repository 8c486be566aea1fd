/** The name that somebody may have meant. */
import { assertEquals } from "@std/assert";
import { nearest } from "../../src/cli/nearest.ts";

const COMMANDS = ["log", "show", "diff", "blame", "bisect", "verify"];

Deno.test("a slip of the fingers finds what was meant", () => {
  for (
    const [typed, meant] of [
      ["lgo", "log"],
      ["logg", "log"],
      ["shwo", "show"],
      ["dif", "diff"],
      ["blam", "blame"],
      ["verfy", "verify"],
      ["ver", "verify"],
    ] as const
  ) {
    assertEquals(nearest(typed, COMMANDS), meant, typed);
  }
});

Deno.test("what is near to nothing has no neighbour", () => {
  for (const typed of ["", "xyzzy", "data.kantadb", "q"]) {
    assertEquals(nearest(typed, COMMANDS), undefined, typed);
  }
});
