/** What `kanta verify` says in words. */
import { assert, assertEquals } from "@std/assert";
import { runCommand } from "../../support/command_run.ts";
import { LogBuilder } from "../../maintenance/log_builder.ts";

Deno.test("verify says in words that a record is ahead of the clock", async () => {
  const path = await Deno.makeTempFile({ suffix: ".kantadb" });
  try {
    const log = new LogBuilder().change({ n: 1 })
      .change({ n: 2 }, { ts: "2999-01-01T00:00:00Z" });
    await Deno.writeFile(path, log.bytes);
    const { code, stdout } = await runCommand(["verify", path]);
    assertEquals(code, 0);
    assert(
      stdout.startsWith(
        `ahead from line 2 (byte ${
          log.places[1]
        }): written at 2999-01-01T00:00:00`,
      ),
      stdout,
    );
  } finally {
    await Deno.remove(path);
  }
});
