import { assert, assertEquals } from "@std/assert";
import { changeLog, loadChangeLog } from "../../src/changelog/log_switch.ts";
import { pathOf } from "../../src/file/file_path.ts";
import { TempFolder } from "../support/temp.ts";

Deno.test("the change log is there once it is loaded, and off until it is configured", async () => {
  await loadChangeLog();
  const log = changeLog();
  assert(log !== undefined);
  assertEquals(log.enabled("change"), false);
  const { configureLogging } = await import("../../src/changelog/logging.ts");
  const lines: string[] = [];
  configureLogging({ sink: (text) => lines.push(text) });
  try {
    assert(log.enabled("change"));
    log.emit(log.event({ kind: "change", action: "visit" }), []);
  } finally {
    configureLogging(false);
  }
  assertEquals(lines.length, 1);
  assert(lines[0]?.includes("visit"));
});

Deno.test("a database loads it where it has emitters, and not else", async () => {
  using folder = new TempFolder();
  const modules = {
    mod: new URL("../../mod.ts", import.meta.url).href,
    log_switch: new URL("../../src/changelog/log_switch.ts", import.meta.url)
      .href,
  };
  const program = `
    import { Kanta } from "${modules.mod}";
    import { changeLog } from "${modules.log_switch}";
    const silent = await Kanta.memory({ n: 0 });
    console.log(changeLog() === undefined);
    const told = [];
    const log = { emitters: [(event) => (told.push(event.action), true)] };
    const db = await Kanta.memory({ n: 0 }, { log });
    db.transaction("count", (data) => data.n++);
    console.log(changeLog() === undefined, told.join());
  `;
  const path = folder.file("program.ts");
  await Deno.writeTextFile(path, program);
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-check",
      `--config=${pathOf(new URL("../../deno.json", import.meta.url))}`,
      path,
    ],
    env: { NO_COLOR: "1" },
  }).output();
  const text = new TextDecoder();
  assertEquals(text.decode(stderr), "");
  assertEquals(text.decode(stdout), "true\nfalse bootstrap,,count\n");
});
