import {
  assert,
  assertEquals,
  assertNotStrictEquals,
  assertStrictEquals,
} from "@std/assert";
import { DenoFile } from "../../src/file/deno_file.ts";
import { TempFolder } from "../support/temp.ts";
import { leftOut } from "../support/system.ts";

/** A file of which the calls are interrupted and short, as a kernel may. */
function fickle(log: string[]): Deno.FsFile {
  let calls = 0;
  const content: number[] = [];
  const interrupt = () => {
    if (++calls % 3 === 0) throw new Deno.errors.Interrupted("(os error 4)");
  };
  const double = {
    content,
    writeSync(bytes: Uint8Array) {
      interrupt();
      const part = bytes.subarray(0, 7);
      content.push(...part);
      log.push(`write ${part.length}`);
      return part.length;
    },
    seekSync: (offset: number) => double.at = offset,
    at: 0,
    readSync(into: Uint8Array) {
      interrupt();
      const part = content.slice(
        double.at,
        double.at + Math.min(5, into.length),
      );
      into.set(part);
      double.at += part.length;
      return part.length === 0 ? null : part.length;
    },
    statSync: () => ({ size: content.length }),
  };
  // A stand-in for the few methods that are called here.
  return double as object as Deno.FsFile;
}

Deno.test("short and interrupted writes and reads are made whole", () => {
  const log: string[] = [];
  const file = new DenoFile(fickle(log));
  const bytes = new Uint8Array(40).map((_, i) => i);
  file.append(bytes);
  assertEquals(log, Array(5).fill("write 7").concat("write 5"));
  assertEquals(file.read(0, 40), bytes);
  assertEquals(file.read(33, 40), bytes.subarray(33));
});

Deno.test("room that is given is used, and what was read before is gone", () => {
  const file = new DenoFile(fickle([]));
  file.append(new Uint8Array(40).map((_, i) => i));
  const room = new Uint8Array(20);
  const first = file.read(0, 20, room);
  assertStrictEquals(first.buffer, room.buffer);
  assertEquals(
    file.read(30, 20, room),
    new Uint8Array(10).map((_, i) => 30 + i),
  );
  assertEquals([first.length, first[0], first[19]], [20, 30, 19]);
  assertNotStrictEquals(file.read(0, 21, room).buffer, room.buffer);
});

/** Some program that ends at once. */
const BRIEF = Deno.build.os === "windows"
  ? [Deno.execPath(), "--version"]
  : ["true"];

/** A worker that starts processes, three at a time, and says so after each. */
function startProcesses(started: () => void): Worker {
  const program = `
    const [command, ...args] = ${JSON.stringify(BRIEF)};
    const start = async () => {
      for (;;) {
        await new Deno.Command(command, { args }).output();
        self.postMessage("started");
      }
    };
    for (let i = 0; i < 3; i++) start();`;
  const worker = new Worker(
    `data:application/javascript,${encodeURIComponent(program)}`,
    { type: "module" },
  );
  worker.onmessage = started;
  return worker;
}

/** Whether a file that was closed is locked at times while processes start. */
async function staysLocked(
  takeOver: (file: Deno.FsFile) => Pick<DenoFile, "tryLock" | "close">,
  processes: number,
): Promise<boolean> {
  using temp = new TempFolder();
  const how = { read: true, append: true, create: true };
  let started = 0;
  let locked = false;
  const worker = startProcesses(() => started++);
  while (!locked && started < processes) {
    for (let i = 0; i < 50; i++) {
      const file = takeOver(Deno.openSync(temp.file(), how));
      if (!file.tryLock()) locked = true;
      file.close();
    }
    await new Promise((go) => setTimeout(go));
  }
  worker.terminate();
  return locked;
}

Deno.test("what was closed is locked by nobody, though a process starts just then", async () => {
  assert(!await staysLocked((file) => new DenoFile(file), 300));
});

Deno.test("a lock that is not given up first would stay with that process", async () => {
  if (Deno.build.os !== "linux") {
    leftOut("whom a closed lock stays with", "here it stays with nobody");
    return;
  }
  const closeAlone = (file: Deno.FsFile) => ({
    tryLock: () => file.tryLockSync(true),
    close: () => file.close(),
  });
  assert(await staysLocked(closeAlone, 1000));
});
