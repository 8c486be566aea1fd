import { assertEquals } from "@std/assert";
import { toolsAt } from "../../src/maintenance/late_tools.ts";
import { verify } from "../../src/maintenance/log_tools.ts";

Deno.test("paths count from the working directory at the call, not at the load", async () => {
  const { cwd } = Deno;
  const separator = Deno.build.os === "windows" ? "\\" : "/";
  let found: unknown;
  try {
    Deno.cwd = () => "/one";
    const used = toolsAt(
      (tools, ...paths) => {
        found = tools.verify === verify;
        return Promise.resolve(paths);
      },
      "x.kantadb",
      "/there/y.kantadb",
    );
    Deno.cwd = () => "/two";
    assertEquals(await used, [`/one${separator}x.kantadb`, "/there/y.kantadb"]);
  } finally {
    Deno.cwd = cwd;
  }
  assertEquals(found, true);
});
