import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { FileLockError } from "../../../../src/errors.ts";
import type { FileSystem } from "../../../../src/file/log_file.ts";
import { MemoryFileSystem } from "../../../../src/file/memory_file.ts";
import { lockFile } from "../../../../src/store/file/worker/locked_file.ts";
import { LockedError } from "../../../../src/store/file/protocol/locked_error.ts";
import type { OpenRequest } from "../../../../src/store/hosted_log.ts";
import { TurnedClock } from "../../../support/turned_clock.ts";

const REQUEST: OpenRequest = {
  path: "log",
  create: true,
  readonly: false,
  lockTimeout: 0,
  sync: 1000,
  snapshot: false,
};
const { signal } = new AbortController();

function hold(
  disk: FileSystem,
  request: Partial<OpenRequest> = {},
  clock = new TurnedClock(),
) {
  return lockFile({ ...REQUEST, ...request }, disk, clock, signal);
}

Deno.test("a lock that is taken is tried again until the time is up", async () => {
  const disk = new MemoryFileSystem();
  const { file } = await hold(disk);
  const clock = new TurnedClock();
  let over = false;
  const waiting = hold(disk, { lockTimeout: 1000 }, clock);
  waiting.catch(() => {}).finally(() => over = true);
  for (let ms = 0; ms < 990; ms += 10) {
    clock.turn(10);
    for (let i = 0; i < 5; i++) await Promise.resolve();
  }
  assert(!over);
  clock.turn(20);
  const error = await assertRejects(() => waiting, FileLockError);
  assertStringIncludes(error.message, "also after 1000 ms");
  assertEquals(clock.timers, 0);

  const other = hold(disk, { lockTimeout: 1000 }, clock);
  file.close();
  for (let i = 0; i < 5; i++) await Promise.resolve();
  clock.turn(10);
  (await other).file.close();
});

Deno.test("a file that was replaced while it was being locked is not taken", async () => {
  const disk = new MemoryFileSystem();
  disk.writeNew("log", [new Uint8Array([1])]);
  const { open } = disk;
  let swaps = 0;
  disk.open = (path, mode) => {
    const opened = open.call(disk, path, mode);
    if (swaps++ < 3) {
      disk.remove("log");
      disk.writeNew("log", [new Uint8Array([swaps + 1])]);
    }
    return opened;
  };
  const { file } = await hold(disk);
  assertEquals(file.read(0, 9), new Uint8Array([4]));
  assertEquals(disk.identify("log"), { ...file.identity(), size: 1 });
  file.close();

  swaps = -100;
  const error = await assertRejects(() => hold(disk), FileLockError);
  assertStringIncludes(error.message, "keeps replacing the file");
});

Deno.test("who holds the lock is named as far as it is known", () => {
  const identity = { dev: 1, ino: 2 };
  const said = (holder?: LockedError["identity"] | object) =>
    new LockedError("log", identity, 0, holder as never).message;
  assertStringIncludes(said(), "locked by another opener;");
  assertStringIncludes(said({ pid: 7 }), "locked by process 7;");
  assertStringIncludes(said(), "wait for it with the option { lockTimeout: ");
  assertStringIncludes(
    said({ pid: 7, program: "deno run app.ts", since: "2026-06-10T02:55:00Z" }),
    "by process 7 (deno run app.ts), which started at 2026-06-10T02:55:00Z;",
  );
  assertStringIncludes(
    said({ pid: Deno.pid, since: "2026-06-10T02:55:00Z" }),
    `this process (pid ${Deno.pid}, since 2026-06-10T02:55:00Z)`,
  );
});
