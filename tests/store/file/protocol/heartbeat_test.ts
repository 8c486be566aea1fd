import { assert, assertEquals, assertThrows } from "@std/assert";
import { MemoryFileSystem } from "../../../../src/file/memory_file.ts";
import {
  Heartbeat,
  withHeartbeat,
} from "../../../../src/store/file/protocol/heartbeat.ts";

Deno.test("a call to the system shows while it lasts, and then a beat", () => {
  const worker = new Heartbeat();
  const main = new Heartbeat(worker.buffer);
  assert(!main.calling);
  worker.during(() => assert(main.calling));
  assert(!main.calling);
  assertEquals(main.beats, 1);
  assertThrows(() =>
    worker.during(() => {
      throw new Error("EIO");
    })
  );
  assert(!main.calling);
});

Deno.test("every call that can be slow shows in the heartbeat", () => {
  const heartbeat = new Heartbeat();
  const seen: string[] = [];
  const disk = new MemoryFileSystem();
  const spy = new Proxy(disk, {
    get(target, name) {
      const found: unknown = Reflect.get(target, name);
      if (typeof found !== "function") return found;
      return (...given: unknown[]) => {
        assert(heartbeat.calling, String(name));
        seen.push(String(name));
        return Reflect.apply(found, target, given);
      };
    },
  });
  const slow = withHeartbeat(spy, heartbeat);
  slow.writeNew("a", []);
  slow.realPath("a");
  slow.identify("a");
  slow.holder({ dev: 0, ino: 1 });
  slow.syncFolder("a");
  const { file } = slow.open("a", { create: false, readonly: false });
  const before = heartbeat.beats;
  assert(file.tryLock());
  file.append(new Uint8Array(3));
  file.sync();
  file.truncate(2);
  assertEquals(file.read(0, 9).length, 2);
  assertEquals(file.size, 2);
  assertEquals(disk.identify("a"), { ...file.identity(), size: 2 });
  file.close();
  assertEquals(heartbeat.beats - before, 5);
  slow.remove("a");
  assertEquals(
    seen,
    [
      "writeNew",
      "realPath",
      "identify",
      "holder",
      "syncFolder",
      "open",
      "remove",
    ],
  );
});
