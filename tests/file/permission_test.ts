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

Deno.test("what is denied is missed, where all else is granted", async () => {
  const module = new URL("../../src/file/permission.ts", import.meta.url);
  const code = `import { demandPermission } from "${module}";
    demandPermission("/fine", false);
    try { demandPermission("/denied", false); }
    catch ({ message }) { console.log(message); }`;
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-prompt",
      "--allow-read",
      "--allow-write",
      "--deny-write=/denied",
      `data:text/javascript,${encodeURIComponent(code)}`,
    ],
  }).output();
  assertStringIncludes(
    new TextDecoder().decode(stdout),
    'Cannot open "/denied": this program may not write it',
  );
});
