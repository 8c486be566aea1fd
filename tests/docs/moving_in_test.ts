/**
 * The programs of docs/moving_in.md print what stands beside them.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { root } from "../house/source_files.ts";
import { codeOf, documentAt } from "./documents.ts";

/** What a program says that it prints: the comments behind its `console.log()`. */
function promised(code: string): string[] {
  return Array.from(
    code.matchAll(/^console\.log\(.*\); \/\/ (.*)$/gm),
    ([, text = ""]) => text,
  );
}

Deno.test("who comes from a JSON file or from lowdb finds its data, and writes here", async () => {
  const programs = codeOf(documentAt("docs/moving_in.md"), "ts");
  assertEquals(programs.length, 2);
  for (const code of programs) {
    const path = await Deno.makeTempFile({ suffix: ".ts" });
    try {
      await Deno.writeTextFile(path, code);
      const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--config", "deno.json", path],
        cwd: root,
        env: { NO_COLOR: "1" },
      }).output();
      const printed = new TextDecoder().decode(stdout).trimEnd().split("\n");
      const said = new TextDecoder().decode(stderr);
      assertEquals(printed, promised(code), said);
    } finally {
      await Deno.remove(path);
    }
  }
});

Deno.test("each of them is moved by at most ten lines", () => {
  for (const code of codeOf(documentAt("docs/moving_in.md"), "ts")) {
    const [, opening = ""] = code.split(/^(?=await using db)/m);
    const lines = opening.split("\n").filter((line) =>
      line.trim() !== "" && !/^(?:\/\/|console)/.test(line)
    );
    assertEquals(lines.length <= 10, true, lines.join("\n"));
  }
});
