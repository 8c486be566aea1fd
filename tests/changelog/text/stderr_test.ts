import { assertEquals } from "@std/assert";

/** Runs code in a process of its own, without any permission. */
async function run(code: string): Promise<[Uint8Array, Uint8Array]> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--no-check", "-"],
    env: { NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(code));
  await writer.close();
  const { stdout, stderr } = await child.output();
  return [stdout, stderr];
}

const logging = import.meta.resolve("../../../src/changelog/logging.ts");
const event = import.meta.resolve("../../../src/changelog/log_event.ts");
const stderr = import.meta.resolve("../../../src/changelog/text/stderr.ts");

Deno.test("more than a pipe holds is written to the last byte", async () => {
  const [, err] = await run(
    `import { writeStderr } from "${stderr}";\nwriteStderr("é".repeat(500_000));`,
  );
  assertEquals(err.length, 1_000_000);
});

Deno.test("a program that asks for nothing prints nothing", async () => {
  const emit = `emitLog(new LogEvent({ kind: "change", action: "x\\x1b" }));`;
  const head = `import { configureLogging, emitLog } from "${logging}";\n` +
    `import { LogEvent } from "${event}";\n`;
  const [out, err] = await run(head + emit);
  assertEquals([out.length, err.length], [0, 0]);
  const [out2, err2] = await run(head + "configureLogging();" + emit);
  assertEquals(out2.length, 0);
  assertEquals(new TextDecoder().decode(err2), "x\\x1b\n");
});
