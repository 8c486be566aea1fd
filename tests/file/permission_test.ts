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

/** Runs a program that has the module as `permission`; returns what it said. */
async function run(program: string, flags: readonly string[]): Promise<string> {
  const module = new URL("../../src/file/permission.ts", import.meta.url);
  const code = `import * as permission from "${module}"; ${program}`;
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      ...flags,
      `data:text/javascript,${encodeURIComponent(code)}`,
    ],
    stdin: "null",
  }).output();
  return new TextDecoder().decode(stdout);
}

Deno.test("what is denied is missed, where all else is granted", async () => {
  const said = await run(
    `permission.demandPermission("/fine", false);
    try { permission.demandPermission("/denied", false); }
    catch ({ message }) { console.log(message); }`,
    ["--no-prompt", "--allow-read", "--allow-write", "--deny-write=/denied"],
  );
  assertStringIncludes(
    said,
    'Cannot open "/denied": this program may not write it',
  );
});

Deno.test("without a terminal Deno throws by itself, and asks nobody", async () => {
  const said = await run(
    `permission.demandUnasked("read", "/etc");
    try { Deno.statSync("/etc"); }
    catch ({ name, message }) { console.log(name, message); }`,
    [],
  );
  assertStringIncludes(said, 'NotCapable Requires read access to "/etc"');
});
