import { assertEquals } from "@std/assert";
import {
  decideColor,
  terminalWidth,
} from "../../../src/changelog/text/color.ts";

const PIPE = { terminal: false, journal: false };
const TERMINAL = { terminal: true, journal: false };

Deno.test("a terminal and the journal get colours, a pipe does not", () => {
  assertEquals(decideColor(TERMINAL), true);
  assertEquals(decideColor({ terminal: false, journal: true }), true);
  assertEquals(decideColor(PIPE), false);
});

Deno.test("NO_COLOR wins over all else, unless it is empty", () => {
  assertEquals(decideColor({ ...TERMINAL, noColor: "1" }), false);
  assertEquals(decideColor({ ...TERMINAL, noColor: "0" }), false);
  assertEquals(decideColor({ ...TERMINAL, noColor: "" }), true);
  assertEquals(
    decideColor({ ...PIPE, noColor: "1", forceColor: "1" }),
    false,
  );
});

Deno.test("FORCE_COLOR switches on, unless it is empty or 0", () => {
  assertEquals(decideColor({ ...PIPE, forceColor: "1" }), true);
  assertEquals(decideColor({ ...PIPE, forceColor: "0" }), false);
  assertEquals(decideColor({ ...PIPE, forceColor: "" }), false);
  assertEquals(decideColor({ ...TERMINAL, forceColor: "0" }), true);
});

/** What `code` finds in a process of its own, standard error being a pipe. */
async function inChild(
  code: string,
  flags: string[],
  env: Record<string, string> = {},
): Promise<string> {
  const module = import.meta.resolve("../../../src/changelog/text/color.ts");
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--no-check", ...flags, "-"],
    env: { NO_COLOR: "", FORCE_COLOR: "", JOURNAL_STREAM: "", ...env },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(
    `import * as color from "${module}";\n` +
      `import { fstatSync } from "node:fs";\nconsole.log(String(${code}));`,
  ));
  await writer.close();
  const { stdout, stderr } = await child.output();
  const text = new TextDecoder();
  return text.decode(stdout).trim() + text.decode(stderr);
}

Deno.test("without permission the environment is not read, nor asked for", async () => {
  const env = { FORCE_COLOR: "1" };
  assertEquals(await inChild("color.wantsColor()", [], env), "false");
  assertEquals(
    await inChild("color.wantsColor()", ["--allow-env=FORCE_COLOR"], env),
    "true",
  );
});

Deno.test("the environment is read anew each time", async () => {
  const code = `(Deno.env.set("FORCE_COLOR", "1"), color.wantsColor()) + " " +
    (Deno.env.set("NO_COLOR", "1"), color.wantsColor())`;
  assertEquals(await inChild(code, ["--allow-env"]), "true false");
});

Deno.test("only the very stream of the journal gets its colours", async () => {
  const code = (ino: string) =>
    `(Deno.env.set("JOURNAL_STREAM", fstatSync(2).dev + ":" + ${ino}),
      color.wantsColor())`;
  const flags = ["--allow-env"];
  assertEquals(await inChild(code("fstatSync(2).ino"), flags), "true");
  assertEquals(await inChild(code("1 + fstatSync(2).ino"), flags), "false");
});

Deno.test("what is no terminal has 80 columns", async () => {
  assertEquals(await inChild("color.terminalWidth()", []), "80");
  assertEquals(terminalWidth() > 0, true);
});
