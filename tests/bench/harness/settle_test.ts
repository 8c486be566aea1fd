/** @module Tests of bench/harness/settle.ts. */
import { assert } from "@std/assert";
import { Folder } from "../../../bench/harness/folder.ts";
import { settle } from "../../../bench/harness/settle.ts";

/** A process that says when it has begun, works, leaves a file, and rests. */
async function startBusy(file: string, ms: number) {
  const code = `
    console.log("begun");
    const end = Date.now() + ${ms};
    while (Date.now() < end);
    Deno.writeTextFileSync(${JSON.stringify(file)}, "");
    Deno.stdin.readSync(new Uint8Array(1));`;
  const process = new Deno.Command(Deno.execPath(), {
    args: ["eval", "--quiet", code],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const reader = process.stdout.getReader();
  await reader.read();
  reader.releaseLock();
  return process;
}

async function end(process: Deno.ChildProcess): Promise<void> {
  await process.stdin.close();
  await process.stdout.cancel();
  await process.status;
}

function isThere(file: string): boolean {
  try {
    return Deno.statSync(file).isFile;
  } catch {
    return false;
  }
}

Deno.test("a process is waited for until it has nothing to do", async () => {
  using folder = new Folder();
  const process = await startBusy(folder.file("done"), 300);
  await settle(process.pid);
  // Without a /proc there is nothing to look at.
  assert(isThere(folder.file("done")) || !isThere("/proc/self/stat"));
  await end(process);
});

Deno.test("one that never rests is not waited for for ever", async () => {
  using folder = new Folder();
  const process = await startBusy(folder.file("done"), 3_600_000);
  await settle(process.pid, 20);
  assert(!isThere(folder.file("done")));
  process.kill("SIGKILL");
  await end(process).catch(() => {});
});

Deno.test("one that is over has nothing to do", async () => {
  using folder = new Folder();
  const process = await startBusy(folder.file("done"), 0);
  await end(process);
  await settle(process.pid);
});
