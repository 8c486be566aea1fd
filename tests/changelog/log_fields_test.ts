import { assertEquals } from "@std/assert";
import { categoryOf, levelOf } from "../../src/changelog/log_fields.ts";

Deno.test("each kind has its category and level", () => {
  const kinds = ["change", "aborted", "created", "opened", "migrated"] as const;
  assertEquals(kinds.map((kind) => `${categoryOf(kind)} ${levelOf(kind)}`), [
    "transaction info",
    "transaction warning",
    "bootstrap info",
    "bootstrap debug",
    "migration info",
  ]);
});
