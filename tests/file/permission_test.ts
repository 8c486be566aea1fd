import { assertStringIncludes, assertThrows } from "@std/assert";
import { demandPermission } from "../../src/file/permission.ts";
import { FileLockError } from "../../src/errors.ts";

Deno.test({
  name: "each missing flag is named",
  permissions: { read: ["/granted"] },
  fn() {
    demandPermission("/granted", true);
    const one = assertThrows(
      () => demandPermission("/granted", false),
      FileLockError,
    );
    assertStringIncludes(one.message, "run it with --allow-write=/granted");
    const both = assertThrows(
      () => demandPermission("/other", false),
      FileLockError,
    );
    assertStringIncludes(
      both.message,
      "run it with --allow-read=/other --allow-write=/other",
    );
  },
});
