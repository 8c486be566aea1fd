import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { findHolder, lockName } from "../../src/file/holder.ts";
import { DenoFileSystem } from "../../src/file/deno_file_system.ts";
import { hasProc } from "../support/system.ts";

Deno.test("device numbers are written as the kernel lists them", () => {
  assertEquals(lockName({ dev: 0xfe00, ino: 7 }), "fe:00:7");
  assertEquals(lockName({ dev: 0x801, ino: 12 }), "08:01:12");
  assertEquals(lockName({ dev: 0x1b, ino: 3 }), "00:1b:3");
  // A minor number over 255 has its high bits above the major number.
  assertEquals(lockName({ dev: 0x1000_08_02, ino: 3 }), "08:10002:3");
});

Deno.test("the holder of a lock is named: process, program, since when", () => {
  if (!hasProc("who holds a lock")) return;
  const path = Deno.makeTempFileSync();
  const { file } = new DenoFileSystem().open(path, {
    create: false,
    readonly: false,
  });
  try {
    assertEquals(findHolder(file.identity()), undefined);
    assert(file.tryLock());
    const holder = findHolder(file.identity());
    assertEquals(holder?.pid, Deno.pid);
    assertStringIncludes(holder?.program ?? "", "deno");
    const since = Temporal.Instant.from(holder?.since ?? "");
    const now = Temporal.Now.instant();
    assert(Temporal.Instant.compare(since, now) < 0);
    assert(since.until(now).total("days") < 1);
  } finally {
    file.close();
    Deno.removeSync(path);
  }
});

Deno.test("without all permissions the holder is not known, and nobody is asked", async () => {
  const program = `
    import { findHolder } from "${new URL(
    "../../src/file/holder.ts",
    import.meta.url,
  )}";
    console.log(findHolder({ dev: 1, ino: 1 }));`;
  const { stdout, success } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--allow-read=/nowhere", "-"].slice(0, 3)
      .concat(`data:application/typescript,${encodeURIComponent(program)}`),
  }).output();
  assert(success);
  assertEquals(new TextDecoder().decode(stdout).trim(), "undefined");
});

Deno.test("on another system than Linux nobody is named, and /proc is not looked for", () => {
  for (const system of ["darwin", "windows"] as const) {
    assertEquals(findHolder({ dev: 1, ino: 1 }, system), undefined);
  }
});
